package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/notify"
)

// ourQueues are all that our workers take jobs from (queues): River has some of
// its own.
const ourQueues = `ARRAY['email', 'text', 'imports', 'webhooks']`

// liveHolders are the names of the workers that show their lock.
const liveHolders = `
	SELECT '` + clientPrefix + `' || objid::bigint FROM pg_locks
	 WHERE locktype = 'advisory' AND granted AND classid = $1::bigint::oid
	   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

// serverIsYoung tells that the server started so recently that workers may not
// have taken their locks again.
func serverIsYoung(ctx context.Context, pool *pgxpool.Pool, grace time.Duration) (bool, error) {
	var young bool
	err := pool.QueryRow(ctx, `SELECT clock_timestamp() - pg_postmaster_start_time() < $1`, grace).Scan(&young)
	if err != nil {
		return false, fmt.Errorf("ask how long the database has been up: %w", err)
	}
	return young, nil
}

// stir is what a vigil looks for.
type stir struct {
	SeemDead []string // holders of running jobs who show no lock
	Due      bool     // a scheduled job has come due
}

// lookAround asks for both in one statement.
func lookAround(ctx context.Context, pool *pgxpool.Pool, now time.Time) (s stir, err error) {
	err = pool.QueryRow(ctx, `
		SELECT ARRAY(SELECT DISTINCT attempted_by[array_length(attempted_by, 1)] FROM river_job
		              WHERE state = 'running' AND queue = ANY (`+ourQueues+`)
		                AND attempted_by[array_length(attempted_by, 1)] NOT IN (`+liveHolders+`)),
		       EXISTS (SELECT FROM river_job WHERE state IN ('scheduled', 'retryable') AND queue = ANY (`+ourQueues+`) AND scheduled_at <= $2)`,
		presenceClass, now).Scan(&s.SeemDead, &s.Due)
	if err != nil {
		return s, fmt.Errorf("look for dead workers: %w", err)
	}
	return s, nil
}

// heldMessages are the messages in jobs that a live worker is running.
func heldMessages(ctx context.Context, pool *pgxpool.Pool) (map[int64]bool, error) {
	return messagesIn(ctx, pool, `state = 'running' AND attempted_by[array_length(attempted_by, 1)] IN (`+liveHolders+`)`, presenceClass)
}

// askedFor are the messages in jobs that will run.
func askedFor(ctx context.Context, pool *pgxpool.Pool) (map[int64]bool, error) {
	return messagesIn(ctx, pool, `state IN ('available', 'scheduled', 'retryable', 'running')`)
}

func messagesIn(ctx context.Context, pool *pgxpool.Pool, where string, args ...any) (map[int64]bool, error) {
	rows, err := pool.Query(ctx, `
		SELECT jsonb_array_elements_text(args -> 'ids')::bigint FROM river_job
		 WHERE kind = '`+notify.DeliverJob{}.Kind()+`' AND `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read the messages of jobs: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("read the messages of jobs: %w", err)
	}
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, nil
}

// freeAbandoned makes the jobs of these workers available again, where they still
// show no lock. River's own rescue goes by the machine's clock, which need not be
// ours.
func freeAbandoned(ctx context.Context, pool *pgxpool.Pool, now time.Time, dead []string) (int, error) {
	tag, err := pool.Exec(ctx, `
		UPDATE river_job SET state = 'available', scheduled_at = least(scheduled_at, $2),
		       max_attempts = greatest(max_attempts, attempt + 1)
		 WHERE state = 'running' AND queue = ANY (`+ourQueues+`)
		   AND attempted_by[array_length(attempted_by, 1)] = ANY ($3)
		   AND attempted_by[array_length(attempted_by, 1)] NOT IN (`+liveHolders+`)`, presenceClass, now, dead)
	if err != nil {
		return 0, fmt.Errorf("free the jobs of dead workers: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// promoteDue makes scheduled jobs available that have come due. River's leader
// does the same every five seconds; this one does not wait for it.
func promoteDue(ctx context.Context, pool *pgxpool.Pool, now time.Time) error {
	_, err := pool.Exec(ctx, `
		WITH due AS (
			UPDATE river_job SET state = 'available'
			 WHERE state IN ('scheduled', 'retryable') AND queue = ANY (`+ourQueues+`) AND scheduled_at <= $1
			RETURNING queue
		)
		SELECT pg_notify(current_schema() || '.river_insert', json_build_object('queue', queue)::text)
		  FROM (SELECT DISTINCT queue FROM due) q`, now)
	if err != nil {
		return fmt.Errorf("take up jobs that have come due: %w", err)
	}
	return nil
}

// readySQL looks for the first job of each queue in the index by which jobs are
// fetched. Asked for any job at all, the planner reads the table from its start,
// and goes past all that a drain has done.
const readySQL = `
	SELECT EXISTS (
		SELECT FROM (VALUES ('available'), ('scheduled'), ('retryable')) AS s (state), unnest(` + ourQueues + `) AS q (name), LATERAL (
			SELECT FROM river_job j
			 WHERE j.state = s.state::river_job_state AND j.queue = q.name AND j.scheduled_at <= $1
			 ORDER BY j.priority, j.scheduled_at, j.id LIMIT 1) first
		 WHERE NOT EXISTS (SELECT FROM river_queue p WHERE p.name = q.name AND p.paused_at IS NOT NULL))
	OR EXISTS (
		SELECT FROM unnest(` + ourQueues + `) AS q (name), LATERAL (
			SELECT FROM river_job j
			 WHERE j.state = 'running' AND j.queue = q.name AND j.attempted_by[array_length(j.attempted_by, 1)] = $2
			 ORDER BY j.priority, j.scheduled_at, j.id LIMIT 1) first)`

// anyReady tells whether a job is ready to run, or is being run by this worker.
// Jobs of a paused queue are not ready.
func anyReady(ctx context.Context, pool *pgxpool.Pool, now time.Time, self string) (bool, error) {
	var ready bool
	if err := pool.QueryRow(ctx, readySQL, now, self).Scan(&ready); err != nil {
		return false, fmt.Errorf("ask for jobs that are ready: %w", err)
	}
	return ready, nil
}
