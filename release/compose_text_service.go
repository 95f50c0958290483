package release

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// composeText answers for a reminder text: everything that could forbid it is
// asked again at the moment of sending.
func (c Composer) composeText(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	if m.Kind == notify.AutoReply {
		return mayAnswer(ctx, tx, m.Recipient)
	}
	facts, err := loadTextFacts(ctx, tx, []int64{m.ReleaseID})
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	f := facts[m.ReleaseID]
	v := MayText(f.Facts, calendar.DayOf(now))
	switch {
	case !c.Unit.Covers(Scope{Areas: []string{f.HomeArea}}):
		return notify.Letter{}, notify.Verdict{Reason: "the person is not in the unit's areas"}, nil
	case !v.May:
		return notify.Letter{}, notify.Verdict{Reason: v.Reason}, nil
	case f.Facts.Mobile != m.Recipient:
		return notify.Letter{}, notify.Verdict{Reason: "the person has another number now"}, nil
	case v.Wait:
		return notify.Letter{}, notify.Verdict{Wait: true, Reason: v.Reason}, nil
	}
	visits, err := loadVisits(ctx, tx, items)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	l := notify.Letter{Language: f.Facts.Language}
	if v.MayName {
		l.FirstName, _, _ = strings.Cut(strings.TrimSpace(f.FirstName), " ")
	}
	checkPlace := !f.Licence && (slices.Contains(f.Facts.Flags, "exclusion_zone") || slices.Contains(f.Facts.Flags, "no_contact"))
	for _, a := range visits {
		if !a.StartsAt.After(now) {
			continue
		}
		w := notify.AppointmentWords{StartsAt: a.StartsAt, With: a.With, Ring: a.Ring, Changed: a.Changed, Today: calendar.DayOf(a.StartsAt) == calendar.DayOf(now)}
		// A place is not texted until it is checked against the licence where
		// there is an exclusion zone or a no-contact condition.
		if v.MayName && a.PlaceSafe && !checkPlace {
			w.Place = a.Place
		}
		// What a file calls a telephone number may be a sentence.
		if notify.CheckNumber(w.Ring, true).E164 == "" {
			w.Ring = c.Unit.Phone
		}
		l.Appointment = append(l.Appointment, w)
	}
	c.oneNumber(l.Appointment)
	if len(l.Appointment) == 0 {
		return l, notify.Verdict{Reason: "the appointment was moved, cancelled or has passed"}, nil
	}
	return l, notify.Verdict{Send: true}, nil
}

// mayAnswer: a text that came in is answered whoever wrote it, but nothing more
// goes to the number of somebody who has died (domain rule 4).
func mayAnswer(ctx context.Context, tx pgx.Tx, number string) (l notify.Letter, v notify.Verdict, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM person p JOIN release r ON r.person_id = p.id AND r.is_current
		                WHERE p.mobile = $1 AND p.mobile <> '' AND r.state = 'died')`, number).Scan(&v.Send)
	if err != nil {
		return l, v, fmt.Errorf("see whose number it is: %w", err)
	}
	if v.Send = !v.Send; !v.Send {
		v.Reason = "nothing is sent to this person"
	}
	return l, v, nil
}

// oneNumber puts the unit's number in the place of several: a text has one
// number to ring.
func (c Composer) oneNumber(list []notify.AppointmentWords) {
	for _, a := range list {
		if a.Ring == list[0].Ring || c.Unit.Phone == "" {
			continue
		}
		for i := range list {
			list[i].Ring = c.Unit.Phone
		}
		return
	}
}

// visitRow is an appointment as a text says it.
type visitRow struct {
	StartsAt  time.Time
	Place     string
	PlaceSafe bool
	With      string
	Ring      string
	Changed   bool // a text has told of it before it was moved
}

// metAndRung are who is met at an appointment a, by first name, and whom to ring
// about it; metBy joins what they lean on: the service that a person p of its
// area goes to.
const (
	metAndRung = `coalesce(split_part(s.spoc_name, ' ', 1), ''), coalesce(nullif(a.phone, ''), s.phone, '')`
	metBy      = `LEFT JOIN LATERAL (SELECT spoc_name, phone FROM service
		                   WHERE service = a.service AND area IN (p.home_area, '*') ORDER BY area = '*' LIMIT 1) s ON true`
)

// loadVisits reads the appointments of a text that still stand at the version
// they had when it was queued.
func loadVisits(ctx context.Context, tx pgx.Tx, items []notify.Item) ([]visitRow, error) {
	ids, versions := make([]int64, len(items)), make([]int32, len(items))
	for i, it := range items {
		ids[i], versions[i] = it.AppointmentID, int32(it.Version)
	}
	rows, err := tx.Query(ctx, `
		SELECT a.starts_at, a.place, a.place_safe, `+metAndRung+`,
		       coalesce((SELECT max(i.version) FROM message_item i JOIN message m ON m.id = i.message_id
		                 WHERE i.appointment_id = a.id AND m.channel = 'text' AND m.state IN ('sent', 'delivered', 'unknown'))
		                < (SELECT max(e.version) FROM appointment_event e WHERE e.appointment_id = a.id AND e.moved), false)
		FROM unnest($1::bigint[], $2::integer[]) AS u(id, version)
		JOIN appointment a ON a.id = u.id AND a.version = u.version AND a.state IN ('booked', 'moved')
		JOIN person p ON p.id = a.person_id
		`+metBy+`
		ORDER BY a.starts_at, a.id`, ids, versions)
	if err != nil {
		return nil, fmt.Errorf("read appointments of a text: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[visitRow])
	if err != nil {
		return nil, fmt.Errorf("read appointments of a text: %w", err)
	}
	return list, nil
}
