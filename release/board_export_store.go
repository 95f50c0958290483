package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// ReadBoardRefs reads who is in the query's list, all pages of it, in its order:
// the references of their releases. With Upcoming those at the gate today come
// first, as on the page.
func ReadBoardRefs(ctx context.Context, tx pgx.Tx, q BoardQuery) ([]string, error) {
	var refs []string
	lists := []List{q.List}
	if q.List == Upcoming {
		lists = []List{Gate, Upcoming}
	}
	for _, list := range lists {
		q := q.of(list)
		where := q.where()
		where.and(q.conditionOf(list, where))
		order := q.order(where)
		rows, err := tx.Query(ctx, `select r.ref from release r join person p on p.id = r.person_id
			 where $1::date is not null and $2::timestamptz is not null and `+where.sql()+` order by `+order, where.args...)
		if err != nil {
			return nil, fmt.Errorf("read whom the board lists: %w", err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, fmt.Errorf("read whom the board lists: %w", err)
		}
		refs = append(refs, found...)
	}
	return refs, nil
}

// ReadBoardOf reads the rows of these releases, in the order given, of those
// that are in the query's scope still.
func ReadBoardOf(ctx context.Context, tx pgx.Tx, q BoardQuery, refs []string) ([]BoardRow, error) {
	where := newConditions(q.today(), q.Now)
	where.and(`r.is_current`)
	where.scope(q.Scope)
	list := where.arg(refs)
	where.and(`r.ref = any(` + list + `)`)
	return readTheseRows(ctx, tx, where, `array_position(`+list+`, r.ref)`, ``, calendar.DayOf(q.Now))
}
