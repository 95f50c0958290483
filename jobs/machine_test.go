package jobs_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/migrations"
)

func TestAQueueThatIsPausedIsNotWorkedUntilItIsResumed(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	w := newWorks(t, pool.Config().ConnString())
	machine, err := jobs.NewMachine(testkit.As(t, pool, migrations.WebRole), w.clock)
	if err != nil {
		t.Fatal(err)
	}
	w.exec(`INSERT INTO account (ref, email, name, role, created_at) VALUES ('admin', 'a@unit.example', 'Ada Admin', 'administrator', $1)`, start)
	who := access.Actor{AccountID: 1, Name: "Ada Admin", Role: access.Administrator}
	ctx := t.Context()
	w.add(1, "first", time.Time{})
	w.drain() // the worker makes its queues known
	if err := machine.Pause(ctx, who, "email", "the server moves"); err != nil {
		t.Fatal(err)
	}
	w.add(3, "k", time.Time{})
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 1, "queued": 3}, w.states()); diff != "" {
		t.Errorf("while it is paused (-want +got):\n%s", diff)
	}
	list, err := machine.Queues(ctx, who)
	if err != nil || len(list) != 4 || list[0].Name != "email" || list[0].Ready != 3 || list[0].PausedBy != "Ada Admin" || list[0].Reason != "the server moves" || !list[0].PausedAt.Equal(start) || list[1].Paused() {
		t.Errorf("%+v, %v", list, err)
	}
	if err := machine.Resume(ctx, who, "email"); err != nil {
		t.Fatal(err)
	}
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 4}, w.states()); diff != "" {
		t.Errorf("after it is resumed (-want +got):\n%s", diff)
	}
}

// TestThePagesMayDoNothingElseToQueues: what pausing does not need is not granted.
func TestThePagesMayDoNothingElseToQueues(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	pages := testkit.As(t, pool, migrations.WebRole)
	if _, err := pool.Exec(t.Context(), `INSERT INTO river_queue (name, updated_at) VALUES ('email', $1)`, start); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `INSERT INTO account (ref, email, name, role, created_at) VALUES ('admin', 'a@unit.example', 'Ada Admin', 'administrator', $1)`, start); err != nil {
		t.Fatal(err)
	}
	admin, officer := access.Actor{AccountID: 1, Role: access.Administrator}, access.Actor{AccountID: 1, Role: access.LinkOfficer}
	const pause = `INSERT INTO queue_pause (queue, paused_at, paused_by, reason) VALUES ('email', now(), 1, 'x')`
	for _, c := range []struct {
		who access.Actor
		sql string
		may bool
	}{
		{admin, `UPDATE river_queue SET paused_at = now()`, true},
		{admin, pause, true},
		{officer, pause, false},
		{admin, `INSERT INTO river_queue (name, updated_at) VALUES ('other', now())`, false},
		{admin, `UPDATE river_queue SET metadata = '{}'`, false},
		{admin, `UPDATE river_queue SET name = 'x'`, false},
		{admin, `DELETE FROM river_queue`, false},
		{admin, `DELETE FROM river_job`, false},
	} {
		undo := errors.New("undo")
		err := pg.InTx(t.Context(), pages, c.who, func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), c.sql); err != nil {
				return err
			}
			return undo
		})
		var refused *pgconn.PgError
		if may := !(errors.As(err, &refused) && refused.Code == "42501"); may != c.may || may && !errors.Is(err, undo) {
			t.Errorf("%s as %s: %v, want allowed: %v", c.sql, c.who.Role, err, c.may)
		}
	}
}
