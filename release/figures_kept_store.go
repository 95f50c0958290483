package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// Of people who were erased the figures keep numbers alone, by week and home
// area: nothing leads from them to a person, and they are counted in for as long
// as anybody asks.

// keptFigure names one of them.
type keptFigure string

const (
	keptNotice    keptFigure = "notice"
	keptMoves     keptFigure = "moves"
	keptRequired  keptFigure = "required"
	keptHome      keptFigure = "home"
	keptTreatment keptFigure = "treatment"
	keptTexts     keptFigure = "texts"
	keptAnswers   keptFigure = "answers"
)

// keptOfScope are those of the scope and the period. An offender manager's own
// people cannot be told apart any more.
const keptOfScope = `($1 OR k.home_area = ANY($2)) AND k.monday BETWEEN $3 AND $4 AND coalesce(cardinality($5::bigint[]), 0) = 0`

func (f *Figures) readKept(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		SELECT k.what, k.monday, sum(k.of)::integer, sum(k.number)::integer FROM figure_kept k
		WHERE k.what NOT IN ('notice', 'answers') AND `+keptOfScope+` GROUP BY k.what, k.monday`, f.args()...)
	if err != nil {
		return fmt.Errorf("read kept figures: %w", err)
	}
	queries := map[keptFigure]weekQuery{}
	for _, q := range weekQueries(figurePeople) {
		queries[q.kept] = q
	}
	var what keptFigure
	var monday calendar.Date
	var of, number int
	if _, err = pgx.ForEachRow(rows, []any{&what, &monday, &of, &number}, func() error {
		f.Weeks[f.week(monday)].count(queries[what], of, number)
		return nil
	}); err != nil {
		return fmt.Errorf("read kept figures: %w", err)
	}
	return nil
}

func (f *Figures) readKeptNotice(ctx context.Context, tx pgx.Tx) ([]noticeCount, error) {
	rows, err := tx.Query(ctx, `
		SELECT k.monday, k.value::integer, sum(k.of)::integer FROM figure_kept k
		WHERE k.what = 'notice' AND `+keptOfScope+` GROUP BY k.monday, k.value`, f.args()...)
	if err != nil {
		return nil, fmt.Errorf("read kept figures: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[noticeCount])
	if err != nil {
		return nil, fmt.Errorf("read kept figures: %w", err)
	}
	return list, nil
}

const addFigures = ` ON CONFLICT (home_area, monday, what, service, value)
	DO UPDATE SET of = figure_kept.of + excluded.of, number = figure_kept.number + excluded.number`

// keepFigures counts these people for the figures, one last time.
func keepFigures(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, today calendar.Date, people []int64) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT home_area FROM person WHERE id = ANY($1) ORDER BY 1`, people)
	if err != nil {
		return fmt.Errorf("keep figures: %w", err)
	}
	areas, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("keep figures: %w", err)
	}
	for _, area := range areas {
		if err := keepFiguresOf(ctx, tx, cal, today, people, area); err != nil {
			return fmt.Errorf("keep figures: %w", err)
		}
	}
	return nil
}

// ofThese are the people of one home area, in place of a scope: $1 who, $2 where.
const ofThese = `p.id = ANY($1::bigint[]) AND p.home_area = $2::text AND $5::bigint[] IS NULL`

func keepFiguresOf(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, today calendar.Date, people []int64, area string) error {
	args := []any{people, area, calendar.Day(1990, 1, 1), calendar.Day(2200, 1, 1), []int64(nil)}
	for _, q := range weekQueries(ofThese) {
		all := args
		if q.day {
			all = append(args[:5:5], today)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO figure_kept (home_area, monday, what, of, number)
			SELECT $2::text, c.monday, '`+string(q.kept)+`', c.of, c.number FROM (`+q.sql+`) AS c (monday, of, number)`+addFigures, all...); err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO figure_kept (home_area, monday, what, service, value, of, number)
		SELECT $2::text, a.monday, '`+string(keptAnswers)+`', a.service, coalesce(round(a.hours::numeric, 2)::float8, -1), count(*), count(a.hours)
		FROM (`+requestsOf(ofThese)+`) AS a GROUP BY 2, 4, 5`+addFigures, args...); err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	list, err := readNotices(ctx, tx, ofThese, args...)
	if err != nil {
		return err
	}
	var mondays []calendar.Date
	var days, counts []int
	for _, n := range noticeDays(cal, list) {
		mondays, days, counts = append(mondays, mondayOf(n.Day)), append(days, n.Days), append(counts, n.People)
	}
	_, err = tx.Exec(ctx, `INSERT INTO figure_kept (home_area, monday, what, value, of, number)
		SELECT $1, u.monday, '`+string(keptNotice)+`', u.days, sum(u.people), 0
		FROM unnest($2::date[], $3::integer[], $4::integer[]) AS u (monday, days, people) GROUP BY 2, 4`+addFigures, area, mondays, days, counts)
	if err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	return nil
}
