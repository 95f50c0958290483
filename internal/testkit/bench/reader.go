package main

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// reader has two pools to one database, of which one is listened to.
type reader struct {
	database        string
	pool, listening *pgxpool.Pool
	heard           *listener
}

// readerOfCopy reads a copy of a state of the database.
func (b *bench) readerOfCopy(ctx context.Context, state string) (*reader, error) {
	name, err := b.copyOf(ctx, state)
	if err != nil {
		return nil, err
	}
	return b.newReader(ctx, name)
}

func (b *bench) newReader(ctx context.Context, database string) (*reader, error) {
	pool, err := b.open(ctx, database, 4)
	if err != nil {
		return nil, err
	}
	defer pool.Close() // for its settings
	r := &reader{database: database, heard: &listener{}}
	cfg := pool.Config()
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = longestRead
	if r.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, err
	}
	cfg = cfg.Copy()
	cfg.ConnConfig.Tracer = r.heard
	if r.listening, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		r.pool.Close()
		return nil, err
	}
	return r, nil
}

// longestRead is how long one statement of a read may take (ms): one that never
// ends fails, and leaves the others their lines.
const longestRead = "40000"

func (r *reader) close() {
	r.pool.Close()
	r.listening.Close()
}

// listener hears the queries of a pool.
type listener struct{ said []statement }

type statement struct {
	sql  string
	args []any
}

// TraceQueryStart keeps what reads; beginning and ending a transaction is left
// out.
func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	first := strings.ToLower(strings.Join(strings.Fields(data.SQL)[:1], ""))
	if first == "select" || first == "with" {
		l.said = append(l.said, statement{data.SQL, data.Args})
	}
	return ctx
}

// TraceQueryEnd has nothing to do.
func (l *listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// bare runs statements in one transaction and looks at no row.
func bare(ctx context.Context, pool *pgxpool.Pool, list []statement) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		for _, s := range list {
			rows, err := tx.Query(ctx, s.sql, s.args...)
			if err != nil {
				return err
			}
			for rows.Next() {
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
}
