package simulation

import (
	"bytes"
	"context"
	"fmt"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
)

// picture is an extract on its way: the file, and whom it lists.
type picture struct {
	file []byte
	rows []*soul
}

// photograph takes the picture of six o'clock.
func (w *world) photograph(day calendar.Date) (picture, error) {
	var rows []*soul
	for _, s := range w.cast.souls {
		if s.arrives == day || !s.inFile && !s.listed && !s.arrives.After(day) {
			s.inFile = true
		}
		if s.inFile {
			rows = append(rows, s)
		}
	}
	if w.bulkOn(day) {
		w.bulk(day)
	}
	if w.o.Faults == Heavy {
		c := chanceOf(w.o.Seed, "shuffle", day.String())
		c.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	if len(rows) == 0 {
		return picture{}, nil
	}
	w.pictured.Columns, w.pictured.Rows = w.cast.header, w.pictured.Rows[:0]
	for _, s := range rows {
		w.pictured.Rows = append(w.pictured.Rows, s.row)
	}
	w.file.Reset() // nobody sends yesterday's again
	err := w.cast.extract(&w.file, rows)
	return picture{w.file.Bytes(), rows}, err
}

// importFile imports the picture of the morning. What happened since is not in
// it: the rows are as they were at six.
func (w *world) importFile(ctx context.Context, day calendar.Date, p picture) error {
	if p.file == nil {
		return nil
	}
	asOf := day.At(6, 0)
	var report intake.Report
	err := beside(func() { w.oracle.Extract(w.clock.now(), asOf, w.pictured) }, func() (err error) {
		report, err = w.house.importer.Releases(ctx, access.System("import"), bytes.NewReader(p.file), intake.ReleasesOptions{FileName: "extract.csv", AsOf: asOf})
		return err
	})
	if err != nil {
		return err
	}
	if sum := report.New + report.Changed + report.Unchanged + report.OutsideUnit + len(report.Rejected) + len(report.Held); sum != report.Rows {
		w.violate(day, "", fmt.Sprintf("%d rows in the file, %d accounted for", report.Rows, sum))
	}
	for _, r := range report.Rejected {
		w.violate(day, "", "a good row was rejected: "+r.String())
	}
	if w.heldImport = report.Import; report.Import != 0 {
		w.post.tally("brake")
	}
	for _, s := range p.rows {
		s.listed = true
	}
	// A picture taken before two numbers became one person has a row of each: they
	// differ, and wait for somebody.
	w.lastFile, w.lastAsOf, w.lastHeld = p.file, asOf, len(report.Held)
	return nil
}

// again imports the file of the morning once more, as people do: nothing
// changes and nobody is written to.
func (w *world) again(ctx context.Context, day calendar.Date) error {
	if w.heldImport != 0 {
		if _, err := w.house.releases.SendHeld(ctx, w.house.officer, w.heldImport); err != nil {
			return err
		}
		w.heldImport = 0
	}
	if c := chanceOf(w.o.Seed, "again", day.String()); w.o.Faults == None || w.lastFile == nil || !c.of(1000) {
		return nil
	}
	report, err := w.house.importer.Releases(ctx, access.System("import"), bytes.NewReader(w.lastFile), intake.ReleasesOptions{FileName: "extract.csv", AsOf: w.lastAsOf})
	if err != nil {
		return err
	}
	w.post.tally("file_again")
	if report.New+report.Changed+report.MessagesQueued != 0 || len(report.Held) != w.lastHeld {
		w.violate(day, "", fmt.Sprintf("the same file again: %d new, %d changed, %d messages, %d held where %d were", report.New, report.Changed, report.MessagesQueued, len(report.Held), w.lastHeld))
	}
	return nil
}
