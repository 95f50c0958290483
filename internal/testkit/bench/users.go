package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/signedin"
	"throughgate/internal/testkit/smtpd"
)

const (
	usersAtOnce   = 50
	clickEvery    = 5 * time.Second
	clicksEach    = 18 // a minute and a half
	tasksEach     = 24 // per person: 720,000 of 30,000
	readyIn       = time.Second
	slowest95     = 150 * time.Millisecond
	slowest99     = 400 * time.Millisecond
	refsForClicks = 500
)

// users measures a real process at work with fifty officers, each of whom clicks
// every five seconds.
func (b *bench) users(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	name, err := b.copyOf(ctx, watchedDB)
	if err != nil {
		return err
	}
	if err := b.on(ctx, name, 1, b.fillTasks); err != nil {
		return err
	}
	if err := b.settle(ctx, name); err != nil {
		return err
	}
	sink, err := smtpd.Listen(smtpd.Config{Now: time.Now, KeepMails: 100})
	if err != nil {
		return err
	}
	defer sink.Close()
	began := time.Now()
	p, err := b.startProgram(ctx, binary, name, sink, "serve", "--work")
	if err != nil {
		return err
	}
	ready := time.Since(began)
	b.timed("users.ready", "", []time.Duration{ready}, nil)
	err = b.on(ctx, name, 4, func(pool *pgxpool.Pool) error { return b.clicking(ctx, p, pool) })
	if ended := p.end(); err == nil {
		err = ended
	}
	if err != nil {
		return err
	}
	return nil
}

// fillTasks adds tasks that applied once and no longer do, as years of moved
// dates leave them.
func (b *bench) fillTasks(pool *pgxpool.Pool) error {
	_, err := pool.Exec(context.Background(), `
		INSERT INTO task (ref, release_id, standard, state, planned_at, planned_by, reason)
		SELECT 'bench-' || r.id || '-' || s.code, r.id, s.code, 'withdrawn', r.decided_at, 'system:bench', 'applies no more'
		  FROM release r CROSS JOIN standard s
		 WHERE NOT EXISTS (SELECT FROM task t WHERE t.release_id = r.id AND t.standard = s.code)
		 ORDER BY s.code, r.id
		 LIMIT greatest(0, $1 - (SELECT count(*) FROM task))`, b.size.people*tasksEach)
	if err != nil {
		return fmt.Errorf("fill up the tasks: %w", err)
	}
	return nil
}

// clicks is what users did on one kind of page: how long each took.
type clicks struct {
	sync.Mutex
	took map[string][]time.Duration
}

func (c *clicks) add(page string, took time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.took[page] = append(c.took[page], took)
}

func (b *bench) clicking(ctx context.Context, p *program, pool *pgxpool.Pool) error {
	sessions, err := b.usersIn(ctx, pool)
	if err != nil {
		return err
	}
	refs, err := column(ctx, pool, `SELECT ref FROM release WHERE is_current AND watched AND state = 'planned' ORDER BY planned_day, id LIMIT $1`, refsForClicks)
	if err != nil {
		return err
	}
	names, err := column(ctx, pool, `SELECT surname FROM person ORDER BY id LIMIT $1`, refsForClicks)
	if err != nil {
		return err
	}
	before, err := workOf(ctx, pool, p)
	if err != nil {
		return err
	}
	all := &clicks{took: map[string][]time.Duration{}}
	group, ctx := errgroup.WithContext(ctx)
	for i, cookies := range sessions {
		group.Go(func() error {
			user := newUser(p.address, cookies, rand.New(rand.NewPCG(1, uint64(i))))
			<-time.After(time.Duration(i) * clickEvery / usersAtOnce)
			tick := time.NewTicker(clickEvery) // begun now: else all click at the same instants
			defer tick.Stop()
			for range clicksEach {
				if err := user.click(ctx, all, refs, names); err != nil {
					return err
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%w: %s", err, p.said.String())
	}
	after, err := workOf(context.WithoutCancel(ctx), pool, p)
	if err != nil {
		return err
	}
	for _, page := range clickedPages {
		b.spread("users."+page, fmt.Sprintf("%s clicks", thousands(float64(len(all.took[page])))), all.took[page], nil)
	}
	b.timed("users.each", "", []time.Duration{(after - before) / (usersAtOnce * clicksEach)}, nil)
	resident, peak, err := memoryOf(p.cmd.Process.Pid)
	b.number("users.memory", "", float64(resident)*megabyte)
	b.number("users.peak", "", float64(peak)*megabyte)
	return err
}

// clickedPages are the kinds of page that users open.
var clickedPages = []string{"board", "a release", "tasks", "search"}

// usersIn adds the officers and signs them in.
func (b *bench) usersIn(ctx context.Context, pool *pgxpool.Pool) (sessions [][]*http.Cookie, err error) {
	now := clockFrom(b.watched.At(8, 30))
	for i := range usersAtOnce {
		err := pg.InTx(ctx, pool, importing, func(tx pgx.Tx) error {
			_, err := access.AddAccount(ctx, tx, now(), importing, access.NewAccount{Email: fmt.Sprintf("officer%d@unit.example", i), Name: "Link Officer", Role: access.LinkOfficer})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	refs, err := column(ctx, pool, `SELECT ref FROM account WHERE email LIKE 'officer%' ORDER BY id LIMIT $1`, usersAtOnce)
	if err != nil {
		return nil, err
	}
	keys, err := access.NewKeys(access.PretendKey) // the program's own, outside production
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		cookies, err := signedin.Under(ctx, pool, keys, now(), ref)
		if err != nil {
			return nil, err
		}
		sessions = append(sessions, cookies)
	}
	return sessions, nil
}

func column(ctx context.Context, pool *pgxpool.Pool, sql string, limit int) ([]string, error) {
	rows, err := pool.Query(ctx, sql, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// user is one officer with a browser of their own.
type user struct {
	address string
	cookies []*http.Cookie
	client  *http.Client
	random  *rand.Rand
}

func newUser(address string, cookies []*http.Cookie, random *rand.Rand) *user {
	u := &user{address: address, cookies: cookies, random: random}
	u.client = &http.Client{Transport: &http.Transport{}, CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		u.sign(next) // after a search
		return nil
	}}
	return u
}

func (u *user) sign(r *http.Request) {
	r.Header.Del("Cookie")
	for _, cookie := range u.cookies {
		r.AddCookie(cookie)
	}
}

// click opens one page, as often the board as anything else.
func (u *user) click(ctx context.Context, all *clicks, refs, names []string) error {
	page, method, path, form := "board", http.MethodGet, "/?list=upcoming", url.Values{}
	switch u.random.IntN(8) {
	case 0, 1:
		page, path = "a release", "/releases/"+refs[u.random.IntN(len(refs))]
	case 2:
		page, path = "tasks", "/tasks"
	case 3:
		page, method, path, form = "search", http.MethodPost, "/search", url.Values{"words": {names[u.random.IntN(len(names))]}}
	case 4:
		path = fmt.Sprintf("/?list=upcoming&page=%d", 1+u.random.IntN(20))
	case 5:
		path = "/?list=upcoming&sort=worst"
	}
	request, err := http.NewRequestWithContext(ctx, method, u.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept-Encoding", "gzip")
	u.sign(request)
	began := time.Now()
	answer, err := u.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	all.add(page, time.Since(began))
	return nil
}
