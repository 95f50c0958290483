package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/release"
)

// openImport writes the row of an import that begins and gives its id.
func openImport(ctx context.Context, tx pgx.Tx, who access.Actor, source string, r Report, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO import (kind, source, file_name, sha256, as_of, actor, started_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		string(r.Kind), source, r.File, r.SHA256, r.AsOf, who.Key(), now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write the import: %w", err)
	}
	return id, nil
}

// markReview notes that an import is held for a go-live review, from its first
// transaction on: should it die, it is still one.
func markReview(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE import SET brake = $2 WHERE id = $1`, id, release.ByReview); err != nil {
		return fmt.Errorf("note that the import is for review: %w", err)
	}
	return nil
}

// closeImport writes what became of an import, with its rejected and held
// rows, and its line in the audit. cells are those of held rows, by line.
func closeImport(ctx context.Context, tx pgx.Tx, who access.Actor, id int64, r Report, cells map[int][]string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE import SET finished_at = $2, rows = $3, new = $4, changed = $5, unchanged = $6, outside_unit = $7,
			rejected = $8, held = $9, messages_queued = $10, messages_held = $11
		WHERE id = $1`,
		id, now, r.Rows, r.New, r.Changed, r.Unchanged, r.OutsideUnit, len(r.Rejected), len(r.Held), r.MessagesQueued, r.MessagesHeld)
	if err != nil {
		return fmt.Errorf("write the end of the import: %w", err)
	}
	if err := writeProblems(ctx, tx, id, r, cells); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "import", ObjectID: id,
		Detail: fmt.Sprintf("%s: rows %d, new %d, changed %d, rejected %d, held %d",
			r.Kind, r.Rows, r.New, r.Changed, len(r.Rejected), len(r.Held))})
}

func writeProblems(ctx context.Context, tx pgx.Tx, id int64, r Report, cells map[int][]string) error {
	n := len(r.Rejected)
	err := pg.Insert(ctx, tx, "import_problem",
		`import_id bigint, kind text, line integer, column_name text, problem text, cells text[]`, n+len(r.Held), func(i int) []any {
			if i < n {
				p := r.Rejected[i]
				return []any{id, "rejected", p.Line, p.Column, p.Problem, []string{}}
			}
			h := r.Held[i-n]
			kept := cells[h.Line]
			if kept == nil {
				kept = []string{}
			}
			return []any{id, "held", h.Line, "", h.Problem, kept}
		})
	if err != nil {
		return fmt.Errorf("write the rows that were rejected or held: %w", err)
	}
	return nil
}
