package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// keepWords is how long the words of a message are kept once it has left or was
// settled.
const keepWords = 90 * 24 * time.Hour

// Blank wipes the words of messages written more than 90 days ago, and the body
// of texts that came in as long ago. What was said to whom and when stays. It
// gives how many were wiped.
func (o *Outbox) Blank(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	before := now.Add(-keepWords)
	words, err := tx.Exec(ctx, `
		UPDATE message_words SET subject = '', text = '', html = '', calendar = '', blanked_at = $1
		 WHERE blanked_at IS NULL AND written_at < $2`, now, before)
	if err != nil {
		return 0, fmt.Errorf("blank old words: %w", err)
	}
	texts, err := tx.Exec(ctx, `UPDATE inbound_text SET body = '' WHERE body <> '' AND at < $1`, before)
	if err != nil {
		return 0, fmt.Errorf("blank old texts: %w", err)
	}
	return int(words.RowsAffected() + texts.RowsAffected()), nil
}
