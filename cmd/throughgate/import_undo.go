package main

import (
	"context"
	"fmt"
	"io"

	"throughgate/access"
	"throughgate/migrations"
	"throughgate/release"
)

// importUndoCmd takes back the last release extract, where the pages are not at
// hand.
type importUndoCmd struct {
	Import int64 `arg:"" optional:"" help:"The number of the import; default the last release extract that was not undone. No other can be undone before it."`
	DryRun bool  `help:"Report what would be taken back, and why it cannot be, and change nothing."`
	JSON   bool  `name:"json" help:"Print the report as one JSON document."`
}

func (c *importUndoCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "import", migrations.WorkerRole, 2, needUnit, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	if c.DryRun {
		return c.foresee(ctx, a, o)
	}
	done, err := a.releases.UndoImport(ctx, access.System("import"), c.Import)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, done)
	}
	fmt.Fprintf(o.std, "Import %d of %s is undone: %s taken back, %s as before it, %s moved back, %s cancelled.\nThe same file can be imported again.\n",
		done.Import, done.File, manyPeople(done.PeopleTaken), manyPeople(done.PeopleRestored), many(done.DaysBack, "planned day"), many(done.MessagesCancelled, "message"))
	return nil
}

func (c *importUndoCmd) foresee(ctx context.Context, a *app, o out) error {
	u, err := a.releases.ForeseeUndo(ctx, access.System("import"), c.Import)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(o.std, u)
	} else {
		printUndo(o.std, u)
	}
	if err == nil && !u.Possible() {
		return exit(exitRefused)
	}
	return err
}

func printUndo(w io.Writer, u release.ImportUndo) {
	if !u.Possible() {
		fmt.Fprintf(w, "Import %d of %s cannot be undone:\n", u.Import, u.File)
		for _, why := range u.WhyNot {
			fmt.Fprintf(w, "  %s. %s.\n", why.Reason, why.Remedy)
		}
		return
	}
	fmt.Fprintf(w, "Nothing was changed. Undoing import %d of %s would take back %s, leave %s as before it, move %s back and cancel %s.\n",
		u.Import, u.File, manyPeople(u.PeopleNew), manyPeople(u.PeopleBack), many(u.DaysBack, "planned day"), many(u.MessagesDropped(), "message"))
}

func manyPeople(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
