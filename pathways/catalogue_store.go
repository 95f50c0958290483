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
	batch := &pgx.Batch{}
	read := askForCatalogue(batch)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	cat := read()
	return cat, cat.loadOwn(ctx, tx, releases)
}

// askForCatalogue asks, with others, for the standards in force and the unit's
// settings, which can be read when the batch is closed.
func askForCatalogue(batch *pgx.Batch) func() *Catalogue {
	var list []Standard
	batch.Queue(`SELECT ` + standardColumns + ` FROM standard WHERE retired_at IS NULL AND release_id IS NULL ORDER BY position`).Query(func(rows pgx.Rows) (err error) {
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Standard]); err != nil {
			return fmt.Errorf("load catalogue: %w", err)
		}
		return nil
	})
	set := askForSettings(batch)
	return func() *Catalogue {
		cat := NewCatalogue(list)
		cat.Settings = *set
		return cat
	}
}

// loadOwn reads the one-off requests of these releases, as they are now.
func (c *Catalogue) loadOwn(ctx context.Context, tx pgx.Tx, releases []int64) error {
	if len(releases) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	c.askForOwn(batch, releases)
	return tx.SendBatch(ctx, batch).Close()
}

// askForOwn asks for them with others.
func (c *Catalogue) askForOwn(batch *pgx.Batch, releases []int64) {
	batch.Queue(`SELECT `+standardColumns+` FROM standard WHERE retired_at IS NULL AND release_id = ANY($1) ORDER BY position`, releases).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Standard])
		if err != nil {
			return fmt.Errorf("load one-off requests: %w", err)
		}
		c.takeOwn(releases, list)
		return nil
	})
}

// readStandard reads one standard in force, or one-off request, by its code.
func readStandard(ctx context.Context, tx pgx.Tx, code string) (*Standard, error) {
	batch := &pgx.Batch{}
	std := askForStandard(batch, `$1`, code)
	err := tx.SendBatch(ctx, batch).Close()
	return *std, err
}

// askForStandard asks, with others, for the standard in force whose code an
// expression gives; it is there when the batch is closed.
func askForStandard(batch *pgx.Batch, code string, arg any) **Standard {
	std := new(*Standard)
	batch.Queue(`SELECT `+standardColumns+` FROM standard WHERE code = `+code+` AND retired_at IS NULL`, arg).Query(func(rows pgx.Rows) (err error) {
		*std, err = pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[Standard])
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound("Request")
		}
		if err != nil {
			return fmt.Errorf("read a standard: %w", err)
		}
		return nil
	})
	return std
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
	batch := &pgx.Batch{}
	cal := askForCalendar(batch)
	err := tx.SendBatch(ctx, batch).Close()
	return *cal, err
}

// daysFrom is the day from which askForCalendar counts days.
var daysFrom = calendar.Day(2000, time.January, 1)

// askForCalendar asks for it with others. It is asked for with each answer and
// each message: the holidays travel in one row, as numbers of days, which costs a
// fifth of a row for each.
func askForCalendar(batch *pgx.Batch) **calendar.Calendar {
	out := new(*calendar.Calendar)
	batch.Queue(`SELECT coalesce(array_agg(day - $1::date), '{}'), coalesce(array_agg(title), '{}') FROM bank_holiday`, daysFrom).QueryRow(func(row pgx.Row) error {
		var days []int32
		var titles []string
		if err := row.Scan(&days, &titles); err != nil {
			return fmt.Errorf("load calendar: %w", err)
		}
		list := make([]calendar.Holiday, len(days))
		for i, n := range days {
			list[i] = calendar.Holiday{Day: daysFrom.AddDays(int(n)), Title: titles[i]}
		}
		*out = calendar.New(list)
		return nil
	})
	return out
}

// askForDirectory asks, with others, for the directory of services and the
// enabled link officers, which can be read when the batch is closed.
func askForDirectory(batch *pgx.Batch, unit Contact) func() *Directory {
	return askForRows(batch, unit, `true`)
}

// askForDirectoryOf asks for the part of askForDirectory that the requests of one
// release can go to: what serves where the person lives, their prison, authorities
// that were chosen for their tasks, or everywhere.
func askForDirectoryOf(batch *pgx.Batch, unit Contact, releaseID int64) func() *Directory {
	return askForRows(batch, unit, areasOfRelease, releaseID)
}

// areasOfRelease are those that the requests of release $1 can go to.
const areasOfRelease = `area = ANY (ARRAY(
	SELECT unnest(ARRAY[r.home_area, r.prison, '` + Everywhere + `']) FROM release r WHERE r.id = $1
	UNION ALL SELECT t.housing_authority FROM task t WHERE t.release_id = $1 AND t.housing_authority IS NOT NULL))`

func askForRows(batch *pgx.Batch, unit Contact, which string, args ...any) func() *Directory {
	var list []Row
	batch.Queue(`
		SELECT id, ref, area, service, name, spoc_name, spoc_email, deputy_email, manager_email, phone, out_of_hours,
		       first_watch_on, not_answering_since IS NOT NULL AS not_answering, manager_told_on
		FROM service WHERE `+which+` ORDER BY id`, args...).Query(func(rows pgx.Rows) (err error) {
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Row]); err != nil {
			return fmt.Errorf("load directory: %w", err)
		}
		return nil
	})
	officers := askForLinkOfficers(batch, which, args...)
	return func() *Directory { return NewDirectory(list, officers, unit) }
}

func linkOfficersSQL(which string) string {
	return `SELECT aa.area, a.name, a.email FROM account a JOIN account_area aa ON aa.account_id = a.id
		WHERE a.role = 'link_officer' AND a.disabled_at IS NULL AND ` + which + ` ORDER BY a.id`
}

func askForLinkOfficers(batch *pgx.Batch, which string, args ...any) map[string][]Contact {
	out := map[string][]Contact{}
	batch.Queue(linkOfficersSQL(which), args...).Query(func(rows pgx.Rows) error {
		var area string
		var c Contact
		if _, err := pgx.ForEachRow(rows, []any{&area, &c.Name, &c.Email}, func() error {
			out[area] = append(out[area], c)
			return nil
		}); err != nil {
			return fmt.Errorf("load link officers: %w", err)
		}
		return nil
	})
	return out
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
