package access

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// askings is how often somebody may ask for access from one place.
var askings = allowance{size: 5, forget: 10 * time.Minute}

// Asking is for those who have no account and ask for one.
type Asking struct {
	Pool     *pgxpool.Pool
	Now      func() time.Time // UTC
	Accounts *Accounts
	// FromStart: a service without any agreement has no domains. Elsewhere it has
	// those that the directory names.
	FromStart bool
}

// Ask keeps the request of somebody whose address is at a partner's domain, for
// the coordinator of the area. The answer is the same for everybody: it tells
// neither whether the domain is a partner's nor whether there is an account.
// Errors: *TooSoon.
func (s *Asking) Ask(ctx context.Context, a Asked, place string) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		clear, err := askingClear(ctx, tx, place)
		if err != nil {
			return err
		}
		if at := askings.openAt(clear); at.After(now) {
			return &TooSoon{At: at}
		}
		if err := countAsking(ctx, tx, now, place); err != nil {
			return err
		}
		ok, err := s.allowed(ctx, tx, now, domainOf(a.Email), a.Service, a.Area)
		if err != nil || !ok {
			return err
		}
		a.Ref, a.AskedAt = NewRef(), now
		return storeAsked(ctx, tx, a)
	})
}

// Decide says yes, which makes an account and sends its link, or no. Errors:
// fault.NotFound; fault.Conflict: the address has an account by now.
func (s *Asking) Decide(ctx context.Context, who Actor, ref string, approved bool) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		a, err := decideAsked(ctx, tx, s.Now(), who, ref, approved)
		if err != nil {
			return err
		}
		if !approved {
			return Record(ctx, tx, s.Now(), who, Entry{Action: Alter, ObjectKind: "access request", Detail: "refused"})
		}
		return s.Accounts.InviteIn(ctx, tx, who, NewAccount{Email: a.Email, Name: a.Name, Role: SPOC, Areas: []string{a.Area}, Services: []string{a.Service}})
	})
}
