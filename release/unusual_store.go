package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// openedSQL are looks at chosen people: whoever turns the pages of a list sees
// its people without having chosen them.
const openedSQL = `a.actor LIKE 'account:%' AND a.people IS NOT NULL
	AND (a.object_kind IN ('release', 'task', 'sheet', 'message', 'search') AND a.action IN ('consult', 'disclose')
	     OR a.object_kind = 'board' AND a.action = 'disclose')`

// readingSQL is who that was, for rows that name an actor.
const readingSQL = ` LEFT JOIN account w ON x.actor = 'account:' || w.id`

const whoColumns = `coalesce(w.name, x.actor) AS name, coalesce(w.role, '') AS role, coalesce(w.ref, '') AS account_ref`

// ReadUnusual finds reading that stands out, from one London day to another.
func ReadUnusual(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, from, to calendar.Date) ([]Unusual, error) {
	before, since, until := from.AddDays(-UsualDays).At(0, 0), from.At(0, 0), to.AddDays(1).At(0, 0)
	out, err := unusualOf(ctx, tx, UnusualRestricted, `
		SELECT `+whoColumns+`, x.reference, '' AS initials, x.count, '' AS area
		  FROM (SELECT a.actor, r.ref AS reference, count(*)::int AS count
		          FROM audit a CROSS JOIN LATERAL unnest(a.people) AS s (person_id)
		          JOIN person p ON p.id = s.person_id AND 'restricted' = ANY (p.flags)
		          JOIN release r ON r.person_id = p.id AND r.is_current
		         WHERE a.at >= $1 AND a.at < $2 AND a.object_kind IN ('release', 'task') AND `+openedSQL+`
		         GROUP BY a.actor, r.ref) AS x`+readingSQL+` ORDER BY 1, 4`, since, until)
	if err != nil {
		return nil, err
	}
	days, err := readReading(ctx, tx, before, until)
	if err != nil {
		return nil, err
	}
	judged := judgeDays(cal, from, days)
	again, err := unusualOf(ctx, tx, UnusualAgain, `
		SELECT `+whoColumns+`, r.ref AS reference, x.count, '' AS area,
		       CASE WHEN 'restricted' = ANY (p.flags) THEN '' ELSE left(p.forenames, 1) || '.' || left(p.surname, 1) || '.' END AS initials
		  FROM (SELECT a.actor, s.person_id, count(*)::int AS count
		          FROM audit a CROSS JOIN LATERAL unnest(a.people) AS s (person_id)
		         WHERE a.at >= $1 AND a.at < $2 AND a.object_kind = 'search' AND cardinality(a.people) <= $3 AND `+openedSQL+`
		         GROUP BY a.actor, s.person_id HAVING count(*) >= $4) AS x
		  JOIN person p ON p.id = x.person_id JOIN release r ON r.person_id = p.id AND r.is_current`+readingSQL+`
		 ORDER BY x.count DESC, 1`, since, until, FewFound, AgainAtLeast)
	if err != nil {
		return nil, err
	}
	area, err := unusualOf(ctx, tx, UnusualArea, `
		WITH seen AS (
			SELECT a.actor, p.home_area, a.at >= $1 AS lately, s.person_id
			  FROM audit a CROSS JOIN LATERAL unnest(a.people) AS s (person_id) JOIN person p ON p.id = s.person_id
			 WHERE a.at >= $3 AND a.at < $2 AND `+openedSQL+`),
		x AS (SELECT actor, home_area, count(DISTINCT person_id)::int AS count FROM seen
		       GROUP BY actor, home_area
		      HAVING bool_and(lately) AND EXISTS (SELECT FROM seen b WHERE b.actor = seen.actor AND NOT b.lately))
		SELECT `+whoColumns+`, '' AS reference, '' AS initials, x.count, u.name AS area
		  FROM x JOIN authority u ON u.gss_code = x.home_area`+readingSQL+` ORDER BY 1, u.name`, since, until, before)
	if err != nil {
		return nil, err
	}
	slowed, err := unusualOf(ctx, tx, UnusualSlowed, `
		SELECT `+whoColumns+`, '' AS reference, '' AS initials, x.count, '' AS area
		  FROM (SELECT a.actor, count(*)::int AS count FROM audit a
		         WHERE a.at >= $1 AND a.at < $2 AND a.object_kind = $3 GROUP BY a.actor) AS x`+readingSQL+` ORDER BY 1`, since, until, access.Slowed)
	if err != nil {
		return nil, err
	}
	return slices.Concat(out, judged, again, area, slowed), nil
}

func unusualOf(ctx context.Context, tx pgx.Tx, kind UnusualKind, sql string, args ...any) ([]Unusual, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("look for unusual reading (%s): %w", kind, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Unusual])
	if err != nil {
		return nil, fmt.Errorf("look for unusual reading (%s): %w", kind, err)
	}
	for i := range list {
		list[i].Kind = kind
	}
	return list, nil
}

// readReading counts each account's reading by London day.
func readReading(ctx context.Context, tx pgx.Tx, since, until time.Time) ([]DayReading, error) {
	rows, err := tx.Query(ctx, `
		WITH opened AS (
			SELECT a.id, a.actor, a.at AT TIME ZONE 'Europe/London' AS local, a.people
			  FROM audit a WHERE a.at >= $1 AND a.at < $2 AND `+openedSQL+`),
		x AS (
			SELECT o.actor, o.local::date AS day, count(DISTINCT s.person_id)::int AS people, count(DISTINCT o.id)::int AS looks,
			       (count(DISTINCT o.id) FILTER (WHERE extract(hour FROM o.local) < $3::int OR extract(hour FROM o.local) >= $4::int))::int AS outside
			  FROM opened o CROSS JOIN LATERAL unnest(o.people) AS s (person_id) GROUP BY o.actor, o.local::date)
		SELECT x.actor, x.day, x.people, x.looks, x.outside, `+whoColumns+`
		  FROM x`+readingSQL+` ORDER BY x.day DESC, name`, since, until, HoursFrom, HoursUntil)
	if err != nil {
		return nil, fmt.Errorf("count what was read: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[DayReading])
	if err != nil {
		return nil, fmt.Errorf("count what was read: %w", err)
	}
	return list, nil
}
