package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// BounceMark is how far a mailbox file has been read. Tail is made of what
// stands before that place: where it differs the file is another one.
type BounceMark struct {
	Size int64 // bytes
	Tail []byte
}

// BounceMarks keeps the marks of mailbox files. A mark that is lost costs time
// only: the same report twice changes nothing.
type BounceMarks struct {
	Pool  *pgxpool.Pool
	Clock func() time.Time // UTC
}

// Read gives the mark of a mailbox; the zero one where it was never read.
func (s BounceMarks) Read(ctx context.Context, name string) (mark BounceMark, err error) {
	err = pg.ReadTx(ctx, s.Pool, receiving(), func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `SELECT size, tail FROM bounce_mark WHERE name = $1`, name)
		mark, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[BounceMark])
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return BounceMark{}, nil
	}
	if err != nil {
		return BounceMark{}, fmt.Errorf("read how far the bounces were read: %w", err)
	}
	return mark, nil
}

// Keep stores the mark of a mailbox.
func (s BounceMarks) Keep(ctx context.Context, name string, mark BounceMark) error {
	err := pg.InTx(ctx, s.Pool, receiving(), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO bounce_mark (name, size, tail, read_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (name) DO UPDATE SET size = excluded.size, tail = excluded.tail, read_at = excluded.read_at`,
			name, mark.Size, mark.Tail, s.Clock())
		return err
	})
	if err != nil {
		return fmt.Errorf("keep how far the bounces were read: %w", err)
	}
	return nil
}
