package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// waitingRowsSQL are the rows, of the newest file each, whose prison number stands
// on the link officer's list. $1, $2 are the scope: the row's own home area, or
// that of the person stored under the number.
const waitingRowsSQL = `
	WITH waiting AS (
		SELECT p.id, p.import_id, p.line, p.problem, p.cells, p.decision, p.outcome, p.decided_at, i.file_name, i.started_at, n.person_id,
		       rank() OVER (PARTITION BY p.cells[1] ORDER BY p.import_id DESC) AS newest
		FROM attention a
		JOIN import_problem p ON p.kind = 'held' AND p.cells[1] = a.about_key
		JOIN import i ON i.id = p.import_id AND i.kind = 'releases' AND i.undone_at IS NULL
		LEFT JOIN person_number n ON n.prison_number = p.cells[1]
		WHERE a.kind = 'held_row' AND a.closed_at IS NULL)`

const fromWaitingRows = `
	FROM waiting w LEFT JOIN person p ON p.id = w.person_id LEFT JOIN release r ON r.person_id = p.id AND r.is_current
	WHERE w.newest = 1 AND (w.decided_at IS NULL OR w.decision = 'take')
	  AND ($1 OR w.cells[6] = ANY($2) OR p.home_area = ANY($2))`

// mostHeldRows is how many of them a page shows, and how far they are counted.
const mostHeldRows = `200`

const heldRowsSQL = waitingRowsSQL + `
	SELECT w.id, w.import_id, w.file_name, w.line, w.problem, w.started_at, w.decision = 'take' AND w.outcome = '' AS deciding,
	       w.outcome, coalesce(r.ref, ''), coalesce('restricted' = ANY(p.flags), false), w.cells,
	       coalesce((SELECT e.cells FROM extract_row e WHERE e.person_id = w.person_id ORDER BY e.as_of DESC, e.import_id DESC NULLS LAST LIMIT 1), '{}')` +
	fromWaitingRows + ` ORDER BY w.import_id, w.line LIMIT ` + mostHeldRows

const countHeldRowsSQL = waitingRowsSQL + ` SELECT count(*) FROM (SELECT w.id` + fromWaitingRows + ` LIMIT ` + mostHeldRows + `) shown`

type heldRowRow struct {
	HeldRow
	Told, Stored []string
}

func readHeldRows(ctx context.Context, tx pgx.Tx, scope Scope) ([]heldRowRow, error) {
	rows, err := tx.Query(ctx, heldRowsSQL, scope.All, scope.Areas)
	if err != nil {
		return nil, fmt.Errorf("list held rows: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r heldRowRow, err error) {
		h := &r.HeldRow
		err = row.Scan(&h.ID, &h.ImportID, &h.FileName, &h.Line, &h.Problem, &h.At, &h.Deciding, &h.Outcome, &h.ReleaseRef, &h.Restricted, &r.Told, &r.Stored)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("list held rows: %w", err)
	}
	return list, nil
}

// placeNames are the names of the prisons and home areas that the rows name, by
// code: people read names.
func placeNames(ctx context.Context, tx pgx.Tx, list []heldRowRow) (map[string]string, error) {
	var codes []string
	for _, r := range list {
		codes = append(append(codes, r.Told...), r.Stored...)
	}
	rows, err := tx.Query(ctx, `
		SELECT code, name FROM prison WHERE code = ANY($1) UNION ALL SELECT gss_code, name FROM authority WHERE gss_code = ANY($1)`, codes)
	if err != nil {
		return nil, fmt.Errorf("name the places of held rows: %w", err)
	}
	names := map[string]string{}
	var code, name string
	_, err = pgx.ForEachRow(rows, []any{&code, &name}, func() error {
		names[code] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("name the places of held rows: %w", err)
	}
	return names, nil
}

// heldRowLocked is a held row as a decision finds it.
type heldRowLocked struct {
	ID       int64
	ImportID int64
	Number   string
	Decided  bool
}

func lockHeldRow(ctx context.Context, tx pgx.Tx, scope Scope, id int64) (heldRowLocked, error) {
	var r heldRowLocked
	err := tx.QueryRow(ctx, `
		SELECT p.id, p.import_id, p.cells[1], p.decided_at IS NOT NULL AND NOT (p.decision = 'take' AND p.outcome LIKE '`+NotTaken+`%')
		FROM import_problem p JOIN import i ON i.id = p.import_id AND i.kind = 'releases' AND i.undone_at IS NULL
		LEFT JOIN person_number n ON n.prison_number = p.cells[1] LEFT JOIN person s ON s.id = n.person_id
		WHERE p.id = $3 AND p.kind = 'held' AND p.cells <> '{}' AND ($1 OR p.cells[6] = ANY($2) OR s.home_area = ANY($2))
		FOR UPDATE OF p`, scope.All, scope.Areas, id).Scan(&r.ID, &r.ImportID, &r.Number, &r.Decided)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fault.NotFound("The row")
	}
	if err != nil {
		return r, fmt.Errorf("find held row %d: %w", id, err)
	}
	return r, nil
}

// decideHeldRow writes a decision; taking one row leaves the others of its
// person in the same file.
func decideHeldRow(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, r heldRowLocked, as HeldDecision, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_problem SET decision = CASE WHEN id = $1 THEN $4 ELSE 'leave' END, reason = $5, decided_at = $6, decided_by = $7, outcome = ''
		WHERE kind = 'held' AND import_id = $2 AND cells[1] = $3 AND (id = $1 OR $4 = 'take' AND decided_at IS NULL)`,
		r.ID, r.ImportID, r.Number, string(as), reason, now, who.Key())
	if err != nil {
		return fmt.Errorf("decide on held row %d: %w", r.ID, err)
	}
	return nil
}

// unlistHeldRow takes a number off the list once no row of the file about it
// waits any more.
func unlistHeldRow(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, r heldRowLocked, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE attention SET closed_at = $3, closed_by = $4, close_note = $5
		WHERE kind = 'held_row' AND about_key = $2 AND closed_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM import_problem WHERE kind = 'held' AND import_id = $1 AND cells[1] = $2 AND decided_at IS NULL)`,
		r.ImportID, r.Number, now, who.Key(), reason)
	if err != nil {
		return fmt.Errorf("take a held row off the list: %w", err)
	}
	return nil
}

// CountHeldRows counts the rows that wait within a scope, as far as a page shows
// them.
func CountHeldRows(ctx context.Context, tx pgx.Tx, scope Scope) (n int, err error) {
	if err := tx.QueryRow(ctx, countHeldRowsSQL, scope.All, scope.Areas).Scan(&n); err != nil {
		return 0, fmt.Errorf("count held rows: %w", err)
	}
	return n, nil
}
