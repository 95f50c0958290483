package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/machine"
	"throughgate/internal/pg"
)

// Machine is the queues and the failed jobs in the hands of the administrator,
// through River's own client. Whoever calls it has checked the role; what it does
// is in the audit.
type Machine struct {
	pool   *pgxpool.Pool
	clock  func() time.Time
	client *river.Client[pgx.Tx]
}

// NewMachine makes one that follows the clock. It works no jobs.
func NewMachine(pool *pgxpool.Pool, clock func() time.Time) (*Machine, error) {
	client, err := newInsertOnly(clock)
	if err != nil {
		return nil, fmt.Errorf("make the client that pauses queues: %w", err)
	}
	return &Machine{pool: pool, clock: clock, client: client}, nil
}

// Problems are what is wrong, as throughgate health tells it.
func (m *Machine) Problems(ctx context.Context) ([]string, error) {
	v, err := ReadVitals(ctx, m.pool, m.clock())
	return v.Problems(), err
}

// Queues lists every queue, whether or not a worker has ever taken it.
func (m *Machine) Queues(ctx context.Context, who access.Actor) (list []machine.Queue, err error) {
	err = pg.ReadTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		v := Vitals{At: m.clock()}
		if err := v.readQueues(ctx, tx); err != nil {
			return err
		}
		paused, err := m.paused(ctx, tx)
		if err != nil {
			return err
		}
		known := queues(0)
		for _, q := range v.Queues {
			delete(known, q.Queue)
			list = append(list, machine.Queue{Name: q.Queue, Ready: q.Ready, OldestReady: q.OldestReady, Running: q.Running, Retrying: q.Retrying, Failed: q.Failed})
		}
		for name := range known {
			list = append(list, machine.Queue{Name: name})
		}
		for i := range list {
			if p, is := paused[list[i].Name]; is {
				list[i].PausedAt, list[i].PausedBy, list[i].Reason = p.PausedAt, p.PausedBy, p.Reason
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b machine.Queue) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// Paused lists the queues that are paused.
func (m *Machine) Paused(ctx context.Context, who access.Actor) (list []machine.Queue, err error) {
	err = pg.ReadTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		paused, err := m.paused(ctx, tx)
		for _, q := range paused {
			list = append(list, q)
		}
		return err
	})
	slices.SortFunc(list, func(a, b machine.Queue) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

// paused are the queues that River has paused, by name, with who did it.
func (m *Machine) paused(ctx context.Context, tx pgx.Tx) (map[string]machine.Queue, error) {
	known, err := m.client.QueueListTx(ctx, tx, river.NewQueueListParams())
	if err != nil {
		return nil, fmt.Errorf("list the queues: %w", err)
	}
	whys, err := readQueuePauses(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := map[string]machine.Queue{}
	for _, q := range known.Queues {
		if q.PausedAt != nil {
			why := whys[q.Name]
			out[q.Name] = machine.Queue{Name: q.Name, PausedAt: q.PausedAt.UTC(), PausedBy: why.By, Reason: why.Reason}
		}
	}
	return out, nil
}

// Pause lets no job of a queue be taken from now on; those that run go on.
// Errors: fault.NotFound; fault.Invalid: no reason; fault.Conflict: it is paused,
// or no worker has ever taken it.
func (m *Machine) Pause(ctx context.Context, who access.Actor, queue, reason string) error {
	reason = strings.TrimSpace(reason)
	if _, known := queues(0)[queue]; !known {
		return fault.NotFound("Queue")
	}
	if reason == "" {
		return fault.Invalid("Write why it is paused: whoever finds it so asks")
	}
	return m.do(ctx, who, "queue "+queue+" paused", func(tx pgx.Tx) error {
		paused, err := m.paused(ctx, tx)
		if err != nil {
			return err
		}
		if q, is := paused[queue]; is {
			return fault.Conflict("This queue is paused already%s", byWords(q.PausedBy))
		}
		if err := m.client.QueuePauseTx(ctx, tx, queue, nil); errors.Is(err, rivertype.ErrNotFound) {
			return fault.Conflict("No worker has taken this queue yet: start one, then it can be paused")
		} else if err != nil {
			return fmt.Errorf("pause a queue: %w", err)
		}
		return writeQueuePause(ctx, tx, m.clock(), who, queue, reason)
	})
}

func byWords(name string) string {
	if name == "" {
		return ""
	}
	return ", by " + name
}

// Resume lets a queue's jobs be taken again. Errors: fault.NotFound;
// fault.Conflict: it is not paused.
func (m *Machine) Resume(ctx context.Context, who access.Actor, queue string) error {
	if _, known := queues(0)[queue]; !known {
		return fault.NotFound("Queue")
	}
	return m.do(ctx, who, "queue "+queue+" resumed", func(tx pgx.Tx) error {
		paused, err := m.paused(ctx, tx)
		if err != nil {
			return err
		}
		if _, is := paused[queue]; !is {
			return fault.Conflict("This queue is not paused")
		}
		if err := m.client.QueueResumeTx(ctx, tx, queue, nil); err != nil {
			return fmt.Errorf("resume a queue: %w", err)
		}
		return dropQueuePause(ctx, tx, queue)
	})
}

// do changes something about the machine in one transaction with its audit row.
func (m *Machine) do(ctx context.Context, who access.Actor, what string, change func(tx pgx.Tx) error) error {
	return pg.InTx(ctx, m.pool, who, func(tx pgx.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return access.Record(ctx, tx, m.clock(), who, access.Entry{Action: access.Alter, ObjectKind: "machine", Detail: what})
	})
}
