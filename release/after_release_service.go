package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// watchedAfterRelease is how many days after release a person is watched
// (domain 7).
const watchedAfterRelease = 28

// afterRelease does what a recorded release asks for at once (domain rules 4
// and 6): the call tonight; for an unexpected one every request that is due,
// as short notice, and an alert where it is news. Everything else goes with the
// next watch.
func (s *Service) afterRelease(ctx context.Context, tx pgx.Tx, c cause, ids []int64, news bool) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	who, now, ref := c.who, c.now, c.ref
	cases, err := loadCases(ctx, tx, ref.Calendar, ids)
	if err != nil {
		return 0, err
	}
	today := calendar.DayOf(now)
	var expected, unexpected []*pathways.Case
	for _, c := range cases {
		if today.Sub(c.ActualDay) > watchedAfterRelease {
			continue // learnt so late that nothing is of use any more
		}
		if c.Unexpected {
			unexpected = append(unexpected, c)
		} else {
			expected = append(expected, c)
		}
	}
	on := pathways.Occasion{Now: now, Today: today, Services: true}
	hand, err := ref.HandOffDue(ctx, tx, who, on, unexpected)
	if err != nil {
		return 0, err
	}
	on.Only = (*pathways.Standard).AtOnce
	tonight, err := ref.HandOffDue(ctx, tx, who, on, expected)
	if err != nil {
		return 0, err
	}
	hand = append(hand, tonight...)
	officers, err := s.officersOf(ctx, tx, ref, ids)
	if err != nil {
		return 0, err
	}
	occasion := c.occasionAt() + ":released"
	intents := requestIntents(hand, occasion, now)
	alerts := newLetters(notify.Alert)
	for _, c := range unexpected {
		kind := notify.ItemUnexpectedRelease
		if c.Withheld {
			kind = notify.ItemReleasedInError
		}
		if news {
			alerts.add(officers[c.ReleaseID].both(s.Unit.Contact()), notify.Item{Kind: kind, ReleaseID: c.ReleaseID})
		}
	}
	alerts.officersTasks(hand, officers, s.Unit.Contact())
	intents = append(intents, alerts.intents(occasion, now)...)
	queued, err := s.Outbox.Add(ctx, tx, now, intents)
	return len(queued), err
}

// TaskAnswered tells the link officer at once of a refusal and a service of what
// somebody else has ended, and plans again what an answer opens.
func (s *Service) TaskAnswered(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, a pathways.Answered) error {
	var kind notify.ItemKind
	switch a.To {
	case pathways.Declined:
		kind = notify.ItemDeclined
	case pathways.NoCapacity:
		kind = notify.ItemNoCapacity
	case pathways.NotWanted, pathways.NotEligible:
		if who.Role == access.SPOC { // a service that says so itself knows
			return nil
		}
		return s.tellEnded(ctx, tx, now, a.TaskID)
	default:
		if !a.Opens {
			return nil
		}
	}
	ref, err := pathways.LoadReferenceFor(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst, a.ReleaseID)
	if err != nil {
		return err
	}
	if a.Opens {
		return s.plan(ctx, tx, who, now, ref, []int64{a.ReleaseID})
	}
	officers, err := s.officersOf(ctx, tx, ref, []int64{a.ReleaseID})
	if err != nil {
		return err
	}
	alerts := newLetters(notify.Alert)
	link := officers[a.ReleaseID].link
	alerts.add(append(link[:len(link):len(link)], s.Unit.Contact()), notify.Item{Kind: kind, TaskID: a.TaskID, ReleaseID: a.ReleaseID})
	_, err = s.Outbox.Add(ctx, tx, now, alerts.intents(fmt.Sprintf("answer:%d:%s", a.TaskID, now.Format(time.RFC3339Nano)), now))
	return err
}

// officers are those who are told of a release.
type officers struct {
	link    []pathways.Contact
	manager []pathways.Contact
	com     pathways.Contact
}

// community is the community offender manager, where there is one.
func (o officers) community() []pathways.Contact {
	if o.com.Email == "" {
		return nil
	}
	return []pathways.Contact{o.com}
}

// both are link officers, offender manager and the unit mailbox, which is
// copied on every alert.
func (o officers) both(unit pathways.Contact) []pathways.Contact {
	out := append([]pathways.Contact{}, o.link...)
	return append(append(out, o.manager...), unit)
}

func (s *Service) officersOf(ctx context.Context, tx pgx.Tx, ref *pathways.Reference, ids []int64) (map[int64]officers, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, p.home_area, p.com_name, p.com_email, p.pom_name, p.pom_email
		FROM release r JOIN person p ON p.id = r.person_id WHERE r.id = ANY($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("find officers: %w", err)
	}
	out := make(map[int64]officers, len(ids))
	var id int64
	var area string
	var com, pom pathways.Contact
	if _, err = pgx.ForEachRow(rows, []any{&id, &area, &com.Name, &com.Email, &pom.Name, &pom.Email}, func() error {
		out[id] = officers{ref.Directory.TellLinkOfficers(area), ref.Directory.TellOfficer(area, com, pom), com}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find officers: %w", err)
	}
	return out, nil
}
