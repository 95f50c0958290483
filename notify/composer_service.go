package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// Composer is asked at the moment of sending. It re-checks everything that
// could forbid sending (task still held by this recipient, appointment at this
// version, person released and not back, agreement, flags) and says what the
// message is to hold. Lines that no longer hold are left out; with none left
// the verdict is not to send. release implements it; cmd wires it.
type Composer interface {
	Compose(ctx context.Context, tx pgx.Tx, now time.Time, m Message, items []Item) (Letter, Verdict, error)
}

// Preparer is a Composer that can read for many messages at once what it will be
// asked for. The Composer that it gives answers for these messages, in the same
// transaction and at the same instant.
type Preparer interface {
	Prepare(ctx context.Context, tx pgx.Tx, now time.Time, messages []Message) (Composer, error)
}

// prepared is the composer of these messages.
func prepared(ctx context.Context, tx pgx.Tx, now time.Time, c Composer, messages []Message) (Composer, error) {
	if p, ok := c.(Preparer); ok && len(messages) > 0 {
		return p.Prepare(ctx, tx, now, messages)
	}
	return c, nil
}
