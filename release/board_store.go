package release

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
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
	people := `release r`
	if strings.Contains(where.sql(), `p.`) {
		people += ` join person p on p.id = r.person_id`
	}
	rows, err := tx.Query(ctx, `select r.id from `+people+`
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
		return readTheseRows(ctx, tx, where, listOrders[Upcoming], ``, q.today())
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

// conditions is a WHERE clause being put together; $1 is today, $2 now.
type conditions struct {
	parts []string
	args  []any
	areas string // the place of the home areas that scope limits to; "": no limit
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

// scope limits release r to home areas; for everybody there is nothing to
// compare. A release carries its person's area: nobody has to be looked up.
func (c *conditions) scope(s Scope) {
	if !s.All {
		c.areas = c.arg(s.Areas)
		c.and(`r.home_area = any(` + c.areas + `)`)
	}
	if len(s.OwnOf) > 0 {
		c.and(`r.person_id in ` + access.OwnPeopleSQL(c.arg(s.OwnOf)))
	}
}

// theirs is a further condition on task t: what scope asks of release r. An index
// of tasks then finds theirs alone.
func (c *conditions) theirs() string {
	if c.areas == "" {
		return ``
	}
	return ` and t.home_area = any(` + c.areas + `)`
}

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
		from, day, group := people, `null::date`, ``
		if strings.Contains(filters+condition, `p.`) {
			from += ` join person p on p.id = r.person_id`
		}
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
	NoBed     bool
	NoScript  bool
	Consents  []string
	Papers    bool
	Received  calendar.Date

	NextRef, NextTitle, NextPathway, NextService string
	NextState                                    pathways.State
	NextAskOn, NextDueOn                         calendar.Date
	NextContact, NextWhere                       string
	NextWaits                                    bool
	NoticeGiven                                  bool
}

// readBoardRows reads so many rows of the query's list, after so many others; all
// where the limit is 0.
func readBoardRows(ctx context.Context, tx pgx.Tx, q BoardQuery, limit, offset int) ([]BoardRow, error) {
	where := q.where()
	where.and(q.conditionOf(q.List, where))
	if limit == 0 {
		return readTheseRows(ctx, tx, where, q.order(), ``, q.today())
	}
	page := ` limit ` + strconv.Itoa(limit) + ` offset ` + strconv.Itoa(offset)
	if keys := q.keysBeforeNames(); keys != nil && !strings.Contains(where.sql(), `p.`) {
		return readChosen(ctx, tx, firstBy(keys, everyArg+where.sql(), page, offset+limit), where.args, q.today())
	}
	return readTheseRows(ctx, tx, where, q.order(), page, q.today())
}

// keysBeforeNames are what the query's list is sorted by before names are looked
// at, where that is known of a release alone; otherwise nil.
func (q BoardQuery) keysBeforeNames() []sortKey {
	switch q.Sort {
	case SortDay:
		return dayKeys[q.List]
	case SortWorst:
		return append(q.worstKeys(), sortKey{`r.planned_day`, ``})
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

// boardRowSQL reads the rows of the releases that chosen names.
const boardRowSQL = `
		select ` + headColumns + `,
		       moved.moves, moved.notice, r.missing_since as missing, ` + writtenSQL + ` as written, r.left_by, r.withheld,
		       ` + nearSQL + ` as near, ` + papersSQL + ` as papers, r.received_day as received,
		       coalesce(plan.pathways, '{}') as pathways, coalesce(plan.ranks, '{}') as ranks,
		       coalesce(plan.full_until, '{}') as full_until, coalesce(plan.open_tasks, 0) as open_tasks,
		       coalesce(plan.late_tasks, 0) as late_tasks, coalesce(plan.nobody, false) as nobody,
		       coalesce(plan.no_bed, false) as no_bed, coalesce(plan.no_script, false) as no_script,
		       array(select distinct w from task t cross join unnest(t.waiting_for) w where t.release_id = r.id and t.state = 'planned'
		                and t.waiting_since is not null and w like 'consent%' order by w) as consents,
		       coalesce(step.ref, '') as next_ref, coalesce(step.title, '') as next_title, coalesce(step.pathway, '') as next_pathway,
		       coalesce(step.service, '') as next_service, coalesce(step.state, '') as next_state, step.hand_off_on as next_ask_on,
		       step.due_on as next_due_on, coalesce(step.contact_name, '') as next_contact, coalesce(step.place, '') as next_where,
		       coalesce(step.waits, false) as next_waits,
		       exists (select from privacy_notice v where v.person_id = p.id) as notice_given
		  from chosen
		  join release r on r.id = chosen.id
		  join person p on p.id = r.person_id
		  join person_number n on n.person_id = p.id and n.is_current
		  join authority a on a.gss_code = p.home_area
		  join prison pr on pr.code = r.prison
		  cross join lateral (
			select count(*)::int as moves, coalesce(sum(x.notice_working_days), 0)::int as notice
			  from release_change x where x.release_id = r.id and x.from_day is not null and not x.undone) moved
		  left join lateral (
			select array_agg(pathway) as pathways, array_agg(rank) as ranks, array_agg(full_until) as full_until,
			       sum(open_tasks)::int as open_tasks, sum(late_tasks)::int as late_tasks, bool_or(rank = 11) as nobody,
			       bool_or(no_bed) as no_bed, bool_or(no_script) as no_script
			  from (select s.pathway, max(` + rankSQL + `) as rank,
			               max(t.full_until) filter (where t.state = 'no_capacity') as full_until,
			               count(*) filter (where t.state in ` + openStates + `) as open_tasks,
			               count(*) filter (where ` + lateSQL + `) as late_tasks,
			               bool_or(` + noBedTask + `) as no_bed, bool_or(` + noScriptTask + `) as no_script
			          from task t join standard s on s.code = t.standard
			         where t.release_id = r.id
			         group by s.pathway) pathway
		  ) plan on true
		  left join lateral (
			select t.ref, s.title, s.pathway, s.service, t.state, t.hand_off_on, t.due_on, t.contact_name, v.name as place,
			       t.state = 'planned' and t.waiting_for <> '{}' as waits
			  from task t join standard s on s.code = t.standard left join service v on v.id = t.service_id
			 where t.release_id = r.id and t.state in ` + openStates + `
			 order by t.state = 'planned' and t.waiting_for <> '{}', case when t.state = 'planned' then t.hand_off_on else t.due_on end, s.position limit 1) step on true`

func (r boardRow) board(today calendar.Date) BoardRow {
	story := r.story(today)
	row := BoardRow{Person: story.Person, Custody: story.Custody, Release: story.Release,
		OpenTasks: r.OpenTasks, LateTasks: r.LateTasks, Surname: r.Surname, Forenames: r.Forenames,
		Watched: r.Watched, NoNotice: WantsNotice(r.State, r.NoticeGiven), IOM: r.IOM != "", HealthConsent: r.HealthConsent, Nobody: r.Nobody, Moves: r.Moves,
		NoticeLost: max(-r.Notice, 0), LeftBy: r.LeftBy, Withheld: r.Withheld, Week: mondayOf(r.PlannedDay),
		NoBed: r.NoBed, NoScript: r.NoScript, Consents: r.Consents, NextCourtOn: r.NextCourtOn, ReceivedDay: r.Received,
		MissingSince: r.Missing, Asks: asks(story.Release, askedOf{r.Missing, r.Written, r.Papers}, today, r.Near)}
	if !row.Person.Restricted {
		row.MAPPA = mappaOf(r.Flags)
	}
	if r.NextRef != "" {
		row.Next = &NextStep{Ref: r.NextRef, Title: r.NextTitle, Pathway: r.NextPathway, Service: r.NextService, State: r.NextState,
			AskOn: r.NextAskOn, DueOn: r.NextDueOn, Contact: r.NextContact, Where: r.NextWhere, Waits: r.NextWaits}
	}
	for _, pathway := range PathwayOrder {
		if i := slices.Index(r.Pathways, pathway); i >= 0 {
			row.Marks = append(row.Marks, PathwayMark{Pathway: pathway, Mark: markOf(r.Ranks[i]), FullUntil: r.FullUntil[i]})
		}
	}
	return row
}

// mappaOf is the highest MAPPA flag of a person.
func mappaOf(flags []string) string {
	highest := ""
	for _, flag := range flags {
		if strings.HasPrefix(flag, "mappa") {
			highest = max(highest, flag)
		}
	}
	return highest
}

// mondayOf is the Monday of the day's week.
func mondayOf(day calendar.Date) calendar.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}
