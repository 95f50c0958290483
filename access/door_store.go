package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// comer is the account that somebody wants to sign in to; the zero value is no
// account.
type comer struct {
	ID    int64
	Email string // as it is stored
	Hash  string // PHC string; empty where no passphrase was chosen yet
	Epoch int
	Known bool // it has signed in from this place lately
}

// readComer reads an enabled account by its address, in any case.
func readComer(ctx context.Context, tx pgx.Tx, now time.Time, email, place string) (comer, error) {
	var c comer
	err := tx.QueryRow(ctx, `
		SELECT a.id, a.email, coalesce(p.hash, ''), a.session_epoch,
		       EXISTS (SELECT 1 FROM sign_in_place s WHERE s.account_id = a.id AND s.place = $2 AND s.last_at > $3)
		  FROM account a LEFT JOIN account_passphrase p ON p.account_id = a.id
		 WHERE lower(a.email) = $1 AND a.disabled_at IS NULL`,
		sameAddress(email), placeKey(place), now.Add(-knownFor)).Scan(&c.ID, &c.Email, &c.Hash, &c.Epoch, &c.Known)
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

// forgetOld clears away what is over: sessions, halves, failures and places. Rows that
// somebody else is clearing are left to them.
func forgetOld(ctx context.Context, tx pgx.Tx, now time.Time) error {
	for _, old := range []struct {
		sql    string
		before time.Time
	}{
		{`DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE seen_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now.Add(-SessionIdle)},
		{`DELETE FROM sign_in_half WHERE token_hash IN (SELECT token_hash FROM sign_in_half WHERE began_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now.Add(-HalfLife)},
		{`DELETE FROM sign_in_failure WHERE (kind, key) IN (SELECT kind, key FROM sign_in_failure WHERE clear_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now},
		{`DELETE FROM sign_in_place WHERE (account_id, place) IN (SELECT account_id, place FROM sign_in_place WHERE last_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`, now.Add(-knownFor)},
	} {
		if _, err := tx.Exec(ctx, old.sql, old.before, sweepOut); err != nil {
			return fmt.Errorf("clear away what is over at the door: %w", err)
		}
	}
	return nil
}
