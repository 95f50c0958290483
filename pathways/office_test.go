package pathways_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/pathways"
)

func TestMain(m *testing.M) {
	testkit.Main(m, func(ctx context.Context, url string) error {
		pool, err := pg.Open(ctx, url, pg.Options{})
		if err != nil {
			return err
		}
		defer pool.Close()
		who := access.System("migrate")
		return pg.InTx(ctx, pool, who, func(tx pgx.Tx) error { return reference.Load(ctx, tx, who, eight) })
	})
}

// eight is Monday 23 November 2026, 08:00 London.
var eight = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// office is a database with the real catalogue, a person to be released, a few
// services and the staff who answer.
type office struct {
	t        *testing.T
	pool     *pgxpool.Pool
	now      time.Time
	after    *afterwards
	tasks    *pathways.TaskService
	jobs     int64 // the Jobcentre of Haringey
	release  int64 // of a person of Haringey held in Leeds, planned for 14 January 2027
	people   int
	lin, kay access.Actor // link officer; the Jobcentre's contact
}

// afterwards stands for the release package, which is told of each answer.
type afterwards struct {
	told  []pathways.State
	opens []bool
	err   error
}

func (a *afterwards) TaskAnswered(_ context.Context, _ pgx.Tx, _ access.Actor, _ time.Time, answered pathways.Answered) error {
	a.told, a.opens = append(a.told, answered.To), append(a.opens, answered.Opens)
	return a.err
}

func (a *afterwards) TaskAsked(context.Context, pgx.Tx, access.Actor, time.Time, int64, pathways.Anew) error {
	return a.err
}

func (a *afterwards) QuestionAnswered(context.Context, pgx.Tx, time.Time, int64, int64) error {
	return a.err
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, pool: testkit.DB(t), now: eight, after: &afterwards{}}
	o.tasks = &pathways.TaskService{Pool: o.pool, Now: func() time.Time { return o.now }, Releases: o.after}
	o.jobs = o.service(haringey, "jobcentre")
	o.release = o.newRelease("2027-01-14")
	o.lin = o.actor("Lin Officer", access.LinkOfficer, haringey, "")
	o.kay = o.actor("Kay Wood", access.SPOC, haringey, "jobcentre")
	return o
}

// row is a task as the database has it.
type row struct {
	State          pathways.State
	Version, Rung  int
	Reason         string
	DueOn          calendar.Date
	HandOffOn      calendar.Date
	ShortNotice    bool
	Nobody         bool
	Waiting        []string
	AcknowledgedAt *time.Time
	AcceptedAt     *time.Time
	DoneAt         *time.Time
	FullUntil      calendar.Date
	NextRungAt     *time.Time
	RungAt         *time.Time
	Evidence       []string
	Authority      string
	ContactEmail   string
	ServiceID      int64
}

func (o *office) row(ref string) row {
	o.t.Helper()
	rows, _ := o.pool.Query(o.t.Context(), `
		SELECT state, version, rung, reason, due_on, hand_off_on, short_notice, nobody, waiting_for, acknowledged_at, accepted_at,
		       done_at, full_until, next_rung_at, rung_at, evidence, coalesce(housing_authority, ''), contact_email, coalesce(service_id, 0)
		FROM task WHERE ref = $1`, ref)
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
	if err != nil {
		o.t.Fatalf("task %s: %v", ref, err)
	}
	return r
}

// step is one line of a task's history.
type step struct {
	State, Actor, Reason, SentTo string
	DueOn                        calendar.Date
	At                           time.Time
}

func (o *office) history(ref string) []step {
	o.t.Helper()
	rows, _ := o.pool.Query(o.t.Context(), `
		SELECT e.state, e.actor, e.reason, e.sent_to, e.due_on, e.at FROM task_event e JOIN task t ON t.id = e.task_id WHERE t.ref = $1 ORDER BY e.id`, ref)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[step])
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// in runs a use case in a transaction of the watch.
func (o *office) in(work func(tx pgx.Tx, ref *pathways.Reference) error) {
	o.t.Helper()
	err := pg.InTx(o.t.Context(), o.pool, access.System("watch"), func(tx pgx.Tx) error {
		ref, err := pathways.LoadReference(o.t.Context(), tx, pathways.Contact{Name: "The unit", Email: "unit@unit.example"}, false)
		if err != nil {
			return err
		}
		return work(tx, ref)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) count(sql string, args ...any) int {
	o.t.Helper()
	var n int
	if err := o.pool.QueryRow(o.t.Context(), sql, args...).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

var errAfterwards = errors.New("the release package could not follow")
