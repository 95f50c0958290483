package notify

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// Reconcile looks in the provider's list for texts of unknown outcome, and
// settles those that can be told there for certain. None is ever sent again: what
// the list does not hold stays on somebody's list. It gives how many it settled;
// an error says that the provider could not be asked for some.
func (c *Courier) Reconcile(ctx context.Context) (settled int, err error) {
	finder, ok := c.senders[Text].(Finder)
	if !ok {
		return 0, nil
	}
	var all []sought
	err = pg.ReadTx(ctx, c.pool, delivering(), func(tx pgx.Tx) (err error) {
		all, err = readSought(ctx, tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	var problems []error
	looked := 0
	for _, s := range all {
		if looked == mostLooks || len(problems) == mostProblems || ctx.Err() != nil {
			break
		}
		if !lookDue(c.clock(), s.Since, s.Looks) {
			continue
		}
		looked++
		found, err := c.look(ctx, finder, s, all)
		if err != nil {
			problems = append(problems, &Undelivered{MessageID: s.ID, Err: err})
			continue
		}
		if found {
			settled++
		}
	}
	if len(problems) > 0 {
		return settled, errors.Join(problems...)
	}
	n, err := c.askWithoutReceipt(ctx, finder)
	return settled + n, err
}

// askWithoutReceipt asks for texts whose final receipt never came: they may not
// have arrived, and their words cannot be wiped before they are final.
func (c *Courier) askWithoutReceipt(ctx context.Context, finder Finder) (settled int, err error) {
	var list []sought
	err = pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) (err error) {
		list, err = takeWithoutReceipt(ctx, tx, c.clock())
		return err
	})
	if err != nil {
		return 0, err
	}
	var problems []error
	for _, s := range list {
		if len(problems) == mostProblems || ctx.Err() != nil {
			break
		}
		final, err := c.askFinal(ctx, finder, s)
		if err != nil {
			problems = append(problems, &Undelivered{MessageID: s.ID, Err: err})
		}
		if final {
			settled++
		}
	}
	return settled, errors.Join(problems...)
}

// askFinal asks for one text on its way, and settles it if it is that no more.
func (c *Courier) askFinal(ctx context.Context, finder Finder, s sought) (settled bool, err error) {
	list, err := c.find(ctx, finder, s)
	if err != nil {
		return false, err
	}
	for _, f := range list {
		if f.Ref != s.ProviderRef || meaningOf(f.report()) == meaningOnItsWay {
			continue
		}
		return true, pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
			if still, err := lockStill(ctx, tx, s); err != nil || !still {
				return err // a receipt was here first
			}
			return c.receipts.apply(ctx, tx, c.clock(), s.Message, f.report())
		})
	}
	return false, nil
}

// find asks the provider, within the time that a call may take.
func (c *Courier) find(ctx context.Context, finder Finder, s sought) ([]Found, error) {
	ctx, cancel := context.WithTimeout(ctx, c.settings.sendTimeout())
	defer cancel()
	return finder.Find(ctx, s.Recipient, s.ClaimedAt.Add(-tookBefore))
}

// report reads an entry of the provider's list as a receipt.
func (f Found) report() StatusReport {
	return StatusReport{ProviderRef: f.Ref, Status: f.Status, Code: f.Code, Fault: f.Fault}
}

// look asks the provider for one text, outside any transaction.
func (c *Courier) look(ctx context.Context, finder Finder, s sought, all []sought) (settled bool, err error) {
	mine := false
	err = pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		mine, err = takeLook(ctx, tx, c.clock(), s)
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	list, err := c.find(ctx, finder, s)
	if err != nil {
		return false, errors.Join(err, pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error { return giveBackLook(ctx, tx, s) }))
	}
	refs := make([]string, len(list))
	for i, f := range list {
		refs[i] = f.Ref
	}
	err = pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		settled = false
		if still, err := lockStill(ctx, tx, s); err != nil || !still {
			return err // a receipt was here first
		}
		known, err := knownRefs(ctx, tx, s.ID, refs)
		if err != nil {
			return err
		}
		also, err := alsoSending(ctx, tx, s)
		if err != nil {
			return err
		}
		f, came := match(s, all, list, known)
		if also && came == lookedFound {
			came = lookedAmbiguous
		}
		if came != lookedFound {
			return writeLookNote(ctx, tx, s.ID, lookNote(came, s.Looks+1 == len(lookPauses)))
		}
		settled = meaningOf(f.report()) != meaningUnknown
		return c.receipts.apply(ctx, tx, c.clock(), s.Message, f.report())
	})
	return settled, err
}
