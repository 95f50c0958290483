package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// readProofs reads what will stay of each of these people.
func (s *Service) readProofs(ctx context.Context, tx pgx.Tx, going []leaverRow, why eraseCause) ([]erasureProof, error) {
	ids := make([]int64, len(going))
	proofs := make([]erasureProof, len(going))
	at := map[int64]*erasureProof{}
	for i, l := range going {
		ids[i] = l.PersonID
		proofs[i] = erasureProof{personID: l.PersonID, area: l.HomeArea, last: l.LastDay(), why: why}
		at[l.PersonID] = &proofs[i]
	}
	rows, err := tx.Query(ctx, `
		WITH RECURSIVE joined AS (SELECT id AS person_id, id FROM person WHERE id = ANY($1)
			UNION SELECT j.person_id, m.id FROM person m JOIN joined j ON m.merged_into = j.id)
		SELECT j.person_id, array_agg(DISTINCT j.id), coalesce(array_agg(DISTINCT r.ref) FILTER (WHERE r.ref IS NOT NULL), '{}'),
		       coalesce(array_agg(DISTINCT n.prison_number) FILTER (WHERE n.prison_number IS NOT NULL), '{}')
		FROM joined j LEFT JOIN release r ON r.person_id = j.id LEFT JOIN person_number n ON n.person_id = j.id GROUP BY j.person_id`, ids)
	if err != nil {
		return nil, fmt.Errorf("read what stays: %w", err)
	}
	var p erasureProof
	if _, err = pgx.ForEachRow(rows, []any{&p.personID, &p.people, &p.refs, &p.numbers}, func() error {
		to := at[p.personID]
		to.people, to.refs, to.numbers = p.people, p.refs, p.numbers
		p.people, p.refs, p.numbers = nil, nil, nil
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what stays: %w", err)
	}
	return proofs, nil
}

// storeProofs writes the proofs, and the hashes of the numbers.
func (s *Service) storeProofs(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, proofs []erasureProof, rows []erasedRows) error {
	var tables []string
	var counts []int
	for _, r := range rows {
		if r.Rows > 0 {
			tables, counts = append(tables, r.Table), append(counts, r.Rows)
		}
	}
	batch := &pgx.Batch{}
	for _, p := range proofs {
		cause, years, ground, asked, agreed := "rule", (*int)(nil), ErasureGround(""), "", ""
		if p.why.rule != nil {
			years = &p.why.rule.Years
		} else {
			cause, ground, asked, agreed = "request", p.why.request.Ground, p.why.request.AskedBy, p.why.request.AgreedBy
		}
		hashes := make([][]byte, len(p.numbers))
		key := ""
		for i, number := range p.numbers {
			hash, id, ok := s.AuditKeys.ErasedMark(number)
			if !ok {
				return errNoErasedKey
			}
			hashes[i], key = hash, id
		}
		batch.Queue(`
			WITH proof AS (
				INSERT INTO erasure (person_id, people, refs, home_area, cause, years, last_day, ground, asked_by, agreed_by, erased_at, erased_by, tables, rows, together)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id)
			INSERT INTO erased_number (hash, key_id, erased_at, erasure_id) SELECT u.hash, $17, $11, proof.id FROM proof CROSS JOIN unnest($16::bytea[]) AS u (hash)`,
			p.personID, p.people, p.refs, p.area, cause, years, p.last, string(ground), asked, agreed, now, who.Key(), tables, counts, len(proofs), hashes, key)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("prove an erasure: %w", err)
	}
	return nil
}
