// Package migrations holds the database's schema as numbered steps that only go
// forward, and applies them: ours with goose, then River's.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"throughgate/internal/pg"
)

// Dir holds the steps, NNNN_name.sql, in goose's format.
//
//go:embed [0-9]*.sql
var Dir embed.FS

// Up applies every step that is not applied yet, ours first and then River's,
// and tells log (which may be nil) one line for each. Several programs may call
// it at once: one works, the others wait. A schema newer than this program is
// left as it is. The login must be allowed to create tables and roles.
func Up(ctx context.Context, url string, log func(string)) error {
	if log == nil {
		log = func(string) {}
	}
	pool, err := pg.Open(ctx, url, pg.Options{MaxConns: 4, ApplicationName: "throughgate migrate", Actor: pg.As{Key: "system:migrate"}})
	if err != nil {
		return err
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	return alone(ctx, db, func() error {
		if err := upOurs(ctx, db, log); err != nil {
			return err
		}
		return upRiver(ctx, pool, log)
	})
}

// alone holds goose's own lock around both kinds of steps; goose by itself
// would hold it around ours only.
func alone(ctx context.Context, db *sql.DB, work func() error) (err error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("prepare the migration lock: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect for the migration lock: %w", err)
	}
	defer conn.Close()
	if err := locker.SessionLock(ctx, conn); err != nil {
		return fmt.Errorf("wait for another migration to end: %w", err)
	}
	defer func() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = errors.Join(err, locker.SessionUnlock(undo, conn))
	}()
	return work()
}

func upOurs(ctx context.Context, db *sql.DB, log func(string)) error {
	provider, err := goose.NewProvider(goose.DialectPostgres, db, Dir,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	results, err := provider.Up(ctx)
	if failed := new(goose.PartialError); errors.As(err, &failed) {
		results = failed.Applied
	}
	for _, r := range results {
		log(fmt.Sprintf("applied %s (%s)", name(r.Source.Path), r.Duration.Round(time.Millisecond)))
	}
	if err != nil {
		return fmt.Errorf("apply our migrations: %w", err)
	}
	return nil
}

func upRiver(ctx context.Context, pool *pgxpool.Pool, log func(string)) error {
	migrator, err := riverMigrator(pool)
	if err != nil {
		return err
	}
	result, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return fmt.Errorf("apply River's migrations: %w", err)
	}
	for _, v := range result.Versions {
		log(fmt.Sprintf("applied %s (%s)", riverName(v.Version, v.Name), v.Duration.Round(time.Millisecond)))
	}
	return nil
}

// riverMigrator needs no pool to list the steps that River has.
func riverMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return nil, fmt.Errorf("read River's migrations: %w", err)
	}
	return migrator, nil
}
