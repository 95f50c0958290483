package release

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// ReadBoard reads one page of one list, how many people each list holds, and
// with the first page of Upcoming whoever is at the gate today.
func ReadBoard(ctx context.Context, tx pgx.Tx, q BoardQuery) (Board, error) {
	board := Board{Counts: map[List]int{}, Weeks: map[calendar.Date]int{}}
	var err error
	if q.narrowed, err = readNarrowed(ctx, tx, q); err != nil {
		return Board{}, err
	}
	if err := board.readCounts(ctx, tx, q); err != nil {
		return Board{}, err
	}
	page := max(q.Page, 1)
	if board.Rows, err = readBoardRows(ctx, tx, q, BoardPage, (page-1)*BoardPage); err != nil {
		return Board{}, err
	}
	if q.List == Upcoming && page == 1 && board.Counts[Gate] > 0 {
		board.Gate, err = readBoardRows(ctx, tx, q.of(Gate), BoardPage, 0)
	}
	return board, err
}

// readNarrowed finds once whom the filters leave, of all lists together: the
// counts and each list then look at those alone. nil where nothing is filtered.
func readNarrowed(ctx context.Context, tx pgx.Tx, q BoardQuery) ([]int64, error) {
	if !q.narrows() {
		return nil, nil
	}
	where := q.where()
	rows, err := tx.Query(ctx, `select r.id from `+peopleAsked(`release r`, where.sql())+`
		 where $1::date is not null and $2::timestamptz is not null and `+where.sql(), where.args...)
	if err != nil {
		return nil, fmt.Errorf("filter the board: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("filter the board: %w", err)
	}
	return append([]int64{}, ids...), nil // nobody is not everybody
}

// of is the query for another list.
func (q BoardQuery) of(list List) BoardQuery {
	q.List = list
	return q
}

// Period bounds planned days, both ends inclusive; a zero day is no bound.
type Period struct{ From, To calendar.Date }

// ListBoard is the whole board at once, for `show releases`: all its lists, in
// their order, each person once; or, with a period, everybody whose planned day
// lies in it.
func ListBoard(ctx context.Context, tx pgx.Tx, q BoardQuery, period Period) ([]BoardRow, error) {
	if !period.From.IsZero() || !period.To.IsZero() {
		where := q.where()
		where.and(`r.planned_day is not null and r.state not in ('removed', 'died', 'moved_away')`)
		if !period.From.IsZero() {
			where.and(`r.planned_day >= ` + where.arg(period.From))
		}
		if !period.To.IsZero() {
			where.and(`r.planned_day <= ` + where.arg(period.To))
		}
		return readTheseRows(ctx, tx, where, listOrder(Upcoming), ``, q.today())
	}
	all, seen := []BoardRow{}, map[string]bool{}
	for _, list := range wholeBoard {
		rows, err := readBoardRows(ctx, tx, q.of(list), 0, 0)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !seen[row.Release.ID] {
				seen[row.Release.ID] = true
				all = append(all, row)
			}
		}
	}
	return all, nil
}

// readBoardRows reads so many rows of the query's list, after so many others; all
// where the limit is 0.
func readBoardRows(ctx context.Context, tx pgx.Tx, q BoardQuery, limit, offset int) ([]BoardRow, error) {
	where := q.where()
	where.and(q.conditionOf(q.List, where))
	if limit == 0 {
		return readTheseRows(ctx, tx, where, q.order(where), ``, q.today())
	}
	page := ` limit ` + strconv.Itoa(limit) + ` offset ` + strconv.Itoa(offset)
	if keys := q.keysBeforeNames(where); keys != nil && !asksPerson(where.sql()) {
		return readChosen(ctx, tx, firstBy(keys, everyArg+where.sql(), page, offset+limit), where.args, q.today())
	}
	return readTheseRows(ctx, tx, where, q.order(where), page, q.today())
}

// keysBeforeNames are what the query's list is sorted by before names are looked
// at, where that is known of a release alone; otherwise nil.
func (q BoardQuery) keysBeforeNames(c *conditions) []sortKey {
	switch q.Sort {
	case SortDay:
		return dayKeys[q.List]
	case SortWorst:
		return append(q.worstKeys(c), sortKey{`r.planned_day`, ``})
	case SortName, SortPrison:
	}
	return nil
}

// everyArg gives both parameters a type even where no condition uses them.
const everyArg = `$1::date is not null and $2::timestamptz is not null and `

// readTheseRows chooses the releases first, then looks at the tasks of those
// alone.
func readTheseRows(ctx context.Context, tx pgx.Tx, where *conditions, order, limit string, today calendar.Date) ([]BoardRow, error) {
	return readChosen(ctx, tx, `select r.id from release r join person p on p.id = r.person_id
			         where `+everyArg+where.sql()+`
			         order by `+order+limit, where.args, today)
}

func readChosen(ctx context.Context, tx pgx.Tx, choose string, args []any, today calendar.Date) ([]BoardRow, error) {
	rows, _ := tx.Query(ctx, `
		with chosen as materialized (
			select x.id, row_number() over () as place
			  from (`+choose+`) x)
		`+boardRowSQL+`
		 order by chosen.place`, args...)
	stored, err := collect[boardRow](rows, "the board")
	if err != nil {
		return nil, err
	}
	board := make([]BoardRow, len(stored))
	for i, row := range stored {
		board[i] = row.board(today)
	}
	return board, nil
}
