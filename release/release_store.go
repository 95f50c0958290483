package release

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

func reasonsText(list []Reason) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r)
	}
	return out
}

// insertReleases stores the first episode of people new to us.
func insertReleases(ctx context.Context, tx pgx.Tx, src Source, now time.Time, list []*observed) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"release"},
		[]string{"id", "ref", "person_id", "episode", "prison", "legal_status", "custody_status", "movement_reason",
			"custody_as_of", "received_on", "received_day", "sentence_start", "out_of_area", "miles", "watched", "state",
			"deciding_type", "statutory_date", "working_day", "friday_scheme_day", "planned_day", "supervised", "reasons",
			"explanation", "released_on", "release_learnt_at", "decided_at", "judged_on"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			o := list[i]
			a := &o.answer
			return []any{o.releaseID, newRef(), o.personID, 1, o.Prison, string(o.LegalStatus), string(o.Status), o.MovementReason,
				src.AsOf, o.ReceivedOn, o.receivedDay, o.SentenceStart, string(o.outOfArea), o.miles, o.watched, string(o.state),
				string(a.DecidingType), a.Statutory, a.WorkingDay, a.FridaySchemeDay, a.PlannedDay, a.Supervised,
				reasonsText(a.Reasons), a.Explanation, o.releasedOn, learnt(o, now), now, o.judgedOn}, nil
		}))
	if err != nil {
		return fmt.Errorf("store releases: %w", err)
	}
	return nil
}

func learnt(o *observed, now time.Time) *time.Time {
	if o.justOut {
		return &now
	}
	return nil
}

// updateReleases stores what the observations make of known releases, in one
// statement.
func updateReleases(ctx context.Context, tx pgx.Tx, src Source, now time.Time, list []*observed) error {
	n := len(list)
	if n == 0 {
		return nil
	}
	ids, miles := make([]int64, n), make([]*int, n)
	watched, supervised, out := make([]bool, n), make([]bool, n), make([]bool, n)
	day := make([][]calendar.Date, 9)
	for i := range day {
		day[i] = make([]calendar.Date, n)
	}
	text := make([][]string, 9)
	for i := range text {
		text[i] = make([]string, n)
	}
	for i, o := range list {
		a := &o.answer
		ids[i], miles[i], watched[i], supervised[i], out[i] = o.releaseID, o.miles, o.watched, a.Supervised, o.justOut
		for k, d := range []calendar.Date{o.ReceivedOn, o.receivedDay, o.SentenceStart, a.Statutory, a.WorkingDay,
			a.FridaySchemeDay, a.PlannedDay, o.releasedOn, o.judgedOn} {
			day[k][i] = d
		}
		for k, s := range []string{o.Prison, string(o.LegalStatus), string(o.Status), o.MovementReason, string(o.outOfArea),
			string(o.state), string(a.DecidingType), strings.Join(reasonsText(a.Reasons), " "), a.Explanation} {
			text[k][i] = s
		}
	}
	_, err := tx.Exec(ctx, `
		UPDATE release r SET prison = u.prison, legal_status = u.legal, custody_status = u.status, movement_reason = u.movement,
		       custody_as_of = $1, received_on = u.received_on, received_day = u.received_day, sentence_start = u.start,
		       out_of_area = u.away, miles = u.miles, watched = u.watched, state = u.state, deciding_type = u.type,
		       statutory_date = u.statutory, working_day = u.working, friday_scheme_day = u.scheme, planned_day = u.planned,
		       supervised = u.supervised, reasons = string_to_array(u.reasons, ' '), explanation = u.explanation,
		       released_on = u.released_on,
		       release_learnt_at = CASE WHEN u.just_out THEN $2 ELSE r.release_learnt_at END,
		       decided_at = $2, judged_on = u.judged, version = r.version + 1
		FROM unnest($3::bigint[], $4::integer[], $5::bool[], $6::bool[], $7::bool[], $8::date[], $9::date[], $10::date[],
		            $11::date[], $12::date[], $13::date[], $14::date[], $15::date[], $16::date[], $17::text[], $18::text[],
		            $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[])
		     AS u(id, miles, watched, supervised, just_out, received_on, received_day, start, statutory, working, scheme,
		          planned, released_on, judged, prison, legal, status, movement, away, state, type, reasons, explanation)
		WHERE r.id = u.id`,
		src.AsOf, now, ids, miles, watched, supervised, out,
		day[0], day[1], day[2], day[3], day[4], day[5], day[6], day[7], day[8],
		text[0], text[1], text[2], text[3], text[4], text[5], text[6], text[7], text[8])
	if err != nil {
		return fmt.Errorf("update releases: %w", err)
	}
	return nil
}

// recordChanges stores each move of a planned day with the working days of
// notice gained or lost: those left before the change against those left now.
func recordChanges(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, src Source, now time.Time, list []*observed) error {
	today := calendar.DayOf(now)
	var moved []*observed
	for _, o := range list {
		if o.stored != nil && o.stored.PlannedDay != o.answer.PlannedDay {
			moved = append(moved, o)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"release_change"},
		[]string{"release_id", "from_day", "to_day", "at", "source", "notice_working_days"},
		pgx.CopyFromSlice(len(moved), func(i int) ([]any, error) {
			o := moved[i]
			return []any{o.releaseID, o.stored.PlannedDay, o.answer.PlannedDay, now, src.Name,
				noticeGained(cal, o.stored.PlannedDay, o.answer.PlannedDay, today)}, nil
		}))
	if err != nil {
		return fmt.Errorf("store changes of day: %w", err)
	}
	return nil
}

// noticeGained is nil where there was, or is, no day.
func noticeGained(cal *calendar.Calendar, from, to, today calendar.Date) *int {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	n := notice(cal, today, to) - notice(cal, today, from)
	return &n
}

// notice is the working days left to a day; none where it is past.
func notice(cal *calendar.Calendar, today, day calendar.Date) int {
	if !day.After(today) {
		return 0
	}
	return cal.Between(today, day)
}
