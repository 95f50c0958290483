package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/notify"
)

// sendingCmd is the switch of each channel.
type sendingCmd struct {
	Status sendingStatusCmd `cmd:"" default:"1" help:"Say whether e-mails and texts may leave, and how many wait."`
	Pause  sendingPauseCmd  `cmd:"" help:"Let nothing more leave on a channel; what waits is kept, and so are its deadlines."`
	Resume sendingResumeCmd `cmd:"" help:"Let messages leave on a channel again."`

	Restored sendingRestoredCmd `cmd:"" help:"Say that this database was restored from a copy of a whole disk, which it cannot see by itself: nothing leaves until resume-sending."`
}

// switching is the actor of the switches: whoever may give commands.
func switching() access.Actor { return access.System("sending") }

// channels are how the command line calls them.
var channels = map[string]notify.Channel{"email": notify.Email, "texts": notify.Text}

type sendingStatusCmd struct {
	JSON bool `name:"json" help:"Print one JSON document."`
}

func (c *sendingStatusCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "sending", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	return a.printSending(ctx, o, c.JSON)
}

type sendingPauseCmd struct {
	Channel string `arg:"" enum:"email,texts" help:"email or texts."`
	Reason  string `help:"Why; shown to staff on the Messages page. Name nobody in it."`
	JSON    bool   `name:"json" help:"Print the state after it as one JSON document."`
}

func (c *sendingPauseCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "sending", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.switches.Pause(ctx, switching(), channels[c.Channel], c.Reason); err != nil {
		return err
	}
	return a.printSending(ctx, o, c.JSON)
}

type sendingResumeCmd struct {
	Channel string `arg:"" enum:"email,texts" help:"email or texts."`
	JSON    bool   `name:"json" help:"Print the state after it as one JSON document."`
}

func (c *sendingResumeCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "sending", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	woken, err := a.switches.Resume(ctx, switching(), channels[c.Channel])
	if err != nil {
		return err
	}
	fmt.Fprintf(o.say, "%s on their way.\n", many(woken, "message"))
	return a.printSending(ctx, o, c.JSON)
}

type sendingRestoredCmd struct {
	JSON bool `name:"json" help:"Print the state after it as one JSON document."`
}

func (c *sendingRestoredCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "sending", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	if err := a.switches.Restored(ctx, switching()); err != nil {
		return err
	}
	return a.printSending(ctx, o, c.JSON)
}

func (a *app) printSending(ctx context.Context, o out, asJSON bool) error {
	state, err := a.switches.State(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(o.std, state)
	}
	printRestored(o.std, state)
	for _, s := range state.Channels {
		printChannel(o.std, s)
	}
	return nil
}

// sayPaused tells whoever starts a worker what will not leave.
func (a *app) sayPaused(ctx context.Context, say io.Writer) error {
	state, err := a.switches.State(ctx)
	if err != nil {
		return err
	}
	printRestored(say, state)
	for _, s := range state.Channels {
		if s.Paused() {
			printChannel(say, s)
		}
	}
	return nil
}

func printRestored(w io.Writer, state notify.SendingState) {
	if state.RestoredAt != nil {
		fmt.Fprintf(w, "Nothing is sent: the database was restored (found out %s). To look and go on: throughgate resume-sending\n", momentWords(*state.RestoredAt))
	}
}

func printChannel(w io.Writer, s notify.ChannelState) {
	name, onOff := "E-mails", "on"
	if s.Channel == notify.Text {
		name = "Texts"
	}
	if s.Paused() {
		onOff = "paused " + momentWords(*s.PausedAt) + " by " + s.PausedBy
		if s.Reason != "" {
			onOff += " (" + s.Reason + ")"
		}
	} else if s.Refused {
		onOff = "on, but the provider refuses our account: one is tried every 15 minutes"
	}
	fmt.Fprintf(w, "%s: %s. %d waiting, %d of them due, %d of unknown outcome.\n", name, onOff, s.Waiting, s.Due, s.Unknown)
}

func momentWords(t time.Time) string {
	return calendar.DayOf(t).Long() + ", " + t.In(calendar.London).Format("15:04")
}

// checkHome stops sending in a database that was restored from a backup.
func (a *app) checkHome(ctx context.Context) error {
	moved, err := a.switches.CheckHome(ctx)
	if err == nil && moved != "" {
		a.log.Warn("this database was restored from a backup: nothing is sent until throughgate resume-sending", "now", moved)
	}
	return err
}
