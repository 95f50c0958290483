package release

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// HeldRow is one row of an import that a person has to decide on.
type HeldRow struct {
	Number   string // the prison number it gave; "" where it is about an appointment, or the record is restricted
	Note     string
	OpenedAt time.Time
}

// HeldRowPage is how many one page shows.
const HeldRowPage = 25

// heldRowsSQL are the rows about people of the scope, or about nobody we know.
func heldRowsSQL(scope Scope) (string, []any) {
	c := &conditions{}
	c.scope(scope)
	return `
	  from attention x left join person p on p.id = x.person_id
	 where x.kind = 'held_row' and x.closed_at is null and (x.person_id is null or ` + c.sql() + `)`, c.args
}

// ReadHeldRows reads one page, counted from 1, of the rows that wait for
// somebody, the oldest first, and how many there are.
func ReadHeldRows(ctx context.Context, tx pgx.Tx, scope Scope, page int) (list []HeldRow, total int, err error) {
	if total, err = CountHeldRows(ctx, tx, scope); err != nil {
		return nil, 0, err
	}
	from, args := heldRowsSQL(scope)
	rows, _ := tx.Query(ctx, `
		select case when x.about_key ~ '^[A-Z][0-9]{4}[A-Z]{2}$' and 'restricted' <> all(coalesce(p.flags, '{}')) then x.about_key else '' end as number,
		       x.note, x.opened_at`+from+`
		 order by x.opened_at, x.id limit `+strconv.Itoa(HeldRowPage)+` offset `+strconv.Itoa((max(page, 1)-1)*HeldRowPage), args...)
	list, err = collect[HeldRow](rows, "held rows")
	return list, total, err
}

// CountHeldRows counts the rows of imports that wait for somebody.
func CountHeldRows(ctx context.Context, tx pgx.Tx, scope Scope) (int, error) {
	var n int
	from, args := heldRowsSQL(scope)
	if err := tx.QueryRow(ctx, `select count(*)`+from, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count held rows: %w", err)
	}
	return n, nil
}
