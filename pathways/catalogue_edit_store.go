package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// StoredStandard is a standard with what became of it.
type StoredStandard struct {
	Standard
	Version   int
	EditedAt  *time.Time // by the unit; nil: as the program brought it
	RetiredAt *time.Time // nil: in force
}

// ReadStandards reads every standard, those retired too, in the catalogue's
// order.
func ReadStandards(ctx context.Context, tx pgx.Tx) ([]StoredStandard, error) {
	rows, err := tx.Query(ctx, `
		SELECT code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset,
		       due_day_kind, latest_start, required, after_release, applies_when, needs_first, before_telling, evidence, why,
		       version, edited_at, retired_at
		FROM standard WHERE release_id IS NULL ORDER BY position, code`)
	if err != nil {
		return nil, fmt.Errorf("read standards: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s StoredStandard, err error) {
		err = row.Scan(&s.Code, &s.Position, &s.Pathway, &s.Title, &s.MailWords, &s.Service, &s.FoundBy, &s.Anchor, &s.HandOffOffset,
			&s.DueOffset, &s.DueDayKind, &s.LatestStart, &s.Required, &s.AfterRelease, &s.AppliesWhen, &s.NeedsFirst, &s.BeforeTelling,
			&s.Evidence, &s.Why, &s.Version, &s.EditedAt, &s.RetiredAt)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("read standards: %w", err)
	}
	return list, nil
}

// ReadServiceCodes reads the codes of services that are asked or are in the
// directory.
func ReadServiceCodes(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT service FROM standard UNION SELECT service FROM service UNION SELECT 'prison_omu' ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("read the codes of services: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the codes of services: %w", err)
	}
	return list, nil
}

// catalogueLock lets one edit of the catalogue pass at a time: an edit is held
// against all the other standards.
const catalogueLock int64 = 0x7467_6361_74 // "tgcat"

// PlannedEdit is an edit that may be made: what is stored and what would be.
type PlannedEdit struct {
	Before *StoredStandard // nil: new
	After  Standard        // of a retirement as it is
	Retire bool
}

// keepStandard writes a standard as it is from now on, or that it is retired.
func keepStandard(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, e PlannedEdit) error {
	s, version := e.After, 1
	var before *Standard
	var retired *time.Time
	fields := []FieldChange{}
	if e.Before != nil {
		version, before = e.Before.Version+1, &e.Before.Standard
		if e.Before.RetiredAt != nil {
			fields = append(fields, FieldChange{"in_force", "no", "yes"})
		}
	}
	if e.Retire {
		retired, fields = &now, append(fields, FieldChange{"in_force", "yes", "no"})
	} else {
		fields = append(fields, StandardChanges(before, &s)...)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset,
			due_day_kind, latest_start, required, after_release, applies_when, needs_first, before_telling, evidence, why,
			version, edited_at, retired_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (code) DO UPDATE SET title = excluded.title, mail_words = excluded.mail_words, service = excluded.service,
			hand_off_offset = excluded.hand_off_offset, due_offset = excluded.due_offset, due_day_kind = excluded.due_day_kind,
			latest_start = excluded.latest_start, required = excluded.required, after_release = excluded.after_release,
			applies_when = excluded.applies_when, needs_first = excluded.needs_first, before_telling = excluded.before_telling,
			evidence = excluded.evidence, why = excluded.why, version = excluded.version, edited_at = excluded.edited_at,
			retired_at = excluded.retired_at`,
		s.Code, s.Position, s.Pathway, s.Title, s.MailWords, s.Service, string(s.FoundBy), string(s.Anchor), s.HandOffOffset, s.DueOffset,
		string(s.DueDayKind), s.LatestStart, s.Required, s.AfterRelease, s.AppliesWhen, s.NeedsFirst, s.BeforeTelling, s.Evidence, s.Why,
		version, now, retired)
	if err != nil {
		return fmt.Errorf("write a standard: %w", err)
	}
	if err := RecordChange(ctx, tx, who, now, StandardChange, s.Code, version, fields); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "standard", Detail: s.Code})
}

// lockCatalogue waits for whoever edits the catalogue.
func lockCatalogue(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, catalogueLock); err != nil {
		return fmt.Errorf("take the lock of the catalogue: %w", err)
	}
	return nil
}
