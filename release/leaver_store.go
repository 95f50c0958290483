package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// leaverRow is somebody whom the rule looks at.
type leaverRow struct {
	PersonID int64
	Ref      string // of the present release
	HomeArea string
	Leaver
}

// leaversSQL reads people as the rule looks at them: $1 now, $2 today, $3 the
// newest extracts that count, $4 how long ago their end has to be at least (or,
// where none is known, the last that was told), $5 only these people (null: all),
// $6, $7 the scope. A record that was joined to another goes with it.
const leaversSQL = `
	WITH newest AS (
		SELECT DISTINCT ON (i.source) i.id FROM import i JOIN import_listing l ON l.import_id = i.id
		WHERE i.kind = 'releases' AND i.as_of >= $3 ORDER BY i.source, i.as_of DESC, i.id DESC),
	listed AS MATERIALIZED (
		SELECT DISTINCT unnest(l.person_ids) AS person_id FROM import_listing l JOIN newest n ON n.id = l.import_id),
	looked AS MATERIALIZED (
		SELECT p.id, r.id AS release_id, r.ref, p.home_area, r.state, coalesce(r.released_on, r.left_on, (
		           SELECT max((e.at AT TIME ZONE 'Europe/London')::date) FROM life_event e
		           WHERE e.person_id = p.id AND e.superseded_at IS NULL AND e.event IN ('died', 'moved_area'))) AS left_day
		FROM person p JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE p.merged_into IS NULL AND ($5::bigint[] IS NULL OR p.id = ANY($5)) AND ($6 OR p.home_area = ANY($7))
		  AND (coalesce(r.released_on, r.left_on) IS NULL OR coalesce(r.released_on, r.left_on) <= $4)
		  AND coalesce(r.released_on, r.left_on, (coalesce(p.told_at, p.created_at) AT TIME ZONE 'Europe/London')::date) <= $4)
	SELECT k.id, k.ref, k.home_area, k.state, k.left_day,
	       (SELECT max(d.day) FROM release_date d JOIN release o ON o.id = d.release_id
	         WHERE o.person_id = ANY(w.people) AND d.superseded_at IS NULL AND d.type IN ('SED', 'LED', 'SLED', 'TUSED')),
	       (SELECT max((a.starts_at AT TIME ZONE 'Europe/London')::date) FROM appointment a WHERE a.person_id = ANY(w.people) AND a.state <> 'cancelled'),
	       (SELECT count(*) FROM task t JOIN release o ON o.id = t.release_id WHERE o.person_id = ANY(w.people) AND t.state IN ` + openStates + `)::int,
	       (SELECT count(*) FROM appointment a WHERE a.person_id = ANY(w.people) AND a.state IN ('booked', 'moved') AND a.starts_at > $1)::int,
	       (SELECT count(*) FROM message m WHERE m.state IN ('held', 'queued', 'sending', 'unknown') AND m.id IN (
	           SELECT x.id FROM message x WHERE x.person_id = ANY(w.people)
	           UNION SELECT x.id FROM message x JOIN release o ON o.id = x.release_id WHERE o.person_id = ANY(w.people)
	           UNION SELECT i.message_id FROM message_item i JOIN release o ON o.id = i.release_id WHERE o.person_id = ANY(w.people) AND NOT i.dropped
	           UNION SELECT i.message_id FROM message_item i JOIN task t ON t.id = i.task_id JOIN release o ON o.id = t.release_id
	                  WHERE o.person_id = ANY(w.people) AND NOT i.dropped
	           UNION SELECT i.message_id FROM message_item i JOIN appointment a ON a.id = i.appointment_id
	                  WHERE a.person_id = ANY(w.people) AND NOT i.dropped))::int,
	       (SELECT count(*) FROM attention l WHERE l.closed_at IS NULL AND (l.person_id = ANY(w.people)
	           OR l.release_id IN (SELECT o.id FROM release o WHERE o.person_id = ANY(w.people))
	           OR l.kind = 'held_row' AND l.about_key IN (SELECT n.prison_number FROM person_number n WHERE n.person_id = ANY(w.people))))::int
	       + (SELECT count(*) FROM subject_request q WHERE q.person_id = ANY(w.people) AND q.given_at IS NULL AND q.closed_at IS NULL)::int,
	       (SELECT count(*) FROM message m WHERE m.person_id = ANY(w.people) AND m.channel = 'text' AND m.provider_ref <> ''
	           AND m.provider_blanked_at IS NULL AND m.state IN ('delivered', 'failed') AND m.settled_at > ` + keptAtProvider + `)::int
	       + (SELECT count(*) FROM inbound_text i WHERE i.person_id = ANY(w.people) AND i.provider_blanked_at IS NULL AND i.at > ` + keptAtProvider + `)::int,
	       EXISTS (SELECT FROM retention_hold h WHERE h.person_id = ANY(w.people) AND ` + holdInForce + `),
	       EXISTS (SELECT FROM listed l WHERE l.person_id = ANY(w.people))
	FROM looked k CROSS JOIN LATERAL (SELECT ARRAY(
	    WITH RECURSIVE joined AS (SELECT k.id UNION SELECT m.id FROM person m JOIN joined j ON m.merged_into = j.id) SELECT id FROM joined) AS people) w
	ORDER BY k.left_day NULLS LAST, k.ref`

// keptAtProvider: words older than that have gone from the provider of texts by
// themselves, which keeps them for 13 months.
const keptAtProvider = `($1::timestamptz - interval '400 days')`

// holdInForce: a hold h keeps its person on the day $2.
const holdInForce = `h.ended_at IS NULL AND (h.until_day IS NULL OR h.until_day >= $2)`

// leaversAsked says of whom to read.
type leaversAsked struct {
	now    time.Time
	day    calendar.Date // London's, of now or of a day to come
	before calendar.Date // how long ago their end, or the last that was told, has to be
	people []int64       // nil: everybody
	scope  Scope
}

// endOfTime asks for everybody, whenever their end is.
var endOfTime = calendar.Day(2999, time.January, 1)

func readLeavers(ctx context.Context, tx pgx.Tx, q leaversAsked) ([]leaverRow, error) {
	rows, err := tx.Query(ctx, leaversSQL, q.now, q.day, q.now.AddDate(0, 0, -listedFor), q.before, q.people, q.scope.All, q.scope.Areas)
	if err != nil {
		return nil, fmt.Errorf("read who may leave: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l leaverRow, err error) {
		err = row.Scan(&l.PersonID, &l.Ref, &l.HomeArea, &l.State, &l.Left, &l.Supervised, &l.Appointment,
			&l.Tasks, &l.Appointments, &l.Messages, &l.Lists, &l.Wipes, &l.Held, &l.Listed)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read who may leave: %w", err)
	}
	return list, nil
}

// readRetention reads the rule in force.
func readRetention(ctx context.Context, tx pgx.Tx) (Retention, error) {
	r := Retention{Years: UsualYears}
	rows, err := tx.Query(ctx, `
		SELECT r.years, r.due, r.confirmed_at, coalesce(a.name, r.confirmed_by) FROM retention_rule r
		LEFT JOIN account a ON r.confirmed_by = 'account:' || a.id ORDER BY r.id DESC LIMIT 1`)
	if err != nil {
		return r, fmt.Errorf("read the rule of retention: %w", err)
	}
	_, err = pgx.ForEachRow(rows, []any{&r.Years, &r.Due, &r.ConfirmedAt, &r.ConfirmedBy}, func() error {
		r.Confirmed = true
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("read the rule of retention: %w", err)
	}
	return r, nil
}

// erasedSince tells whether a night has erased by the rule since it was confirmed.
func erasedSince(ctx context.Context, tx pgx.Tx, r Retention) (yes bool, err error) {
	if err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM retention_night WHERE outcome = 'done' AND erased > 0 AND done_at > $1)`, r.ConfirmedAt).Scan(&yes); err != nil {
		return false, fmt.Errorf("read the ledger of nights: %w", err)
	}
	return yes, nil
}
