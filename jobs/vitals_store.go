package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/notify"
)

// ReadVitals reads the signs as they are now. An index finds each of them.
func ReadVitals(ctx context.Context, pool *pgxpool.Pool, now time.Time) (Vitals, error) {
	v := Vitals{At: now}
	err := pg.ReadTx(ctx, pool, access.System("health"), func(tx pgx.Tx) error {
		for _, read := range []func(context.Context, pgx.Tx) error{v.readMarks, v.readChannels, v.readQueues, v.readLists, v.readChain} {
			if err := read(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return v, err
}

func (v *Vitals) readMarks(ctx context.Context, tx pgx.Tx) error {
	err := tx.QueryRow(ctx, `
		SELECT (SELECT max(day) FROM watch_day),
		       (SELECT count(*) FROM message WHERE state = 'unknown')::integer,
		       (SELECT count(*) FROM message WHERE state = 'held')::integer,
		       (SELECT count(*) FROM webhook_target WHERE listed AND off_at IS NOT NULL)::integer`).Scan(&v.LastWatch, &v.Unknown, &v.Held, &v.HooksOff)
	if err != nil {
		return fmt.Errorf("read the marks of the watch: %w", err)
	}
	return nil
}

func (v *Vitals) readChain(ctx context.Context, tx pgx.Tx) error {
	chain, err := access.ReadChain(ctx, tx)
	if err != nil {
		return err
	}
	v.Unsealed = chain.Waiting
	if chain.OldestWaiting != nil {
		v.OldestUnsealed = v.At.Sub(*chain.OldestWaiting)
	}
	v.AuditCheck, err = access.ReadAuditCheck(ctx, tx)
	return err
}

func (v *Vitals) readChannels(ctx context.Context, tx pgx.Tx) error {
	state, err := notify.ReadSending(ctx, tx, v.At)
	if err != nil {
		return err
	}
	v.Restored = state.RestoredAt != nil
	rows, err := tx.Query(ctx, `
		SELECT s.channel, s.why <> '' AS paused, count(m.id)::integer AS due, coalesce(min(m.not_before), $1) AS since
		  FROM sending_switch s LEFT JOIN message m ON m.channel = s.channel AND m.state = 'queued' AND m.not_before <= $1
		 GROUP BY s.channel, s.why ORDER BY s.channel`, v.At)
	if err != nil {
		return fmt.Errorf("read what is due: %w", err)
	}
	var c ChannelVitals
	var since time.Time
	if _, err := pgx.ForEachRow(rows, []any{&c.Channel, &c.Paused, &c.Due, &since}, func() error {
		c.Oldest = v.At.Sub(since)
		v.Channels = append(v.Channels, c)
		return nil
	}); err != nil {
		return fmt.Errorf("read what is due: %w", err)
	}
	return nil
}

func (v *Vitals) readQueues(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		WITH job AS (
			SELECT queue, count(*) FILTER (WHERE state = 'available')::integer AS ready, min(scheduled_at) FILTER (WHERE state = 'available') AS ready_since,
			       count(*) FILTER (WHERE state = 'running')::integer AS running, min(attempted_at) FILTER (WHERE state = 'running') AS running_since,
			       count(*) FILTER (WHERE state = 'retryable')::integer AS retrying,
			       count(*) FILTER (WHERE state = 'discarded' AND finalized_at > $1::timestamptz - interval '24 hours')::integer AS failed
			  FROM river_job WHERE state IN ('available', 'running', 'retryable', 'discarded') GROUP BY queue)
		SELECT coalesce(job.queue, q.name), q.paused_at IS NOT NULL, coalesce(ready, 0), coalesce(ready_since, $1), coalesce(running, 0),
		       coalesce(running_since, $1), coalesce(retrying, 0), coalesce(failed, 0)
		  FROM job FULL JOIN river_queue q ON q.name = job.queue ORDER BY 1`, v.At)
	if err != nil {
		return fmt.Errorf("read the queues: %w", err)
	}
	var q QueueVitals
	var ready, running time.Time
	if _, err := pgx.ForEachRow(rows, []any{&q.Queue, &q.Paused, &q.Ready, &ready, &q.Running, &running, &q.Retrying, &q.Failed}, func() error {
		q.OldestReady, q.LongestRun = v.At.Sub(ready), v.At.Sub(running)
		v.Queues = append(v.Queues, q)
		return nil
	}); err != nil {
		return fmt.Errorf("read the queues: %w", err)
	}
	return nil
}

func (v *Vitals) readLists(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		SELECT kind, count(*)::integer AS open, count(*) FILTER (WHERE due_on < ($1::timestamptz AT TIME ZONE 'Europe/London')::date)::integer AS past_due
		  FROM attention WHERE closed_at IS NULL GROUP BY kind ORDER BY kind`, v.At)
	if err != nil {
		return fmt.Errorf("count what waits for people: %w", err)
	}
	if v.Lists, err = pgx.CollectRows(rows, pgx.RowToStructByName[ListVitals]); err != nil {
		return fmt.Errorf("count what waits for people: %w", err)
	}
	return nil
}
