package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// BlankAtProvider wipes words at the provider of texts, which would keep them
// for 13 months: of texts settled as long ago as the settings say, and of those
// that came in as long ago. One that is not final is left alone. What fails is
// tried again; in the end the administrator is told. It gives how many were
// wiped.
func (c *Courier) BlankAtProvider(ctx context.Context) (int, error) {
	blanker, ok := c.senders[Text].(Blanker)
	if !ok {
		return 0, nil
	}
	var list []toBlank
	now := c.clock()
	err := pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) (err error) {
		if err = dropOldCounts(ctx, tx, now); err != nil {
			return err
		}
		list, err = takeToBlank(ctx, tx, now, now.Add(-c.settings.BlankAfter))
		return err
	})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	var done, failed []toBlank
	var problem error
	for _, t := range list {
		callCtx, cancel := context.WithTimeout(ctx, c.settings.sendTimeout())
		err := blanker.Blank(callCtx, t.ProviderRef)
		cancel()
		if err != nil {
			failed, problem = append(failed, t), err
			if ctx.Err() != nil || len(failed) == mostProblems {
				break
			}
			continue
		}
		done = append(done, t)
	}
	err = pg.InTx(context.WithoutCancel(ctx), c.pool, delivering(), func(tx pgx.Tx) error {
		ctx := context.WithoutCancel(ctx)
		if err := writeBlanked(ctx, tx, now, done, failed); err != nil {
			return err
		}
		entries := make([]access.Entry, len(done))
		for i, t := range done {
			entries[i] = access.Entry{Action: access.Erase, ObjectKind: objectOf(t), ObjectID: t.ID, Detail: "words at the provider"}
		}
		if err := access.Record(ctx, tx, now, delivering(), entries...); err != nil {
			return err
		}
		for _, t := range failed {
			if t.Tries < blankTries {
				continue
			}
			return openAttention(ctx, tx, now, attention{Kind: attentionAccountAlarm, AboutKey: "blank", Role: access.Administrator,
				DueOn: c.days.Add(calendar.DayOf(now), 1), Note: "the provider does not wipe the words of texts although it was asked many times: look at the account"})
		}
		return nil
	})
	if problem != nil {
		problem = fmt.Errorf("wipe %d texts at the provider: %w", len(failed), problem)
	}
	return len(done), errors.Join(problem, err)
}

func objectOf(t toBlank) string {
	if t.CameIn {
		return "inbound_text"
	}
	return "message"
}
