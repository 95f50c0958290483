// Package pg is the plumbing between the program and PostgreSQL: opening a
// pool of connections, running a transaction in somebody's name, judging
// whether a login is too powerful, and a private server for the demo and the
// tests. It knows nothing of the program's tables.
package pg

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// oldestMajor is the oldest PostgreSQL the program works with.
const oldestMajor = 15

// connectTimeout is how long one attempt to connect may take when the address
// sets no connect_timeout of its own.
const connectTimeout = 10 * time.Second

// Options say how the connections of a pool are made. The zero value will do.
type Options struct {
	// MaxConns is the most connections open at once; 0 leaves it to the
	// address (pool_max_conns) or to pgx.
	MaxConns int32
	// Role, when not empty, is taken with SET ROLE on each new connection.
	Role string
	// Actor, where its key is not empty, is in whose name everything outside
	// transactions of InTx runs: migrations, which know none.
	Actor As
	// ApplicationName is shown in pg_stat_activity; a name in the address wins.
	ApplicationName string
}

// Open connects to the database at rawURL (postgres://user:password@host:port/name)
// and returns a pool whose connections speak UTC: now() and dates follow UTC in
// SQL, and a timestamptz arrives as a time.Time in UTC whatever the machine's
// zone. One connection is made at once, so that a wrong address, password, role
// or version is told here and not by the first page. No error text holds the
// password. The caller closes the pool.
func Open(ctx context.Context, rawURL string, opts Options) (*pgxpool.Pool, error) {
	cfg, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	configure(cfg, opts)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, connectProblem(cfg, err)
	}
	if err := probe(ctx, pool); err != nil {
		pool.Close()
		return nil, connectProblem(cfg, err)
	}
	return pool, nil
}

func configure(cfg *pgxpool.Config, opts Options) {
	params := cfg.ConnConfig.RuntimeParams
	params["timezone"] = "UTC"
	if opts.ApplicationName != "" && params["application_name"] == "" {
		params["application_name"] = opts.ApplicationName
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectTimeout
	}
	if opts.MaxConns > 0 {
		cfg.MaxConns = opts.MaxConns
	}
	cfg.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		scanInUTC(conn.TypeMap())
		if err := takeRole(ctx, conn, opts.Role); err != nil || opts.Actor.Key == "" {
			return err
		}
		_, err := conn.Exec(ctx, "select set_config('throughgate.actor', $1, false)", opts.Actor.Key)
		return err
	}
}

// scanInUTC makes pgx hand out instants in UTC; its default is the zone of the
// machine.
func scanInUTC(types *pgtype.Map) {
	instant := &pgtype.Type{
		Name:  "timestamptz",
		OID:   pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	}
	types.RegisterType(instant)
	types.RegisterType(&pgtype.Type{
		Name:  "_timestamptz",
		OID:   pgtype.TimestamptzArrayOID,
		Codec: &pgtype.ArrayCodec{ElementType: instant},
	})
}

func takeRole(ctx context.Context, conn *pgx.Conn, role string) error {
	if role == "" {
		return nil
	}
	if _, err := conn.Exec(ctx, "set role "+pgx.Identifier{role}.Sanitize()); err != nil {
		return fmt.Errorf("cannot take the role %q (run `throughgate migrate`, which makes the roles, and grant it to the login): %w", role, err)
	}
	return nil
}

// probe makes the first connection and refuses a server the program cannot
// work with.
func probe(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	version := conn.Conn().PgConn().ParameterStatus("server_version")
	if major, ok := majorOf(version); ok && major < oldestMajor {
		return fmt.Errorf("the server is PostgreSQL %s; version %d or later is needed", version, oldestMajor)
	}
	if encoding := conn.Conn().PgConn().ParameterStatus("server_encoding"); encoding != "UTF8" {
		return fmt.Errorf("the database keeps text as %s; make one with `create database ... encoding 'UTF8' template template0`", encoding)
	}
	return nil
}

// majorOf reads the major version from texts such as "15.18 (Debian 15.18-1)"
// and "17beta1".
func majorOf(version string) (int, bool) {
	digits := version
	if end := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = version[:end]
	}
	major, err := strconv.Atoi(digits)
	return major, err == nil
}
