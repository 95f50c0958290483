package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// ActorByID is the actor of an enabled account. fault.NotFound where there is
// none, or it is disabled.
func ActorByID(ctx context.Context, tx pgx.Tx, id int64) (Actor, error) {
	var who Actor
	err := tx.QueryRow(ctx, `
		select id, name, role,
		       array(select area from account_area where account_id = account.id order by area),
		       array(select service from account_service where account_id = account.id order by service)
		  from account where id = $1 and disabled_at is null`, id).
		Scan(&who.AccountID, &who.Name, &who.Role, &who.Areas, &who.Services)
	if errors.Is(err, pgx.ErrNoRows) {
		return Actor{}, fault.NotFound("account")
	}
	if err != nil {
		return Actor{}, fmt.Errorf("read account: %w", err)
	}
	return who, nil
}
