package pathways

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// standardColumns are those of a [Standard], in its order.
const standardColumns = `code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset,
		due_day_kind, latest_start, required, after_release, applies_when, needs_first, before_telling, evidence, why, coalesce(release_id, 0)`

// LoadCatalogue reads the standards in force and the unit's settings, and the
// one-off requests of these releases.
func LoadCatalogue(ctx context.Context, tx pgx.Tx, releases ...int64) (*Catalogue, error) {
	rows, err := tx.Query(ctx, `SELECT `+standardColumns+` FROM standard WHERE retired_at IS NULL AND release_id IS NULL ORDER BY position`)
	if err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Standard])
	if err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	cat := NewCatalogue(list)
	if cat.Settings, err = LoadSettings(ctx, tx); err != nil {
		return nil, err
	}
	return cat, cat.loadOwn(ctx, tx, releases)
}

// loadOwn reads the one-off requests of these releases, as they are now.
func (c *Catalogue) loadOwn(ctx context.Context, tx pgx.Tx, releases []int64) error {
	if len(releases) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `SELECT `+standardColumns+` FROM standard WHERE retired_at IS NULL AND release_id = ANY($1) ORDER BY position`, releases)
	if err != nil {
		return fmt.Errorf("load one-off requests: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Standard])
	if err != nil {
		return fmt.Errorf("load one-off requests: %w", err)
	}
	c.takeOwn(releases, list)
	return nil
}

// readStandard reads one standard in force, or one-off request, by its code.
func readStandard(ctx context.Context, tx pgx.Tx, code string) (*Standard, error) {
	rows, err := tx.Query(ctx, `SELECT `+standardColumns+` FROM standard WHERE code = $1 AND retired_at IS NULL`, code)
	if err != nil {
		return nil, fmt.Errorf("read a standard: %w", err)
	}
	std, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Standard])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.NotFound("Request")
	}
	if err != nil {
		return nil, fmt.Errorf("read a standard: %w", err)
	}
	return std, nil
}

// StandardsChangedSince tells whether a standard was edited or retired after an
// instant: then the plans of everybody are worked out again.
func StandardsChangedSince(ctx context.Context, tx pgx.Tx, at time.Time) (bool, error) {
	var changed bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM standard WHERE release_id IS NULL AND greatest(edited_at, retired_at) > $1)`, at).Scan(&changed)
	if err != nil {
		return false, fmt.Errorf("look for changed standards: %w", err)
	}
	return changed, nil
}

// LoadCalendar reads the published bank holidays.
func LoadCalendar(ctx context.Context, tx pgx.Tx) (*calendar.Calendar, error) {
	rows, err := tx.Query(ctx, `SELECT day, title FROM bank_holiday ORDER BY day`)
	if err != nil {
		return nil, fmt.Errorf("load calendar: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[calendar.Holiday])
	if err != nil {
		return nil, fmt.Errorf("load calendar: %w", err)
	}
	return calendar.New(list), nil
}

// LoadDirectory reads the directory of services and the enabled link officers.
func LoadDirectory(ctx context.Context, tx pgx.Tx, unit Contact) (*Directory, error) {
	return loadDirectory(ctx, tx, unit, `true`)
}

// loadDirectoryFor reads of the directory what the requests of one release can
// go to: where the person lives, their prison, authorities that were chosen, and
// what serves everywhere.
func loadDirectoryFor(ctx context.Context, tx pgx.Tx, unit Contact, releaseID int64) (*Directory, error) {
	return loadDirectory(ctx, tx, unit, `area = ANY (ARRAY(
		SELECT unnest(ARRAY[r.home_area, r.prison, '`+Everywhere+`']) FROM release r WHERE r.id = $1
		UNION ALL SELECT t.housing_authority FROM task t WHERE t.release_id = $1 AND t.housing_authority IS NOT NULL))`, releaseID)
}

func loadDirectory(ctx context.Context, tx pgx.Tx, unit Contact, which string, args ...any) (*Directory, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, area, service, name, spoc_name, spoc_email, deputy_email, manager_email, phone, out_of_hours,
		       first_watch_on, not_answering_since IS NOT NULL AS not_answering, manager_told_on
		FROM service WHERE `+which+` ORDER BY id`, args...)
	if err != nil {
		return nil, fmt.Errorf("load directory: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Row])
	if err != nil {
		return nil, fmt.Errorf("load directory: %w", err)
	}
	officers, err := loadLinkOfficers(ctx, tx)
	if err != nil {
		return nil, err
	}
	return NewDirectory(list, officers, unit), nil
}

func loadLinkOfficers(ctx context.Context, tx pgx.Tx) (map[string][]Contact, error) {
	rows, err := tx.Query(ctx, `
		SELECT aa.area, a.name, a.email FROM account a JOIN account_area aa ON aa.account_id = a.id
		WHERE a.role = 'link_officer' AND a.disabled_at IS NULL ORDER BY a.id`)
	if err != nil {
		return nil, fmt.Errorf("load link officers: %w", err)
	}
	out := map[string][]Contact{}
	var area string
	var c Contact
	_, err = pgx.ForEachRow(rows, []any{&area, &c.Name, &c.Email}, func() error {
		out[area] = append(out[area], c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load link officers: %w", err)
	}
	return out, nil
}

// FirstWatchSeen marks the directory rows that no watch had seen: their tasks
// of that day are a first load.
func FirstWatchSeen(ctx context.Context, tx pgx.Tx, day calendar.Date) error {
	if _, err := tx.Exec(ctx, `UPDATE service SET first_watch_on = $1 WHERE first_watch_on IS NULL`, day); err != nil {
		return fmt.Errorf("mark new services: %w", err)
	}
	return nil
}

// instant is nil for the zero time, so that it is stored as NULL.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
