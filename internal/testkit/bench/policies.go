package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
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

// policyLooks is how often each side opens a page; the first few warm it up.
const policyLooks, policyWarmUp = 12, 3

// policyReaders are link officers of one in so many areas.
var policyReaders = []struct {
	what string
	of   int
}{{"an officer of all areas", 1}, {"an officer of a tenth", 10}}

// policyPages are what they open; REF is a release of theirs.
var policyPages = []struct{ what, address string }{
	{"board", "/?list=upcoming"}, {"board, everybody", "/?list=all"}, {"release", "/releases/REF"},
	{"prisons", "/prisons"}, {"tasks", "/tasks"}, {"messages", "/messages"},
}

// A side of what is measured: in which database, in which role.
type side struct {
	serves  []int // the connection's process
	handler http.Handler
	took    []time.Duration // of processors
	said    int             // bytes of the page
}

// The sides: as it is; without row-level security, as the server's superuser, whom
// no policy binds; and without the audit as well, in a copy where nothing comes of
// writing to it.
const (
	asItIs = iota
	withoutPolicies
	withNeither
	sides
)

const noAudit = `CREATE RULE bench_no_audit AS ON INSERT TO audit DO INSTEAD NOTHING`

// policies measures what row-level security and the audit cost: the same pages
// and the same watch, in turns, in processor time.
func (b *bench) policies(ctx context.Context) error {
	var names [2]string
	for i := range names {
		var err error
		if names[i], err = b.copyOf(ctx, watchedDB); err != nil {
			return err
		}
	}
	if err := b.exec(ctx, names[1], noAudit); err != nil {
		return err
	}
	for _, who := range policyReaders {
		areas := max(1, b.size.areas/who.of)
		for _, name := range names {
			if err := b.exec(ctx, name, `DELETE FROM account_area`, fmt.Sprintf(`INSERT INTO account_area (account_id, area)
				SELECT a.id, x.home_area FROM account a, (SELECT DISTINCT home_area FROM person ORDER BY 1 LIMIT %d) x WHERE a.email = '%s'`, areas, officer)); err != nil {
				return err
			}
		}
		if err := b.pagesUnderPolicies(ctx, names, who.what); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := b.drop(ctx, name); err != nil {
			return err
		}
	}
	return b.watchUnderPolicies(ctx)
}

func (b *bench) pagesUnderPolicies(ctx context.Context, names [2]string, who string) error {
	now := clockFrom(calendar.DayOf(start).AddDays(10).At(9, 0))
	var measured [sides]*side
	var cookies [sides][]*http.Cookie
	var ref string
	for i, where := range []struct{ database, role string }{{names[0], migrations.WebRole}, {names[0], ""}, {names[1], ""}} {
		// One connection: its processor time is that of the page.
		pool, err := pg.Open(ctx, b.server.URL(where.database), pg.Options{MaxConns: 1, Role: where.role})
		if err != nil {
			return err
		}
		defer pool.Close()
		if measured[i], err = newSide(ctx, pool, now); err != nil {
			return err
		}
		if cookies[i], ref, err = b.readerOf(ctx, where.database, now()); err != nil {
			return err
		}
	}
	for _, page := range policyPages {
		address := strings.ReplaceAll(page.address, "REF", ref)
		for look := range policyLooks {
			for i, s := range measured {
				if err := s.look(ctx, address, cookies[i], look >= policyWarmUp); err != nil {
					return err
				}
			}
		}
		if measured[asItIs].said != measured[withoutPolicies].said {
			return fmt.Errorf("%s says %d bytes under row-level security and %d without", address, measured[asItIs].said, measured[withoutPolicies].said)
		}
		b.besideEach(page.what+" page, "+who, measured)
	}
	return nil
}

// besideEach adds what was measured, and forgets it.
func (b *bench) besideEach(what string, measured [sides]*side) {
	b.timed("policies."+what, "", measured[asItIs].took, measured[withoutPolicies].took)
	b.timed("audited."+what, "", measured[asItIs].took, measured[withNeither].took)
	for _, s := range measured {
		s.took = nil
	}
}

// readerOf signs the officer in, and finds a release of theirs.
func (b *bench) readerOf(ctx context.Context, database string, now time.Time) (cookies []*http.Cookie, ref string, err error) {
	err = b.on(ctx, database, 1, func(pool *pgxpool.Pool) error {
		var account string
		if err := pool.QueryRow(ctx, `SELECT (SELECT r.ref FROM release r WHERE r.state = 'planned' AND r.home_area = ANY (array(SELECT area FROM account_area))
			ORDER BY r.id LIMIT 1), ref FROM account WHERE email = $1`, officer).Scan(&ref, &account); err != nil {
			return err
		}
		cookies, err = signedin.Cookies(ctx, pool, now, account)
		return err
	})
	return cookies, ref, err
}

func newSide(ctx context.Context, pool *pgxpool.Pool, now func() time.Time) (*side, error) {
	s, err := wire(pool, now)
	if err != nil {
		return nil, err
	}
	var serves int
	if err := pool.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&serves); err != nil {
		return nil, err
	}
	h, err := web.New(web.Config{Pool: pool, Now: now, Tasks: &pathways.TaskService{Pool: pool, Now: now, Releases: s.releases},
		Calls: s.releases, Contacts: s.releases, Log: slog.New(slog.DiscardHandler), Unit: unit.Scope, UnitName: unit.Name})
	return &side{serves: []int{serves}, handler: h}, err
}

// look opens a page once.
func (s *side) look(ctx context.Context, address string, cookies []*http.Cookie, keep bool) error {
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	request.Host = "127.0.0.1" // another is no site of ours
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	answer := httptest.NewRecorder()
	before, err := cpuOf(s.serves)
	if err != nil {
		return err
	}
	s.handler.ServeHTTP(answer, request)
	after, err := cpuOf(s.serves)
	if err != nil {
		return err
	}
	if answer.Code != http.StatusOK {
		return fmt.Errorf("%s answered %d", address, answer.Code)
	}
	if keep {
		s.took = append(s.took, after-before)
	}
	s.said = answer.Body.Len()
	return nil
}

func (b *bench) watchUnderPolicies(ctx context.Context) error {
	var measured [sides]*side
	for i := range measured {
		measured[i] = &side{}
	}
	for range b.size.runs {
		for i, role := range []string{migrations.WorkerRole, "", ""} {
			name, err := b.copyOf(ctx, steadyDB)
			if err != nil {
				return err
			}
			if i == withNeither {
				if err := b.exec(ctx, name, noAudit); err != nil {
					return err
				}
			}
			took, err := b.watchIn(ctx, name, role)
			if err != nil {
				return err
			}
			measured[i].took = append(measured[i].took, took)
			if err := b.drop(ctx, name); err != nil {
				return err
			}
		}
	}
	b.besideEach("watch day", measured)
	return nil
}

// watchIn is the processor time of a watch day in a role.
func (b *bench) watchIn(ctx context.Context, database, role string) (time.Duration, error) {
	pool, err := pg.Open(ctx, b.server.URL(database), pg.Options{MaxConns: connections, Role: role})
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	before, err := cpuOf(nil) // no connection has done anything yet
	if err != nil {
		return 0, err
	}
	if _, _, err := sweep(ctx, pool, b.watched, b.watched.At(8, 30)); err != nil {
		return 0, err
	}
	var after time.Duration
	err = b.on(ctx, database, 1, func(asks *pgxpool.Pool) error {
		serve, err := connectionsOf(ctx, asks)
		if err != nil {
			return err
		}
		after, err = cpuOf(serve)
		return err
	})
	return after - before, err
}
