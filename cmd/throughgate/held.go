package main

import (
	"context"
	"fmt"
	"io"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/release"
)

// heldCmd is for imports that the brake holds, where the pages are not at hand.
type heldCmd struct {
	List   heldListCmd   `cmd:"" help:"List the imports whose messages wait, and why."`
	Send   heldSendCmd   `cmd:"" help:"Send the messages of an import that waits: somebody has looked at it."`
	Review heldReviewCmd `cmd:"" help:"Write the tasks that still wait for an answer of a review to a new file."`
}

type heldListCmd struct {
	JSON bool `name:"json" help:"Print the list as one JSON document."`
}

func (c *heldListCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "held", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	list, err := a.releases.HeldImports(ctx, access.System("held"))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, append([]release.HeldImport{}, list...))
	}
	if len(list) == 0 {
		fmt.Fprintln(o.std, "Nothing is held.")
	}
	for _, h := range list {
		day := calendar.DayOf(h.At)
		fmt.Fprintf(o.std, "%d  %s, %s  %s: %s. %s, %s.\n", h.Import, day.Long(), h.At.In(calendar.London).Format("15:04"), h.File, h.Why,
			many(h.Messages, "message"), many(h.Releases, "release"))
	}
	return nil
}

type heldSendCmd struct {
	Import int64 `arg:"" help:"The number of the import, as held list shows it."`
	JSON   bool  `name:"json" help:"Print what was done as one JSON document."`
}

func (c *heldSendCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "held", migrations.WorkerRole, 2, needUnit, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	sent, err := a.releases.SendHeld(ctx, access.System("held"), c.Import)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, sent)
	}
	fmt.Fprintf(o.std, "Import %d: %s sent on their way; %s held no longer.\n", sent.Import, many(sent.MessagesQueued, "message"), many(sent.Releases, "release"))
	return nil
}

type heldReviewCmd struct {
	File string `arg:"" help:"The file to write; it must not be there yet."`
}

func (c *heldReviewCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "held", migrations.WorkerRole, 2, needUnit)
	if err != nil {
		return err
	}
	defer a.close()
	list, err := a.releases.WaitingReview(ctx, access.System("held"))
	if err != nil {
		return err
	}
	_, err = withReview(c.File, false, func(write func([]release.ReviewTask) error) (intake.Report, error) {
		return intake.Report{}, write(list)
	})
	if err == nil {
		fmt.Fprintf(o.std, "%s: %s without an answer.\n", c.File, many(len(list), "task"))
	}
	return err
}

// printHeld says what an import holds and what to do about it.
func printHeld(w io.Writer, r intake.Report) {
	switch {
	case r.ReviewTasks != nil:
		fmt.Fprintf(w, "Held for review: %s, %s to answer in %s.\n", many(r.MessagesHeld, "message"), many(*r.ReviewTasks, "task"), r.Review)
		if *r.ReviewTasks > 0 {
			fmt.Fprintf(w, "Write already in hand, send or not needed in its column answer, then: throughgate review %s\n", r.Review)
		} else if r.Import != 0 {
			fmt.Fprintf(w, "Nothing is to be answered. To let the import go: throughgate held send %d\n", r.Import)
		}
	case r.Brake != "":
		fmt.Fprintf(w, "Held: %s. %s and all that follows for these people.\n", r.Brake, many(r.MessagesHeld, "message"))
		if r.Import != 0 {
			fmt.Fprintf(w, "Look at the board; if it is right: throughgate held send %d\nIf it is wrong: throughgate import undo %d\n", r.Import, r.Import)
		}
	}
}

func many(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
