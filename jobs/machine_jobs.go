package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/machine"
	"throughgate/internal/pg"
)

var failedStates = []rivertype.JobState{rivertype.JobStateRetryable, rivertype.JobStateDiscarded}

// mostFailed bounds a list of failed jobs.
const mostFailed = 200

// Failed lists the jobs that failed, the newest first, and tells whether there
// are more than it lists.
func (m *Machine) Failed(ctx context.Context, who access.Actor) (list []machine.Job, more bool, err error) {
	err = pg.ReadTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		params := river.NewJobListParams().States(failedStates...).OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(mostFailed + 1)
		found, err := m.client.JobListTx(ctx, tx, params)
		if err != nil {
			return fmt.Errorf("list failed jobs: %w", err)
		}
		for _, row := range found.Jobs {
			list = append(list, failedJob(row))
		}
		return nil
	})
	if len(list) > mostFailed {
		return list[:mostFailed], true, err
	}
	return list, false, err
}

// FailedJob is one of them. Errors: fault.NotFound: there is none like it, or it
// does not fail any more.
func (m *Machine) FailedJob(ctx context.Context, who access.Actor, id int64) (job machine.Job, err error) {
	err = pg.ReadTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		job, err = m.failed(ctx, tx, id)
		return err
	})
	return job, err
}

func (m *Machine) failed(ctx context.Context, tx pgx.Tx, id int64) (machine.Job, error) {
	row, err := m.client.JobGetTx(ctx, tx, id)
	if errors.Is(err, rivertype.ErrNotFound) || err == nil && !slices.Contains(failedStates, row.State) {
		return machine.Job{}, fault.NotFound("Failed job")
	}
	if err != nil {
		return machine.Job{}, fmt.Errorf("read a failed job: %w", err)
	}
	return failedJob(row), nil
}

// failedJob leaves out what it was asked and, of its errors, the words.
func failedJob(row *rivertype.JobRow) machine.Job {
	job := machine.Job{ID: row.ID, Kind: row.Kind, Queue: row.Queue, Attempt: row.Attempt, MaxAttempts: row.MaxAttempts, Dead: row.State == rivertype.JobStateDiscarded}
	if !job.Dead {
		job.NextAt = row.ScheduledAt.UTC()
	}
	if n := len(row.Errors); n > 0 {
		job.FailedAt = row.Errors[n-1].At.UTC()
		job.Class, job.Code = classOf(row.Errors[n-1].Error)
	}
	return job
}

// Retry makes a failed job ready to be taken at once. Errors: fault.NotFound.
func (m *Machine) Retry(ctx context.Context, who access.Actor, id int64) error {
	return m.do(ctx, who, fmt.Sprintf("job %d tried again", id), func(tx pgx.Tx) error {
		if _, err := m.failed(ctx, tx, id); err != nil {
			return err
		}
		return m.retry(ctx, tx, id)
	})
}

func (m *Machine) retry(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := m.client.JobRetryTx(ctx, tx, id); err != nil {
		return fmt.Errorf("try a job again: %w", err)
	}
	return nil
}

// RetryKind is Retry for all failed jobs of a kind, and gives how many they are;
// 1000 at once. Errors: fault.NotFound: none failed.
func (m *Machine) RetryKind(ctx context.Context, who access.Actor, kind string) (n int, err error) {
	err = pg.InTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		found, err := m.client.JobListTx(ctx, tx, river.NewJobListParams().States(failedStates...).Kinds(kind).First(1000))
		if err != nil {
			return fmt.Errorf("list failed jobs: %w", err)
		}
		if n = len(found.Jobs); n == 0 {
			return fault.NotFound("Failed job")
		}
		for _, row := range found.Jobs {
			if err := m.retry(ctx, tx, row.ID); err != nil {
				return err
			}
		}
		return access.Record(ctx, tx, m.clock(), who, access.Entry{Action: access.Alter, ObjectKind: "machine", Detail: fmt.Sprintf("%d jobs of the kind %s tried again", n, found.Jobs[0].Kind)})
	})
	return n, err
}

// Cancel ends a failed job that would be tried again. Errors: fault.NotFound;
// fault.Conflict: it has ended by itself.
func (m *Machine) Cancel(ctx context.Context, who access.Actor, id int64) error {
	return m.do(ctx, who, fmt.Sprintf("job %d cancelled", id), func(tx pgx.Tx) error {
		job, err := m.failed(ctx, tx, id)
		if err != nil {
			return err
		}
		if job.Dead {
			return fault.Conflict("This job has ended already and is not tried again by itself")
		}
		if _, err := m.client.JobCancelTx(ctx, tx, id); err != nil {
			return fmt.Errorf("cancel a job: %w", err)
		}
		return nil
	})
}
