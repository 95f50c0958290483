package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/release"
)

// heldDecided is a held row with what somebody has decided on it.
type heldDecided struct {
	Line      int
	Cells     []string
	Decision  release.HeldDecision
	DecidedBy string
	Outcome   string
	FileName  string
	Source    string
	AsOf      time.Time
}

func readDecided(ctx context.Context, tx pgx.Tx, problem int64) (heldDecided, error) {
	var r heldDecided
	err := tx.QueryRow(ctx, `
		SELECT p.line, p.cells, p.decision, p.decided_by, p.outcome, i.file_name, i.source, i.as_of
		FROM import_problem p JOIN import i ON i.id = p.import_id
		WHERE p.id = $1 AND p.kind = 'held' AND i.kind = 'releases'`, problem).
		Scan(&r.Line, &r.Cells, &r.Decision, &r.DecidedBy, &r.Outcome, &r.FileName, &r.Source, &r.AsOf)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fault.NotFound("The row")
	}
	if err != nil {
		return r, fmt.Errorf("read held row %d: %w", problem, err)
	}
	return r, nil
}

func noteTaken(ctx context.Context, tx pgx.Tx, problem int64, outcome string) error {
	if _, err := tx.Exec(ctx, `UPDATE import_problem SET outcome = $2 WHERE id = $1`, problem, outcome); err != nil {
		return fmt.Errorf("note what came of held row %d: %w", problem, err)
	}
	return nil
}
