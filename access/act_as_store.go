package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// Listed is an enabled account in a list to pick from.
type Listed struct {
	Ref  string
	Name string
	Role Role
}

// EnabledAccounts lists the accounts that may act, by role and name.
func EnabledAccounts(ctx context.Context, tx pgx.Tx) ([]Listed, error) {
	rows, err := tx.Query(ctx, `
		select ref, name, role from account where disabled_at is null
		 order by array_position(array['link_officer', 'offender_manager', 'coordinator', 'spoc',
		          'information_lead', 'administrator'], role), name, id`)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Listed])
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return list, nil
}

// ActorByRef is the actor of an enabled account. fault.NotFound where there is
// none, or it is disabled.
func ActorByRef(ctx context.Context, tx pgx.Tx, ref string) (Actor, error) {
	var who Actor
	err := tx.QueryRow(ctx, `
		select id, name, role,
		       array(select area from account_area where account_id = account.id order by area),
		       array(select service from account_service where account_id = account.id order by service)
		  from account where ref = $1 and disabled_at is null`, ref).
		Scan(&who.AccountID, &who.Name, &who.Role, &who.Areas, &who.Services)
	if errors.Is(err, pgx.ErrNoRows) {
		return Actor{}, fault.NotFound("account")
	}
	if err != nil {
		return Actor{}, fmt.Errorf("read account: %w", err)
	}
	return who, nil
}
