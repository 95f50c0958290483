package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// tokenHash is what is kept of a token of a link or a session: its 256 random
// bits need no salt.
func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// comer is the account that somebody wants to sign in to; the zero value is no
// account.
type comer struct {
	ID    int64
	Hash  string // PHC string; empty where no passphrase was chosen yet
	Epoch int
	Known bool // it has signed in from this place lately
}

// readComer reads an enabled account by its address, in any case.
func readComer(ctx context.Context, tx pgx.Tx, now time.Time, email, place string) (comer, error) {
	var c comer
	err := tx.QueryRow(ctx, `
		SELECT a.id, coalesce(p.hash, ''), a.session_epoch,
		       EXISTS (SELECT 1 FROM sign_in_place s WHERE s.account_id = a.id AND s.place = $2 AND s.last_at > $3)
		  FROM account a LEFT JOIN account_passphrase p ON p.account_id = a.id
		 WHERE lower(a.email) = $1 AND a.disabled_at IS NULL`,
		sameAddress(email), placeKey(place), now.Add(-knownFor)).Scan(&c.ID, &c.Hash, &c.Epoch, &c.Known)
	if errors.Is(err, pgx.ErrNoRows) {
		return comer{}, nil
	}
	if err != nil {
		return comer{}, fmt.Errorf("read who signs in: %w", err)
	}
	return c, nil
}

// failureKinds are in the order in which rows are locked.
var failureKinds = []failureKind{byAccount, byPair, byPlace}

func keysInOrder(email, place string) (kinds []string, keys [][]byte) {
	all := failureKeys(email, place)
	for _, kind := range failureKinds {
		kinds, keys = append(kinds, string(kind)), append(keys, all[kind])
	}
	return kinds, keys
}

// readFailures gives until when failures are remembered.
func readFailures(ctx context.Context, tx pgx.Tx, email, place string) (map[failureKind]time.Time, error) {
	kinds, keys := keysInOrder(email, place)
	rows, err := tx.Query(ctx, `
		SELECT f.kind, f.clear_at FROM sign_in_failure f
		  JOIN unnest($1::text[], $2::bytea[]) AS asked (kind, key) ON f.kind = asked.kind AND f.key = asked.key`, kinds, keys)
	if err != nil {
		return nil, fmt.Errorf("read failed sign-ins: %w", err)
	}
	clearAt := map[failureKind]time.Time{}
	var kind failureKind
	var at time.Time
	if _, err := pgx.ForEachRow(rows, []any{&kind, &at}, func() error { clearAt[kind] = at; return nil }); err != nil {
		return nil, fmt.Errorf("read failed sign-ins: %w", err)
	}
	return clearAt, nil
}

// countFailure adds one failure to the account and place, the account, and the
// place.
func countFailure(ctx context.Context, tx pgx.Tx, now time.Time, email, place string) error {
	kinds, keys := keysInOrder(email, place)
	var forget []time.Duration
	for _, kind := range failureKinds {
		forget = append(forget, allowanceOf(kind).forget)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_failure AS f (kind, key, clear_at)
		SELECT kind, key, $4::timestamptz + forget FROM unnest($1::text[], $2::bytea[], $3::interval[]) AS counted (kind, key, forget)
		ON CONFLICT (kind, key) DO UPDATE SET clear_at = greatest(f.clear_at, $4) + (excluded.clear_at - $4)`, kinds, keys, forget, now)
	if err != nil {
		return fmt.Errorf("count a failed sign-in: %w", err)
	}
	return nil
}

// noteArrival writes down that an account signed in from a place: its own
// failures there are forgotten, and the place is known.
func noteArrival(ctx context.Context, tx pgx.Tx, now time.Time, account int64, email, place string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sign_in_failure WHERE kind = $1 AND key = $2`, string(byPair), failureKeys(email, place)[byPair]); err != nil {
		return fmt.Errorf("forget failed sign-ins: %w", err)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_place (account_id, place, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, place) DO UPDATE SET last_at = excluded.last_at`, account, placeKey(place), now)
	if err != nil {
		return fmt.Errorf("note where an account signs in: %w", err)
	}
	return nil
}

// sweepOut is how many rows of each kind one sign-in clears away.
const sweepOut = 100

// forgetOld clears away what is over: sessions, failures and places. Rows that
// somebody else is clearing are left to them.
func forgetOld(ctx context.Context, tx pgx.Tx, now time.Time) error {
	for _, old := range []struct {
		sql    string
		before time.Time
	}{
		{`DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE seen_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now.Add(-SessionIdle)},
		{`DELETE FROM sign_in_failure WHERE (kind, key) IN (SELECT kind, key FROM sign_in_failure WHERE clear_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now},
		{`DELETE FROM sign_in_place WHERE (account_id, place) IN (SELECT account_id, place FROM sign_in_place WHERE last_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now.Add(-knownFor)},
	} {
		if _, err := tx.Exec(ctx, old.sql, old.before, sweepOut); err != nil {
			return fmt.Errorf("clear away what is over at the door: %w", err)
		}
	}
	return nil
}

// Holder is whom a one-time link was made for.
type Holder struct {
	AccountID   int64
	Email, Name string
}

// readHolder finds whom a link that still works was made for. Errors:
// fault.NotFound: it was used, is too old, or was never one.
func readHolder(ctx context.Context, tx pgx.Tx, now time.Time, token string) (Holder, error) {
	var h Holder
	err := tx.QueryRow(ctx, `
		SELECT a.id, a.email, a.name FROM account_link l JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL
		 WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2`, tokenHash(token), now).Scan(&h.AccountID, &h.Email, &h.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return Holder{}, fault.NotFound("link")
	}
	if err != nil {
		return Holder{}, fmt.Errorf("read one-time link: %w", err)
	}
	return h, nil
}

// useLink makes a link a used one, if nobody was quicker. Errors: fault.NotFound.
func useLink(ctx context.Context, tx pgx.Tx, now time.Time, token string) error {
	tag, err := tx.Exec(ctx, `UPDATE account_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`, tokenHash(token), now)
	if err != nil {
		return fmt.Errorf("use one-time link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("link")
	}
	return nil
}

// HasPassphrase tells whether an account has chosen a passphrase.
func HasPassphrase(ctx context.Context, tx pgx.Tx, account int64) (bool, error) {
	var has bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM account_passphrase WHERE account_id = $1)`, account).Scan(&has); err != nil {
		return false, fmt.Errorf("see whether an account has a passphrase: %w", err)
	}
	return has, nil
}

func storePassphrase(ctx context.Context, tx pgx.Tx, now time.Time, account int64, hash string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_passphrase (account_id, hash, chosen_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, chosen_at = excluded.chosen_at`, account, hash, now)
	if err != nil {
		return fmt.Errorf("store passphrase: %w", err)
	}
	return nil
}

// renewHash puts a hash of today's cost in the place of the one that was
// checked, if that is still the one.
func renewHash(ctx context.Context, tx pgx.Tx, account int64, from, to string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_passphrase SET hash = $3 WHERE account_id = $1 AND hash = $2`, account, from, to); err != nil {
		return fmt.Errorf("renew the hash of a passphrase: %w", err)
	}
	return nil
}
