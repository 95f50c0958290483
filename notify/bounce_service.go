package notify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Bounced writes what a mail server reported of an e-mail after it had taken it
// over, and what follows from it. An e-mail that was sent is not final against a
// bounce, one whose fate is unknown is settled by it; what has failed becomes
// somebody's task. The same report again changes nothing. It fails with not
// found for a reference that no e-mail has.
func (s *Receipts) Bounced(ctx context.Context, b Bounce) error {
	kind := b.meaning()
	if kind == meaningUnknown {
		return fault.Invalid("the report says neither that the message failed nor that it is on its way")
	}
	err := pg.InTx(ctx, s.pool, receiving(), func(tx pgx.Tx) error {
		now, r := s.clock(), b.status()
		m, err := lockByRef(ctx, tx, b.Ref)
		if err != nil {
			return err
		}
		fresh, err := writeReceipt(ctx, tx, now, m.ID, r)
		if err != nil || !fresh || !opensTo(m, kind) {
			return err
		}
		if err := s.write(ctx, tx, now, m, kind, r); err != nil {
			return err
		}
		return s.followUp(ctx, tx, now, m, kind, r)
	})
	if err != nil {
		return fmt.Errorf("take a bounce in: %w", err)
	}
	return nil
}
