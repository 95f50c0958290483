package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// Releases imports a release extract (interface.md 3). A file that cannot be
// used is a *RefusedFile, and another import that is running a fault of the
// kind conflict: nothing was changed. The same file again changes nothing.
// People are written in batches, each in one transaction; when one fails, each
// person of it is tried alone, and whoever cannot be stored is reported as
// rejected.
func (im *Importer) Releases(ctx context.Context, who access.Actor, file io.Reader, o ReleasesOptions) (Report, error) {
	now := im.Now()
	if err := o.complete(now); err != nil {
		return Report{}, err
	}
	var report Report
	err := im.alone(ctx, func(stage pgx.Tx) error {
		places, err := LoadGazetteer(ctx, stage)
		if err != nil {
			return err
		}
		run := &releaseRun{im: im, who: who, now: now, options: o, stage: stage,
			report: newReport(ReleasesKind, o.FileName, o.AsOf), held: map[int][]string{}}
		if err := run.read(ctx, file, places); err != nil {
			return err
		}
		if err := run.compare(ctx); err != nil {
			return err
		}
		err = im.works(ctx, who, o.DryRun, func(work unitOfWork) error { return run.apply(ctx, work) })
		report = run.report
		return err
	})
	if err != nil {
		return Report{}, fmt.Errorf("import releases: %w", err)
	}
	return report, nil
}

// releaseRun is one import of a release extract.
type releaseRun struct {
	im      *Importer
	who     access.Actor
	now     time.Time
	options ReleasesOptions
	stage   pgx.Tx
	report  Report

	dates   slashDates       // how the file writes its dates
	column  string           // the file's own name of the prison number
	purpose string           // and of the purpose
	listed  []string         // prison numbers in bad rows
	held    map[int][]string // cells of held rows, by line
	waiting []heldItem
	known   *knownRows
	staged  int // rows that had to be read and compared
	same    int // of them, as what was last told
	total   int // rows to apply
	id      int64
	kept    bool // something was stored
	taken   bool // one held row that a person has decided to take, no file
}

// read stages the file, or refuses it whole. Rows that are known stay unread.
func (run *releaseRun) read(ctx context.Context, file io.Reader, places *Gazetteer) error {
	again, err := run.mayReadAgain(ctx, file)
	if err != nil {
		return err
	}
	s, err := run.stageFile(ctx, file, places)
	if err != nil {
		return err
	}
	if doubt, err := run.inDoubt(ctx, s); err != nil {
		return err
	} else if doubt {
		if err := again(); err != nil {
			return err
		}
		if s, err = run.stageFile(ctx, file, places); err != nil {
			return err
		}
	}
	reader := s.reader
	run.staged = s.rows
	run.report.Rows, run.report.Rejected, run.listed = reader.Rows(), s.rejected, s.listed
	run.report.IgnoredColumns = reader.IgnoredColumns()
	run.report.SHA256 = s.from.digest()
	run.column = reader.sheet.header.called(fileColumnNames, int(prisonNumberCell))
	run.purpose = reader.sheet.header.called(fileColumnNames, slices.Index(cellsOfFile, purposeCell))
	run.dates = reader.dates
	if bad := len(s.rejected); bad*100 > run.report.Rows*worstShare {
		refused := &RefusedFile{Problems: s.rejected,
			Text: fmt.Sprintf("%d of %d rows are bad, more than %d in 100: nothing was changed; mend the rows and import the file again",
				bad, run.report.Rows, worstShare)}
		if reader.dates.monthFirst() {
			refused.Text += "; " + swappedRemedy
		}
		return refused
	}
	return nil
}

// compare counts what needs no writing and finds what waits for a person.
func (run *releaseRun) compare(ctx context.Context) error {
	run.countKnown()
	if run.staged == 0 {
		return nil
	}
	counts, err := judge(ctx, run.stage, run.options.AsOf, run.taken, run.im.RefuseWithoutPurpose, run.im.Erased)
	if err != nil {
		return err
	}
	if err := run.refuseSwapped(ctx, run.dates); err != nil {
		return err
	}
	for _, c := range counts {
		switch c.Verdict {
		case fresh, differs:
			run.total += c.Rows
		case same, older:
			if c.Verdict == same {
				run.same += c.Rows
			}
			run.count(c.Outside, &run.report.Unchanged, c.Rows)
		case repeated:
			run.report.Unchanged += c.Rows
		case clash, mistaken, unstated, erased: // read below
		}
	}
	for _, bad := range []struct {
		of           verdict
		column, text string
	}{{unstated, run.purpose, withoutPurposeWords}, {erased, run.column, erasedWords}} {
		lines, err := readLines(ctx, run.stage, bad.of)
		if err != nil {
			return err
		}
		for _, line := range lines {
			run.report.Rejected = append(run.report.Rejected, Problem{line, bad.column, bad.text})
		}
	}
	held, err := readHeld(ctx, run.stage)
	if err != nil {
		return err
	}
	for _, h := range held {
		run.waiting = append(run.waiting, heldItem{key: h.PrisonNumber, personID: h.PersonID, note: h.Verdict.words(), cells: h.Cells})
		run.report.Held = append(run.report.Held, HeldRow{h.Line, h.Verdict.words()})
		run.held[h.Line] = h.Cells
	}
	return nil
}

// words say why a row is held and what to do.
func (v verdict) words() string {
	switch v {
	case clash:
		return "another row of the same person says something else: none of them was applied; decide which is right and send that one alone"
	case mistaken:
		return "surname and birth date both contradict the person stored under this prison number: decide whether it is the same person"
	case fresh, differs, same, older, repeated, unstated, erased:
	}
	return ""
}

// count adds rows to a column of the report, or to those outside the unit.
func (run *releaseRun) count(outside bool, column *int, rows int) {
	if outside {
		column = &run.report.OutsideUnit
	}
	*column += rows
}

// apply writes the import, what changed, and the end of the import.
func (run *releaseRun) apply(ctx context.Context, work unitOfWork) error {
	if err := work(ctx, func(tx pgx.Tx) error { return run.open(ctx, tx) }); err != nil {
		return err
	}
	if err := run.applyChanged(ctx, work); err != nil {
		return err
	}
	if err := run.learn(ctx, work); err != nil {
		return err
	}
	slices.SortFunc(run.report.Rejected, func(a, b Problem) int { return a.Line - b.Line })
	people, settled, err := run.readNamed(ctx)
	if err != nil {
		return err
	}
	if run.taken && len(run.report.Rejected) > 0 {
		settled = nil // it was not stored: it stays on the list
	}
	return work(ctx, func(tx pgx.Tx) error {
		if err := run.list(ctx, tx, people); err != nil {
			return err
		}
		if err := listHeld(ctx, tx, run.waiting, run.now); err != nil {
			return err
		}
		if err := unlistHeld(ctx, tx, run.who, settled, run.now); err != nil {
			return err
		}
		return run.close(ctx, tx)
	})
}

// list writes whom the file lists. A held row is no file: nobody is missing from
// it.
func (run *releaseRun) list(ctx context.Context, tx pgx.Tx, people []int64) error {
	if run.taken {
		return nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO import_listing (import_id, person_ids) VALUES ($1, $2)`, run.id, people); err != nil {
		return fmt.Errorf("write who is listed: %w", err)
	}
	return nil
}

// readNamed gives the people whom the file lists, in order, and the numbers of held
// rows that it settles.
func (run *releaseRun) readNamed(ctx context.Context) (people []int64, settled []string, err error) {
	people = []int64{}
	if run.known != nil {
		people = run.known.listed()
	}
	if run.staged == 0 {
		numbered, err := readNumbered(ctx, run.stage, run.listed)
		return inOrderOnce(append(people, numbered...)), nil, err
	}
	staged, err := readListed(ctx, run.stage, run.listed)
	if err != nil {
		return nil, nil, err
	}
	settled, err = readSettled(ctx, run.stage)
	return inOrderOnce(append(people, staged...)), settled, err
}

func inOrderOnce(people []int64) []int64 {
	slices.Sort(people)
	return slices.Compact(people)
}

// source of the observations of this import.
func (run *releaseRun) source() release.Source {
	return release.Source{Name: run.options.Source, AsOf: run.options.AsOf, ImportID: run.id}
}

func (run *releaseRun) asOfDay() calendar.Date { return calendar.DayOf(run.options.AsOf) }
