package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// verdict is what the comparison says of one staged row.
type verdict string

const (
	fresh    verdict = "fresh"    // nobody of that prison number is stored
	differs  verdict = "differs"  // from what was last told
	same     verdict = "same"     // as what was last told
	older    verdict = "older"    // than what is stored
	repeated verdict = "repeated" // an identical row of the person stands above
	clash    verdict = "clash"    // another row of the person says something else
	unstated verdict = "unstated" // nobody of that prison number is stored, and nothing says why the unit should
	erased   verdict = "erased"   // whoever it was has been erased since the file was made
	mistaken verdict = "mistaken" // surname and birth date both contradict the stored ones
)

// compare judges each staged row in one query: $1 is the as-of instant of the
// file. What was last told of a person is the row with the latest as-of among
// all sources, so that after another file a file is compared like any other.
const compare = `
	INSERT INTO import_verdict (line, person_id, outside, source, verdict)
	WITH keyed AS (
		SELECT s.line, s.surname, s.date_of_birth, s.outside, s.row_hash, n.person_id,
		       coalesce(n.person_id::text, s.prison_number) AS who
		FROM import_staging s LEFT JOIN person_number n ON n.prison_number = s.prison_number
	), several AS (
		SELECT who, min(line) AS first_line, count(DISTINCT row_hash) AS kinds
		FROM keyed WHERE who IN (SELECT who FROM keyed GROUP BY who HAVING count(*) > 1) GROUP BY who
	), listed_later AS (
		SELECT DISTINCT unnest(l.person_ids) AS person_id
		FROM import_listing l JOIN import i ON i.id = l.import_id WHERE i.kind = 'releases' AND i.as_of > $1
	), latest AS (
		SELECT DISTINCT ON (person_id) person_id, source, row_hash, as_of
		FROM extract_row ORDER BY person_id, as_of DESC, import_id DESC NULLS LAST
	)
	SELECT k.line, k.person_id, k.outside, t.source,
	       CASE WHEN d.kinds > 1 THEN 'clash'
	            WHEN k.line > d.first_line THEN 'repeated'
	            WHEN k.person_id IS NULL THEN 'fresh'
	            WHEN t.as_of > $1 OR l.person_id IS NOT NULL THEN 'older'
	            WHEN t.row_hash = k.row_hash THEN 'same'
	            WHEN p.date_of_birth <> k.date_of_birth AND lower(p.surname) <> lower(k.surname) THEN 'mistaken'
	            ELSE 'differs' END
	FROM keyed k
	LEFT JOIN several d ON d.who = k.who
	LEFT JOIN listed_later l ON l.person_id = k.person_id
	LEFT JOIN latest t ON t.person_id = k.person_id
	LEFT JOIN person p ON p.id = k.person_id`

// analyzeStaging tells the planner how many rows were staged, and of how many
// people. It leaves the other columns out: to sort the cells of thousands of
// rows takes longer than to compare all of them.
const analyzeStaging = `ANALYZE import_staging (prison_number)`

// judged counts the rows of one verdict.
type judged struct {
	Verdict verdict
	Outside bool
	Rows    int
}

// judge compares the staged rows and counts the verdicts. same is set where a
// person has said that a row that contradicts the stored one is the same person.
// purposes: somebody new needs an IOM status or a stated purpose.
func judge(ctx context.Context, tx pgx.Tx, asOf time.Time, same, purposes bool, keys access.AuditKeys) ([]judged, error) {
	for _, step := range []struct {
		sql  string
		args []any
	}{{sql: analyzeStaging}, {compare, []any{asOf}},
		{`UPDATE import_verdict SET verdict = 'differs' WHERE $1 AND verdict = 'mistaken'`, []any{same}},
		{`UPDATE import_verdict v SET verdict = 'unstated' FROM import_staging s
		  WHERE $1 AND s.line = v.line AND v.verdict = 'fresh' AND s.cells[$2] <> ALL ($4::text[]) AND s.cells[$3] = ''`,
			[]any{purposes, int(iomCell) + 1, int(purposeCell) + 1, iomStatuses}}} {
		if _, err := tx.Exec(ctx, step.sql, step.args...); err != nil {
			return nil, fmt.Errorf("compare the rows with what is stored: %w", err)
		}
	}
	if err := markErased(ctx, tx, asOf, keys); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT verdict, outside, count(*) AS rows FROM import_verdict GROUP BY verdict, outside`)
	if err != nil {
		return nil, fmt.Errorf("count the compared rows: %w", err)
	}
	counts, err := pgx.CollectRows(rows, pgx.RowToStructByName[judged])
	if err != nil {
		return nil, fmt.Errorf("count the compared rows: %w", err)
	}
	return counts, nil
}

// heldStaged is a staged row that a person must decide on.
type heldStaged struct {
	Line         int
	PersonID     *int64
	PrisonNumber string
	Verdict      verdict
	Cells        []string
}

// readLines gives the lines of the rows of one verdict.
func readLines(ctx context.Context, tx pgx.Tx, of verdict) ([]int, error) {
	rows, err := tx.Query(ctx, `SELECT line FROM import_verdict WHERE verdict = $1 ORDER BY line`, string(of))
	if err != nil {
		return nil, fmt.Errorf("read %s rows: %w", of, err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("read %s rows: %w", of, err)
	}
	return lines, nil
}

func readHeld(ctx context.Context, tx pgx.Tx) ([]heldStaged, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.line, v.person_id, s.prison_number, v.verdict, s.cells
		FROM import_verdict v JOIN import_staging s ON s.line = v.line
		WHERE v.verdict IN ('clash', 'mistaken') ORDER BY s.line`)
	if err != nil {
		return nil, fmt.Errorf("read held rows: %w", err)
	}
	held, err := pgx.CollectRows(rows, pgx.RowToStructByName[heldStaged])
	if err != nil {
		return nil, fmt.Errorf("read held rows: %w", err)
	}
	return held, nil
}

// readSettled gives the numbers of rows on the link officer's list about which
// this file leaves no doubt.
func readSettled(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT s.prison_number FROM attention a
		JOIN import_staging s ON s.prison_number = a.about_key
		JOIN import_verdict v ON v.line = s.line AND v.verdict IN ('fresh', 'differs', 'same')
		WHERE a.kind = 'held_row' AND a.closed_at IS NULL ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("read settled rows: %w", err)
	}
	numbers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read settled rows: %w", err)
	}
	return numbers, nil
}

// toApply is a staged row that may change something.
type toApply struct {
	Line         int
	PersonID     *int64 // nil: new
	PrisonNumber string
	Outside      bool
	RowHash      []byte
	WrittenAs    []byte // nil: of no file
	Cells        []string
	Before       []string // all that had been told, nil where nothing was
	ToldAsOf     *time.Time
	Again        bool // to be told once more, though it says nothing new: an event came between
}

const openChanged = `
	DECLARE import_changed NO SCROLL CURSOR FOR
	SELECT s.line, v.person_id, s.prison_number, s.outside, s.row_hash, s.written_as, s.cells, e.cells AS before,
	       coalesce(e.row_hash = '', false) AS again, e.as_of AS told_as_of
	FROM import_verdict v
	JOIN import_staging s ON s.line = v.line
	LEFT JOIN extract_row e ON e.person_id = v.person_id AND e.source = v.source
	WHERE v.verdict IN ('fresh', 'differs') ORDER BY s.line`

// nextToApply fetches the next rows, none at the end.
func nextToApply(ctx context.Context, tx pgx.Tx) ([]toApply, error) {
	rows, err := tx.Query(ctx, fmt.Sprintf(`FETCH %d FROM import_changed`, batchSize))
	if err != nil {
		return nil, fmt.Errorf("fetch changed rows: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[toApply])
	if err != nil {
		return nil, fmt.Errorf("fetch changed rows: %w", err)
	}
	return list, nil
}

// readListed gives the ids of everybody whom the file lists, by the numbers in
// the staging table and those of bad rows. Two queries made one: with OR a list that
// does not fit into memory would be read through for each person.
func readListed(ctx context.Context, tx pgx.Tx, inBadRows []string) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.person_id FROM person_number n WHERE n.prison_number IN (SELECT prison_number FROM import_staging)
		UNION
		SELECT n.person_id FROM person_number n WHERE n.prison_number = ANY($1)`, inBadRows)
	return collectPeople(rows, err)
}

// readNumbered is readListed where nothing was staged.
func readNumbered(ctx context.Context, tx pgx.Tx, inBadRows []string) ([]int64, error) {
	if len(inBadRows) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT n.person_id FROM person_number n WHERE n.prison_number = ANY($1)`, inBadRows)
	return collectPeople(rows, err)
}

func collectPeople(rows pgx.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, fmt.Errorf("read who is named: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("read who is named: %w", err)
	}
	return ids, nil
}
