package main

import (
	"context"
	"fmt"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/release"
)

type sweepCmd struct {
	On   string `help:"The London day, default today; a future day only in demo and test." placeholder:"YYYY-MM-DD"`
	JSON bool   `name:"json" help:"Print what was done as one JSON document."`
}

func (c *sweepCmd) Run(ctx context.Context, set *settings, o out) error {
	var day calendar.Date
	if c.On != "" {
		var err error
		if day, err = calendar.Parse(c.On); err != nil {
			return refused("--on: %v", err)
		}
	}
	a, err := open(ctx, set, "sweep", migrations.WorkerRole, 4, needUnit, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	if day.IsZero() {
		day = calendar.DayOf(a.clock.Now())
	}
	done, err := a.releases.Sweep(ctx, access.System("watch"), release.SweepOrder{Day: day, ByHand: true, AllowFuture: !set.production()})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, done)
	}
	fmt.Fprintf(o.std, "Watch of %s: %d tasks planned, %d handed off, %d reminded, %d escalated, %d digests, %d alerts, %d messages queued.\n",
		done.Date.Long(), done.Planned, done.HandedOff, done.Reminded, done.Escalated, done.Digests, done.Alerts, done.MessagesQueued)
	return nil
}
