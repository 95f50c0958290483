package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// AfterRestore does what a database that was restored from a backup asks for
// beyond its messages: imports that ran when the backup was made are over (their
// messages may have gone since), and requests that were to be worked out by now
// were.
func (s *Service) AfterRestore(ctx context.Context, tx pgx.Tx, now time.Time) error {
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE import SET finished_at = $1 WHERE kind = 'releases' AND finished_at IS NULL`, now)
	batch.Queue(`UPDATE release SET requests_at = NULL, version = version + 1 WHERE requests_at <= $1`, now)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("end what ran when the backup was made: %w", err)
	}
	return nil
}
