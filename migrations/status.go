package migrations

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"

	"throughgate/internal/pg"
)

// ErrOlderSchema says that the database lacks a step this program needs. The
// text around it names the first one and what to do.
var ErrOlderSchema = errors.New("the database is older than this program")

// Step is one migration, ours ("0001_reference") or River's ("river 001_…").
type Step struct {
	Name string
	// AppliedAt is the instant in UTC; zero while the step is pending.
	AppliedAt time.Time
}

// Pending says that the step is still to be applied.
func (s Step) Pending() bool { return s.AppliedAt.IsZero() }

// Status lists every step this program knows in the order in which they are
// applied. It changes nothing. Steps of a newer program are not listed.
func Status(ctx context.Context, url string) ([]Step, error) {
	pool, err := pg.Open(ctx, url, pg.Options{MaxConns: 1, ApplicationName: "throughgate migrate"})
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	return status(ctx, pool)
}

// Current returns nil when every step this program knows, ours and River's, is
// applied; a newer schema is current too. Otherwise the error is ErrOlderSchema.
// It costs two small queries. The pool's role must be able to read
// goose_db_version and river_migration.
func Current(ctx context.Context, pool *pgxpool.Pool) error {
	steps, err := status(ctx, pool)
	if err != nil {
		return err
	}
	var pending []string
	for _, step := range steps {
		if step.Pending() {
			pending = append(pending, step.Name)
		}
	}
	switch len(pending) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w: %s is not applied; run `throughgate migrate`", ErrOlderSchema, pending[0])
	default:
		return fmt.Errorf("%w: %s and %d more are not applied; run `throughgate migrate`", ErrOlderSchema, pending[0], len(pending)-1)
	}
}

func status(ctx context.Context, pool *pgxpool.Pool) ([]Step, error) {
	ours, err := ourSteps(ctx, pool)
	if err != nil {
		return nil, err
	}
	rivers, err := riverSteps(ctx, pool)
	if err != nil {
		return nil, err
	}
	return append(ours, rivers...), nil
}

func ourSteps(ctx context.Context, pool *pgxpool.Pool) ([]Step, error) {
	const query = `
		select version_id, max(tstamp at time zone 'UTC') as applied_at
		  from goose_db_version where is_applied group by version_id`
	applied, err := appliedAt(ctx, pool, query)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(Dir, "*.sql") // in order of their names, which is that of their numbers
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var steps []Step
	for _, file := range files {
		version, err := goose.NumericComponent(file)
		if err != nil {
			return nil, fmt.Errorf("read the migrations: %s: %w", file, err)
		}
		steps = append(steps, Step{Name: name(file), AppliedAt: applied[version]})
	}
	return steps, nil
}

func riverSteps(ctx context.Context, pool *pgxpool.Pool) ([]Step, error) {
	// River's first versions had no column line: a row without one is of the
	// main line.
	const query = `
		select version, created_at as applied_at
		  from river_migration as m
		 where coalesce(to_jsonb(m) ->> 'line', 'main') = 'main'`
	applied, err := appliedAt(ctx, pool, query)
	if err != nil {
		return nil, err
	}
	migrator, err := riverMigrator(pool)
	if err != nil {
		return nil, err
	}
	var steps []Step
	for _, m := range migrator.AllVersions() {
		steps = append(steps, Step{Name: riverName(m.Version, m.Name), AppliedAt: applied[int64(m.Version)]})
	}
	return steps, nil
}

// appliedAt reads version and instant of what is applied; nothing is when the
// table is not there yet.
func appliedAt(ctx context.Context, pool *pgxpool.Pool, query string) (map[int64]time.Time, error) {
	const undefinedTable = "42P01"
	type row struct {
		version int64
		at      time.Time
	}
	rows, _ := pool.Query(ctx, query) // its error comes again from CollectRows
	found, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (row, error) {
		var one row
		err := r.Scan(&one.version, &one.at)
		return one, err
	})
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == undefinedTable {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read which migrations are applied: %w", err)
	}
	applied := make(map[int64]time.Time, len(found))
	for _, one := range found {
		applied[one.version] = one.at
	}
	return applied, nil
}

func name(file string) string { return strings.TrimSuffix(path.Base(file), ".sql") }

func riverName(version int, name string) string {
	return fmt.Sprintf("river %03d %s", version, name)
}
