package release

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// ReadBoard reads one page of one list, and how many people each list holds.
func ReadBoard(ctx context.Context, tx pgx.Tx, q BoardQuery) (Board, error) {
	where := q.where()
	board := Board{Counts: map[List]int{}, Weeks: map[calendar.Date]int{}}
	if err := board.readCounts(ctx, tx, where); err != nil {
		return Board{}, err
	}
	where.and(listConditions[q.List])
	page := max(q.Page, 1)
	tail := ` order by ` + listOrders[q.List] +
		` limit ` + strconv.Itoa(BoardPage) + ` offset ` + strconv.Itoa((page-1)*BoardPage)
	rows, err := readBoardRows(ctx, tx, where, tail, listOrders[q.List], q.today())
	if err != nil {
		return Board{}, err
	}
	board.Rows = rows
	return board, nil
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
		order := listOrders[Upcoming]
		return readBoardRows(ctx, tx, where, ` order by `+order, order, q.today())
	}
	all, seen := []BoardRow{}, map[string]bool{}
	for _, list := range Lists {
		where := q.where()
		where.and(listConditions[list])
		order := listOrders[list]
		rows, err := readBoardRows(ctx, tx, where, ` order by `+order, order, q.today())
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

// conditions is a WHERE clause being put together; $1 is today, $2 now.
type conditions struct {
	parts []string
	args  []any
}

func newConditions(today calendar.Date, now time.Time) *conditions {
	return &conditions{args: []any{today, now}}
}

func (c *conditions) and(part string) { c.parts = append(c.parts, part) }

// arg adds a value and gives its place.
func (c *conditions) arg(value any) string {
	c.args = append(c.args, value)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) sql() string {
	if len(c.parts) == 0 {
		return "true"
	}
	return strings.Join(c.parts, "\n   and ")
}

// scope limits to home areas; for everybody there is nothing to compare.
func (c *conditions) scope(s Scope) {
	if !s.All {
		c.and(`p.home_area = any(` + c.arg(s.Areas) + `)`)
	}
}

func (q BoardQuery) where() *conditions {
	c := newConditions(q.today(), q.Now)
	c.and(`r.is_current`)
	c.scope(q.Scope)
	if q.Area != "" {
		c.and(`p.home_area = ` + c.arg(q.Area))
	}
	if q.Prison != "" {
		// Where a restricted record is held is masked: a filter must not tell.
		c.and(`'restricted' <> all(p.flags)`)
		c.and(`r.prison = ` + c.arg(q.Prison))
	}
	if q.OutOfArea {
		c.and(`r.out_of_area <> 'no'`)
	}
	if q.LateOnly {
		c.and(`r.id in (` + lateReleasesSQL + `)`)
	}
	if q.NobodyOnly {
		c.and(`r.id in (` + nobodyReleasesSQL + `)`)
	}
	return c
}

func (b *Board) readCounts(ctx context.Context, tx pgx.Tx, where *conditions) error {
	// Both parameters have a type even where no condition uses them.
	rows, err := tx.Query(ctx, `
		select coalesce(list, ''), week, count(*), count(*) filter (where ask)
		  from (select `+listSQL+` as list, date_trunc('week', r.planned_day)::date as week, `+askSQL+` as ask
		          from release r join person p on p.id = r.person_id
		         where $1::date is not null and $2::timestamptz is not null and `+where.sql()+`) found
		 where list is not null or ask
		 group by list, week`, where.args...)
	if err != nil {
		return fmt.Errorf("count the board: %w", err)
	}
	var list List
	var week calendar.Date
	var count, ask int
	_, err = pgx.ForEachRow(rows, []any{&list, &week, &count, &ask}, func() error {
		b.Counts[AskPrison] += ask
		b.Counts[list] += count
		if list == Upcoming {
			b.Weeks[week] += count
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count the board: %w", err)
	}
	return nil
}

// boardRow is a row as the query gives it.
type boardRow struct {
	headRow
	Moves     int
	Notice    int
	Missing   calendar.Date
	Written   bool
	LeftBy    Word
	Near      calendar.Date
	Withheld  bool
	Pathways  []string
	Ranks     []int
	FullUntil []calendar.Date
	OpenTasks int
	LateTasks int
	Nobody    bool
}

// readBoardRows chooses the releases first, then looks at the tasks of those
// alone.
func readBoardRows(ctx context.Context, tx pgx.Tx, where *conditions, tail, order string, today calendar.Date) ([]BoardRow, error) {
	rows, _ := tx.Query(ctx, `
		with chosen as materialized (
			select r.id from release r join person p on p.id = r.person_id
			 where $1::date is not null and $2::timestamptz is not null and `+where.sql()+tail+`)
		select `+headColumns+`,
		       moved.moves, moved.notice, r.missing_since as missing, `+writtenSQL+` as written, r.left_by, r.withheld,
		       `+nearSQL+` as near,
		       coalesce(plan.pathways, '{}') as pathways, coalesce(plan.ranks, '{}') as ranks,
		       coalesce(plan.full_until, '{}') as full_until, coalesce(plan.open_tasks, 0) as open_tasks,
		       coalesce(plan.late_tasks, 0) as late_tasks, coalesce(plan.nobody, false) as nobody
		  from chosen
		  join release r on r.id = chosen.id
		  join person p on p.id = r.person_id
		  join person_number n on n.person_id = p.id and n.is_current
		  join authority a on a.gss_code = p.home_area
		  join prison pr on pr.code = r.prison
		  cross join lateral (
			select count(*)::int as moves, coalesce(sum(x.notice_working_days), 0)::int as notice
			  from release_change x where x.release_id = r.id and x.from_day is not null) moved
		  left join lateral (
			select array_agg(pathway) as pathways, array_agg(rank) as ranks, array_agg(full_until) as full_until,
			       sum(open_tasks)::int as open_tasks, sum(late_tasks)::int as late_tasks, bool_or(rank = 11) as nobody
			  from (select s.pathway, max(`+rankSQL+`) as rank,
			               max(t.full_until) filter (where t.state = 'no_capacity') as full_until,
			               count(*) filter (where t.state in `+openStates+`) as open_tasks,
			               count(*) filter (where `+lateSQL+`) as late_tasks
			          from task t join standard s on s.code = t.standard
			         where t.release_id = r.id
			         group by s.pathway) pathway
		  ) plan on true
		 order by `+order, where.args...)
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

func (r boardRow) board(today calendar.Date) BoardRow {
	story := r.story(today)
	row := BoardRow{Person: story.Person, Custody: story.Custody, Release: story.Release,
		OpenTasks: r.OpenTasks, LateTasks: r.LateTasks, Surname: r.Surname, Forenames: r.Forenames,
		Watched: r.Watched, IOM: r.IOM != "", HealthConsent: r.HealthConsent, Nobody: r.Nobody, Moves: r.Moves,
		NoticeLost: max(-r.Notice, 0), LeftBy: r.LeftBy, Withheld: r.Withheld, Week: mondayOf(r.PlannedDay),
		Asks: asks(story.Release, r.Missing, r.Written, today, r.Near)}
	for _, pathway := range PathwayOrder {
		if i := slices.Index(r.Pathways, pathway); i >= 0 {
			row.Marks = append(row.Marks, PathwayMark{Pathway: pathway, Mark: markOf(r.Ranks[i]), FullUntil: r.FullUntil[i]})
		}
	}
	return row
}

// mondayOf is the Monday of the day's week.
func mondayOf(day calendar.Date) calendar.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}
