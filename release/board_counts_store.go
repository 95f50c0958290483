package release

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// readCounts counts each list by what an index finds of it. Everybody is
// counted only where everybody is shown.
func (b *Board) readCounts(ctx context.Context, tx pgx.Tx, q BoardQuery) error {
	where := q.where()
	filters, people, once := where.sql(), `release r`, ``
	if q.narrowed != nil { // all lists look at the same few
		once = `with narrowed as materialized (select ` + countedColumns + ` from release r where ` + filters + `) `
		filters, people = `true`, `narrowed r`
	}
	var arms []string
	for _, list := range Lists {
		if list == Everyone && q.List != Everyone {
			continue
		}
		if list == ConsentWanted && q.narrowed == nil {
			arms = append(arms, countConsents(where))
			continue
		}
		condition := q.conditionOf(list, where)
		from, day, group := peopleAsked(people, filters+condition), `null::date`, ``
		if list == Upcoming {
			day, group = `r.planned_day`, ` group by 2` // in the order of its index
		}
		arms = append(arms, `select '`+string(list)+`' as list, `+day+` as day, count(*) from `+from+`
		 where `+filters+` and `+condition+group)
	}
	// Both parameters have a type even where no condition uses them.
	rows, err := tx.Query(ctx, once+`select found.* from (`+strings.Join(arms, `
		union all `)+`) found where $1::date is not null and $2::timestamptz is not null`, where.args...)
	if err != nil {
		return fmt.Errorf("count the board: %w", err)
	}
	var list List
	var day calendar.Date
	var count int
	_, err = pgx.ForEachRow(rows, []any{&list, &day, &count}, func() error {
		b.Counts[list] += count
		if list == Upcoming {
			b.Weeks[mondayOf(day)] += count
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count the board: %w", err)
	}
	return nil
}

// countedColumns are what a list's condition asks of a release.
const countedColumns = `r.id, r.person_id, r.state, r.planned_day, r.presumed, r.working_day, r.released_on, r.reason_written, r.reason_for,
	r.reasons, r.papers_for, r.missing_since, r.received_day, r.received_on, r.opened_at`

// countConsents counts who waits for a consent from the requests that do. Stays
// that are over are few, and left out instead of looking for everybody's.
func countConsents(c *conditions) string {
	return `select '` + string(ConsentWanted) + `' as list, null::date as day, count(distinct t.release_id) from task t
		 where ` + wantsConsent + c.theirs() + ` and t.release_id not in (select o.id from release o where not o.is_current)`
}
