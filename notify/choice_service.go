package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Choose stores what an account wants to be told from the next morning on.
// Choice.Version is that of the choice they saw. Errors: fault.Invalid for a kind
// of news that cannot be left out; fault.Conflict where the account has chosen
// anew meanwhile; fault.Refused for who has no account.
func (d *Desk) Choose(ctx context.Context, who access.Actor, c Choice) error {
	if who.AccountID == 0 {
		return fault.Refused("Only somebody with an account can choose")
	}
	left := []string{}
	for _, news := range c.LeftOut {
		if !slices.Contains(LeaveOut, news) {
			return fault.Invalid("This kind of news cannot be left out: choose from the list")
		}
		left = append(left, string(news))
	}
	err := pg.InTx(ctx, d.pool, who, func(tx pgx.Tx) error {
		now := d.clock()
		tag, err := tx.Exec(ctx, `
			INSERT INTO account_choice AS c (account_id, digest, left_out, version, changed_at)
			SELECT $1, $2, $3, 1, $5 WHERE $4::int = 0 OR EXISTS (SELECT FROM account_choice WHERE account_id = $1)
			ON CONFLICT (account_id) DO UPDATE
			   SET digest = excluded.digest, left_out = excluded.left_out, version = c.version + 1, changed_at = excluded.changed_at
			 WHERE c.version = $4`, who.AccountID, c.Digest, left, c.Version, now)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fault.Conflict("You have chosen anew in another window since you opened this page")
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "account", ObjectID: who.AccountID, Detail: "what is told"})
	})
	if err != nil {
		return fmt.Errorf("store what an account is told: %w", err)
	}
	return nil
}
