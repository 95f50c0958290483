package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/migrations"
	"throughgate/release"
)

type importCmd struct {
	Releases     importReleasesCmd     `cmd:"" help:"Load a release extract (CSV or XLSX)."`
	Appointments importFileCmd         `cmd:"" help:"Load appointments (CSV or XLSX)."`
	Services     importServicesCmd     `cmd:"" help:"Load the directory of services (CSV or XLSX)."`
	Holidays     importHolidaysCmd     `cmd:"" help:"Replace the calendar's bank holidays by those of a file (CSV or XLSX: date, title); every planned day is worked out again."`
	LocalPrisons importLocalPrisonsCmd `cmd:"" help:"Replace the unit's own list of local prisons for the areas a file names (CSV or XLSX: area, prison; no prison empties the list)."`
	Undo         importUndoCmd         `cmd:"" help:"Take back the last release extract, where nothing of it has been acted on: the people in it are as they were told before."`
}

type importReleasesCmd struct {
	File   string `arg:"" help:"The file; - for standard input."`
	Source string `help:"Who tells this; a date is kept with its source." default:"extract"`
	AsOf   string `help:"When the picture was taken, such as 2026-11-23T06:00:00Z; default now." placeholder:"INSTANT"`
	DryRun bool   `help:"Report what would happen and change nothing."`
	Review bool   `help:"Go-live: nothing leaves until the tasks whose day came before today are answered, in a file beside this one (FILE-review.csv)."`
	// Set once somebody has looked at a bulk change.
	ConfirmBulk bool `help:"Send at once what a bulk change causes: no brake."`
	JSON        bool `name:"json" help:"Print the report as one JSON document."`
}

func (c *importReleasesCmd) Run(ctx context.Context, set *settings, o out) error {
	var asOf time.Time
	if c.AsOf != "" {
		var err error
		if asOf, err = time.Parse(time.RFC3339, c.AsOf); err != nil {
			return refused("--as-of %q is no instant: write it as 2026-11-23T06:00:00Z", c.AsOf)
		}
	}
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		bar := newBar(o)
		defer bar.end()
		options := intake.ReleasesOptions{FileName: nameOf(c.File), Source: c.Source, AsOf: asOf, DryRun: c.DryRun,
			ConfirmBulk: c.ConfirmBulk, Progress: bar.show}
		if !c.Review {
			return a.importer.Releases(ctx, access.System("import"), file, options)
		}
		return withReview(reviewPath(c.File), c.DryRun, func(write func([]release.ReviewTask) error) (intake.Report, error) {
			options.Review = write
			return a.importer.Releases(ctx, access.System("import"), file, options)
		})
	})
}

type importFileCmd struct {
	File   string `arg:"" help:"The file; - for standard input."`
	DryRun bool   `help:"Report what would happen and change nothing."`
	JSON   bool   `name:"json" help:"Print the report as one JSON document."`
}

func (c *importFileCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.Appointments(ctx, access.System("import"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

type importServicesCmd struct{ importFileCmd }

func (c *importServicesCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.Services(ctx, access.System("import"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

type importHolidaysCmd struct{ importFileCmd }

func (c *importHolidaysCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.Holidays(ctx, access.System("import"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

type importLocalPrisonsCmd struct{ importFileCmd }

func (c *importLocalPrisonsCmd) Run(ctx context.Context, set *settings, o out) error {
	return runImport(ctx, set, o, c.File, c.JSON, c.DryRun, func(a *app, file io.Reader) (intake.Report, error) {
		return a.importer.LocalPrisons(ctx, access.System("import"), file, intake.FileOptions{FileName: nameOf(c.File), DryRun: c.DryRun})
	})
}

// runImport opens the file and the database, imports, and prints the report.
func runImport(ctx context.Context, set *settings, o out, name string, asJSON, dryRun bool, load func(*app, io.Reader) (intake.Report, error)) error {
	a, err := open(ctx, set, "import", migrations.WorkerRole, 4, needUnit, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	file := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return refused("the file cannot be opened: %v", err)
		}
		defer f.Close()
		file = f
	}
	report, err := load(a, file)
	if err != nil {
		return err
	}
	if asJSON {
		if err := printJSON(o.std, report); err != nil {
			return err
		}
	} else {
		printReport(o.std, report, dryRun)
	}
	if code := intake.ExitCode(report, nil); code != exitDone {
		return exit(code)
	}
	return nil
}

func nameOf(file string) string {
	if file == "-" {
		return "standard input"
	}
	return filepath.Base(file)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func printReport(w io.Writer, r intake.Report, dryRun bool) {
	verb := "Imported"
	if dryRun {
		verb = "Nothing was changed. This would be imported from"
	}
	fmt.Fprintf(w, "%s %s: %d rows: %d new, %d changed, %d unchanged, %d outside the unit, %d rejected, %d held.\n",
		verb, r.File, r.Rows, r.New, r.Changed, r.Unchanged, r.OutsideUnit, len(r.Rejected), len(r.Held))
	fmt.Fprintf(w, "Messages queued: %d.\n", r.MessagesQueued)
	printHeld(w, r)
	if r.PeopleChanged > 0 {
		fmt.Fprintf(w, "People for whom this changes something: %d.\n", r.PeopleChanged)
	}
	for _, p := range r.Rejected {
		fmt.Fprintf(w, "  rejected: %s\n", p)
	}
	for _, h := range r.Held {
		fmt.Fprintf(w, "  held for a person to decide: line %d: %s\n", h.Line, h.Problem)
	}
	for _, c := range r.IgnoredColumns {
		fmt.Fprintf(w, "  ignored column: %s\n", c)
	}
}

// bar shows progress on a terminal and nothing elsewhere.
type bar struct {
	on  bool
	say io.Writer
	bar *progressbar.ProgressBar
}

func newBar(o out) *bar { return &bar{on: o.progress, say: o.say} }

func (b *bar) show(done, total int) {
	if !b.on {
		return
	}
	if b.bar == nil || b.bar.GetMax() != max(total, -1) && total > 0 {
		b.end()
		size, words := total, "applying"
		if total == 0 {
			size, words = -1, "reading"
		}
		b.bar = progressbar.NewOptions(size, progressbar.OptionSetWriter(b.say), progressbar.OptionSetDescription(words),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	_ = b.bar.Set(done) // a bar that cannot be drawn stops nothing
}

func (b *bar) end() {
	if b.bar != nil {
		_ = b.bar.Finish()
		b.bar = nil
	}
}
