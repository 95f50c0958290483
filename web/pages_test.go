package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/net/html"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/internal/testkit/signedin"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
	"throughgate/web"
)

// monday is the clock of these tests: Monday 23 November 2026, 08:00 in London.
var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func day(text string) calendar.Date { return calendar.MustParse(text) }

// site is the pages on a database of their own, used by one account.
type site struct {
	t    *testing.T
	h    http.Handler
	pool *pgxpool.Pool // of the server's superuser, whom no policy binds
	mine *pgxpool.Pool // of the pages, in their own role
	seed *seed.Seed
	log  *strings.Builder
	now  func() time.Time
	unit release.Scope
	as   string // the account's reference, "" for nobody yet
	keys access.Keys
	in   string // the language that the reader chose; "" for none
}

// nobodyTold answers for planned tasks, whose contacts are not looked at here.
type nobodyTold struct{}

func (nobodyTold) Contacts(context.Context, pgx.Tx, int64) (map[int64]pathways.Contact, error) {
	return nil, nil
}

// nobodyMoves stands where a list of local prisons would settle everybody anew.
type nobodyMoves struct{}

func (nobodyMoves) LocalPrisonsChanged(context.Context, pgx.Tx, access.Actor, int64, []string) (changed, queued int, err error) {
	return 0, 0, nil
}

// nothingFollows stands where an answer would tell officers and plan again.
type nothingFollows struct{}

func (nothingFollows) TaskAnswered(context.Context, pgx.Tx, access.Actor, time.Time, pathways.Answered) error {
	return nil
}

// nothingLeaves takes deliveries that no worker is there for.
func nothingLeaves(context.Context, pgx.Tx, []notify.Delivery) error { return nil }

func newSite(t *testing.T, change ...func(*web.Config)) *site {
	t.Helper()
	all := testkit.DB(t)
	pool := testkit.As(t, all, migrations.WebRole)
	s := &site{t: t, pool: all, mine: pool, seed: seed.New(t, all, monday), log: &strings.Builder{}}
	now := func() time.Time { return monday }
	unit := release.Scope{Areas: []string{seed.Haringey, seed.Camden}}
	cfg := web.Config{Pool: pool, Now: now, Contacts: nobodyTold{}, UnitName: "Haringey unit", UnitPhone: "020 7946 0100", Words: notify.NewWords([]string{"Leeds (HMP)"}, nil), PublicURL: "http://example.com",
		Tasks: &pathways.TaskService{Pool: pool, Now: now, Releases: nothingFollows{}},
		Desk: notify.NewDesk(pool, now, notify.NewOutbox(nothingLeaves), release.Composer{Unit: release.Unit{Scope: release.Scope{All: true}}},
			notify.Settings{Environment: notify.Production}),
		Appointments: &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit, Mailbox: "unit@unit.example"}, Outbox: notify.NewOutbox(nothingLeaves)},
		Directory:    &intake.Importer{Pool: pool, Now: now, Unit: unit, Places: nobodyMoves{}},
		Catalogue:    &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit}},
		Forecasts:    &intake.Importer{Pool: pool, Now: now, Unit: unit, Forecaster: &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit}}},
		Settings:     &pathways.SettingsService{Pool: pool, Now: now},
		Openings:     &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit, Mailbox: "unit@unit.example"}, Outbox: notify.NewOutbox(nothingLeaves)},
		Subjects:     &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit}},
		Records:      &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit, Mailbox: "unit@unit.example"}, Outbox: notify.NewOutbox(nothingLeaves)},
		People:       &intake.Importer{Pool: pool, Now: now, Unit: unit, Observer: &release.Service{Pool: pool, Now: now, Unit: release.Unit{Scope: unit, Mailbox: "unit@unit.example"}, Outbox: notify.NewOutbox(nothingLeaves)}},
		SignIn:       access.DoorRules{Exempt: func(string) bool { return true }}, // but where a test is about it
		Accounts:     &access.Accounts{Pool: pool, Now: now, Inviter: notify.NewOutbox(nothingLeaves)},
		Unit:         unit, Log: slog.New(slog.NewTextHandler(s.log, nil))}
	var err error
	if cfg.Machine, err = jobs.NewMachine(pool, now); err != nil {
		t.Fatal(err)
	}
	cfg.Webhooks = &release.Webhooks{Pool: pool, Now: now, Enqueue: func(context.Context, pgx.Tx, []int64) error { return nil },
		Targets: []release.WebhookTarget{{ID: "crm", Hook: notify.Hook{URL: "https://system.example/secretpath"}, Events: release.WebhookEvents, Areas: []string{seed.Haringey}, Services: []string{"housing_options"}}}}
	for _, f := range change {
		f(&cfg)
	}
	if cfg.Look == nil {
		cfg.Look = inEnglish(t)
	}
	h, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.h, s.now, s.unit, s.keys = h, cfg.Now, unit, cfg.SignIn.Keys
	s.seed.Account("officer", "Olive Officer", "link_officer", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("manager", "Mo Manager", "offender_manager", []string{seed.Haringey}, nil)
	s.seed.Account("housing", "Kay Housing", "spoc", []string{seed.Haringey}, []string{"housing_options"})
	s.seed.Exec(`update account set email = 'com@probation.example' where ref = 'manager'`) // whose everybody of the seed is
	s.as = "officer"
	return s
}

func (nothingFollows) QuestionAnswered(context.Context, pgx.Tx, time.Time, int64, int64) error {
	return nil
}

func (nothingFollows) TaskAsked(context.Context, pgx.Tx, access.Actor, time.Time, int64, pathways.Anew) error {
	return nil
}

// reply is what the server answered, parsed.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	doc    *html.Node
}

func (s *site) do(r *http.Request) reply {
	s.t.Helper()
	if s.as != "" {
		cookies, err := signedin.Under(s.t.Context(), s.pool, s.keys, s.now(), s.as)
		if err != nil && s.pool.Ping(s.t.Context()) == nil {
			s.t.Fatal(err)
		}
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
	}
	if s.in != "" {
		r.AddCookie(&http.Cookie{Name: "language", Value: s.in})
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		s.t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{t: s.t, status: w.Code, header: w.Result().Header, body: string(body), doc: doc}
}

func (s *site) get(address string) reply {
	s.t.Helper()
	return s.do(httptest.NewRequest(http.MethodGet, address, nil))
}

func (s *site) post(address string, fields ...string) reply {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(r)
}

func (s *site) count(query string, args ...any) int {
	s.t.Helper()
	var n int
	if err := s.pool.QueryRow(s.t.Context(), query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (r reply) wantStatus(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status = %d, want %d\n%s", r.status, status, textOf(r.doc))
	}
	return r
}

// says fails unless the page's text holds each of the words.
func (r reply) says(words ...string) reply {
	r.t.Helper()
	text := textOf(r.doc)
	for _, w := range words {
		if !strings.Contains(text, w) {
			r.t.Errorf("the page does not say %q:\n%s", w, text)
		}
	}
	return r
}

// hides fails if anything of the answer, seen or not, holds any of the words.
func (r reply) hides(words ...string) reply {
	r.t.Helper()
	for _, w := range words {
		if strings.Contains(r.body, w) {
			r.t.Errorf("the page holds %q, which this reader must not see", w)
		}
	}
	return r
}

func (r reply) leadsTo(address string) reply {
	r.t.Helper()
	r.wantStatus(http.StatusSeeOther)
	if got := r.header.Get("Location"); got != address {
		r.t.Fatalf("leads to %q, want %q", got, address)
	}
	return r
}

// find lists the elements with an attribute of that value ("" for any value),
// without the form of the frame in which everybody can sign out.
func (r reply) find(tag, name, value string) []*html.Node {
	var found []*html.Node
	for n := range r.doc.Descendants() {
		if n.Type != html.ElementNode || tag != "" && n.Data != tag {
			continue
		}
		if action, _ := attr(n, "action"); action == "/sign-out" {
			continue
		}
		if got, ok := attr(n, name); ok && (value == "" || got == value) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// textOf is a node's text with white space made single.
func textOf(n *html.Node) string {
	var words []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
			words = append(words, strings.Fields(d.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// marks are the words of the marks on the page.
func (r reply) marks() []string {
	var found []string
	for n := range r.doc.Descendants() {
		if class, _ := attr(n, "class"); strings.HasPrefix(class, "tg-mark ") {
			found = append(found, textOf(n))
		}
	}
	return found
}

// soundPage checks what every page must have.
func (r reply) soundPage() reply {
	r.t.Helper()
	if got := len(r.find("h1", "class", "")); got != 1 {
		r.t.Errorf("the page has %d main headings, want 1", got)
	}
	ids := map[string]int{}
	for _, n := range r.find("", "id", "") {
		id, _ := attr(n, "id")
		if ids[id]++; ids[id] == 2 {
			r.t.Errorf("the id %q stands twice", id)
		}
	}
	for _, tag := range []string{"input", "select", "textarea"} {
		for _, n := range r.find(tag, "name", "") {
			if kind, _ := attr(n, "type"); kind == "hidden" {
				continue
			}
			id, _ := attr(n, "id")
			if id == "" || len(r.find("label", "for", id)) != 1 {
				name, _ := attr(n, "name")
				r.t.Errorf("the field %q has no label of its own", name)
			}
		}
	}
	return r
}
