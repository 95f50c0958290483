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

// boards are the ways to look at the board whose queries are measured.
var boards = []struct {
	what  string
	query release.BoardQuery
}{
	{"board query, page 1", release.BoardQuery{List: release.Upcoming, Page: 1}},
	{"board query, page 100", release.BoardQuery{List: release.Upcoming, Page: 100}},
	{"board, worst first", release.BoardQuery{List: release.Upcoming, Sort: release.SortWorst, Page: 1, AllHealth: true}},
	{"board, housing late", release.BoardQuery{List: release.Upcoming, Pathway: "accommodation", Mark: release.MarkLate, Page: 1, AllHealth: true}},
	{"board, no address, 60 days", release.BoardQuery{List: release.Upcoming, NoAddress: true, Within: 60, Page: 1}},
	{"board, open request to a service", release.BoardQuery{List: release.Upcoming, Service: "jobcentre", Page: 1, AllHealth: true}},
	{"search by name", release.BoardQuery{List: release.Everyone, Words: "smi", Page: 1}},
}

// board measures the board: what its queries take beside their bare SQL, and
// whole pages beside all SQL that they run.
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
	for _, one := range boards {
		read := func(pool *pgxpool.Pool) error { return readBoard(ctx, pool, now(), one.query) }
		if err := b.page(ctx, one.what, pool, listening, heard, read, 1.5); err != nil {
			return err
		}
	}
	for what, address := range map[string]string{"board page 1 through the handler": "/?list=upcoming",
		"the prisons through the handler": "/prisons"} {
		page := boardPage(ctx, now, address)
		if err := b.page(ctx, what, pool, listening, heard, page, 0); err != nil {
			return err
		}
	}
	return nil
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

func readBoard(ctx context.Context, pool *pgxpool.Pool, now time.Time, query release.BoardQuery) error {
	query.Scope, query.Now = unit.Scope, now
	return pg.InTx(ctx, pool, access.System("bench"), func(tx pgx.Tx) error {
		board, err := release.ReadBoard(ctx, tx, query)
		if err == nil && query.List == release.Upcoming && query.Page == 1 && len(board.Rows) != min(release.BoardPage, board.Total(query.List)) {
			err = fmt.Errorf("the board has %d people on its first page, of %d", len(board.Rows), board.Total(query.List))
		}
		return err
	})
}

// boardPage asks the pages' own handler for a page as the link officer.
func boardPage(ctx context.Context, now func() time.Time, address string) func(*pgxpool.Pool) error {
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
		request := httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		request.Host = "127.0.0.1" // another is no site of ours
		for _, cookie := range v.cookies {
			request.AddCookie(cookie)
		}
		answer := httptest.NewRecorder()
		v.handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || strings.Count(answer.Body.String(), "<tr") < release.BoardPage {
			return fmt.Errorf("%s answered %d with %d bytes", address, answer.Code, answer.Body.Len())
		}
		return nil
	}
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
	if v.handler, err = web.New(web.Config{Pool: pool, Now: now, Tasks: tasks, Calls: s.releases, Contacts: s.releases,
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
