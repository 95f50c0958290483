package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Confirmation is that somebody looked through an agency's accounts.
type Confirmation struct {
	Domain string
	At     time.Time
	By     string // name
	Left   int    // how many had left
}

func readConfirmations(ctx context.Context, tx pgx.Tx) (map[string]Confirmation, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT ON (c.domain) c.domain, c.confirmed_at AS at, a.name AS by,
		       (SELECT count(*)::integer FROM list_confirmation_line l WHERE l.confirmation_id = c.id AND l.answer = 'left') AS left
		  FROM list_confirmation c JOIN account a ON a.id = c.confirmed_by ORDER BY c.domain, c.confirmed_at DESC`)
	if err != nil {
		return nil, fmt.Errorf("read confirmations: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Confirmation])
	if err != nil {
		return nil, fmt.Errorf("read confirmations: %w", err)
	}
	by := map[string]Confirmation{}
	for _, c := range list {
		by[c.Domain] = c
	}
	return by, nil
}

// ReadAgencies reads the accounts by agency, with who last confirmed each list.
func ReadAgencies(ctx context.Context, tx pgx.Tx) ([]Agency, error) {
	all, err := ListAccounts(ctx, tx)
	if err != nil {
		return nil, err
	}
	confirmed, err := readConfirmations(ctx, tx)
	if err != nil {
		return nil, err
	}
	return agencies(all, confirmed), nil
}

func insertConfirmation(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, agency Agency, answers map[string]ListAnswer) error {
	ids, said := make([]int64, len(agency.Accounts)), make([]string, len(agency.Accounts))
	for i, a := range agency.Accounts {
		ids[i], said[i] = a.ID, string(answers[a.Ref])
	}
	_, err := tx.Exec(ctx, `
		WITH confirmed AS (
			INSERT INTO list_confirmation (domain, confirmed_by, confirmed_at, accounts) VALUES ($1, $2, $3, $4) RETURNING id)
		INSERT INTO list_confirmation_line (confirmation_id, account_id, answer)
		SELECT confirmed.id, l.account_id, l.answer FROM confirmed, unnest($5::bigint[], $6::text[]) AS l (account_id, answer)`,
		agency.Domain, who.AccountID, now, len(ids), ids, said)
	if err != nil {
		return fmt.Errorf("store a confirmation: %w", err)
	}
	return nil
}
