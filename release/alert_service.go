package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// The working days before release inside which officers hear at once of a day
// that moved, or of a transfer (domain rule 8, officers).
const (
	earlierInside  = 10
	laterInside    = 3
	transferInside = 10
)

// alertOfficers tells officers what cannot wait for the morning. What is known
// of a person for the first time is no news.
func (s *Service) alertOfficers(ctx context.Context, tx pgx.Tx, c cause, list []*observed) (int, error) {
	var ids []int64
	for _, o := range list {
		ids = append(ids, o.releaseID)
	}
	officers, err := s.officersOf(ctx, tx, c.ref, ids)
	if err != nil {
		return 0, err
	}
	alerts := newLetters(notify.Alert)
	unit := s.Unit.Contact()
	for _, o := range list {
		to := officers[o.releaseID]
		for _, item := range o.alerts(c.ref.Calendar, c.today()) {
			switch item.Kind {
			case notify.ItemDied: // nobody else, until the next of kin have been told
				alerts.add(append(to.link[:len(to.link):len(to.link)], append(to.community(), unit)...), item)
				if slices.ContainsFunc(o.events, func(e LifeEvent) bool {
					return e.Word == RecordNextOfKin && !calendar.DayOf(e.At).Before(o.present().LeftOn)
				}) {
					alerts.add([]pathways.Contact{{Name: o.POM.Name, Email: o.POM.Email}, {Name: o.PoliceOM.Name, Email: o.PoliceOM.Email}}, item)
				}
			case notify.ItemAtLarge:
				alerts.add(append(to.both(unit), pathways.Contact{Name: o.PoliceOM.Name, Email: o.PoliceOM.Email}), item)
			default:
				alerts.add(to.both(unit), item)
			}
		}
	}
	queued, err := s.Outbox.Add(ctx, tx, c.now, alerts.intents(fmt.Sprintf("%s:news", c.occasionAt()), c.now))
	return len(queued), err
}

// alerts lists what officers must hear at once of this person.
func (o *observed) alerts(cal *calendar.Calendar, today calendar.Date) []notify.Item {
	item := func(kind notify.ItemKind) []notify.Item { return []notify.Item{{Kind: kind, ReleaseID: o.releaseID}} }
	entered := func(s State) bool { return o.state == s && (o.stored == nil || o.opens || o.stored.State != s) }
	switch {
	case entered(LeftUnknown):
		return item(notify.ItemLeftUnknown)
	case o.stored == nil:
		return nil
	case entered(Died):
		return item(notify.ItemDied)
	case entered(AtLarge):
		return item(notify.ItemAtLarge)
	case o.state.ended() || o.state == Released || o.state == AtLarge || o.state == LeftUnknown:
		return nil
	}
	var out []notify.Item
	if o.dayMoved() && urgentMove(cal, o.stored.PlannedDay, o.answer.PlannedDay, today) {
		out = append(out, notify.Item{Kind: notify.ItemNewDate, ReleaseID: o.releaseID, From: o.stored.PlannedDay, To: o.answer.PlannedDay})
	}
	if o.transferred() && !o.answer.PlannedDay.IsZero() && notice(cal, today, o.answer.PlannedDay) <= transferInside {
		out = append(out, item(notify.ItemTransferred)...)
	}
	return out
}

// urgentMove: a day moved earlier inside 10 working days, or later (or away)
// inside 3 (domain rule 8, officers).
func urgentMove(cal *calendar.Calendar, from, to, today calendar.Date) bool {
	switch {
	case to.IsZero():
		return !from.IsZero() && notice(cal, today, from) <= laterInside
	case from.IsZero(), to.Before(from):
		return notice(cal, today, to) <= earlierInside
	}
	return notice(cal, today, from) <= laterInside
}
