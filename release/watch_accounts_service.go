package release

import (
	"context"
	"fmt"

	"throughgate/access"
	"throughgate/notify"
)

// judgeAccounts suspends the accounts that nobody uses, by the present and not by
// the day that is watched, and on working days warns contacts of services and
// their deputies, and reminds those who have lists of accounts to confirm.
func (w *watch) judgeAccounts(ctx context.Context) error {
	if err := access.SuspendUnused(ctx, w.tx, w.clock, w.who); err != nil || !w.working {
		return err
	}
	warn, err := access.WarnUnused(ctx, w.tx, w.clock)
	if err != nil {
		return err
	}
	var intents []notify.Intent
	for _, a := range warn {
		intents = append(intents, notify.Intent{Channel: notify.Email, Kind: notify.Unused, To: a.Email, ToName: a.Name,
			DedupeKey: fmt.Sprintf("unused/%d/%s", a.ID, w.day), NotBefore: w.timing.services})
	}
	due, err := w.listsDue(ctx)
	if err != nil {
		return err
	}
	intents = append(intents, due...)
	queued, err := w.Outbox.Add(ctx, w.tx, w.clock, intents)
	w.done.MessagesQueued += len(queued)
	return err
}
