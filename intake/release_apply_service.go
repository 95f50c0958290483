package intake

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/release"
)

const (
	// batchSize is how many people are written in one transaction.
	batchSize = 500
	// hopeless is how many people of one batch must fail, with nobody stored,
	// before the fault is looked for in the program and not in the rows.
	hopeless = 20
)

// change is one person's new picture.
type change struct {
	line        int
	outside     bool
	hash        []byte
	written     []byte // the mark of the row as it was written
	cells       []string
	observation release.Observation
}

// applyChanged goes through the rows that differ, a batch at a time.
func (run *releaseRun) applyChanged(ctx context.Context, work unitOfWork) error {
	if run.total == 0 {
		return nil
	}
	if _, err := run.stage.Exec(ctx, openChanged); err != nil {
		return fmt.Errorf("open the changed rows: %w", err)
	}
	done := 0
	for {
		rows, err := nextToApply(ctx, run.stage)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		if err := run.applyBatch(ctx, work, run.changes(rows)); err != nil {
			return err
		}
		done += len(rows)
		if run.options.Progress != nil {
			run.options.Progress(done, run.total)
		}
	}
}

// changes puts the rows over what was told before and drops, as unchanged,
// those that say nothing new, but for people of whom an event told meanwhile.
func (run *releaseRun) changes(rows []toApply) []change {
	list := make([]change, 0, len(rows))
	for _, r := range rows {
		cells := merge(r.Before, r.Cells)
		again := r.Again && (r.ToldAsOf == nil || run.options.AsOf.After(*r.ToldAsOf))
		if r.Before != nil && !again && sameCells(r.Before, cells) {
			run.count(r.Outside, &run.report.Unchanged, 1)
			continue
		}
		var person int64
		if r.PersonID != nil {
			person = *r.PersonID
		}
		list = append(list, change{line: r.Line, outside: r.Outside, hash: r.RowHash, written: r.WrittenAs, cells: cells,
			observation: observe(r.Line, person, cells, run.asOfDay())})
	}
	return list
}

// applyBatch writes a batch in one transaction, or, when that fails for a
// reason that may lie in one person, each person alone.
func (run *releaseRun) applyBatch(ctx context.Context, work unitOfWork, list []change) error {
	if len(list) == 0 {
		return nil
	}
	err := run.applyTogether(ctx, work, list)
	if err == nil || notOfOneRow(ctx, err) {
		return err
	}
	failed := 0
	for i := range list {
		err := run.applyTogether(ctx, work, list[i:i+1])
		if err == nil {
			continue
		}
		if failed++; notOfOneRow(ctx, err) || failed >= hopeless && !run.kept {
			return err
		}
		run.report.Rejected = append(run.report.Rejected, Problem{list[i].line, run.column, notStored(err)})
	}
	return nil
}

// applyTogether is one transaction; it counts only once that is committed.
func (run *releaseRun) applyTogether(ctx context.Context, work unitOfWork, list []change) error {
	var applied map[int]release.Applied
	queued := 0
	err := work(ctx, func(tx pgx.Tx) error {
		observations := make([]release.Observation, len(list))
		for i, c := range list {
			observations[i] = c.observation
		}
		answers, n, err := run.im.Observer.Observe(ctx, tx, run.who, run.source(), observations)
		if err != nil {
			return err
		}
		applied, queued = make(map[int]release.Applied, len(answers)), n
		for _, a := range answers {
			applied[a.Line] = a
		}
		people, err := run.keep(ctx, tx, list, applied)
		if err != nil {
			return err
		}
		return run.im.Observer.HoldImported(ctx, tx, run.id, people)
	})
	if err != nil {
		return err
	}
	run.kept = true
	run.report.MessagesQueued += queued
	for _, c := range list {
		switch a := applied[c.line]; {
		case a.New:
			run.count(c.outside, &run.report.New, 1)
		case a.Changed:
			run.count(c.outside, &run.report.Changed, 1)
		default:
			run.count(c.outside, &run.report.Unchanged, 1)
		}
	}
	return nil
}

// keep stores what has been told so far of each person, and gives who they are.
func (run *releaseRun) keep(ctx context.Context, tx pgx.Tx, list []change, applied map[int]release.Applied) ([]int64, error) {
	people, cells := make([]int64, len(list)), make([]string, len(list))
	hashes, written := make([][]byte, len(list)), make([][]byte, len(list))
	for i, c := range list {
		a, ok := applied[c.line]
		if !ok || a.PersonID == 0 {
			return nil, fmt.Errorf("no answer came for the row on line %d", c.line)
		}
		people[i], hashes[i], written[i], cells[i] = a.PersonID, c.hash, c.written, arrayLiteral(c.cells)
		if a.Again {
			hashes[i] = []byte{} // no row is the same as this one
		}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO extract_row (person_id, source, row_hash, cells, as_of, import_id, written_as)
		SELECT person_id, $4, row_hash, cells::text[], $5, $6, written_as
		FROM unnest($1::bigint[], $2::bytea[], $3::text[], $7::bytea[]) AS told (person_id, row_hash, cells, written_as)
		ON CONFLICT (person_id, source) DO UPDATE SET row_hash = excluded.row_hash, cells = excluded.cells,
			as_of = excluded.as_of, import_id = excluded.import_id, written_as = excluded.written_as`,
		people, hashes, cells, run.options.Source, run.options.AsOf, run.id, written)
	if err != nil {
		return nil, fmt.Errorf("keep what was told: %w", err)
	}
	return people, nil
}

// arrayLiteral writes a list as PostgreSQL reads an array from text: a list of
// lists has no other way through unnest.
func arrayLiteral(list []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		for j := 0; j < len(s); j++ {
			if s[j] == '"' || s[j] == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(s[j])
		}
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String()
}
