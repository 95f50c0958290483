package notify

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Desk is where people decide: on a message that did not arrive, on what stands
// on their list, on what they are told.
type Desk struct {
	pool     *pgxpool.Pool
	clock    func() time.Time
	outbox   *Outbox
	composer Composer
	settings Settings
}

// NewDesk makes the desk. composer is asked whether a message may leave again.
func NewDesk(pool *pgxpool.Pool, clock func() time.Time, outbox *Outbox, composer Composer, settings Settings) *Desk {
	return &Desk{pool: pool, clock: clock, outbox: outbox, composer: composer, settings: settings}
}

// Order is what a person decides on one message. Seen is the state in which they
// saw it.
type Order struct {
	Ref    string
	Reach  Reach
	Seen   State
	Reason string
}

// SendAgain queues a message anew, as a message of its own that leads back to
// the first. Everything that could forbid it is asked now, and once more when it
// leaves. It gives the new message's reference. Errors: fault.Invalid without a
// reason, and where it may not leave; fault.Conflict where somebody has done so
// or its state is another by now; fault.NotFound.
func (d *Desk) SendAgain(ctx context.Context, who access.Actor, o Order) (ref string, err error) {
	if err := checkReason(o.Reason); err != nil {
		return "", err
	}
	err = d.decide(ctx, who, o, SendItAgain, func(tx pgx.Tx, now time.Time, m Message) error {
		if why := whyNotAgain(m.State, m.Kind); why != "" {
			return fault.Invalid("It cannot be sent again: %s", why)
		}
		ref, err = d.again(ctx, tx, who, now, m, o.Reason)
		return err
	})
	return ref, err
}

// Settle ends the doubt about a message whose fate nobody knows. It gives the
// reference of the new message where it is sent again. Errors are those of
// SendAgain.
func (d *Desk) Settle(ctx context.Context, who access.Actor, o Order, as Decision) (ref string, err error) {
	if !as.Known() {
		return "", fault.Invalid("Say what became of the message")
	}
	if err := checkReason(o.Reason); err != nil {
		return "", err
	}
	err = d.decide(ctx, who, o, as, func(tx pgx.Tx, now time.Time, m Message) error {
		if m.State != Unsettled {
			return fault.Invalid("What became of the message is known")
		}
		if err := writeDecision(ctx, tx, now, who, m.ID, as, o.Reason); err != nil {
			return err
		}
		if as == SendItAgain {
			m.State, _ = as.became()
			ref, err = d.again(ctx, tx, who, now, m, o.Reason)
			return err
		}
		return noteEvent(ctx, tx, now, who, m.ID, string(as), o.Reason)
	})
	return ref, err
}

// decide locks the message and refuses where it is not any more what the person
// saw.
func (d *Desk) decide(ctx context.Context, who access.Actor, o Order, as Decision, do func(pgx.Tx, time.Time, Message) error) error {
	err := pg.InTx(ctx, d.pool, who, func(tx pgx.Tx) error {
		m, again, err := lockForDecision(ctx, tx, o.Ref, o.Reach)
		if err != nil {
			return err
		}
		switch {
		case again != "":
			return fault.Conflict("%s has sent it again already", again)
		case m.State != o.Seen:
			return fault.Conflict("Since you opened the page something has become known of this message")
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		now := d.clock()
		if err := do(tx, now, m); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "message", ObjectID: m.ID, Detail: string(as)})
	})
	if err != nil {
		return fmt.Errorf("decide on a message: %w", err)
	}
	return nil
}

// again queues a copy of a message.
func (d *Desk) again(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, m Message, reason string) (string, error) {
	items, err := readItems(ctx, tx, m.ID)
	if err != nil {
		return "", err
	}
	added, err := d.outbox.Add(ctx, tx, now, []Intent{{Channel: m.Channel, Kind: m.Kind, To: m.Recipient, ToName: m.RecipientName,
		PersonID: m.PersonID, ReleaseID: m.ReleaseID, ServiceID: m.ServiceID, Deadline: m.Deadline, Items: items,
		DedupeKey: "again:" + strconv.FormatInt(m.ID, 10)}})
	if err != nil {
		return "", err
	}
	if len(added) != 1 {
		return "", fault.Conflict("Somebody has sent it again already")
	}
	why, err := d.whyItMayNotLeave(ctx, tx, now, added[0])
	if err != nil {
		return "", err
	}
	if why != "" {
		return "", fault.Invalid("It cannot be sent again: %s", why)
	}
	if err := noteEvent(ctx, tx, now, who, m.ID, string(SendItAgain), reason); err != nil {
		return "", err
	}
	if err := closeAboutMessage(ctx, tx, now, who, m.ID, reason); err != nil {
		return "", err
	}
	return linkAgain(ctx, tx, added[0], m.ID)
}

// whyItMayNotLeave asks everything that is asked at the moment of sending, and
// forgets what the asking wrote.
func (d *Desk) whyItMayNotLeave(ctx context.Context, tx pgx.Tx, now time.Time, id int64) (string, error) {
	try, err := tx.Begin(ctx)
	if err != nil {
		return "", fmt.Errorf("ask whether it may leave: %w", err)
	}
	defer func() { _ = try.Rollback(ctx) }()
	list, err := lockForSending(ctx, try, now, []int64{id})
	if err != nil || len(list) == 0 {
		return "", err
	}
	m := list[0]
	if ready := mayLeave(now, m, d.settings, true); ready.Step == stepRefuse {
		return ready.Reason, nil
	}
	_, verdict, err := d.composer.Compose(ctx, try, now, m.Message, m.Items)
	if err != nil {
		return "", fmt.Errorf("ask whether it may leave: %w", err)
	}
	if verdict.Send || verdict.Wait {
		return "", nil
	}
	return verdict.Reason, nil
}
