package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// readKnown gives the rows of a source that say what was last told of their
// people. A file tells them again in vain, be it older or newer: either way they
// count as unchanged. Left out is whoever needs more than that the row is the same:
// of whom another source has told too, whom the row's number finds no more, and who
// stands on the list of held rows, which the file may settle.
//
// Marks are judged beside what they are read with and not in WHERE: the planner
// would expect hardly any to hold.
func readKnown(ctx context.Context, tx pgx.Tx, source string) (*knownRows, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.person_id, CASE WHEN e.source = $1 AND n.prison_number = e.cells[$2] AND substr(e.written_as, 17) = substr(e.row_hash, 1, 8)
		                         THEN substr(e.written_as, 1, 16) END
		FROM extract_row e LEFT JOIN person_number n ON n.prison_number = e.cells[$2] AND n.person_id = e.person_id`,
		source, int(prisonNumberCell)+1)
	if err != nil {
		return nil, fmt.Errorf("read which rows are known: %w", err)
	}
	known := newKnownRows()
	var others []int64
	var person int64
	var written pgtype.PreallocBytes
	if _, err := pgx.ForEachRow(rows, []any{&person, &written}, func() error {
		if written == nil {
			others = append(others, person)
			return nil
		}
		known.add(mark(written), person)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read which rows are known: %w", err)
	}
	known.leaveOut(others)
	held, err := readHeldPeople(ctx, tx)
	if err != nil {
		return nil, err
	}
	known.leaveOut(held)
	return known, nil
}

// readHeldPeople gives those of the people known of whom a row waits for somebody.
func readHeldPeople(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.person_id FROM attention a JOIN person_number n ON n.prison_number = a.about_key
		WHERE a.kind = 'held_row' AND a.closed_at IS NULL`)
	return collectPeople(rows, err)
}

// readStagedPeople gives who of the people known have a row in the staging table.
func readStagedPeople(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT n.person_id FROM import_staging s JOIN person_number n ON n.prison_number = s.prison_number`)
	return collectPeople(rows, err)
}

const openLearnt = `
	DECLARE import_learnt NO SCROLL CURSOR FOR
	SELECT v.person_id, v.source, s.row_hash, s.written_as
	FROM import_verdict v JOIN import_staging s ON s.line = v.line
	WHERE v.verdict = 'same' AND s.written_as IS NOT NULL`

// learntAtOnce is how many marks are kept in one transaction.
const learntAtOnce = 5000

// learn keeps how rows were written that are the same as before but were not
// known: the next time they are. What was told stays as it is. It waits for nobody:
// whoever holds a row, may be in another order, is passed by until the next time.
func (run *releaseRun) learn(ctx context.Context, work unitOfWork) error {
	if run.same == 0 || run.options.DryRun {
		return nil
	}
	if _, err := run.stage.Exec(ctx, openLearnt); err != nil {
		return fmt.Errorf("open the rows that are the same: %w", err)
	}
	for {
		rows, err := run.stage.Query(ctx, fmt.Sprintf(`FETCH %d FROM import_learnt`, learntAtOnce))
		if err != nil {
			return fmt.Errorf("fetch the rows that are the same: %w", err)
		}
		var people []int64
		var sources []string
		var hashes, marks [][]byte
		var person int64
		var source string
		var hash, written []byte
		if _, err := pgx.ForEachRow(rows, []any{&person, &source, &hash, &written}, func() error {
			people, sources, hashes, marks = append(people, person), append(sources, source), append(hashes, hash), append(marks, written)
			return nil
		}); err != nil {
			return fmt.Errorf("fetch the rows that are the same: %w", err)
		}
		if len(people) == 0 {
			return nil
		}
		if err := work(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `
				WITH free AS (
					SELECT e.person_id, e.source, l.written_as
					FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[]) AS l (person_id, source, row_hash, written_as)
					JOIN extract_row e ON e.person_id = l.person_id AND e.source = l.source
					WHERE e.row_hash = l.row_hash AND e.written_as IS DISTINCT FROM l.written_as
					FOR NO KEY UPDATE OF e SKIP LOCKED)
				UPDATE extract_row e SET written_as = f.written_as FROM free f WHERE e.person_id = f.person_id AND e.source = f.source`, people, sources, hashes, marks)
			return err
		}); err != nil {
			return fmt.Errorf("keep how rows were written: %w", err)
		}
	}
}
