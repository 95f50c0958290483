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
	all, err := readSought(ctx, c.pool)
	if err != nil {
		return 0, err
	}
	var problems []error
	looked := 0
	for _, s := range all {
		if looked == mostLooks || ctx.Err() != nil {
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
	return settled, errors.Join(problems...)
}

// look asks the provider for one text, outside any transaction.
func (c *Courier) look(ctx context.Context, finder Finder, s sought, all []sought) (settled bool, err error) {
	mine := false
	err = pg.InTx(ctx, c.pool, delivering().Key(), func(tx pgx.Tx) error {
		mine, err = takeLook(ctx, tx, c.clock(), s)
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	callCtx, cancel := context.WithTimeout(ctx, c.settings.sendTimeout())
	list, err := finder.Find(callCtx, s.Recipient, s.ClaimedAt.Add(-tookBefore))
	cancel()
	if err != nil {
		return false, errors.Join(err, pg.InTx(ctx, c.pool, delivering().Key(), func(tx pgx.Tx) error { return giveBackLook(ctx, tx, s) }))
	}
	refs := make([]string, len(list))
	for i, f := range list {
		refs[i] = f.Ref
	}
	err = pg.InTx(ctx, c.pool, delivering().Key(), func(tx pgx.Tx) error {
		settled = false
		if still, err := lockUnknown(ctx, tx, s); err != nil || !still {
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
		report := StatusReport{ProviderRef: f.Ref, Status: f.Status, Code: f.Code, Fault: f.Fault}
		settled = meaningOf(report) != meaningUnknown
		return c.receipts.apply(ctx, tx, c.clock(), s.Message, report)
	})
	return settled, err
}
