package main

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"throughgate/migrations"
)

type workCmd struct {
	Drain bool `help:"End once no job is ready to run; jobs scheduled for later stay."`
}

func (c *workCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "work", migrations.WorkerRole, workerConns(set), needUnit, needMail, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	runner, err := a.runner(ctx)
	if err != nil {
		return err
	}
	if err := a.sayPaused(ctx, o.say); err != nil {
		return err
	}
	if c.Drain {
		return runner.Drain(ctx)
	}
	fmt.Fprintln(o.say, "Working. Ctrl-C ends it once the jobs under way have ended.")
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error { return runner.Run(both) })
	group.Go(func() error { return a.serveMetrics(both) })
	return asAsked(ctx, group.Wait())
}

// workerConns is how many connections a worker keeps: claims and settles are
// short, so fewer than it has jobs at once.
func workerConns(set *settings) int { return max(6, min(24, set.Workers/2+4)) }
