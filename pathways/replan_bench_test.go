package pathways_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/pathways"
)

// Of the re-plan that is measured: one import moves this many releases with this
// many tasks each, and it may take this many times as long as plain SQL that
// writes the same rows.
const (
	movedReleases = 5000
	tasksEach     = 24
	ratioWanted   = 2.5
	ratioRuns     = 5
)

// BenchmarkReplanMoved5000 re-plans 5,000 releases whose planned day moved, some
// tasks asked and answered, and prints how many times as long it takes as one
// UPDATE and one INSERT of the very rows it writes, staged beforehand in the same
// database ("x-floor", the middle of five runs of each, in turns).
func BenchmarkReplanMoved5000(b *testing.B) {
	for _, by := range []struct {
		name string
		days int
	}{{"a_week_earlier", -7}, {"a_week_later", 7}} {
		b.Run(by.name, func(b *testing.B) {
			m := newMovedDB(b, by.days)
			var ours, floor []time.Duration
			for b.Loop() {
				for range ratioRuns {
					ours = append(ours, m.timed(m.replan))
					floor = append(floor, m.timed(m.writeStaged))
				}
			}
			ratio := float64(middle(ours)) / float64(middle(floor))
			b.ReportMetric(float64(middle(ours).Milliseconds()), "ms-ours")
			b.ReportMetric(float64(middle(floor).Milliseconds()), "ms-floor")
			b.ReportMetric(ratio, "x-floor")
			b.ReportMetric(float64(m.tasks), "tasks-written")
			b.ReportMetric(float64(m.events), "events-written")
			if ratio > ratioWanted {
				b.Errorf("%.2f times the floor, wanted at most %.1f", ratio, ratioWanted)
			}
		})
	}
}

// movedDB is a database in which the releases of an import have moved and
// are not planned again yet, and the rows that planning them again writes.
type movedDB struct {
	b             *testing.B
	pool          *pgxpool.Pool
	ref           *pathways.Reference
	cases         []*pathways.Case
	tasks, events int64
}

func newMovedDB(b *testing.B, days int) *movedDB {
	b.Helper()
	m := &movedDB{b: b, pool: testkit.DB(b)}
	m.exec(`INSERT INTO service (ref, area, area_kind, service, name, spoc_email, created_at, updated_at, first_watch_on)
		SELECT 'sv' || service, '*', 'everywhere', service, service, service || '@services.example', $1, $1, '2026-10-01'
		FROM (SELECT DISTINCT service FROM standard) s`, eight)
	m.exec(`INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, needs_assessed, com_name, com_email, first_stored_on, created_at, updated_at)
		SELECT 'per' || n, 'Clarke', 'James', '1986-11-26', $2, true, 'Kay Community', 'com@probation.example', '2026-11-20', $3, $3
		FROM generate_series(1, $1::int) n`, movedReleases, haringey, eight)
	m.exec(`INSERT INTO release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day, out_of_area,
		       watched, state, planned_day, planned_for, supervised, decided_at, judged_on)
		SELECT 'rel' || id, id, 1, $1, 'SENTENCED', 'ACTIVE IN', $2, '2026-01-05', 'yes', true, 'planned', d, d, true, $2, '2026-11-20'
		FROM (SELECT id, date '2027-01-11' + (id % 5)::int AS d FROM person) p`, leeds, eight)
	m.in(func(ctx context.Context, tx pgx.Tx) (err error) {
		m.ref, err = pathways.LoadReference(ctx, tx, pathways.Contact{Name: "The unit", Email: "unit@unit.example"}, false)
		return err
	}, true)
	m.readCases()
	m.in(func(ctx context.Context, tx pgx.Tx) error {
		if _, err := m.ref.Replan(ctx, tx, access.System("import"), eight, m.cases); err != nil {
			return err
		}
		_, err := m.ref.HandOffDue(ctx, tx, access.System("watch"), pathways.Occasion{Now: eight, Today: day(monday), Services: true}, m.cases)
		return err
	}, true)
	m.exec(`UPDATE task SET state = 'acknowledged', acknowledged_at = $1 WHERE state = 'handed_off' AND id % 3 = 0`, eight)
	if n := m.count(`SELECT count(*) FROM task`); n != movedReleases*tasksEach {
		b.Fatalf("%d tasks, want %d", n, movedReleases*tasksEach)
	}
	for _, c := range m.cases {
		c.PlannedDay = c.PlannedDay.AddDays(days)
	}
	m.stage()
	return m
}

// readCases makes the cases as the release package would.
func (m *movedDB) readCases() {
	rows, _ := m.pool.Query(m.b.Context(), `SELECT id, planned_day FROM release ORDER BY id`)
	var id int64
	var planned calendar.Date
	if _, err := pgx.ForEachRow(rows, []any{&id, &planned}, func() error {
		c := needing(planned.String(), "accommodation", "drugs_and_alcohol")
		c.ReleaseID = id
		m.cases = append(m.cases, c)
		return nil
	}); err != nil {
		m.b.Fatal(err)
	}
}

// floorColumns are what a move changes in a task.
const floorColumns = `hand_off_on, due_on, usual_due_on, latest_start_on, short_notice, rung, rung_at, next_rung_at, version, state,
	reason, acknowledge_by, acknowledged_at, accepted_at, waiting_for, nobody`

// stage plans once for good, keeps the rows that wrote, and puts everything back.
func (m *movedDB) stage() {
	m.exec(`CREATE TABLE before AS SELECT * FROM task`)
	last := m.count(`SELECT coalesce(max(id), 0) FROM task_event`)
	m.in(m.replan, true)
	m.exec(`CREATE TABLE floor_task AS SELECT t.id, ` + floorColumnsOf("t") + ` FROM task t JOIN before b USING (id) WHERE t.version <> b.version`)
	m.exec(fmt.Sprintf(`CREATE TABLE floor_event AS SELECT task_id, state, at, actor, reason, sent_to, due_on FROM task_event WHERE id > %d`, last))
	m.tasks, m.events = m.count(`SELECT count(*) FROM floor_task`), m.count(`SELECT count(*) FROM floor_event`)
	m.exec(`DELETE FROM task_event WHERE id > $1`, last)
	m.exec(`UPDATE task t SET (` + floorColumns + `) = (SELECT ` + floorColumnsOf("b") + `) FROM before b WHERE b.id = t.id`)
	for _, sql := range []string{`DROP TABLE before`, `VACUUM FULL task`, `VACUUM FULL task_event`, `ANALYZE`} {
		m.exec(sql)
	}
}

func (m *movedDB) replan(ctx context.Context, tx pgx.Tx) error {
	_, err := m.ref.Replan(ctx, tx, access.System("import"), day("2026-11-24").At(8, 0), m.cases)
	return err
}

func (m *movedDB) writeStaged(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE task t SET (`+floorColumns+`) = (`+floorColumnsOf("f")+`) FROM floor_task f WHERE f.id = t.id`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO task_event (task_id, state, at, actor, reason, sent_to, due_on)
		SELECT task_id, state, at, actor, reason, sent_to, due_on FROM floor_event`)
	return err
}

// timed does the work in a transaction that is undone, and clears up after it.
func (m *movedDB) timed(work func(context.Context, pgx.Tx) error) time.Duration {
	began := time.Now()
	m.in(work, false)
	took := time.Since(began)
	m.exec(`VACUUM task, task_event`)
	return took
}

func (m *movedDB) in(work func(context.Context, pgx.Tx) error, keep bool) {
	m.b.Helper()
	ctx := m.b.Context()
	err := pg.InTx(ctx, m.pool, access.System("import"), func(tx pgx.Tx) error {
		if err := work(ctx, tx); err != nil || keep {
			return err
		}
		return errUndone
	})
	if err != nil && !errors.Is(err, errUndone) {
		m.b.Fatal(err)
	}
}

// errUndone ends a transaction whose rows are not to stay.
var errUndone = errors.New("undone")

func (m *movedDB) exec(sql string, args ...any) {
	m.b.Helper()
	if _, err := m.pool.Exec(m.b.Context(), sql, args...); err != nil {
		m.b.Fatalf("%v\n%s", err, sql)
	}
}

func (m *movedDB) count(sql string) (n int64) {
	m.b.Helper()
	if err := m.pool.QueryRow(m.b.Context(), sql).Scan(&n); err != nil {
		m.b.Fatal(err)
	}
	return n
}

// floorColumnsOf are the columns of a row by its name.
func floorColumnsOf(row string) string {
	list := strings.Fields(strings.ReplaceAll(floorColumns, ",", " "))
	return row + "." + strings.Join(list, ", "+row+".")
}

func middle(list []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(list))[len(list)/2]
}
