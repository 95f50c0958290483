package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// tokenSeen is how often the use of a token is written down.
const tokenSeen = time.Minute

// Bearer is a token that is good, and whose it is.
type Bearer struct{ TokenID, AccountID int64 }

// CreateToken makes a bearer token of an enabled account, good for so many days,
// and gives it: only a hash is kept. Errors: fault.NotFound, fault.Invalid,
// fault.Conflict (the account is disabled).
func CreateToken(ctx context.Context, tx pgx.Tx, now time.Time, keys Keys, who Actor, email string, days int) (token string, row TokenRow, err error) {
	if days < 1 || days > TokenDaysMost {
		return "", row, fault.Invalid("a token is good for 1 to %d days", TokenDaysMost)
	}
	a, err := FindAccount(ctx, tx, email)
	if err != nil {
		return "", row, err
	}
	if a.DisabledAt != nil {
		return "", row, fault.Conflict("this account is disabled or suspended: it gets a token once it is enabled again (user reset, user wake)")
	}
	secret, err := newToken()
	if err != nil {
		return "", row, err
	}
	token = bearerMark + secret
	row = TokenRow{Ref: NewRef(), Email: a.Email, CreatedAt: now, ExpiresAt: now.AddDate(0, 0, days), Current: true}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO api_token (ref, token_hash, account_id, epoch, created_at, expires_at)
		SELECT $1, $2, id, session_epoch, $4, $5 FROM account WHERE id = $3 RETURNING id`,
		row.Ref, keys.tokenHash(token), a.ID, now, row.ExpiresAt).Scan(&id)
	if err != nil {
		return "", row, fmt.Errorf("store token: %w", err)
	}
	return token, row, Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: a.ID, Detail: "api token made: " + row.Ref})
}

// FindBearer gives the account of a token that is good at now, and notes that it
// was used: an account that is used by its token is used. One that was made with
// an older key is kept under the first from its next use on: a token lives for up
// to a year, and an old key need not. found is false for every token that is not
// good, whatever the reason.
func FindBearer(ctx context.Context, pool *pgxpool.Pool, now time.Time, keys Keys, token string) (b Bearer, found bool, err error) {
	if !looksLikeBearer(token) {
		return Bearer{}, false, nil
	}
	err = pg.InTx(ctx, pool, AtTheDoor, func(tx pgx.Tx) error {
		var usedAt *time.Time
		var first bool
		err := tx.QueryRow(ctx, `
			SELECT t.id, t.account_id, t.used_at, t.token_hash = $3 FROM api_token t
			  JOIN account a ON a.id = t.account_id AND a.disabled_at IS NULL AND a.session_epoch = t.epoch
			 WHERE t.token_hash = ANY ($1) AND t.ended_at IS NULL AND t.expires_at > $2`,
			keys.tokenHashes(token), now, keys.tokenHash(token)).Scan(&b.TokenID, &b.AccountID, &usedAt, &first)
		if err != nil || first && usedAt != nil && now.Sub(*usedAt) < tokenSeen {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE api_token SET used_at = $2, token_hash = $3 WHERE id = $1`, b.TokenID, now, keys.tokenHash(token)); err != nil {
			return err
		}
		return noteUse(ctx, tx, now, b.AccountID)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Bearer{}, false, nil
	}
	if err != nil {
		return Bearer{}, false, fmt.Errorf("find token: %w", err)
	}
	return b, true, nil
}

// ListTokens lists the tokens of an account, or with "" of all, the newest first.
func ListTokens(ctx context.Context, tx pgx.Tx, email string) ([]TokenRow, error) {
	return readTokens(ctx, tx, `$1 = '' OR lower(a.email) = lower($1)`, email)
}

// OwnTokens lists the tokens of somebody that are good or have expired by
// themselves, the newest first.
func OwnTokens(ctx context.Context, pool *pgxpool.Pool, who Actor) (list []TokenRow, err error) {
	err = pg.ReadTx(ctx, pool, AtTheDoor, func(tx pgx.Tx) error {
		list, err = readTokens(ctx, tx, `t.account_id = $1 AND t.ended_at IS NULL AND a.session_epoch = t.epoch`, who.AccountID)
		return err
	})
	return list, err
}

// EndOwnToken ends one of somebody's own tokens. Errors: fault.NotFound.
func EndOwnToken(ctx context.Context, pool *pgxpool.Pool, now time.Time, who Actor, ref string) error {
	return pg.InTx(ctx, pool, AtTheDoor, func(tx pgx.Tx) error {
		var own bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM api_token WHERE ref = $1 AND account_id = $2)`, ref, who.AccountID).Scan(&own); err != nil {
			return fmt.Errorf("find token: %w", err)
		}
		if !own {
			return fault.NotFound("token")
		}
		return EndToken(ctx, tx, now, who, ref)
	})
}

func readTokens(ctx context.Context, tx pgx.Tx, where string, arg any) ([]TokenRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.ref, a.email, t.created_at, t.expires_at, t.used_at, t.ended_at, a.disabled_at IS NULL AND a.session_epoch = t.epoch AS current
		  FROM api_token t JOIN account a ON a.id = t.account_id
		 WHERE `+where+` ORDER BY t.id DESC`, arg)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[TokenRow])
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return list, nil
}

// EndToken ends a token; one that is ended already stays as it is. fault.NotFound
// where there is none of that reference.
func EndToken(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, ref string) error {
	var account int64
	var ended bool
	err := tx.QueryRow(ctx, `SELECT account_id, ended_at IS NOT NULL FROM api_token WHERE ref = $1 FOR UPDATE`, ref).Scan(&account, &ended)
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.NotFound("token")
	}
	if err != nil {
		return fmt.Errorf("find token: %w", err)
	}
	if ended {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE api_token SET ended_at = $2 WHERE ref = $1`, ref, now); err != nil {
		return fmt.Errorf("end token: %w", err)
	}
	return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: account, Detail: "api token ended: " + ref})
}
