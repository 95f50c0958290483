package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/internal/fault"
)

// LinkLife is how long a one-time link for the first sign-in works.
const LinkLife = 7 * 24 * time.Hour

// NewAccount is a member of staff to be added.
type NewAccount struct {
	Email    string
	Name     string
	Role     Role
	Areas    []string // GSS codes
	Services []string // service codes, for a SPOC
}

// Account is a stored member of staff.
type Account struct {
	ID         int64
	Ref        string
	Email      string
	Name       string
	Role       Role
	Areas      []string // GSS codes
	AreaNames  []string
	Services   []string
	CreatedAt  time.Time
	DisabledAt *time.Time
	CanSignIn  bool // it has chosen a passphrase

	SignedInAt        *time.Time // the last time; nil: never
	WokenAt           *time.Time // woken after it was suspended
	SuspendedAt       *time.Time // with DisabledAt: nobody had used it
	WarnedAt          *time.Time // that it will be suspended
	SecondFactor      bool
	HasPassphrase     bool // whether it is enabled or not
	LooksAfterService bool // a service's contact, or its deputy in the directory
}

// UsedAt is when the account was last used: signed in with, woken, or made.
func (a Account) UsedAt() time.Time {
	at := a.CreatedAt
	for _, other := range []*time.Time{a.SignedInAt, a.WokenAt} {
		if other != nil && other.After(at) {
			at = *other
		}
	}
	return at
}

// Actor is the account as somebody who acts.
func (a Account) Actor() Actor {
	return Actor{AccountID: a.ID, Name: a.Name, Role: a.Role, Areas: a.Areas, Services: a.Services}
}

// AddAccount stores an account and gives its one-time token, of which only a
// hash is kept. Errors: fault.Conflict when the address has an account.
func AddAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, n NewAccount) (token string, err error) {
	id, err := insertAccount(ctx, tx, now, who, n)
	if err != nil {
		return "", err
	}
	return newLink(ctx, tx, now, id)
}

// InsertAccount stores an account without a link. Errors: as of AddAccount.
func InsertAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, n NewAccount) error {
	_, err := insertAccount(ctx, tx, now, who, n)
	return err
}

func insertAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, n NewAccount) (id int64, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO account (ref, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		NewRef(), n.Email, n.Name, string(n.Role), now).Scan(&id)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.ConstraintName == "account_email_key" {
		return 0, fault.Conflict("this e-mail address has an account already: use user reset for a new link, or another address")
	}
	if err != nil {
		return 0, fmt.Errorf("store account: %w", err)
	}
	if _, err = tx.Exec(ctx, `INSERT INTO account_area (account_id, area) SELECT $1, unnest($2::text[])`, id, n.Areas); err != nil {
		return 0, fmt.Errorf("store areas of account: %w", err)
	}
	if _, err = tx.Exec(ctx, `INSERT INTO account_service (account_id, service) SELECT $1, unnest($2::text[])`, id, n.Services); err != nil {
		return 0, fmt.Errorf("store services of account: %w", err)
	}
	return id, Record(ctx, tx, now, who, Entry{Action: Collect, ObjectKind: "account", ObjectID: id, Detail: string(n.Role)})
}

// DisableAccount ends an account, its sessions and its one-time links; it keeps
// its history. Errors: fault.NotFound,
// fault.Conflict when it is disabled already.
func DisableAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, email string) error {
	a, err := FindAccount(ctx, tx, email)
	if err != nil {
		return err
	}
	if a.DisabledAt != nil {
		return fault.Conflict("this account is disabled already")
	}
	if _, err := tx.Exec(ctx, `UPDATE account SET disabled_at = $2 WHERE id = $1`, a.ID, now); err != nil {
		return fmt.Errorf("disable account: %w", err)
	}
	if _, err := endSessions(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := endLinks(ctx, tx, a.ID); err != nil {
		return err
	}
	return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: "disabled"})
}

// WakeAccount makes a suspended account work again, as if it had just been used.
// Errors: fault.NotFound; fault.Conflict: it is not suspended.
func WakeAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, email string) error {
	a, err := FindAccount(ctx, tx, email)
	if err != nil {
		return err
	}
	if a.State() != AccountSuspended {
		return fault.Conflict("this account is not suspended")
	}
	if err := enable(ctx, tx, now, a.ID); err != nil {
		return err
	}
	return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: "woken"})
}

// ResetAccount gives an account a new one-time link and enables it again. What
// it signed in with before (passphrase, second factor, recovery codes), its
// sessions and earlier links stop working.
// Errors: fault.NotFound.
func ResetAccount(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, email string) (token string, err error) {
	a, err := FindAccount(ctx, tx, email)
	if err != nil {
		return "", err
	}
	if err = enable(ctx, tx, now, a.ID); err != nil {
		return "", err
	}
	if _, err = tx.Exec(ctx, `DELETE FROM account_passphrase WHERE account_id = $1`, a.ID); err != nil {
		return "", fmt.Errorf("take the passphrase away: %w", err)
	}
	if err = clearFactor(ctx, tx, a.ID); err != nil {
		return "", err
	}
	if _, err = endSessions(ctx, tx, a.ID); err != nil {
		return "", err
	}
	if err = endLinks(ctx, tx, a.ID); err != nil {
		return "", err
	}
	if token, err = newLink(ctx, tx, now, a.ID); err != nil {
		return "", err
	}
	return token, Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: "reset"})
}

// endLinks ends the one-time links of an account that were not used, as if they
// had never worked: whoever uses one at this moment by a clock that is a little
// behind is too late as well.
func endLinks(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `UPDATE account_link SET expires_at = created_at WHERE account_id = $1 AND used_at IS NULL`, account)
	if err != nil {
		return fmt.Errorf("end earlier links: %w", err)
	}
	return nil
}

// ChooseCalendar notes whether an officer wants the appointments of their people
// as calendar files. Errors: fault.NotFound; fault.Invalid for a role that has no
// people of its own: a service chooses in the directory.
func ChooseCalendar(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, email string, want bool) error {
	a, err := FindAccount(ctx, tx, email)
	if err != nil {
		return err
	}
	if a.Role != LinkOfficer && a.Role != OffenderManager {
		return fault.Invalid("calendar files go to link officers and offender managers; a service chooses in its row of the directory, column calendar")
	}
	if _, err := tx.Exec(ctx, `UPDATE account SET calendar = $2 WHERE id = $1`, a.ID, want); err != nil {
		return fmt.Errorf("note who wants calendar files: %w", err)
	}
	detail := "calendar files off"
	if want {
		detail = "calendar files on"
	}
	return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: detail})
}

// NewLink makes a one-time link for the first sign-in and gives its token, of
// which only a hash is kept. Those before go on working until one is used.
func NewLink(ctx context.Context, tx pgx.Tx, now time.Time, account int64) (string, error) {
	return newLink(ctx, tx, now, account)
}

func newLink(ctx context.Context, tx pgx.Tx, now time.Time, account int64) (string, error) {
	token, err := newToken()
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO account_link (token_hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
		linkHash(token), account, now, now.Add(LinkLife))
	if err != nil {
		return "", fmt.Errorf("store one-time link: %w", err)
	}
	return token, nil
}

// newToken makes what a link or a session is known by: 256 random bits.
func newToken() (string, error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("make a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// FindAccount finds an account by its address, in any case. Errors: fault.NotFound.
func FindAccount(ctx context.Context, tx pgx.Tx, email string) (Account, error) {
	list, err := readAccounts(ctx, tx, `WHERE lower(a.email) = $1`, sameAddress(email))
	if err != nil {
		return Account{}, err
	}
	if len(list) == 0 {
		return Account{}, fault.NotFound("Account")
	}
	return list[0], nil
}

// ListAccounts lists every account in order of name.
func ListAccounts(ctx context.Context, tx pgx.Tx) ([]Account, error) {
	return readAccounts(ctx, tx, `WHERE $1 = ''`, "")
}

func readAccounts(ctx context.Context, tx pgx.Tx, where, arg string) ([]Account, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.ref, a.email, a.name, a.role,
		       ARRAY(SELECT area FROM account_area x WHERE x.account_id = a.id ORDER BY area),
		       ARRAY(SELECT u.name FROM account_area x JOIN authority u ON u.gss_code = x.area WHERE x.account_id = a.id ORDER BY u.name),
		       ARRAY(SELECT service FROM account_service x WHERE x.account_id = a.id ORDER BY service),
		       a.created_at, a.disabled_at, a.disabled_at IS NULL AND EXISTS (SELECT 1 FROM account_passphrase p WHERE p.account_id = a.id),
		       a.signed_in_at, a.woken_at, a.suspended_at, a.warned_at, EXISTS (SELECT FROM account_second_factor f WHERE f.account_id = a.id),
		       EXISTS (SELECT FROM account_passphrase p WHERE p.account_id = a.id),
		       a.role = 'spoc' OR lower(a.email) IN (SELECT lower(v.spoc_email) FROM service v UNION ALL SELECT lower(v.deputy_email) FROM service v)
		FROM account a `+where+` ORDER BY a.name, a.id`, arg)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Account])
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return list, nil
}
