package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/notify"
)

// composeAccount says what a member of staff is told of their account. The link
// of an invitation is made at the moment at which it leaves: until then nobody,
// and no row, has it.
func composeAccount(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message) (notify.Letter, notify.Verdict, error) {
	a, err := access.FindAccount(ctx, tx, m.Recipient)
	if fault.Is(err, fault.KindNotFound) {
		return notify.Letter{}, notify.Verdict{Reason: "the account is gone"}, nil
	}
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	switch {
	case a.DisabledAt != nil:
		return notify.Letter{}, notify.Verdict{Reason: "the account is disabled"}, nil
	case m.Kind == notify.Unused:
		return composeUnused(now, m, a)
	case a.CanSignIn:
		return notify.Letter{}, notify.Verdict{Reason: "a passphrase was chosen meanwhile"}, nil
	}
	token, err := access.NewLink(ctx, tx, now, a.ID)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	return notify.Letter{Account: &notify.AccountWords{Link: "/sign-in/" + token, Until: now.Add(access.LinkLife)}}, notify.Verdict{Send: true}, nil
}

func composeUnused(now time.Time, m notify.Message, a access.Account) (notify.Letter, notify.Verdict, error) {
	if a.UsedAt().After(m.QueuedAt) {
		return notify.Letter{}, notify.Verdict{Reason: "it was used meanwhile"}, nil
	}
	on := calendar.DayOf(a.UsedAt()).AddDays(access.UnusedDays(a.LooksAfterService))
	if today := calendar.DayOf(now); !on.After(today) {
		on = today.AddDays(1)
	}
	return notify.Letter{Account: &notify.AccountWords{On: on}}, notify.Verdict{Send: true}, nil
}
