package notify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// CompareTexts compares the provider's list of texts with the tables.
func CompareTexts(ctx context.Context, tx pgx.Tx, seen []Seen) (Compared, error) {
	refs, numbers := make([]string, len(seen)), make([]string, len(seen))
	for i, s := range seen {
		refs[i], numbers[i] = s.ProviderRef, s.To
	}
	rows, err := tx.Query(ctx, `
		SELECT ref, coalesce(provider_ref, ''), recipient, state FROM message
		 WHERE channel = 'text' AND (provider_ref = ANY ($1) AND provider_ref <> ''
		       OR recipient = ANY ($2) AND coalesce(provider_ref, '') = '' AND state IN ('held', 'queued', 'sending', 'unknown'))
		 ORDER BY id`, refs, numbers)
	if err != nil {
		return Compared{}, fmt.Errorf("read which texts are known: %w", err)
	}
	stored, err := pgx.CollectRows(rows, pgx.RowToStructByPos[storedText])
	if err != nil {
		return Compared{}, fmt.Errorf("read which texts are known: %w", err)
	}
	return compareTexts(seen, stored), nil
}

// CompareMails compares the e-mails of a mail server's log with the tables.
func CompareMails(ctx context.Context, tx pgx.Tx, seen []Seen) (Compared, error) {
	refs := make([]string, len(seen))
	for i, s := range seen {
		refs[i] = s.Ref
	}
	rows, err := tx.Query(ctx, `SELECT ref, state FROM message WHERE channel = 'email' AND ref = ANY ($1)`, refs)
	if err != nil {
		return Compared{}, fmt.Errorf("read which e-mails are known: %w", err)
	}
	states := map[string]State{}
	var ref string
	var state State
	if _, err := pgx.ForEachRow(rows, []any{&ref, &state}, func() error {
		states[ref] = state
		return nil
	}); err != nil {
		return Compared{}, fmt.Errorf("read which e-mails are known: %w", err)
	}
	return compareMails(seen, states), nil
}
