package main

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
)

// resumeCmd starts sending again from a database that was restored.
type resumeCmd struct {
	DryRun bool `help:"Show what waits and what is not known; let nothing leave yet."`
	JSON   bool `name:"json" help:"Print it as one JSON document."`
}

// resumed is what the command prints.
type resumed struct {
	Restored bool `json:"restored"`
	Resumed  bool `json:"resumed"`
	Settled  int  `json:"settled"` // texts found in the provider's list just now
	notify.Waiting
}

func (c *resumeCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "resume-sending", migrations.WorkerRole, 4, needUnit, needMail)
	if err != nil {
		return err
	}
	defer a.close()
	state, err := a.switches.State(ctx)
	if err != nil {
		return err
	}
	report := resumed{Restored: state.RestoredAt != nil}
	courier, err := a.courier(ctx)
	if err != nil {
		return err
	}
	if report.Settled, err = courier.Reconcile(ctx); err != nil {
		fmt.Fprintln(o.say, "The provider of texts could not be asked for all of unknown outcome; the worker asks again.")
	}
	err = pg.ReadTx(ctx, a.pool, switching(), func(tx pgx.Tx) error {
		report.Waiting, err = notify.ReadWaiting(ctx, tx, a.clock.Now())
		return err
	})
	if err != nil {
		return err
	}
	if !c.JSON {
		report.print(o.std)
	}
	if report.Restored && !c.DryRun {
		if _, err := a.switches.ResumeRestored(ctx, switching()); err != nil {
			return err
		}
		report.Resumed = true
	}
	if c.JSON {
		return printJSON(o.std, report)
	}
	fmt.Fprintln(o.std, report.ending())
	return a.printSending(ctx, o, false)
}

// mostUnknown is how many messages of unknown outcome are printed for people.
const mostUnknown = 100

func (r resumed) print(w io.Writer) {
	if r.Settled > 0 {
		fmt.Fprintf(w, "%s of unknown outcome found in the provider's list just now.\n", many(r.Settled, "text"))
	}
	fmt.Fprintln(w, "Waiting to leave:")
	for _, g := range r.Groups {
		fmt.Fprintf(w, "  %s, %s: %d, %d of them due, from %s\n", g.Channel, g.Kind, g.Messages, g.Due, momentWords(g.Earliest))
	}
	if len(r.Groups) == 0 {
		fmt.Fprintln(w, "  nothing")
	}
	fmt.Fprintln(w, "Not known whether they left; never sent again by themselves (the Message-ID of an e-mail begins with its reference):")
	for _, m := range r.Unknown[:min(len(r.Unknown), mostUnknown)] {
		tried := "no try is known"
		if m.LastTry != nil {
			tried = "last tried " + momentWords(*m.LastTry)
		}
		fmt.Fprintf(w, "  %s  %s, %s to %s, %s: %s\n", m.Ref, m.Channel, m.Kind, m.To, tried, m.Note)
	}
	switch more := len(r.Unknown) - mostUnknown; {
	case len(r.Unknown) == 0:
		fmt.Fprintln(w, "  nothing")
	case more > 0:
		fmt.Fprintf(w, "  and %d more: --json lists all\n", more)
	}
}

func (r resumed) ending() string {
	switch {
	case r.Resumed:
		return "Sending goes on."
	case r.Restored:
		return "Nothing leaves yet. To go on: throughgate resume-sending"
	}
	return "The database was not restored: there is nothing to resume here."
}
