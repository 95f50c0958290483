package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// lockAccount finds an account by its reference, and keeps it locked. Errors:
// fault.NotFound.
func lockAccount(ctx context.Context, tx pgx.Tx, ref string) (Account, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM account WHERE ref = $1 FOR UPDATE`, ref); err != nil {
		return Account{}, fmt.Errorf("lock account: %w", err)
	}
	return ReadAccount(ctx, tx, ref)
}

// ReadAccount finds an account by its reference. Errors: fault.NotFound.
func ReadAccount(ctx context.Context, tx pgx.Tx, ref string) (Account, error) {
	list, err := readAccounts(ctx, tx, `WHERE a.ref = $1`, ref)
	if err != nil {
		return Account{}, err
	}
	if len(list) == 0 {
		return Account{}, fault.NotFound("Account")
	}
	return list[0], nil
}

// storePosition gives an account a role, areas and services, and ends its
// sessions: they hold what it might do before.
func storePosition(ctx context.Context, tx pgx.Tx, account int64, p Position) error {
	if _, err := tx.Exec(ctx, `UPDATE account SET role = $2 WHERE id = $1`, account, string(p.Role)); err != nil {
		return fmt.Errorf("change a role: %w", err)
	}
	for _, change := range []struct {
		sql  string
		list []string
	}{
		{`DELETE FROM account_area WHERE account_id = $1 AND area <> ALL ($2::text[])`, p.Areas},
		{`INSERT INTO account_area (account_id, area) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, p.Areas},
		{`DELETE FROM account_service WHERE account_id = $1 AND service <> ALL ($2::text[])`, p.Services},
		{`INSERT INTO account_service (account_id, service) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, p.Services},
	} {
		if change.list == nil {
			change.list = []string{}
		}
		if _, err := tx.Exec(ctx, change.sql, account, change.list); err != nil {
			return fmt.Errorf("change areas and services: %w", err)
		}
	}
	_, err := endSessions(ctx, tx, account)
	return err
}

// AccountEvent is one line of an account's history, for joiners and leavers.
type AccountEvent struct {
	At     time.Time
	Ref    string
	Name   string
	Role   Role
	Detail string // as the audit has it: "disabled", "reset", "suspended: not used", a role where the account was made
	Made   bool
	By     string // name; "" for the system
}

// ReadJoinersAndLeavers lists what happened to accounts since an instant, the
// newest first: made, disabled, suspended, woken, reset, another role.
func ReadJoinersAndLeavers(ctx context.Context, tx pgx.Tx, since time.Time) ([]AccountEvent, error) {
	rows, err := tx.Query(ctx, `
		SELECT u.at, a.ref, a.name, a.role, u.detail, u.action = 'collect' AS made, coalesce(b.name, '') AS by
		  FROM audit u JOIN account a ON a.id = u.object_id LEFT JOIN account b ON u.actor = 'account:' || b.id
		 WHERE u.object_kind = 'account' AND u.at >= $1
		   AND (u.action = 'collect' OR u.action = 'alter' AND (u.detail IN ('disabled', 'enabled', 'woken', 'reset') OR u.detail LIKE 'suspended%' OR u.detail LIKE 'role %'))
		 ORDER BY u.at DESC, u.id DESC LIMIT 500`, since)
	if err != nil {
		return nil, fmt.Errorf("read joiners and leavers: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[AccountEvent])
	if err != nil {
		return nil, fmt.Errorf("read joiners and leavers: %w", err)
	}
	return list, nil
}
