package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/notify"
)

// listsDue reminds whoever confirms lists of accounts of those that are due soon
// or overdue: one message each for the last day on which any list asked for one,
// also after days without a watch.
func (w *watch) listsDue(ctx context.Context) ([]notify.Intent, error) {
	all, err := access.ListAccounts(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	lists, err := access.ReadAgencies(ctx, w.tx)
	if err != nil {
		return nil, err
	}
	keepers, last := map[int64]access.Account{}, map[int64]calendar.Date{}
	for _, agency := range lists {
		on := agency.RemindedOn(calendar.DayOf(w.clock))
		if on.IsZero() {
			continue
		}
		for _, a := range access.ListKeepers(agency, all) {
			keepers[a.ID] = a
			if on.After(last[a.ID]) {
				last[a.ID] = on
			}
		}
	}
	var out []notify.Intent
	for _, a := range all {
		if k, ok := keepers[a.ID]; ok {
			out = append(out, notify.Intent{Channel: notify.Email, Kind: notify.ListsDue, To: k.Email, ToName: k.Name,
				DedupeKey: fmt.Sprintf("lists_due/%d/%s", k.ID, last[k.ID]), NotBefore: w.timing.services})
		}
	}
	return out, nil
}

// composeListsDue says how many lists wait for the recipient when the message
// leaves.
func composeListsDue(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message) (notify.Letter, notify.Verdict, error) {
	a, err := access.FindAccount(ctx, tx, m.Recipient)
	if fault.Is(err, fault.KindNotFound) {
		return notify.Letter{}, notify.Verdict{Reason: "the account is gone"}, nil
	}
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	if a.DisabledAt != nil {
		return notify.Letter{}, notify.Verdict{Reason: "the account is disabled"}, nil
	}
	all, err := access.ListAccounts(ctx, tx)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	lists, err := access.ReadAgencies(ctx, tx)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	isTheirs := func(k access.Account) bool { return k.ID == a.ID }
	var words notify.AccountWords
	for _, agency := range lists {
		if agency.RemindedOn(calendar.DayOf(now)).IsZero() || !slices.ContainsFunc(access.ListKeepers(agency, all), isTheirs) {
			continue
		}
		words.Lists++
		if due := calendar.DayOf(agency.DueAt); words.On.IsZero() || due.Before(words.On) {
			words.On = due
		}
	}
	if words.Lists == 0 {
		return notify.Letter{}, notify.Verdict{Reason: "the lists were confirmed meanwhile"}, nil
	}
	return notify.Letter{Account: &words}, notify.Verdict{Send: true}, nil
}
