package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

// SettleImports closes the imports of releases that died before they were
// closed, by the same rule: what they had written holds, and so do its
// messages until then. The caller has the lock of imports, so that none of
// them is still running.
func (s *Service) SettleImports(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time) error {
	dead, err := lockUnfinished(ctx, tx)
	if err != nil {
		return err
	}
	for _, d := range dead {
		done, err := s.CloseImport(ctx, tx, who, ImportClosing{ImportID: d.ID, Review: d.Review})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE import SET finished_at = $2, messages_queued = $3, messages_held = $4 WHERE id = $1`,
			d.ID, now, done.Queued, done.Held); err != nil {
			return fmt.Errorf("close an import that died: %w", err)
		}
		if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "import", ObjectID: d.ID,
			Detail: "ended before its time"}); err != nil {
			return err
		}
	}
	return nil
}

// SettleDeadImports is SettleImports in a transaction of its own, when no import
// is running; it does nothing while one is. It is for the tick of every minute.
func (s *Service) SettleDeadImports(ctx context.Context, who access.Actor) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		var any, mine bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM import WHERE kind = 'releases' AND finished_at IS NULL)`).Scan(&any); err != nil || !any {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, ImportLock).Scan(&mine); err != nil || !mine {
			return err
		}
		return s.SettleImports(ctx, tx, who, s.Now())
	})
}

// unfinished is an import that died before it was closed.
type unfinished struct {
	ID     int64
	Review bool
}

func lockUnfinished(ctx context.Context, tx pgx.Tx) ([]unfinished, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, brake = '`+ByReview+`' FROM import WHERE kind = 'releases' AND finished_at IS NULL ORDER BY id FOR UPDATE`)
	if err != nil {
		return nil, fmt.Errorf("find imports that died: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[unfinished])
	if err != nil {
		return nil, fmt.Errorf("find imports that died: %w", err)
	}
	return list, nil
}
