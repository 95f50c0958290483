package reference

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// Load brings the reference tables in line with the files inside the program,
// in the caller's transaction. A file whose content is loaded already is left
// alone; so is a file that a unit has replaced by its own (bank holidays), and a
// standard that a unit has edited. Prisons and authorities are
// never deleted (people refer to them); a holiday that is gone from the list
// is, and a standard that is gone is retired.
func Load(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time) error {
	for _, f := range []struct {
		name string
		load func(context.Context, pgx.Tx, time.Time) error
	}{
		{PrisonsFile, loadPrisons},
		{AuthoritiesFile, loadAuthorities},
		{holidaysFile, loadHolidays},
		{StandardsFile, loadStandards},
	} {
		if err := loadOnce(ctx, tx, who, now, f.name, f.load); err != nil {
			return fmt.Errorf("load reference file %s: %w", f.name, err)
		}
	}
	return nil
}

func loadOnce(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, name string,
	load func(context.Context, pgx.Tx, time.Time) error) error {
	body, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	var loaded string
	var replaced bool
	err = tx.QueryRow(ctx, `SELECT sha256, replaced_at IS NOT NULL FROM reference_file WHERE name = $1 FOR UPDATE`, name).
		Scan(&loaded, &replaced)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if loaded == digest || replaced {
		return nil
	}
	if err := load(ctx, tx, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO reference_file (name, sha256, loaded_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, loaded_at = excluded.loaded_at`,
		name, digest, now); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "reference_file", Detail: name})
}

func loadPrisons(ctx context.Context, tx pgx.Tx, _ time.Time) error {
	prisons, err := Prisons()
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, p := range prisons {
		batch.Queue(`
			INSERT INTO prison (code, name, bare_name, region, country, probation_region, lat, lon, male_female, open_conditions)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (code) DO UPDATE SET name = excluded.name, bare_name = excluded.bare_name, region = excluded.region,
				country = excluded.country, probation_region = excluded.probation_region, lat = excluded.lat,
				lon = excluded.lon, male_female = excluded.male_female, open_conditions = excluded.open_conditions`,
			p.Code, p.Name, p.BareName, p.Region, p.Country, p.ProbationRegion, p.Lat, p.Lon, p.MaleFemale, p.Open)
	}
	return tx.SendBatch(ctx, batch).Close()
}

func loadAuthorities(ctx context.Context, tx pgx.Tx, _ time.Time) error {
	authorities, err := Authorities()
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, a := range authorities {
		batch.Queue(`
			INSERT INTO authority (gss_code, name, kind, is_current, note, region, country, probation_region, lat, lon, successors)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (gss_code) DO UPDATE SET name = excluded.name, kind = excluded.kind,
				is_current = excluded.is_current, note = excluded.note, region = excluded.region,
				country = excluded.country, probation_region = excluded.probation_region, lat = excluded.lat,
				lon = excluded.lon, successors = excluded.successors`,
			a.GSSCode, a.Name, string(a.Kind), a.Current, a.Note, a.Region, a.Country, a.ProbationRegion, a.Lat, a.Lon, a.Successors)
	}
	return tx.SendBatch(ctx, batch).Close()
}

func loadHolidays(ctx context.Context, tx pgx.Tx, _ time.Time) error {
	holidays, err := Holidays()
	if err != nil {
		return err
	}
	return writeHolidays(ctx, tx, holidays)
}

func loadStandards(ctx context.Context, tx pgx.Tx, now time.Time) error {
	standards, err := Standards()
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	codes := make([]string, 0, len(standards))
	for _, s := range standards {
		codes = append(codes, s.Code)
		batch.Queue(`
			INSERT INTO standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset,
				due_offset, due_day_kind, latest_start, required, after_release, applies_when, needs_first, before_telling,
				evidence, why)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
			ON CONFLICT (code) DO UPDATE SET position = excluded.position, pathway = excluded.pathway,
				title = excluded.title, mail_words = excluded.mail_words, service = excluded.service,
				found_by = excluded.found_by, anchor = excluded.anchor, hand_off_offset = excluded.hand_off_offset,
				due_offset = excluded.due_offset, due_day_kind = excluded.due_day_kind,
				latest_start = excluded.latest_start, required = excluded.required,
				after_release = excluded.after_release, applies_when = excluded.applies_when,
				needs_first = excluded.needs_first, before_telling = excluded.before_telling,
				evidence = excluded.evidence, why = excluded.why, retired_at = NULL, version = standard.version + 1
			WHERE standard.edited_at IS NULL`,
			s.Code, s.Position, s.Pathway, s.Title, s.MailWords, s.Service, s.FoundBy, s.Anchor, s.HandOffOffset,
			s.DueOffset, s.DueDayKind, s.LatestStart, s.Required, s.AfterRelease, s.AppliesWhen, s.NeedsFirst,
			s.BeforeTelling, s.Evidence, s.Why)
	}
	batch.Queue(`UPDATE standard SET retired_at = $1 WHERE edited_at IS NULL AND retired_at IS NULL AND code <> ALL($2)`,
		now, codes)
	return tx.SendBatch(ctx, batch).Close()
}
