package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Invite queues the e-mail with a member of staff's link to the first sign-in.
// key tells one invitation to an address from the next: the same twice is one.
func (o *Outbox) Invite(ctx context.Context, tx pgx.Tx, now time.Time, email, name, key string) error {
	_, err := o.Add(ctx, tx, now, []Intent{{Channel: Email, Kind: Invitation, To: email, ToName: name,
		DedupeKey: fmt.Sprintf("invitation/%s/%s", strings.ToLower(email), key)}})
	return err
}
