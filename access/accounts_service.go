package access

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Inviter sends somebody the e-mail with their link; again says that it was
// asked for once more.
type Inviter interface {
	Invite(ctx context.Context, tx pgx.Tx, now time.Time, email, name, key string) error
}

// Accounts are the use cases of whoever looks after accounts. What changes who
// may do what is asked a proof of by the page.
type Accounts struct {
	Pool    *pgxpool.Pool
	Now     func() time.Time // UTC
	Inviter Inviter
}

// Position is what an account may do, and where.
type Position struct {
	Role     Role
	Areas    []string // GSS codes
	Services []string // service codes, of a SPOC
}

// check says what is wrong with a position.
func (p Position) check() error {
	switch {
	case !p.Role.Known():
		return fault.Invalid("Choose a role")
	case p.Role == SPOC && len(p.Services) == 0:
		return fault.Invalid("Choose the service that a service contact is of")
	case p.Role != SPOC && len(p.Services) > 0:
		return fault.Invalid("Only a service contact has services")
	case len(p.Areas) == 0:
		return fault.Invalid("Choose an area")
	}
	return nil
}

// Invite adds an account and sends its owner a link that works once within
// LinkLife. Errors: fault.Invalid, fault.Refused, fault.Conflict (the address has
// an account).
func (s *Accounts) Invite(ctx context.Context, who Actor, n NewAccount) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error { return s.InviteIn(ctx, tx, who, n) })
}

// InviteIn is Invite in the caller's transaction.
func (s *Accounts) InviteIn(ctx context.Context, tx pgx.Tx, who Actor, n NewAccount) error {
	p := Position{Role: n.Role, Areas: n.Areas, Services: n.Services}
	if err := p.check(); err != nil {
		return err
	}
	if !MayManage(who, n.Role, n.Areas) {
		return fault.Refused("You may invite link officers, offender managers and service contacts of your own areas. Ask the administrator for others")
	}
	if err := Follow(ctx, tx, who); err != nil {
		return err
	}
	if err := InsertAccount(ctx, tx, s.Now(), who, n); err != nil {
		return err
	}
	return s.Inviter.Invite(ctx, tx, s.Now(), n.Email, n.Name, "first")
}

// change does one thing to an account that who may manage.
func (s *Accounts) change(ctx context.Context, who Actor, ref string, do func(pgx.Tx, Account) (detail string, err error)) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		a, err := lockAccount(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !MayManage(who, a.Role, a.Areas) {
			return fault.NotFound("Account")
		}
		if err := Follow(ctx, tx, who); err != nil {
			return err
		}
		detail, err := do(tx, a)
		if err != nil || detail == "" {
			return err
		}
		return Record(ctx, tx, s.Now(), who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: detail})
	})
}

// SendAgain sends a new link to somebody who has not chosen a passphrase yet;
// earlier ones end. Errors: fault.NotFound, fault.Conflict.
func (s *Accounts) SendAgain(ctx context.Context, who Actor, ref string) error {
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) {
		if a.DisabledAt != nil || a.CanSignIn {
			return "", fault.Conflict("This account can sign in, or is disabled: use reset to send its owner a new link")
		}
		if err := endLinks(ctx, tx, a.ID); err != nil {
			return "", err
		}
		return "invited again", s.Inviter.Invite(ctx, tx, s.Now(), a.Email, a.Name, "again "+NewRef())
	})
}

// Wake makes a suspended account work again, as if it had just been used.
// Errors: fault.NotFound, fault.Conflict.
func (s *Accounts) Wake(ctx context.Context, who Actor, ref string) error {
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) {
		if a.State() != AccountSuspended {
			return "", fault.Conflict("This account is not suspended")
		}
		if err := enable(ctx, tx, s.Now(), a.ID); err != nil {
			return "", err
		}
		if a.HasPassphrase {
			return "woken", nil
		}
		return "woken", s.Inviter.Invite(ctx, tx, s.Now(), a.Email, a.Name, "woken "+NewRef())
	})
}

// Disable ends an account. Errors: fault.NotFound, fault.Conflict (it is disabled;
// it is one's own; it is the last administrator).
func (s *Accounts) Disable(ctx context.Context, who Actor, ref string) error {
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) { return "", s.end(ctx, tx, who, a) })
}

// end disables an account, one that is suspended too, for good.
func (s *Accounts) end(ctx context.Context, tx pgx.Tx, who Actor, a Account) error {
	if err := s.notTheLast(ctx, tx, who, a); err != nil {
		return err
	}
	if a.State() != AccountSuspended {
		return DisableAccount(ctx, tx, s.Now(), who, a.Email)
	}
	if _, err := tx.Exec(ctx, `UPDATE account SET suspended_at = NULL WHERE id = $1`, a.ID); err != nil {
		return fmt.Errorf("disable account: %w", err)
	}
	return Record(ctx, tx, s.Now(), who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: "disabled"})
}

// Enable makes a disabled account work again, as it was. Errors: fault.NotFound,
// fault.Conflict.
func (s *Accounts) Enable(ctx context.Context, who Actor, ref string) error {
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) {
		if a.State() != AccountDisabled {
			return "", fault.Conflict("This account is not disabled")
		}
		return "enabled", enable(ctx, tx, s.Now(), a.ID)
	})
}

// Reset takes away what an account signs in with, and sends its owner a new
// link. Errors: fault.NotFound, fault.Conflict (one's own).
func (s *Accounts) Reset(ctx context.Context, who Actor, ref string) error {
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) {
		if a.ID == who.AccountID {
			return "", fault.Conflict("This is your own account: another administrator resets it. You can choose another passphrase and another app under Your sign-in")
		}
		if _, err := ResetAccount(ctx, tx, s.Now(), who, a.Email); err != nil {
			return "", err
		}
		if err := endLinks(ctx, tx, a.ID); err != nil { // that one nobody is told
			return "", err
		}
		return "", s.Inviter.Invite(ctx, tx, s.Now(), a.Email, a.Name, "reset "+NewRef())
	})
}

// Change gives an account another role, areas or services; its sessions end.
// Errors: fault.Invalid, fault.NotFound, fault.Conflict, fault.Refused.
func (s *Accounts) Change(ctx context.Context, who Actor, ref string, p Position) error {
	if err := p.check(); err != nil {
		return err
	}
	return s.change(ctx, who, ref, func(tx pgx.Tx, a Account) (string, error) {
		if !MayManage(who, p.Role, p.Areas) {
			return "", fault.Refused("Only the administrator gives this role or these areas")
		}
		if a.ID == who.AccountID {
			return "", fault.Conflict("This is your own account: another administrator changes it")
		}
		if p.Role != Administrator {
			if err := s.notTheLast(ctx, tx, who, a); err != nil {
				return "", err
			}
		}
		if a.Role == p.Role && slices.Equal(a.Areas, sorted(p.Areas)) && slices.Equal(a.Services, sorted(p.Services)) {
			return "", nil
		}
		return fmt.Sprintf("role %s, was %s", p.Role, a.Role), storePosition(ctx, tx, a.ID, p)
	})
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// notTheLast keeps somebody from shutting everybody out.
func (s *Accounts) notTheLast(ctx context.Context, tx pgx.Tx, who Actor, a Account) error {
	if a.ID == who.AccountID {
		return fault.Conflict("This is your own account: another administrator does this")
	}
	if a.Role != Administrator || a.DisabledAt != nil {
		return nil
	}
	var others int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM account WHERE role = 'administrator' AND disabled_at IS NULL AND id <> $1`, a.ID).Scan(&others); err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if others == 0 {
		return fault.Conflict("This is the last administrator: make another first")
	}
	return nil
}

func enable(ctx context.Context, tx pgx.Tx, now time.Time, account int64) error {
	if _, err := tx.Exec(ctx, `UPDATE account SET disabled_at = NULL, suspended_at = NULL, warned_at = NULL, woken_at = $2 WHERE id = $1`, account, now); err != nil {
		return fmt.Errorf("enable account: %w", err)
	}
	return nil
}
