package intake

import (
	"context"
	"fmt"
	"io"
)

// mayReadAgain finds which rows of the file are known, and gives the way back to
// the file's start, for when some of them turn out to need reading. Of a file that
// is read once, such as standard input, every row is read.
func (run *releaseRun) mayReadAgain(ctx context.Context, file io.Reader) (again func() error, err error) {
	seeker, ok := file.(io.Seeker)
	if !ok {
		return nil, nil
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil { // a pipe
		return nil, nil
	}
	run.known, err = readKnown(ctx, run.stage, run.options.Source)
	return func() error {
		if _, err := seeker.Seek(start, io.SeekStart); err != nil {
			return fmt.Errorf("go back to the start of the file: %w", err)
		}
		return nil
	}, err
}

// stageFile reads the file from where it stands into the staging table.
func (run *releaseRun) stageFile(ctx context.Context, file io.Reader, places *Gazetteer) (*staged, error) {
	in := newHashed(file)
	reader, err := NewReleaseReader(in, places)
	if err != nil {
		return nil, err
	}
	reader.known = run.known
	s := &staged{from: in, reader: reader, unit: run.im.Unit, progress: run.options.Progress, rejected: []Problem{}, listed: []string{}}
	return s, s.stage(ctx, run.stage)
}

// inDoubt tells that rows were left unread which the rest of the file casts doubt
// on: of people of whom it has another row, or all of them where day and month may
// be swapped. They are no longer known, and what was staged is thrown away.
func (run *releaseRun) inDoubt(ctx context.Context, s *staged) (bool, error) {
	if run.known == nil || !run.known.any() {
		return false, nil
	}
	if s.reader.dates.swapped(0, 1) {
		run.known = nil
		return true, dropStaging(ctx, run.stage, s.rows)
	}
	if s.rows == 0 {
		return false, nil
	}
	people, err := readStagedPeople(ctx, run.stage)
	if err != nil {
		return false, err
	}
	twice := run.known.comeAgain(people)
	if len(twice) == 0 {
		return false, nil
	}
	run.known.startAgain(twice)
	return true, dropStaging(ctx, run.stage, s.rows)
}

// countKnown counts the rows that came again as they were.
func (run *releaseRun) countKnown() {
	if k := run.known; k != nil {
		run.report.Unchanged += k.inside + k.repeated
		run.report.OutsideUnit += k.outside
	}
}
