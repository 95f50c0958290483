package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// noteUse writes down that an account was signed in with.
func noteUse(ctx context.Context, tx pgx.Tx, now time.Time, account int64) error {
	if _, err := tx.Exec(ctx, `UPDATE account SET signed_in_at = $2, warned_at = NULL WHERE id = $1`, account, now); err != nil {
		return fmt.Errorf("note the use of an account: %w", err)
	}
	return nil
}

// KeepInUse counts accounts as used, for pretend ones that nobody has to sign in
// with.
func KeepInUse(ctx context.Context, tx pgx.Tx, now time.Time, emails []string) error {
	_, err := tx.Exec(ctx, `UPDATE account SET woken_at = $2, disabled_at = CASE WHEN suspended_at IS NULL THEN disabled_at END, suspended_at = NULL
		WHERE email = ANY ($1)`, emails, now)
	if err != nil {
		return fmt.Errorf("keep accounts in use: %w", err)
	}
	return nil
}

// usedAt is Account.UsedAt in SQL, of account a.
const usedAt = `greatest(a.created_at, a.signed_in_at, a.woken_at)`

// looksAfter is Account.LooksAfterService in SQL. The directory is read once, not
// for each account.
const looksAfter = `(a.role = 'spoc' OR lower(a.email) IN (SELECT lower(v.spoc_email) FROM service v UNION ALL SELECT lower(v.deputy_email) FROM service v))`

// WarnedAccount is one whose owner is to be told that it will be suspended.
type WarnedAccount struct {
	ID          int64
	Email, Name string
}

// SuspendUnused suspends the accounts that nobody has used, as a day stands at
// now, and ends their sessions and links. A day twice changes nothing.
func SuspendUnused(ctx context.Context, tx pgx.Tx, now time.Time, who Actor) error {
	rows, err := tx.Query(ctx, `
		UPDATE account a SET disabled_at = $1, suspended_at = $1, session_epoch = session_epoch + 1
		 WHERE a.disabled_at IS NULL AND `+usedAt+` < CASE WHEN `+looksAfter+` THEN $2::timestamptz ELSE $3::timestamptz END
		RETURNING a.id`, now, unusedSince(now, unusedServiceDays), unusedSince(now, unusedDays))
	if err != nil {
		return fmt.Errorf("suspend unused accounts: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("suspend unused accounts: %w", err)
	}
	if len(ids) > 0 {
		for _, sql := range []string{`DELETE FROM session WHERE account_id = ANY ($1)`, `DELETE FROM sign_in_half WHERE account_id = ANY ($1)`,
			`UPDATE account_link SET expires_at = created_at WHERE account_id = ANY ($1) AND used_at IS NULL`} {
			if _, err := tx.Exec(ctx, sql, ids); err != nil {
				return fmt.Errorf("suspend unused accounts: %w", err)
			}
		}
	}
	var entries []Entry
	for _, id := range ids {
		entries = append(entries, Entry{Action: Alter, ObjectKind: "account", ObjectID: id, Detail: "suspended: not used"})
	}
	return Record(ctx, tx, now, who, entries...)
}

// WarnUnused gives the accounts whose owners are to be told that they will be
// suspended, each once.
func WarnUnused(ctx context.Context, tx pgx.Tx, now time.Time) ([]WarnedAccount, error) {
	rows, err := tx.Query(ctx, `
		UPDATE account a SET warned_at = $1
		 WHERE a.disabled_at IS NULL AND a.warned_at IS NULL AND `+looksAfter+` AND `+usedAt+` < $2
		RETURNING a.id, a.email, a.name`, now, unusedSince(now, warnServiceDays))
	if err != nil {
		return nil, fmt.Errorf("find unused accounts to warn of: %w", err)
	}
	warn, err := pgx.CollectRows(rows, pgx.RowToStructByName[WarnedAccount])
	if err != nil {
		return nil, fmt.Errorf("find unused accounts to warn of: %w", err)
	}
	return warn, nil
}
