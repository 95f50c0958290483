package release

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

func reasonsText(list []Reason) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r)
	}
	return out
}

// insertReleases stores an episode that is new to us: the first of a person, or
// a further one.
func (s *Service) insertReleases(ctx context.Context, tx pgx.Tx, c cause, list []*observed) error {
	if len(list) == 0 {
		return nil
	}
	err := pg.Insert(ctx, tx, "release",
		`id bigint, ref text, person_id bigint, episode integer, opened_at timestamptz, opened_by text, prison text,
		 legal_status text, custody_status text, movement_reason text, custody_as_of timestamptz, received_on date,
		 received_day date, sentence_start date, out_of_area text, miles integer, watched boolean, state text,
		 deciding_type text, statutory_date date, working_day date, friday_scheme_day date, planned_day date,
		 supervised boolean, reasons text[], explanation text, released_on date, release_learnt_at timestamptz,
		 decided_at timestamptz, judged_on date, place text, left_on date, left_by text, presumed boolean, requests_at timestamptz,
		 withheld boolean, planned_for date, held_by bigint`, len(list), func(i int) []any {
			o := list[i]
			a, now, stay := &o.answer, c.now, o.present()
			plannedFor, heldBy := s.fromTheStart(c, o)
			return []any{o.releaseID, newRef(), o.personID, len(o.chapters), instantOrNull(stay.OpenedAt), string(stay.OpenedBy), stay.Prison,
				string(stay.Legal), string(o.status), o.MovementReason, o.seenAt, o.receivedOn, o.receivedDay, o.SentenceStart,
				string(o.outOfArea), o.miles, o.watched, string(o.state), string(a.DecidingType), a.Statutory, a.WorkingDay,
				a.FridaySchemeDay, a.PlannedDay, a.Supervised, reasonsText(a.Reasons), a.Explanation, o.releasedOn, o.learnt(now),
				now, o.judgedOn, string(stay.Place), stay.LeftOn, string(stay.LeftBy), a.Presumed, instantOrNull(o.requestsAt), o.withheld,
				plannedFor, heldBy}
		})
	if err != nil {
		return fmt.Errorf("store releases: %w", err)
	}
	return nil
}

// fromTheStart is for which day somebody new will be planned in a moment (follow),
// and the import that holds them (holdThese): what is stored with the row costs
// nothing, and afterwards a second row, in each index of releases.
func (s *Service) fromTheStart(c cause, o *observed) (plannedFor calendar.Date, heldBy *int64) {
	if o.stored != nil || !s.Unit.Covers(Scope{Areas: []string{o.homeArea}}) {
		return plannedFor, nil
	}
	if !o.answer.PlannedDay.After(plannedUntil(c.now)) {
		plannedFor = o.answer.PlannedDay
	}
	if c.ImportID != 0 && !o.justOut { // what a release asks for at once comes before the hold
		heldBy = &c.ImportID
	}
	return plannedFor, heldBy
}

// learnt is when the release was recorded; nil where it was before.
func (o *observed) learnt(now time.Time) *time.Time {
	if o.justOut {
		return &now
	}
	return nil
}

func instantOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// updateReleases stores what is made of known releases, in one statement.
func updateReleases(ctx context.Context, tx pgx.Tx, now time.Time, list []*observed) error {
	n := len(list)
	if n == 0 {
		return nil
	}
	ids, miles := make([]int64, n), make([]*int, n)
	seen, requests := make([]time.Time, n), make([]*time.Time, n)
	flag := make([][]bool, 5)
	for k := range flag {
		flag[k] = make([]bool, n)
	}
	day := make([][]calendar.Date, 10)
	for k := range day {
		day[k] = make([]calendar.Date, n)
	}
	text := make([][]string, 12)
	for k := range text {
		text[k] = make([]string, n)
	}
	for i, o := range list {
		a, c := &o.answer, o.present()
		ids[i], miles[i], seen[i], requests[i] = o.releaseID, o.miles, o.seenAt, instantOrNull(o.requestsAt)
		for k, b := range []bool{o.watched, a.Supervised, o.justOut, a.Presumed, o.withheld} {
			flag[k][i] = b
		}
		for k, d := range []calendar.Date{o.receivedOn, o.receivedDay, o.SentenceStart, a.Statutory, a.WorkingDay,
			a.FridaySchemeDay, a.PlannedDay, o.releasedOn, o.judgedOn, c.LeftOn} {
			day[k][i] = d
		}
		for k, s := range []string{c.Prison, string(c.Legal), string(o.status), o.MovementReason, string(o.outOfArea),
			string(o.state), string(a.DecidingType), strings.Join(reasonsText(a.Reasons), " "), a.Explanation, string(c.Place),
			string(c.LeftBy), string(o.scheme)} {
			text[k][i] = s
		}
	}
	args := []any{now, ids, miles, seen, requests}
	for _, f := range flag {
		args = append(args, f)
	}
	for _, d := range day {
		args = append(args, d)
	}
	for _, t := range text {
		args = append(args, t)
	}
	_, err := tx.Exec(ctx, `
		UPDATE release r SET prison = u.prison, legal_status = u.legal, custody_status = u.status, movement_reason = u.movement,
		       custody_as_of = u.seen, received_on = u.received_on, received_day = u.received_day, sentence_start = u.start,
		       out_of_area = u.away, miles = u.miles, watched = u.watched, state = u.state, deciding_type = u.type,
		       statutory_date = u.statutory, working_day = u.working, friday_scheme_day = u.scheme_day, planned_day = u.planned,
		       supervised = u.supervised, reasons = string_to_array(u.reasons, ' '), explanation = u.explanation,
		       released_on = u.released_on,
		       release_learnt_at = CASE WHEN u.just_out THEN $1 WHEN u.released_on IS NULL THEN NULL ELSE r.release_learnt_at END,
		       decided_at = $1, judged_on = u.judged, place = u.place, left_on = u.left_on, left_by = u.left_by,
		       presumed = u.presumed, requests_at = u.requests, withheld = u.withheld, scheme = u.scheme,
		       scheme_for = CASE WHEN u.scheme <> '' THEN r.scheme_for END, missing_since = CASE WHEN u.seen > r.custody_as_of THEN NULL ELSE r.missing_since END, version = r.version + 1
		FROM unnest($2::bigint[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::bool[], $7::bool[], $8::bool[], $9::bool[],
		            $10::bool[], $11::date[], $12::date[], $13::date[], $14::date[], $15::date[], $16::date[], $17::date[],
		            $18::date[], $19::date[], $20::date[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[],
		            $26::text[], $27::text[], $28::text[], $29::text[], $30::text[], $31::text[], $32::text[])
		     AS u(id, miles, seen, requests, watched, supervised, just_out, presumed, withheld, received_on, received_day, start,
		          statutory, working, scheme_day, planned, released_on, judged, left_on, prison, legal, status, movement, away,
		          state, type, reasons, explanation, place, left_by, scheme)
		WHERE r.id = u.id`, args...)
	if err != nil {
		return fmt.Errorf("update releases: %w", err)
	}
	return nil
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
