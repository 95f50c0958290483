package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// remind sets right what people and calendars are told of the appointments of
// these releases, in the transaction of what changed them: reminder texts, and
// files for the calendars of those who want them. Called twice it changes
// nothing. It returns how many messages were queued.
func (s *Service) remind(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) (int, error) {
	texts, err := s.remindByText(ctx, tx, now, releases)
	if err != nil {
		return 0, err
	}
	files, err := s.fillCalendars(ctx, tx, now, releases)
	return texts + files, err
}

// fillCalendars queues the calendar files that are still to be sent about these
// releases. They go half an hour later in working hours, like all that services
// are told of a change: of several changes only the last one leaves.
func (s *Service) fillCalendars(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) (int, error) {
	if some, err := anyCalendars(ctx, tx, releases); err != nil || !some {
		return 0, err
	}
	meetings, err := loadMeetings(ctx, tx, now, releases, nil)
	if err != nil || len(meetings) == 0 {
		return 0, err
	}
	officers, err := loadWanting(ctx, tx)
	if err != nil {
		return 0, err
	}
	asked, err := loadAsked(ctx, tx, meetings)
	if err != nil {
		return 0, err
	}
	have, err := loadFiles(ctx, tx, meetings)
	if err != nil {
		return 0, err
	}
	var intents []notify.Intent
	for i := range meetings {
		m := &meetings[i]
		intents = append(intents, calendarIntents(m, m.invitees(officers), asked, have, s.Unit, now)...)
	}
	if len(intents) == 0 {
		return 0, nil
	}
	cal, set, err := pathways.LoadTimes(ctx, tx)
	if err != nil {
		return 0, err
	}
	for i := range intents {
		intents[i].NotBefore = toldAt(cal, set, now)
	}
	queued, err := s.Outbox.Add(ctx, tx, now, intents)
	return len(queued), err
}

// CalendarsChanged does the same for everybody of the unit, in the transaction of
// the change: somebody has begun, or ceased, to want calendar files.
func (s *Service) CalendarsChanged(ctx context.Context, tx pgx.Tx) error {
	now := s.Now()
	rows, err := tx.Query(ctx, `
		SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND EXISTS (SELECT 1 FROM appointment a WHERE a.release_id = r.id AND a.starts_at > $3)
		ORDER BY r.id FOR NO KEY UPDATE OF r`, s.Unit.All, s.Unit.Areas, now)
	if err != nil {
		return fmt.Errorf("find whose appointments are to come: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find whose appointments are to come: %w", err)
	}
	for part := range slices.Chunk(ids, atOnceInWatch) {
		if _, err := s.fillCalendars(ctx, tx, now, part); err != nil {
			return err
		}
	}
	return nil
}

// composeCalendar answers for a calendar file at the moment of sending: whether
// the appointment still is as it was, whether the recipient still wants it and
// may be told, and, of one that takes it out again, whether they have it.
func (c *prepared) composeCalendar(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	no := func(why string, err error) (notify.Letter, notify.Verdict, error) {
		return notify.Letter{}, notify.Verdict{Reason: why}, err
	}
	if v, err := c.tellNow(ctx, tx, now); err != nil || v.Wait {
		return notify.Letter{}, v, err
	}
	if len(items) != 1 {
		return no("nothing of it is left to say", nil)
	}
	item := items[0]
	meetings, err := loadMeetings(ctx, tx, now, nil, []int64{item.AppointmentID})
	if err != nil || len(meetings) == 0 {
		return no("the appointment is not there any more", err)
	}
	meeting := &meetings[0]
	have, err := loadFiles(ctx, tx, meetings)
	if err != nil {
		return no("", err)
	}
	before := slices.DeleteFunc(filesTo(have, meeting.ID, m.Recipient), func(f sentFile) bool { return f.ID >= m.ID })
	officers, err := loadWanting(ctx, tx)
	if err != nil {
		return no("", err)
	}
	asked, err := loadAsked(ctx, tx, meetings)
	if err != nil {
		return no("", err)
	}
	agreed, err := c.standing(ctx, tx, m.ServiceID, calendar.DayOf(now))
	if err != nil {
		return no("", err)
	}
	if agreed.Lacks {
		return no(agreed.Why(calendar.DayOf(now)), nil)
	}
	path, why := meeting.nowFor(m, item, before, meeting.invitees(officers), asked, c.Unit, now)
	if why != "" {
		return no(why, nil)
	}
	return notify.Letter{Meeting: &notify.Meeting{Ref: meeting.Ref, Sequence: len(before), Off: item.Kind == notify.ItemCalledOff,
		StartsAt: meeting.StartsAt, Minutes: meeting.Minutes, Initials: meeting.line().initials(), Reference: meeting.ReleaseRef,
		Path: path, Place: meeting.place(), To: m.Recipient}}, notify.Verdict{Send: true, Agreements: agreed.InForce()}, nil
}
