package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// ImportCounts is one import in numbers: neither its file's name nor anything in it.
type ImportCounts struct {
	ID                                                         int64
	Kind                                                       string
	By                                                         string // name; "" for a command or the program
	StartedAt                                                  time.Time
	FinishedAt                                                 *time.Time
	UndoneAt                                                   *time.Time
	Rows, New, Changed, Unchanged, OutsideUnit, Rejected, Held int
	MessagesHeld                                               int
}

// ReadImportCounts lists the last imports, the newest first.
func ReadImportCounts(ctx context.Context, tx pgx.Tx, most int) ([]ImportCounts, error) {
	rows, err := tx.Query(ctx, `
		SELECT i.id, i.kind, coalesce(a.name, '') AS by, i.started_at, i.finished_at, i.undone_at, i.rows, i.new, i.changed, i.unchanged,
		       i.outside_unit, i.rejected, i.held, i.messages_held
		  FROM import i LEFT JOIN account a ON i.actor = 'account:' || a.id ORDER BY i.id DESC LIMIT $1`, most)
	if err != nil {
		return nil, fmt.Errorf("read the last imports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[ImportCounts])
	if err != nil {
		return nil, fmt.Errorf("read the last imports: %w", err)
	}
	return list, nil
}
