package main

import (
	"context"
	"errors"
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
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
	"throughgate/web"
)

// looks is how often a page is read; the first few warm it up.
const looks, warmUp = 25, 5

// boards are the ways to look at the board whose queries are measured, by an
// officer of everybody.
var boards = []boardLook{
	{"first", "board query, page 1", release.BoardQuery{List: release.Upcoming, Page: 1}},
	{"hundredth", "board query, page 100", release.BoardQuery{List: release.Upcoming, Page: 100}},
	{"worst", "board query, worst first", release.BoardQuery{List: release.Upcoming, Sort: release.SortWorst, Page: 1, AllHealth: true}},
	{"late", "board query, housing late", release.BoardQuery{List: release.Upcoming, Pathway: "accommodation", Mark: release.MarkLate, Page: 1, AllHealth: true}},
	{"address", "board query, no address, 60 days", release.BoardQuery{List: release.Upcoming, NoAddress: true, Within: 60, Page: 1}},
	{"service", "board query, open request to a service", release.BoardQuery{List: release.Upcoming, Service: "jobcentre", Page: 1, AllHealth: true}},
	{"search", "search by name, query", release.BoardQuery{List: release.Everyone, Words: "smi", Page: 1}},
}

// narrowBoards are the same by an officer whose areas have as many people at each
// size: what their pages cost should not depend on how many others there are.
var narrowBoards = []boardLook{
	{"narrow.first", "board query, page 1, an officer of few areas", release.BoardQuery{List: release.Upcoming, Page: 1}},
	{"narrow.worst", "board query, worst first, an officer of few areas", release.BoardQuery{List: release.Upcoming, Sort: release.SortWorst, Page: 1, AllHealth: true}},
	{"narrow.search", "search by name, query, an officer of few areas", release.BoardQuery{List: release.Everyone, Words: "smi", Page: 1}},
}

// narrowPeople is about how many people the areas of such an officer have.
const narrowPeople = 1500

// boardLook is one way to look at the board.
type boardLook struct {
	key, what string
	query     release.BoardQuery
}

// handled are the pages that are opened through their handler, by an officer of
// everybody; REF is somebody's release. Of lists that are as long as there are
// people nothing is asked but how they grow.
var handled = []handledPage{
	{"board", "board, page 1, through the handler", "/?list=upcoming", growsHardly},
	{"release", "a release, through the handler", "/releases/REF", growsHardly},
	{"tasks", "tasks, through the handler", "/tasks", growsHardly},
	{"messages", "messages, through the handler", "/messages", growsHardly},
	{"prisons", "the prisons, through the handler", "/prisons", growsHardly},
	{"figures", "figures, through the handler", "/figures", growsWithPeople},
	{"sheets", "all sheets of a day, through the handler", "/sheets?day=2026-12-04", growsWithPeople},
	{"export", "the whole board as CSV, through the handler", "/board.csv?list=upcoming", growsWithPeople},
}

// handledPage is one of them.
type handledPage struct {
	key, what, address string
	grows              float64
}

// narrowHandled are those whose cost should not depend on how many people there
// are, by an officer of few areas.
func narrowHandled() (out []handledPage) {
	for _, one := range handled {
		if one.grows == growsHardly {
			one.what += ", an officer of few areas"
			out = append(out, one)
		}
	}
	return out
}

// board measures the board and other pages: what queries take beside their bare
// SQL, and whole pages beside all SQL that they run. One page that fails leaves
// the others their lines.
func (b *bench) board(ctx context.Context) error {
	r, err := b.readerOfCopy(ctx, watchedDB)
	if err != nil {
		return err
	}
	defer r.close()
	now := clockFrom(calendar.DayOf(start).AddDays(10).At(9, 0))
	var failures []error
	for _, one := range boards {
		read := func(pool *pgxpool.Pool) error { return readBoard(ctx, pool, now(), unit.Scope, one.query) }
		failures = append(failures, b.page(ctx, "board."+one.key, r, read))
	}
	narrow, theirs, err := narrowScope(ctx, r.pool)
	if err != nil {
		return err
	}
	for _, one := range narrowBoards {
		read := func(pool *pgxpool.Pool) error { return readBoard(ctx, pool, now(), narrow, one.query) }
		failures = append(failures, b.page(ctx, "board."+one.key, r, read))
		if found, ok := b.Found["board."+one.key]; ok {
			found.Detail = fmt.Sprintf("%s people, %s", thousands(float64(theirs)), found.Detail)
			b.add("board."+one.key, found)
		}
	}
	failures = append(failures, b.handled(ctx, r, now, "page.", handled))
	// Afterwards the same officer has few areas.
	if err := b.exec(ctx, r.database, fmt.Sprintf(`INSERT INTO account_area (account_id, area) SELECT a.id, x FROM account a, unnest('{%s}'::text[]) x WHERE a.email = '%s'`,
		strings.Join(narrow.Areas, ","), officer)); err != nil {
		return err
	}
	failures = append(failures, b.handled(ctx, r, now, "page.narrow.", narrowHandled()))
	return errors.Join(failures...)
}

// handled opens pages through their handler, of which one is of a release of the
// officer's areas.
func (b *bench) handled(ctx context.Context, r *reader, now func() time.Time, prefix string, pages []handledPage) error {
	var ref string
	if err := r.pool.QueryRow(ctx, `
		SELECT ref FROM release WHERE is_current AND watched AND state = 'planned'
		   AND (home_area IN (SELECT area FROM account_area) OR NOT EXISTS (SELECT FROM account_area))
		 ORDER BY planned_day, id LIMIT 1`).Scan(&ref); err != nil {
		return err
	}
	var failures []error
	for _, one := range pages {
		read := openPage(ctx, now, strings.ReplaceAll(one.address, "REF", ref))
		if err := b.page(ctx, prefix+one.key, r, read); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", one.what, err))
		}
	}
	return errors.Join(failures...)
}

// How long a read may take to be repeated as often as others, and to be repeated
// at all.
const slowRead, slowestRead = 2 * time.Second, 10 * time.Second

// page measures read, and the SQL that it runs alone, in turns.
func (b *bench) page(ctx context.Context, key string, r *reader, read func(*pgxpool.Pool) error) error {
	r.heard.said = nil
	began := time.Now()
	if err := read(r.listening); err != nil {
		return err
	}
	first, said := time.Since(began), r.heard.said
	times, skip := looks, warmUp
	switch {
	case first > slowestRead:
		times, skip = 0, 0
	case first > slowRead:
		times, skip = b.size.runs, 0
	}
	var ours, floor []time.Duration
	for i := range max(times, 1) {
		took, err := first, error(nil)
		if times > 0 {
			took, err = timed(func() error { return read(r.pool) })
		}
		if err != nil {
			return err
		}
		alone, err := timed(func() error { return bare(ctx, r.pool, said) })
		if err != nil {
			return err
		}
		if i >= skip {
			ours, floor = append(ours, took), append(floor, alone)
		}
	}
	b.timed(key, fmt.Sprintf("%d queries", len(said)), ours, floor)
	return nil
}

// timed is how long fn takes.
func timed(fn func() error) (time.Duration, error) {
	began := time.Now()
	err := fn()
	return time.Since(began), err
}

// narrowScope takes areas until they have enough people.
func narrowScope(ctx context.Context, pool *pgxpool.Pool) (scope release.Scope, people int, err error) {
	err = pool.QueryRow(ctx, `
		SELECT array_agg(area ORDER BY area), max(so_far)
		  FROM (SELECT home_area AS area, count(*) AS here, sum(count(*)) OVER (ORDER BY home_area) AS so_far FROM person GROUP BY home_area) x
		 WHERE so_far - here < $1`, narrowPeople).Scan(&scope.Areas, &people)
	return scope, people, err
}

func readBoard(ctx context.Context, pool *pgxpool.Pool, now time.Time, scope release.Scope, query release.BoardQuery) error {
	query.Scope, query.Now = scope, now
	return pg.InTx(ctx, pool, access.System("bench"), func(tx pgx.Tx) error {
		board, err := release.ReadBoard(ctx, tx, query)
		if err == nil && query.List == release.Upcoming && query.Page == 1 && len(board.Rows) != min(release.BoardPage, board.Total(query.List)) {
			err = fmt.Errorf("the board has %d people on its first page, of %d", len(board.Rows), board.Total(query.List))
		}
		return err
	})
}

// openPage asks the pages' own handler for a page as the link officer.
func openPage(ctx context.Context, now func() time.Time, address string) func(*pgxpool.Pool) error {
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
		if answer.Code != http.StatusOK || strings.HasPrefix(address, "/?") && strings.Count(answer.Body.String(), "<tr") < release.BoardPage {
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
	prisons, err := column(ctx, pool, `SELECT name FROM prison ORDER BY code LIMIT $1`, 1000)
	if err != nil {
		return v, err
	}
	tasks := &pathways.TaskService{Pool: pool, Now: now, Releases: s.releases}
	if v.handler, err = web.New(web.Config{Pool: pool, Now: now, Tasks: tasks, Calls: s.releases, Contacts: s.releases, Words: notify.NewWords(prisons, nil),
		Log: slog.New(slog.DiscardHandler), Unit: unit.Scope, UnitName: unit.Name, UnitPhone: unit.Phone}); err != nil {
		return v, err
	}
	var ref string
	if err := pool.QueryRow(ctx, `SELECT ref FROM account WHERE email = $1`, officer).Scan(&ref); err != nil {
		return v, err
	}
	v.cookies, err = signedin.Cookies(ctx, pool, now(), ref)
	return v, err
}
