package access

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

const (
	// hashesAtOnce bounds the memory that hashing takes, 19 MiB each, and leaves
	// the other processors to the pages.
	hashesAtOnce = 1
	// hashWait is how long somebody who signs in waits for their turn.
	hashWait = 10 * time.Second
)

// ErrBusy says that more people sign in at this moment than can be served.
var ErrBusy = errors.New("too many sign-ins at once")

// TooSoon says that too many sign-ins failed, and when the next is let through.
type TooSoon struct{ At time.Time }

func (e *TooSoon) Error() string { return "too many failed sign-ins" }

// Door lets people in. Its methods take the network address they come from as
// PlaceOf gives it.
type Door struct {
	pool  *pgxpool.Pool
	now   func() time.Time
	turns chan struct{}
	codes chan struct{} // one code at a time is looked at: each sees the failures before it
	rules DoorRules
}

// DoorRules are what differs from one door to another.
type DoorRules struct {
	// Keys seal the secrets of second factors.
	Keys Keys
	// Exempt names the accounts that need no second factor: the ready ones of the
	// demo. Nil exempts nobody.
	Exempt func(email string) bool
	// Pretend shows the codes that an app would show, on the page that asks for
	// them: in the demo the clock is none that a phone could follow, and nobody is
	// real.
	Pretend bool
}

// NewDoor makes the door of one process; now is UTC.
func NewDoor(pool *pgxpool.Pool, now func() time.Time, rules DoorRules) *Door {
	return &Door{pool: pool, now: now, turns: make(chan struct{}, hashesAtOnce), codes: make(chan struct{}, 1), rules: rules}
}

// SignIn lets somebody in by address and passphrase, as far as the second factor.
// The answer, and the time it
// takes, are the same whether there is no such account, it is disabled, has no
// passphrase yet, or has another. Errors: fault.Refused (they do not fit),
// *TooSoon, ErrBusy.
func (d *Door) SignIn(ctx context.Context, email, passphrase, place string) (in Arrival, err error) {
	// Whoever must wait is told before they take a turn, and again after: what
	// was counted is then no older than the tries under way in other processes.
	if _, err := d.comer(ctx, email, place); err != nil {
		return Arrival{}, err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return Arrival{}, err
	}
	defer leave()
	who, err := d.comer(ctx, email, place)
	if err != nil {
		return Arrival{}, err
	}
	now := d.now()
	fits, hash, err := who.check(passphrase)
	if err != nil {
		return Arrival{}, err
	}
	if !fits {
		return Arrival{}, d.turnAway(ctx, now, who, email, place)
	}
	renewed := ""
	if hash.outdated() {
		if renewed, err = freshHash(passphrase); err != nil {
			return Arrival{}, err
		}
	}
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if renewed != "" {
			if err := renewHash(ctx, tx, who.ID, who.Hash, renewed); err != nil {
				return err
			}
		}
		in, err = d.second(ctx, tx, now, half{Holder: Holder{AccountID: who.ID, Email: who.Email}, Epoch: who.Epoch, How: "passphrase"}, place)
		return err
	})
	return in, err
}

// comer reads who comes, unless it is too soon for them.
func (d *Door) comer(ctx context.Context, email, place string) (who comer, err error) {
	now := d.now()
	err = pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if who, err = readComer(ctx, tx, now, email, place); err != nil {
			return err
		}
		failures, err := readFailures(ctx, tx, email, place)
		if err != nil {
			return err
		}
		if at := tryAt(failures, who.Known); at.After(now) {
			return &TooSoon{At: at}
		}
		return nil
	})
	return who, err
}

// check compares with the account's passphrase, or with nobody's where it has
// none.
func (c comer) check(passphrase string) (bool, storedHash, error) {
	stored := c.Hash
	if stored == "" {
		stored = nobodysHash
	}
	hash, err := readHash(stored)
	if err != nil {
		return false, hash, err
	}
	fits := hash.fits(passphrase)
	return fits && c.Hash != "", hash, nil
}

func (d *Door) turnAway(ctx context.Context, now time.Time, who comer, email, place string) error {
	if err := d.countAgainst(ctx, now, Holder{AccountID: who.ID, Email: email}, place, "passphrase"); err != nil {
		return err
	}
	return fault.Refused("The e-mail address or the passphrase is not right. Check both and try again")
}

// countAgainst counts a try that did not fit, and writes it down.
func (d *Door) countAgainst(ctx context.Context, now time.Time, at Holder, place, by string) error {
	return pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if err := countFailure(ctx, tx, now, at.Email, place); err != nil {
			return err
		}
		return Record(ctx, tx, now, AtTheDoor, Entry{Action: SignInFailed, ObjectKind: "account", ObjectID: at.AccountID, Detail: by})
	})
}

// arrive writes down that somebody is in.
func (d *Door) arrive(ctx context.Context, tx pgx.Tx, now time.Time, account int64, email, place, by string) error {
	if err := noteArrival(ctx, tx, now, account, email, place); err != nil {
		return err
	}
	if err := noteUse(ctx, tx, now, account); err != nil {
		return err
	}
	if err := forgetOld(ctx, tx, now); err != nil {
		return err
	}
	return Record(ctx, tx, now, Actor{AccountID: account}, Entry{Action: SignIn, ObjectKind: "account", ObjectID: account, Detail: by})
}

// SignedOut writes down that somebody went.
func (d *Door) SignedOut(ctx context.Context, who Actor) error {
	return pg.InTx(ctx, d.pool, who, func(tx pgx.Tx) error {
		return Record(ctx, tx, d.now(), who, Entry{Action: SignOut, ObjectKind: "account", ObjectID: who.AccountID})
	})
}

// turn waits for one of the few places to hash in. Errors: ErrBusy.
func (d *Door) turn(ctx context.Context) (leave func(), err error) {
	late := time.NewTimer(hashWait)
	defer late.Stop()
	select {
	case d.turns <- struct{}{}:
		return d.leave, nil
	case <-late.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// codeTurn waits for the turn to have a code looked at, and then for whoever must
// wait. Errors: *TooSoon, ErrBusy.
func (d *Door) codeTurn(ctx context.Context, email, place string) (leave func(), err error) {
	late := time.NewTimer(hashWait)
	defer late.Stop()
	select {
	case d.codes <- struct{}{}:
	case <-late.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	leave = func() { <-d.codes }
	if _, err := d.comer(ctx, email, place); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// leave gives the turn on. What was hashed in is collected first: left to
// itself the collector lets several times as much pile up, and the process kept
// 100 MB after fifty sign-ins, where it keeps 60.
func (d *Door) leave() {
	runtime.GC()
	<-d.turns
}
