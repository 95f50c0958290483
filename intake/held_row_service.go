package intake

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/release"
)

// TakeHeld applies a held row of a release extract that somebody has decided to
// take: as of its own file, through the same comparison and the same use case as
// any row, with the brake. A row decided otherwise, or applied before, is left
// alone. Error: fault.Conflict while another import is running.
func (im *Importer) TakeHeld(ctx context.Context, problem int64) error {
	var row heldDecided
	who := access.System("import")
	err := pg.ReadTx(ctx, im.Pool, who, func(tx pgx.Tx) (err error) {
		row, err = readDecided(ctx, tx, problem)
		return err
	})
	if err != nil || row.Decision != release.TakeHeldRow || row.Outcome != "" {
		return err
	}
	if who, err = accountOf(row.DecidedBy); err != nil {
		return err
	}
	report, err := im.takeRow(ctx, who, row)
	if err != nil {
		return fmt.Errorf("take held row %d: %w", problem, err)
	}
	return pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		if err := noteTaken(ctx, tx, problem, takenWords(report)); err != nil || len(report.Rejected) > 0 {
			return err
		}
		return unlistHeld(ctx, tx, who, row.Cells[prisonNumberCell:prisonNumberCell+1], im.Now())
	})
}

// FailHeld gives up a held row on which the program failed to the last: it is to
// be decided again.
func (im *Importer) FailHeld(ctx context.Context, problem int64) error {
	return pg.InTx(ctx, im.Pool, access.System("import"), func(tx pgx.Tx) error {
		return noteTaken(ctx, tx, problem, release.NotTaken+"the program failed on it: tell whoever looks after it")
	})
}

// takenWords say what came of a row that was taken.
func takenWords(r Report) string {
	switch {
	case len(r.Rejected) > 0:
		return release.NotTaken + r.Rejected[0].Problem
	case r.New+r.Changed > 0:
		return "applied"
	case r.OutsideUnit > 0:
		return "applied: the home area is not the unit's"
	}
	return "nothing changed: something newer is known, or the same"
}

func accountOf(key string) (access.Actor, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(key, "account:"), 10, 64)
	if err != nil {
		return access.Actor{}, fmt.Errorf("no account has decided: %q", key)
	}
	return access.Actor{AccountID: id}, nil
}

func (im *Importer) takeRow(ctx context.Context, who access.Actor, row heldDecided) (Report, error) {
	now := im.Now()
	var report Report
	err := im.alone(ctx, func(stage pgx.Tx) error {
		run := &releaseRun{im: im, who: who, now: now, stage: stage, taken: true, column: releaseColumns[prisonNumberCell].name,
			options: ReleasesOptions{FileName: row.FileName, Source: row.Source, AsOf: row.AsOf},
			report:  newReport(ReleasesKind, row.FileName, row.AsOf), held: map[int][]string{}}
		if err := run.stageHeld(ctx, row); err != nil {
			return err
		}
		if err := run.compare(ctx); err != nil {
			return err
		}
		err := im.works(ctx, who, false, func(work unitOfWork) error { return run.apply(ctx, work) })
		report = run.report
		return err
	})
	return report, err
}

// stageHeld puts the one row where the rows of a file are put.
func (run *releaseRun) stageHeld(ctx context.Context, row heldDecided) error {
	if len(row.Cells) < int(releaseCellCount) {
		row.Cells = append(row.Cells, make([]string, int(releaseCellCount)-len(row.Cells))...)
	}
	birth, err := calendar.Parse(row.Cells[birthDateCell])
	if err != nil {
		return fmt.Errorf("read the birth date of a held row: it is no date")
	}
	var buf []byte
	hash := hashOf(&buf, row.Cells)
	run.staged = 1
	run.report.Rows, run.report.SHA256 = 1, hex.EncodeToString(hash[:])
	outside := !run.im.Unit.Covers(release.Scope{Areas: row.Cells[homeAreaCell : homeAreaCell+1]})
	if err := makeStaging(ctx, run.stage); err != nil {
		return err
	}
	_, err = run.stage.Exec(ctx, `
		INSERT INTO import_staging (line, prison_number, surname, date_of_birth, outside, row_hash, cells) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		row.Line, row.Cells[prisonNumberCell], row.Cells[surnameCell], birth, outside, hash[:], row.Cells)
	if err != nil {
		return fmt.Errorf("stage a held row: %w", err)
	}
	return nil
}
