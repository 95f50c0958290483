package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// episodeRow is a stored stay that is not the present one.
type episodeRow struct {
	ID        int64
	PersonID  int64
	OpenedAt  *time.Time
	Episode   int
	State     State
	LeftOn    calendar.Date
	IsCurrent bool
}

// episodesOf reads every stored stay of these people, by person.
func episodesOf(ctx context.Context, tx pgx.Tx, people []int64) (map[int64][]episodeRow, error) {
	if len(people) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT id, person_id, opened_at, episode, state, left_on, is_current FROM release
		WHERE person_id = ANY($1) ORDER BY person_id, episode`, people)
	if err != nil {
		return nil, fmt.Errorf("read stays in custody: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[episodeRow])
	if err != nil {
		return nil, fmt.Errorf("read stays in custody: %w", err)
	}
	out := map[int64][]episodeRow{}
	for _, e := range list {
		out[e.PersonID] = append(out[e.PersonID], e)
	}
	return out, nil
}

// turnPages makes the stored stays those that the story has: a stay that is
// over is closed with how it ended, the present one is current, and they are
// numbered in order of when they began, whatever was learnt first. It gives the
// stays that stop being the present one.
func turnPages(ctx context.Context, tx pgx.Tx, list []*observed) (closed []int64, err error) {
	var people []int64
	for _, o := range list {
		if o.stored != nil && (len(o.chapters) > 1 || o.opens) {
			people = append(people, o.personID)
		}
	}
	stored, err := episodesOf(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	var set episodeSet
	for _, o := range list {
		rows := stored[o.personID]
		if len(rows) == 0 {
			continue
		}
		match := matchStays(o.chapters, rows)
		last := len(o.chapters) - 1
		for i, k := range match {
			if k < 0 { // a stay that came and went before we heard of it has no tasks
				if i < last {
					set.missed(o, i)
				}
				continue
			}
			c := &o.chapters[i]
			if i == last {
				o.releaseID, o.opens = rows[k].ID, false
				set.add(rows[k].ID, i+1, true, c, nil)
				continue
			}
			if rows[k].IsCurrent {
				closed = append(closed, rows[k].ID)
			}
			set.add(rows[k].ID, i+1, false, c, c)
		}
		gone := 0
		for k, r := range rows {
			if slices.Contains(match, k) || r.OpenedAt == nil {
				continue
			}
			// Not told any more: somebody had died before they are said to have
			// come back. It is kept, behind those of the story.
			if r.IsCurrent {
				closed = append(closed, r.ID)
			}
			gone++
			c := &Chapter{OpenedAt: *r.OpenedAt, Place: GoneUnknown, LeftOn: r.LeftOn}
			set.add(r.ID, len(o.chapters)+gone, false, c, c)
		}
	}
	if err := set.store(ctx, tx); err != nil {
		return nil, err
	}
	return closed, set.storeMissed(ctx, tx)
}

// episodeSet is what is to be stored of stays.
type episodeSet struct {
	ids             []int64
	numbers         []int32
	current, over   []bool
	states, by, put []string
	left            []calendar.Date
	opened          []*time.Time

	lost []missedStay
}

// missedStay is one that was over before we heard of it.
type missedStay struct {
	beside  int64 // the stored stay of the same person
	number  int
	chapter Chapter
}

func (s *episodeSet) missed(o *observed, i int) {
	s.lost = append(s.lost, missedStay{o.stored.ReleaseID, i + 1, o.chapters[i]})
}

// storeMissed stores stays that were over before we heard of them, so that the
// stays in custody are the same in whatever order they were learnt.
func (s *episodeSet) storeMissed(ctx context.Context, tx pgx.Tx) error {
	if len(s.lost) == 0 {
		return nil
	}
	n := len(s.lost)
	beside, numbers, refs := make([]int64, n), make([]int32, n), make([]string, n)
	opened, received, left := make([]*time.Time, n), make([]calendar.Date, n), make([]calendar.Date, n)
	text := [6][]string{}
	for k := range text {
		text[k] = make([]string, n)
	}
	for i, m := range s.lost {
		c := &m.chapter
		beside[i], numbers[i], refs[i] = m.beside, int32(m.number), newRef()
		opened[i], received[i], left[i] = instantOrNull(c.OpenedAt), c.Received, c.LeftOn
		legal := c.Legal
		if legal == "" {
			legal = UnknownStatus
		}
		for k, v := range []string{c.Prison, string(legal), string(c.state()), string(c.Place), string(c.OpenedBy), string(c.LeftBy)} {
			text[k][i] = v
		}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO release (ref, person_id, episode, is_current, prison, legal_status, custody_status, custody_as_of, received_on,
		       received_day, out_of_area, miles, watched, state, decided_at, judged_on, opened_at, opened_by, place, left_on, left_by, released_on)
		SELECT u.ref, r.person_id, u.number, false, u.prison, u.legal, 'INACTIVE OUT', r.custody_as_of, u.received,
		       coalesce(u.received, r.received_day), r.out_of_area, r.miles, r.watched, u.state, r.decided_at, r.judged_on, u.opened,
		       u.opened_by, u.place, u.left_on, u.left_by, CASE WHEN u.state = 'released' THEN u.left_on END
		FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::timestamptz[], $5::date[], $6::date[], $7::text[], $8::text[],
		            $9::text[], $10::text[], $11::text[], $12::text[])
		     AS u(beside, number, ref, opened, received, left_on, prison, legal, state, place, opened_by, left_by)
		JOIN release r ON r.id = u.beside`,
		beside, numbers, refs, opened, received, left, text[0], text[1], text[2], text[3], text[4], text[5])
	if err != nil {
		return fmt.Errorf("store stays that are over: %w", err)
	}
	return nil
}

func (s *episodeSet) add(id int64, number int, current bool, c, over *Chapter) {
	s.opened = append(s.opened, instantOrNull(c.OpenedAt))
	s.ids, s.numbers, s.current, s.over = append(s.ids, id), append(s.numbers, int32(number)), append(s.current, current), append(s.over, over != nil)
	if over == nil {
		over = &Chapter{}
	}
	s.states, s.by, s.put = append(s.states, string(over.state())), append(s.by, string(over.LeftBy)), append(s.put, string(over.Place))
	s.left = append(s.left, over.LeftOn)
}

// state of a stay that is over.
func (c *Chapter) state() State {
	switch c.Place {
	case ReleasedPlace:
		return Released
	case RemovedPlace:
		return Removed
	case DeceasedPlace:
		return Died
	case AtLargePlace:
		return AtLarge
	case GoneUnknown, Held, AtCourt, Absent, InHospital:
	}
	return LeftUnknown
}

func (s *episodeSet) store(ctx context.Context, tx pgx.Tx) error {
	if len(s.ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `SET CONSTRAINTS release_person_id_episode_key DEFERRED`); err != nil {
		return fmt.Errorf("number stays in custody: %w", err)
	}
	// First whoever stops being current: one current stay a person.
	for _, current := range []bool{false, true} {
		_, err := tx.Exec(ctx, `
			UPDATE release r SET episode = u.number, is_current = u.current, opened_at = u.opened,
			       state = CASE WHEN u.over THEN u.state ELSE r.state END,
			       place = CASE WHEN u.over THEN u.place ELSE r.place END,
			       left_on = CASE WHEN u.over THEN u.left_on ELSE r.left_on END,
			       left_by = CASE WHEN u.over THEN u.left_by ELSE r.left_by END,
			       released_on = CASE WHEN NOT u.over THEN r.released_on WHEN u.state = 'released' THEN u.left_on END,
			       requests_at = CASE WHEN u.over THEN NULL ELSE r.requests_at END,
			       undone_by = CASE WHEN u.current THEN NULL ELSE r.undone_by END,
			       version = r.version + 1
			FROM unnest($1::bigint[], $2::integer[], $3::bool[], $4::bool[], $5::text[], $6::text[], $7::text[], $8::date[], $10::timestamptz[])
			     AS u(id, number, current, over, state, left_by, place, left_on, opened)
			WHERE r.id = u.id AND u.current = $9
			  AND (r.episode, r.is_current, r.opened_at) IS DISTINCT FROM (u.number, u.current, u.opened)
			   OR r.id = u.id AND u.over AND u.current = $9 AND (r.state, r.left_on) IS DISTINCT FROM (u.state, u.left_on)`,
			s.ids, s.numbers, s.current, s.over, s.states, s.by, s.put, s.left, current, s.opened)
		if err != nil {
			return fmt.Errorf("number stays in custody: %w", err)
		}
	}
	return nil
}

// copyDates gives a stay that began with a recall the dates of the stay before
// it, or of the newest one that had any: the rules judge which of them are left
// over. They keep who told them and when.
func copyDates(ctx context.Context, tx pgx.Tx, from, to []int64) error {
	if len(from) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO release_date (release_id, type, kind, day, source, learnt_at)
		SELECT u.new, d.type, d.kind, d.day, d.source, d.learnt_at
		FROM unnest($1::bigint[], $2::bigint[]) AS u(old, new) JOIN release b ON b.id = u.old
		JOIN LATERAL (SELECT e.id FROM release e WHERE e.person_id = b.person_id AND e.id <> u.new
		              AND EXISTS (SELECT 1 FROM release_date x WHERE x.release_id = e.id AND x.superseded_at IS NULL)
		              ORDER BY e.id = u.old DESC, e.episode DESC LIMIT 1) f ON true
		JOIN release_date d ON d.release_id = f.id AND d.superseded_at IS NULL
		ORDER BY u.new, d.learnt_at, d.id
		ON CONFLICT (release_id, type, kind) WHERE superseded_at IS NULL DO NOTHING`, from, to)
	if err != nil {
		return fmt.Errorf("carry dates over to the new stay: %w", err)
	}
	return nil
}
