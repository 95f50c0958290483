package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/signedin"
	"throughgate/migrations"
	"throughgate/pathways"
	"throughgate/web"
)

// mostForPolicies is how much longer anything may take under row-level security.
const mostForPolicies = 1.15

// policies measures what row-level security costs: the same pages and the same
// watch, in turns, in the program's own roles and, as the floor, as the server's
// superuser, whom no policy binds.
func (b *bench) policies(ctx context.Context) error {
	name, err := b.copyOf(ctx, watchedDB)
	if err != nil {
		return err
	}
	for _, who := range []struct {
		what  string
		areas int
	}{{"an officer of all areas", b.size.areas}, {"an officer of a tenth", max(1, b.size.areas/10)}} {
		if err := b.exec(ctx, name, `DELETE FROM account_area`, fmt.Sprintf(`INSERT INTO account_area (account_id, area)
			SELECT a.id, x.home_area FROM account a, (SELECT DISTINCT home_area FROM person ORDER BY 1 LIMIT %d) x WHERE a.email = '%s'`, who.areas, officer)); err != nil {
			return err
		}
		if err := b.pagesUnderPolicies(ctx, name, who.what); err != nil {
			return err
		}
	}
	if err := b.drop(ctx, name); err != nil {
		return err
	}
	return b.watchUnderPolicies(ctx)
}

func (b *bench) pagesUnderPolicies(ctx context.Context, database, who string) error {
	now := clockFrom(calendar.DayOf(start).AddDays(10).At(9, 0))
	return b.on(ctx, database, 4, func(all *pgxpool.Pool) error {
		least, err := pg.Open(ctx, b.server.URL(database), pg.Options{MaxConns: 4, Role: migrations.WebRole})
		if err != nil {
			return err
		}
		defer least.Close()
		var ref, account string
		if err := all.QueryRow(ctx, `SELECT (SELECT r.ref FROM release r WHERE r.state = 'planned' AND r.home_area = ANY (array(SELECT area FROM account_area))
			ORDER BY r.id LIMIT 1), ref FROM account WHERE email = $1`, officer).Scan(&ref, &account); err != nil {
			return err
		}
		cookies, err := signedin.Cookies(ctx, all, now(), account)
		if err != nil {
			return err
		}
		for _, page := range []struct{ what, address string }{
			{"board", "/?list=upcoming"}, {"board, everybody", "/?list=everyone"}, {"release", "/releases/" + ref},
			{"prisons", "/prisons"}, {"tasks", "/tasks"}, {"messages", "/messages"},
		} {
			if err := b.pageUnderPolicies(ctx, page.what+" page, "+who, page.address, now, cookies, least, all); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bench) pageUnderPolicies(ctx context.Context, what, address string, now func() time.Time, cookies []*http.Cookie, pools ...*pgxpool.Pool) error {
	took := make([][]time.Duration, len(pools))
	handlers := make([]http.Handler, len(pools))
	for i, pool := range pools {
		s, err := wire(pool, now)
		if err != nil {
			return err
		}
		handlers[i], err = web.New(web.Config{Pool: pool, Now: now, Tasks: &pathways.TaskService{Pool: pool, Now: now, Releases: s.releases},
			Calls: s.releases, Contacts: s.releases, Log: slog.New(slog.DiscardHandler), Unit: unit.Scope, UnitName: unit.Name})
		if err != nil {
			return err
		}
	}
	var said [2]int
	for look := range looks {
		for i, h := range handlers {
			request := httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			request.Host = "127.0.0.1" // another is no site of ours
			for _, cookie := range cookies {
				request.AddCookie(cookie)
			}
			answer := httptest.NewRecorder()
			began := time.Now()
			h.ServeHTTP(answer, request)
			if err := ctx.Err(); err != nil {
				return err // whoever is interrupted answers 200, with nothing
			}
			if answer.Code != http.StatusOK {
				return fmt.Errorf("%s answered %d", address, answer.Code)
			}
			if look >= warmUp {
				took[i] = append(took[i], time.Since(began))
			}
			said[i] = answer.Body.Len()
		}
	}
	if said[0] != said[1] {
		return fmt.Errorf("%s says %d bytes under row-level security and %d without", address, said[0], said[1])
	}
	b.table.timed("row-level security: "+what, took[0], took[1], mostForPolicies)
	return nil
}

func (b *bench) watchUnderPolicies(ctx context.Context) error {
	took := make([][]time.Duration, 2)
	for range b.size.runs {
		for i, role := range []string{migrations.WorkerRole, ""} {
			name, err := b.copyOf(ctx, steadyDB)
			if err != nil {
				return err
			}
			pool, err := pg.Open(ctx, b.server.URL(name), pg.Options{MaxConns: connections, Role: role})
			if err != nil {
				return err
			}
			_, once, err := sweep(ctx, pool, b.watched, b.watched.At(8, 30))
			pool.Close()
			if err != nil {
				return err
			}
			took[i] = append(took[i], once)
			if err := b.drop(ctx, name); err != nil {
				return err
			}
		}
	}
	b.table.timed("row-level security: watch day", took[0], took[1], mostForPolicies)
	return nil
}
