package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/signedin"
	"throughgate/pathways"
	"throughgate/release"
	"throughgate/web"
)

// looks is how often a page is read; the first few warm it up.
const looks, warmUp = 40, 5

// board measures the first page of the board: what its query takes beside its
// bare SQL, and the whole page beside all SQL that it runs.
func (b *bench) board(ctx context.Context) error {
	name, err := b.copyOf(ctx, watchedDB)
	if err != nil {
		return err
	}
	pool, err := b.open(ctx, name, 4)
	if err != nil {
		return err
	}
	defer pool.Close()
	heard := &listener{}
	cfg := pool.Config()
	cfg.ConnConfig.Tracer = heard
	listening, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer listening.Close()
	now := clockFrom(calendar.DayOf(start).AddDays(10).At(9, 0))
	read := func(pool *pgxpool.Pool) error { return readBoard(ctx, pool, now()) }
	if err := b.page(ctx, "board query, page 1", pool, listening, heard, read, 1.5); err != nil {
		return err
	}
	page, err := boardPage(ctx, now)
	if err != nil {
		return err
	}
	return b.page(ctx, "board page 1 through the handler", pool, listening, heard, page, 0)
}

// page measures read, and the SQL that it runs alone.
func (b *bench) page(ctx context.Context, what string, pool, listening *pgxpool.Pool, heard *listener, read func(*pgxpool.Pool) error, most float64) error {
	heard.said = nil
	if err := read(listening); err != nil {
		return err
	}
	said := heard.said
	var ours, floor []time.Duration
	for i := range looks {
		for side, do := range []func() error{func() error { return read(pool) }, func() error { return bare(ctx, pool, said) }} {
			began := time.Now()
			if err := do(); err != nil {
				return err
			}
			if took := time.Since(began); i >= warmUp && side == 0 {
				ours = append(ours, took)
			} else if i >= warmUp {
				floor = append(floor, took)
			}
		}
	}
	b.table.timed(fmt.Sprintf("%s (%d queries)", what, len(said)), ours, floor, most)
	return nil
}

func readBoard(ctx context.Context, pool *pgxpool.Pool, now time.Time) error {
	return pg.InTx(ctx, pool, access.System("bench").Key(), func(tx pgx.Tx) error {
		board, err := release.ReadBoard(ctx, tx, release.BoardQuery{Scope: unit.Scope, Now: now, List: release.Upcoming, Page: 1})
		if err == nil && len(board.Rows) != release.BoardPage {
			err = fmt.Errorf("the board has %d people on its first page", len(board.Rows))
		}
		return err
	})
}

// boardPage asks the pages' own handler for the board as the link officer.
func boardPage(ctx context.Context, now func() time.Time) (func(*pgxpool.Pool) error, error) {
	visitors := map[*pgxpool.Pool]visitor{}
	return func(pool *pgxpool.Pool) error {
		v := visitors[pool]
		if v.handler == nil {
			var err error
			if v, err = newVisitor(ctx, pool, now); err != nil {
				return err
			}
			visitors[pool] = v
		}
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		request.Host = "127.0.0.1" // another is no site of ours
		for _, cookie := range v.cookies {
			request.AddCookie(cookie)
		}
		answer := httptest.NewRecorder()
		v.handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || strings.Count(answer.Body.String(), "/releases/") < release.BoardPage {
			return fmt.Errorf("the board answered %d with %d bytes", answer.Code, answer.Body.Len())
		}
		return nil
	}, nil
}

// visitor is the pages and a link officer who is signed in to them.
type visitor struct {
	handler http.Handler
	cookies []*http.Cookie
}

func newVisitor(ctx context.Context, pool *pgxpool.Pool, now func() time.Time) (v visitor, err error) {
	s, err := wire(pool, now)
	if err != nil {
		return v, err
	}
	tasks := &pathways.TaskService{Pool: pool, Now: now, Releases: s.releases}
	if v.handler, err = web.New(web.Config{Pool: pool, Now: now, Tasks: tasks, Contacts: s.releases,
		Log: slog.New(slog.DiscardHandler), Unit: unit.Scope, UnitName: unit.Name}); err != nil {
		return v, err
	}
	var ref string
	if err := pool.QueryRow(ctx, `SELECT ref FROM account WHERE email = $1`, officer).Scan(&ref); err != nil {
		return v, err
	}
	v.cookies, err = signedin.Cookies(ctx, pool, now(), ref)
	return v, err
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
