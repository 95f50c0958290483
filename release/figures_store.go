package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// ReadFigures counts what happened in the period, one query a figure.
func ReadFigures(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, asked FiguresAsked) (Figures, error) {
	f := Figures{FiguresAsked: asked}
	for monday := asked.From; !monday.After(asked.To); monday = monday.AddDays(7) {
		f.Weeks = append(f.Weeks, WeekFigures{Monday: monday})
	}
	if err := f.readNotice(ctx, tx, cal); err != nil {
		return Figures{}, err
	}
	for _, q := range weekQueries(figurePeople) {
		if err := f.readWeeks(ctx, tx, q); err != nil {
			return Figures{}, err
		}
	}
	if err := f.readKept(ctx, tx); err != nil {
		return Figures{}, err
	}
	for i := range f.Weeks {
		f.Whole.add(&f.Weeks[i])
	}
	return f, f.readServices(ctx, tx)
}

func (f *Figures) args(more ...any) []any {
	return append([]any{f.Scope.All, f.Scope.Areas, f.From, f.To, f.Scope.OwnOf}, more...)
}

// readNotice reads since when each release had been planned for its day without
// another day in between.
func (f *Figures) readNotice(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar) error {
	list, err := readNotices(ctx, tx, figurePeople, f.args()...)
	if err != nil {
		return err
	}
	kept, err := f.readKeptNotice(ctx, tx)
	if err != nil {
		return err
	}
	f.countNotice(append(noticeDays(cal, list), kept...))
	return nil
}

func readNotices(ctx context.Context, tx pgx.Tx, people string, args ...any) ([]noticeOf, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.released_on, l.day AS learnt, count(*)::integer AS people
		FROM release r JOIN person p ON p.id = r.person_id
		LEFT JOIN LATERAL (
			SELECT (min(h.at) AT TIME ZONE 'Europe/London')::date AS day FROM release_history h
			WHERE h.release_id = r.id AND h.planned_day = r.released_on AND h.id > coalesce((
			      SELECT max(o.id) FROM release_history o
			      WHERE o.release_id = r.id AND o.planned_day IS DISTINCT FROM r.released_on), 0)) l ON true
		WHERE `+people+` AND r.state = 'released' AND r.released_on BETWEEN $3 AND $4
		GROUP BY r.released_on, l.day`, args...)
	if err != nil {
		return nil, fmt.Errorf("count releases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[noticeOf])
	if err != nil {
		return nil, fmt.Errorf("count releases: %w", err)
	}
	return list, nil
}

// figurePeople are the people of the scope.
var figurePeople = scopeSQL(`$1`, `$2`, `$5`)

// weekQuery gives two counts by the Monday of a week, and where they go.
type weekQuery struct {
	what string
	kept keptFigure // what it is called among what is kept of people who were erased
	sql  string
	to   func(w *WeekFigures, of, number int)
	day  bool // the query has a day, $6: today
}

// counted are the tasks that count towards being ready: those that applied to
// the person, also when the release withdrew them.
const counted = `t.state NOT IN ('not_eligible', 'not_wanted') AND NOT (t.state = 'withdrawn' AND t.reason <> '` + pathways.WithdrawnReleased + `')`

const weekOfRelease = `date_trunc('week', r.released_on)::date`

// weekQueries are the counts of these people; $3 and $4 are the period.
func weekQueries(people string) []weekQuery {
	return []weekQuery{
		{what: "moves", kept: keptMoves, sql: `
		SELECT date_trunc('week', c.at AT TIME ZONE 'Europe/London')::date, count(*)::integer, coalesce(sum(greatest(-c.notice_working_days, 0)), 0)::integer
		FROM release_change c JOIN release r ON r.id = c.release_id JOIN person p ON p.id = r.person_id
		WHERE ` + people + ` AND c.from_day IS NOT NULL AND NOT c.undone
		  AND c.at >= ($3::date)::timestamp AT TIME ZONE 'Europe/London' AND c.at < ($4::date + 1)::timestamp AT TIME ZONE 'Europe/London'
		GROUP BY 1`, to: func(w *WeekFigures, moved, lost int) { w.Moved, w.NoticeLost = moved, lost }},
		{what: "required tasks", kept: keptRequired, sql: `
		SELECT ` + weekOfRelease + `, count(*)::integer,
		       (count(*) FILTER (WHERE t.state = 'done' AND (t.done_at AT TIME ZONE 'Europe/London')::date <= r.released_on))::integer
		FROM release r JOIN person p ON p.id = r.person_id JOIN task t ON t.release_id = r.id JOIN standard s ON s.code = t.standard
		WHERE ` + people + ` AND r.state = 'released' AND r.released_on BETWEEN $3 AND $4
		  AND s.required AND s.anchor <> 'actual' AND ` + counted + `
		GROUP BY 1`, to: func(w *WeekFigures, of, number int) { w.Required = Share{of, number} }},
		{what: "first-night addresses", kept: keptHome, sql: `
		SELECT ` + weekOfRelease + `, count(*)::integer, (count(*) FILTER (WHERE EXISTS (
		       SELECT 1 FROM task t WHERE t.release_id = r.id AND t.standard IN ('ACC-NIGHT1', 'ACC-TONIGHT') AND t.state = 'done'
		          AND (t.done_at AT TIME ZONE 'Europe/London')::date <= r.released_on)))::integer
		FROM release r JOIN person p ON p.id = r.person_id
		WHERE ` + people + ` AND r.state = 'released' AND r.released_on BETWEEN $3 AND $4
		GROUP BY 1`, to: func(w *WeekFigures, of, number int) { w.Home = Share{of, number} }},
		{what: "treatment", kept: keptTreatment, day: true, sql: `
		SELECT ` + weekOfRelease + `, count(*)::integer,
		       (count(*) FILTER (WHERE t.state = 'done' AND (t.done_at AT TIME ZONE 'Europe/London')::date <= r.released_on + 21))::integer
		FROM release r JOIN person p ON p.id = r.person_id JOIN task t ON t.release_id = r.id AND t.standard = 'DA-START'
		WHERE ` + people + ` AND r.state = 'released' AND r.released_on BETWEEN $3 AND $4 AND r.released_on + 21 < $6 AND ` + counted + `
		GROUP BY 1`, to: func(w *WeekFigures, of, number int) { w.Treatment = Share{of, number} }},
		{what: "texts", kept: keptTexts, sql: `
		SELECT date_trunc('week', m.sent_at AT TIME ZONE 'Europe/London')::date, count(*)::integer,
		       (count(*) FILTER (WHERE m.state = 'delivered'))::integer
		FROM message m JOIN person p ON p.id = m.person_id
		WHERE ` + people + ` AND m.channel = 'text' AND m.state IN ('sent', 'delivered', 'failed', 'unknown')
		  AND m.sent_at >= ($3::date)::timestamp AT TIME ZONE 'Europe/London' AND m.sent_at < ($4::date + 1)::timestamp AT TIME ZONE 'Europe/London'
		GROUP BY 1`, to: func(w *WeekFigures, of, number int) { w.Texts = Share{of, number} }},
	}
}

func (f *Figures) readWeeks(ctx context.Context, tx pgx.Tx, q weekQuery) error {
	args := f.args()
	if q.day {
		args = f.args(f.Today)
	}
	rows, err := tx.Query(ctx, q.sql, args...)
	if err != nil {
		return fmt.Errorf("count %s: %w", q.what, err)
	}
	var monday calendar.Date
	var of, number int
	if _, err = pgx.ForEachRow(rows, []any{&monday, &of, &number}, func() error {
		f.Weeks[f.week(monday)].count(q, of, number)
		return nil
	}); err != nil {
		return fmt.Errorf("count %s: %w", q.what, err)
	}
	return nil
}

// readServices reads how soon services answered what they were asked in the
// period.
func (f *Figures) readServices(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		WITH asked AS (`+f.requests()+`
			UNION ALL
			SELECT k.monday, k.service, CASE WHEN k.number > 0 THEN k.value END
			FROM figure_kept k CROSS JOIN generate_series(1, k.of) WHERE k.what = 'answers' AND `+keptOfScope+`)
		SELECT service, count(*)::integer, count(hours)::integer, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), 0)::float8
		FROM asked GROUP BY service ORDER BY service`, f.args()...)
	if err != nil {
		return fmt.Errorf("count answers: %w", err)
	}
	var s ServiceFigures
	if _, err = pgx.ForEachRow(rows, []any{&s.Service, &s.Answered.Of, &s.Answered.Number, &s.Hours.Value}, func() error {
		s.Hours.Of = s.Answered.Number
		f.Services = append(f.Services, s)
		return nil
	}); err != nil {
		return fmt.Errorf("count answers: %w", err)
	}
	return nil
}

// requests are the requests of the scope. A request carries its person's area:
// where that says it all, nobody is looked up.
func (f *Figures) requests() string {
	switch {
	case len(f.Scope.OwnOf) > 0:
		return requestsOf(figurePeople)
	case f.Scope.All:
		return requestsWhere(``, `true`)
	}
	return requestsWhere(``, `t.home_area = ANY ($2)`)
}

// requestsOf are the requests of people p, requestsWhere those of tasks t: the
// requests to services of the period, with the hours until they were answered.
func requestsOf(people string) string {
	return requestsWhere(`JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id`, people)
}

func requestsWhere(joins, condition string) string {
	return `
		SELECT date_trunc('week', t.handed_off_on)::date AS monday, s.service, (extract(epoch FROM t.acknowledged_at - t.handed_off_at) / 3600)::float8 AS hours
		FROM task t JOIN standard s ON s.code = t.standard ` + joins + `
		WHERE ` + condition + ` AND t.handed_off_on BETWEEN $3 AND $4 AND s.found_by NOT IN ('com', 'unit')`
}
