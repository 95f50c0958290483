// Package signedin signs accounts in for tests and measurements of pages, past
// the door: no passphrase is hashed.
package signedin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
)

// Cookies begins a session at now for the account with that reference, in the
// place of the one it had from here before, and gives its cookie under the names
// it has over http and https. A disabled or unknown account gets cookies that
// are worth nothing.
func Cookies(ctx context.Context, pool *pgxpool.Pool, now time.Time, ref string) ([]*http.Cookie, error) {
	return Under(ctx, pool, access.Keys{}, now, ref)
}

// Under is Cookies for pages that have keys.
func Under(ctx context.Context, pool *pgxpool.Pool, keys access.Keys, now time.Time, ref string) ([]*http.Cookie, error) {
	var in access.SessionData
	err := pool.QueryRow(ctx, `SELECT coalesce(max(id), 0), coalesce(max(session_epoch), 0) FROM account WHERE ref = $1`, ref).Scan(&in.Account, &in.Epoch)
	if err != nil {
		return nil, fmt.Errorf("find account %s: %w", ref, err)
	}
	token := "signed-in-as-" + ref
	cookies := []*http.Cookie{{Name: "throughgate", Value: token}, {Name: "__Host-throughgate", Value: token}}
	if in.Account == 0 {
		return cookies, nil
	}
	data, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("write session: %w", err)
	}
	sessions := access.Sessions{Pool: pool, Now: func() time.Time { return now }, Keys: keys}
	if err := sessions.DeleteCtx(ctx, token); err != nil {
		return nil, err
	}
	return cookies, sessions.CommitCtx(ctx, token, data, now)
}
