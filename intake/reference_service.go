package intake

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake/reference"
	"throughgate/internal/pg"
)

// LoadReference brings prisons, authorities, bank holidays and standards in
// line with the files inside the program. What is loaded already is left alone.
func LoadReference(ctx context.Context, pool *pgxpool.Pool, now time.Time) error {
	who := access.System("migrate")
	return pg.InTx(ctx, pool, who, func(tx pgx.Tx) error { return reference.Load(ctx, tx, who, now) })
}
