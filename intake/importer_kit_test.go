package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/pathways"
	"throughgate/release"
)

var errRefused = errors.New("refused for the test")

var importing = access.System("import")

// haringey is the unit of the tests.
var haringey = release.Scope{Areas: []string{"E09000014"}}

// border stands where release begins: it stores people as thinly as the schema
// allows and remembers what it was told.
type border struct {
	told   []release.Observation
	refuse map[string]error // by prison number
	queues int              // messages for each person
	booked []pathways.Booking

	closings []release.ImportClosing
	closed   release.Closed

	recorded  []release.LifeEvent
	refuseIDs map[string]string // what is wrong with an event, by the sender's id
	calendars int               // how often the calendar changed
	holidays  int               // and how many it then had
	areas     [][]string        // whose local prisons changed, each time
}

func (b *border) Observe(ctx context.Context, tx pgx.Tx, _ access.Actor, src release.Source, batch []release.Observation) ([]release.Applied, int, error) {
	out := make([]release.Applied, len(batch))
	for i, o := range batch {
		if err := b.refuse[o.PrisonNumber]; err != nil {
			return nil, 0, err
		}
		out[i] = release.Applied{Line: o.Line, PersonID: o.PersonID, New: o.PersonID == 0, Changed: o.PersonID != 0}
		if o.PersonID != 0 {
			_, err := tx.Exec(ctx, `UPDATE person SET surname = $2, date_of_birth = $3, home_area = $4, updated_at = $5 WHERE id = $1`,
				o.PersonID, o.Surname, o.BirthDate, o.HomeArea, src.AsOf)
			if err != nil {
				return nil, 0, err
			}
			continue
		}
		if err := tx.QueryRow(ctx, `
			INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, first_stored_on, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6::timestamptz::date, $6::timestamptz, $6::timestamptz) RETURNING id`,
			access.NewRef(), o.Surname, o.Forenames, o.BirthDate, o.HomeArea, src.AsOf).Scan(&out[i].PersonID); err != nil {
			return nil, 0, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO person_number (prison_number, person_id) VALUES ($1, $2)`,
			o.PrisonNumber, out[i].PersonID); err != nil {
			return nil, 0, err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day,
				out_of_area, watched, state, decided_at, judged_on)
			VALUES ($1, $2, 1, $3, $4, $5, $6::timestamptz, $6::timestamptz::date, 'yes', true, 'no_dates', $6::timestamptz, $6::timestamptz::date)`,
			access.NewRef(), out[i].PersonID, o.Prison, o.LegalStatus, o.Status, src.AsOf); err != nil {
			return nil, 0, err
		}
	}
	b.told = append(b.told, batch...)
	return out, b.queues * len(batch), nil
}

// What an import causes goes at once: nothing waits here.
func (b *border) HoldImported(context.Context, pgx.Tx, int64, []int64) error { return nil }

func (b *border) SettleImports(context.Context, pgx.Tx, access.Actor, time.Time) error { return nil }

func (b *border) KeepForUndo(context.Context, pgx.Tx, int64, time.Time) error { return nil }

// CloseImport remembers how imports were closed and answers what it is told to.
func (b *border) CloseImport(_ context.Context, _ pgx.Tx, _ access.Actor, c release.ImportClosing) (release.Closed, error) {
	b.closings = append(b.closings, c)
	return b.closed, nil
}

// Book remembers what it is asked to book; everything is new.
func (b *border) Book(_ context.Context, _ pgx.Tx, _ access.Actor, list []pathways.Booking) (pathways.Booked, error) {
	b.booked = append(b.booked, list...)
	return pathways.Booked{New: len(list), MessagesQueued: b.queues * len(list)}, nil
}

// world is a database with reference data, an importer on it and a clock.
type world struct {
	t     *testing.T
	pool  *pgxpool.Pool
	im    *intake.Importer
	at    *border
	clock time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, pool: testkit.DB(t), at: &border{refuse: map[string]error{}},
		clock: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	if err := intake.LoadReference(t.Context(), w.pool, w.clock); err != nil {
		t.Fatal(err)
	}
	w.im = &intake.Importer{Pool: w.pool, Now: func() time.Time { return w.clock }, Unit: haringey, Observer: w.at, Booker: w.at,
		Recorder: w.at, Calendar: w.at, Places: w.at}
	return w
}

// releases imports an extract and moves the clock an hour on.
func (w *world) releases(file string, o intake.ReleasesOptions) intake.Report {
	w.t.Helper()
	r, err := w.tryReleases(file, o)
	if err != nil {
		w.t.Fatalf("import: %v", err)
	}
	return r
}

func (w *world) tryReleases(file string, o intake.ReleasesOptions) (intake.Report, error) {
	w.t.Helper()
	r, err := w.im.Releases(w.t.Context(), importing, strings.NewReader(file), o)
	w.clock = w.clock.Add(time.Hour)
	return r, err
}

// counts is what a report comes to: new, changed, unchanged, outside the unit,
// rejected, held of rows.
func counts(r intake.Report) string {
	return fmt.Sprintf("%d new %d changed %d unchanged %d outside %d rejected %d held of %d",
		r.New, r.Changed, r.Unchanged, r.OutsideUnit, len(r.Rejected), len(r.Held), r.Rows)
}

func (w *world) wantCounts(r intake.Report, want string) {
	w.t.Helper()
	if got := counts(r); got != want {
		w.t.Errorf("report: %s; want %s", got, want)
	}
	if sum := r.New + r.Changed + r.Unchanged + r.OutsideUnit + len(r.Rejected) + len(r.Held); sum != r.Rows {
		w.t.Errorf("the report's columns come to %d of %d rows", sum, r.Rows)
	}
}

// fingerprint is of everything about people that the database holds.
func (w *world) fingerprint() string {
	w.t.Helper()
	var sum string
	if err := w.pool.QueryRow(w.t.Context(), `
		SELECT md5(concat(
			(SELECT string_agg(p::text || p.xmin::text, '|' ORDER BY p.id) FROM person p),
			(SELECT string_agg(n::text || n.xmin::text, '|' ORDER BY n.prison_number) FROM person_number n),
			(SELECT string_agg(r::text || r.xmin::text, '|' ORDER BY r.id) FROM release r),
			(SELECT string_agg(e::text || e.xmin::text, '|' ORDER BY e.person_id, e.source) FROM extract_row e)))`).Scan(&sum); err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func (w *world) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.pool.QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if err := pg.InTx(w.t.Context(), w.pool, importing, func(tx pgx.Tx) error {
		_, err := tx.Exec(w.t.Context(), sql, args...)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// lastTold is the last observation of a person.
func (w *world) lastTold(prisonNumber string) release.Observation {
	w.t.Helper()
	for i := len(w.at.told) - 1; i >= 0; i-- {
		if w.at.told[i].PrisonNumber == prisonNumber {
			return w.at.told[i]
		}
	}
	w.t.Fatalf("nothing was told of %s", prisonNumber)
	return release.Observation{}
}
