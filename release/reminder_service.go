package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// standing is a reminder text already stored for a release and day.
type standing struct {
	ID     int64
	State  notify.State
	Reason string
	Items  []notify.Item
	Dead   bool // cancelled by a death that was taken back: it does not come back by itself
}

// remindByText makes the waiting reminder texts of these releases those that should
// wait: an appointment that moved or was cancelled loses its waiting texts, a
// new one gets its own. Called twice it changes nothing. It returns how many
// texts were queued. Where a person may not be texted, the text is stored as
// not sent with the reason.
func (s *Service) remindByText(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) (int, error) {
	visits, leaving, err := upcomingVisits(ctx, tx, now, releases)
	if err != nil || len(leaving) == 0 {
		return 0, err
	}
	with := make([]int64, 0, len(leaving))
	for id := range leaving {
		with = append(with, id)
	}
	slices.Sort(with)
	facts, err := loadTextFacts(ctx, tx, with)
	if err != nil {
		return 0, err
	}
	if err := askNeverText(ctx, tx, s.NeverText, facts); err != nil {
		return 0, err
	}
	have, err := standingReminders(ctx, tx, with)
	if err != nil {
		return 0, err
	}
	var add []notify.Intent
	var cancel, wake []int64
	var waits listed
	var safe []notify.LeftOut
	today := calendar.DayOf(now)
	for _, id := range with {
		f := facts[id]
		verdict := MayText(f.Facts, today)
		released := f.Facts.State == Released && !f.Facts.Withheld
		var want []reminderText
		if !f.Facts.stopped() && !f.Facts.Returned {
			want = reminderTexts(visits[id], toldOf(have[id]), now, leaving[id], released)
		}
		waits.note(f, verdict, want)
		safe = append(safe, placesToText(f, verdict, visits[id], want)...)
		for _, t := range want {
			stored := have[id][t.Day]
			intent := intentFor(f, t, verdict, len(stored))
			match, spent := slices.IndexFunc(stored, func(x standing) bool { return x.same(intent) }), slices.ContainsFunc(stored, standing.spent)
			if match >= 0 {
				if released && stored[match].State == notify.Queued {
					wake = append(wake, stored[match].ID)
				}
				stored[match].State = notify.Sent // keep it
				continue
			}
			if !spent || t.Corrects {
				add = append(add, intent)
			}
		}
		for _, stored := range have[id] {
			for _, x := range stored {
				if x.State == notify.Queued {
					cancel = append(cancel, x.ID)
				}
			}
		}
	}
	if len(cancel) > 0 {
		if _, err := s.Outbox.Cancel(ctx, tx, now, notify.Scope{MessageIDs: cancel}, "the appointment, the day of release or the agreement has changed"); err != nil {
			return 0, err
		}
	}
	if err := s.Outbox.Wake(ctx, tx, now, wake); err != nil {
		return 0, err
	}
	if err := waits.store(ctx, tx, now); err != nil {
		return 0, err
	}
	if err := listLeftOut(ctx, tx, now, safe); err != nil {
		return 0, err
	}
	queued, err := s.Outbox.Add(ctx, tx, now, add)
	return len(queued), err
}

// listLeftOut asks about the places that the texts will go without, in time to
// have them cleared.
func listLeftOut(ctx context.Context, tx pgx.Tx, now time.Time, safe []notify.LeftOut) error {
	if len(safe) == 0 {
		return nil
	}
	words, err := notify.LoadWords(ctx, tx)
	if err != nil {
		return err
	}
	safe = slices.DeleteFunc(safe, func(l notify.LeftOut) bool { return words.Neutral(l.Place) != "" })
	return notify.ListLeftOut(ctx, tx, now, words, safe)
}

// listed are the people who are to be reminded and may not be texted: a worker
// tells them (domain rule 8). Once they may be, they are off the list.
type listed struct {
	releases, people []int64
	notes            []string
	due              []calendar.Date
	off              []int64
}

func (l *listed) note(f textRow, v TextVerdict, want []reminderText) {
	if v.May {
		l.off = append(l.off, f.ReleaseID)
		return
	}
	if len(want) == 0 {
		return
	}
	l.releases, l.people = append(l.releases, f.ReleaseID), append(l.people, f.PersonID)
	l.notes, l.due = append(l.notes, "no text can remind of an appointment: "+v.Reason), append(l.due, want[0].Day)
}

func (l *listed) store(ctx context.Context, tx pgx.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO attention (kind, about_key, role, person_id, release_id, note, due_on, opened_at)
		SELECT 'undelivered', 'texts:' || release, 'link_officer', person, release, note, due, $5
		FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::date[]) AS u(release, person, note, due)
		WHERE NOT EXISTS (SELECT FROM attention d -- somebody has dealt with it, and no appointment has changed since
		                   WHERE d.kind = 'undelivered' AND d.about_key = 'texts:' || u.release AND d.close_note <> ''
		                     AND NOT EXISTS (SELECT FROM appointment a WHERE a.release_id = u.release AND a.updated_at > d.closed_at))
		ON CONFLICT (kind, about_key) WHERE closed_at IS NULL DO NOTHING`, l.releases, l.people, l.notes, l.due, now)
	if err != nil {
		return fmt.Errorf("list who may not be texted: %w", err)
	}
	_, err = tx.Exec(ctx, `
		UPDATE attention SET closed_at = $1, closed_by = 'system:reminders'
		WHERE kind = 'undelivered' AND closed_at IS NULL AND about_key IN (SELECT 'texts:' || id FROM unnest($2::bigint[]) AS u(id))`,
		now, l.off)
	if err != nil {
		return fmt.Errorf("take off the list who may be texted: %w", err)
	}
	return nil
}

func intentFor(f textRow, t reminderText, v TextVerdict, earlier int) notify.Intent {
	in := notify.Intent{
		Channel: notify.Text, Kind: notify.AppointmentReminder, To: f.Facts.Mobile, PersonID: f.PersonID, ReleaseID: f.ReleaseID,
		DedupeKey: fmt.Sprintf("text:%d:%s:%d", f.ReleaseID, t.Day, earlier),
		NotBefore: t.At, Deadline: t.Deadline, Items: t.Items,
	}
	if in.To == "" {
		in.To = "none"
	}
	if !v.May {
		in.State, in.Reason = notify.NotSent, v.Reason
	}
	return in
}

// same tells whether a stored text already is the wanted one.
func (x standing) same(in notify.Intent) bool {
	if !slices.Equal(x.Items, in.Items) {
		return false
	}
	if in.State == notify.NotSent {
		return x.State == notify.NotSent && x.Reason == in.Reason
	}
	return x.State == notify.Queued || x.left()
}

// toldOf gives the newest version of each appointment that a text has told of.
func toldOf(days map[calendar.Date][]standing) map[int64]int {
	told := map[int64]int{}
	for _, list := range days {
		for _, x := range list {
			for _, item := range x.Items {
				if x.left() {
					told[item.AppointmentID] = max(told[item.AppointmentID], item.Version)
				}
			}
		}
	}
	return told
}

// left tells whether a text has gone, or may have: one a person a day.
func (x standing) left() bool {
	switch x.State {
	case notify.Sending, notify.Sent, notify.Delivered, notify.Unsettled:
		return true
	case notify.Held, notify.Queued, notify.Failed, notify.Cancelled, notify.NotSent:
		return false
	}
	return false
}

// spent tells whether no text goes for that day any more.
func (x standing) spent() bool { return x.left() || x.Dead }

// upcomingVisits reads the appointments still to come of these releases, and
// the leaving day of each release that ever had one.
func upcomingVisits(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) (map[int64][]visit, map[int64]calendar.Date, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.release_id, a.id, a.version, a.starts_at,
		       coalesce((SELECT max(e.version) FROM appointment_event e WHERE e.appointment_id = a.id AND e.moved), 0), CASE WHEN a.place_safe THEN a.place ELSE '' END,
		       a.state IN ('booked', 'moved') AND a.starts_at > $2,
		       coalesce(r.released_on, r.planned_day)
		FROM appointment a JOIN release r ON r.id = a.release_id
		WHERE a.release_id = ANY($1) ORDER BY a.release_id, a.starts_at, a.id`, releases, now)
	if err != nil {
		return nil, nil, fmt.Errorf("read appointments: %w", err)
	}
	visits, leaving := map[int64][]visit{}, map[int64]calendar.Date{}
	var id int64
	var v visit
	var live bool
	var day calendar.Date
	if _, err = pgx.ForEachRow(rows, []any{&id, &v.ID, &v.Version, &v.StartsAt, &v.MovedAt, &v.Place, &live, &day}, func() error {
		leaving[id] = day
		if live {
			visits[id] = append(visits[id], v)
		}
		return nil
	}); err != nil {
		return nil, nil, fmt.Errorf("read appointments: %w", err)
	}
	return visits, leaving, nil
}

// standingReminders reads the reminder texts stored so far, by release and day.
func standingReminders(ctx context.Context, tx pgx.Tx, releases []int64) (map[int64]map[calendar.Date][]standing, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.release_id, m.id, m.state, m.reason, m.not_before, i.appointment_id, i.version,
		       m.state = 'cancelled' AND EXISTS (SELECT 1 FROM take_back b JOIN life_event e ON e.id = b.event_id
		          WHERE b.person_id = m.person_id AND b.decision = 'agreed' AND m.settled_at BETWEEN e.recorded_at AND b.decided_at)
		FROM message m JOIN message_item i ON i.message_id = m.id
		WHERE m.release_id = ANY($1) AND m.kind = 'appointment_reminder' ORDER BY m.id, i.appointment_id`, releases)
	if err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	out := map[int64]map[calendar.Date][]standing{}
	var release int64
	var x standing
	var at time.Time
	item := notify.Item{Kind: notify.ItemAppointment}
	if _, err = pgx.ForEachRow(rows, []any{&release, &x.ID, &x.State, &x.Reason, &at, &item.AppointmentID, &item.Version, &x.Dead}, func() error {
		days := out[release]
		if days == nil {
			days = map[calendar.Date][]standing{}
			out[release] = days
		}
		day := calendar.DayOf(at)
		if n := len(days[day]); n > 0 && days[day][n-1].ID == x.ID {
			days[day][n-1].Items = append(days[day][n-1].Items, item)
			return nil
		}
		days[day] = append(days[day], standing{x.ID, x.State, x.Reason, []notify.Item{item}, x.Dead})
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read reminders: %w", err)
	}
	return out, nil
}
