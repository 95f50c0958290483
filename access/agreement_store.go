package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

const agreementColumns = `id, ref, version, title, purpose, gateways, gateway_words, our_regime, their_regime, categories, domains,
	owner_id, starts_on, review_on, ends_on, ended_on, ended_why, file_name, file_hash`

// ReadAgreements reads every agreement with its partners, by its title.
func ReadAgreements(ctx context.Context, tx pgx.Tx) ([]Agreement, error) {
	return readAgreements(ctx, tx, allAgreements)
}

const allAgreements = `SELECT ` + agreementColumns + `,
		ARRAY(SELECT service FROM agreement_partner p WHERE p.agreement_id = a.id ORDER BY service, area),
		ARRAY(SELECT area FROM agreement_partner p WHERE p.agreement_id = a.id ORDER BY service, area)
		FROM agreement a ORDER BY lower(title), id`

// ReadSharing reads what covers services. fromStart: production, where a service
// without an agreement is told nothing from the first day.
func ReadSharing(ctx context.Context, tx pgx.Tx, fromStart bool) (Sharing, error) {
	list, err := ReadAgreements(ctx, tx)
	return Sharing{Agreements: list, FromStart: fromStart}, err
}

// AskForSharing asks, with others, for what [ReadSharing] reads; it is there when
// the batch is closed.
func AskForSharing(batch *pgx.Batch, fromStart bool) *Sharing {
	out := &Sharing{FromStart: fromStart}
	batch.Queue(allAgreements).Query(func(rows pgx.Rows) (err error) {
		out.Agreements, err = collectAgreements(rows)
		return err
	})
	return out
}

// ReadAgreement reads one agreement; with lock it is kept from others until the
// transaction ends. Errors: fault.NotFound.
func ReadAgreement(ctx context.Context, tx pgx.Tx, ref string, lock bool) (Agreement, error) {
	if lock {
		var id int64
		err := tx.QueryRow(ctx, `SELECT id FROM agreement WHERE ref = $1 FOR UPDATE`, ref).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return Agreement{}, fault.NotFound("agreement")
		}
		if err != nil {
			return Agreement{}, fmt.Errorf("lock an agreement: %w", err)
		}
	}
	list, err := readAgreements(ctx, tx, `SELECT `+agreementColumns+`,
		ARRAY(SELECT service FROM agreement_partner p WHERE p.agreement_id = a.id ORDER BY service, area),
		ARRAY(SELECT area FROM agreement_partner p WHERE p.agreement_id = a.id ORDER BY service, area)
		FROM agreement a WHERE ref = $1`, ref)
	if err == nil && len(list) == 0 {
		return Agreement{}, fault.NotFound("agreement")
	}
	if err != nil {
		return Agreement{}, err
	}
	return list[0], nil
}

func readAgreements(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Agreement, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read agreements: %w", err)
	}
	return collectAgreements(rows)
}

func collectAgreements(rows pgx.Rows) ([]Agreement, error) {
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Agreement, err error) {
		var services, areas []string
		err = row.Scan(&a.ID, &a.Ref, &a.Version, &a.Title, &a.Purpose, &a.Gateways, &a.GatewayWords, &a.OurRegime, &a.TheirRegime,
			&a.Categories, &a.Domains, &a.OwnerID, &a.StartsOn, &a.ReviewOn, &a.EndsOn, &a.EndedOn, &a.EndedWhy, &a.FileName, &a.FileHash,
			&services, &areas)
		for i := range services {
			a.Partners = append(a.Partners, Partner{Service: services[i], Area: areas[i]})
		}
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("read agreements: %w", err)
	}
	return list, nil
}

// AddAgreement stores a new agreement and gives its id.
func AddAgreement(ctx context.Context, tx pgx.Tx, a Agreement) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO agreement (ref, title, purpose, gateways, gateway_words, our_regime, their_regime, categories, domains, owner_id,
		       starts_on, review_on, ends_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
		a.Ref, a.Title, a.Purpose, a.Gateways, a.GatewayWords, a.OurRegime, a.TheirRegime, a.Categories, a.Domains, a.OwnerID,
		a.StartsOn, a.ReviewOn, a.EndsOn).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add an agreement: %w", err)
	}
	return id, storePartners(ctx, tx, id, a.Partners)
}

// StoreAgreement stores an agreement that is there, as its next version.
func StoreAgreement(ctx context.Context, tx pgx.Tx, a Agreement) error {
	_, err := tx.Exec(ctx, `
		UPDATE agreement SET version = version + 1, title = $2, purpose = $3, gateways = $4, gateway_words = $5, our_regime = $6,
		       their_regime = $7, categories = $8, domains = $9, owner_id = $10, starts_on = $11, review_on = $12, ends_on = $13,
		       ended_on = $14, ended_why = $15, file_name = $16, file_hash = $17
		WHERE id = $1`, a.ID, a.Title, a.Purpose, a.Gateways, a.GatewayWords, a.OurRegime, a.TheirRegime, a.Categories, a.Domains, a.OwnerID,
		a.StartsOn, a.ReviewOn, a.EndsOn, a.EndedOn, a.EndedWhy, a.FileName, a.FileHash)
	if err != nil {
		return fmt.Errorf("store an agreement: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM agreement_partner WHERE agreement_id = $1`, a.ID); err != nil {
		return fmt.Errorf("store the partners of an agreement: %w", err)
	}
	return storePartners(ctx, tx, a.ID, a.Partners)
}

func storePartners(ctx context.Context, tx pgx.Tx, id int64, list []Partner) error {
	services, areas := make([]string, len(list)), make([]string, len(list))
	for i, p := range list {
		services[i], areas[i] = p.Service, p.Area
	}
	_, err := tx.Exec(ctx, `INSERT INTO agreement_partner (agreement_id, service, area)
		SELECT $1, service, area FROM unnest($2::text[], $3::text[]) AS u(service, area)`, id, services, areas)
	if err != nil {
		return fmt.Errorf("store the partners of an agreement: %w", err)
	}
	return nil
}

// AgreementOwner is an account that may own an agreement.
type AgreementOwner struct {
	ID        int64
	Ref, Name string
	Role      Role
	Email     string
}

// ReadAgreementOwners lists the enabled accounts of the unit's staff, and the
// present owner, by name.
func ReadAgreementOwners(ctx context.Context, tx pgx.Tx, present int64) ([]AgreementOwner, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, name, role, email FROM account
		WHERE role <> 'spoc' AND disabled_at IS NULL OR id = $1 ORDER BY lower(name), id`, present)
	if err != nil {
		return nil, fmt.Errorf("read who may own an agreement: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AgreementOwner])
	if err != nil {
		return nil, fmt.Errorf("read who may own an agreement: %w", err)
	}
	return list, nil
}
