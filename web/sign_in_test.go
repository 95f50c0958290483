package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/web"
)

const passphrase = "purple kettle on the roof"

// visitor is somebody with a browser of their own, who keeps the session's
// cookie, and whose clock is the site's.
type visitor struct {
	*site
	clock  *time.Time
	cookie *http.Cookie
	also   *http.Cookie // another one
	from   string       // network address
}

// newVisitor is somebody at the sign-in page; the accounts of newSite have a
// passphrase each.
func newVisitor(t *testing.T, change ...func(*web.Config)) *visitor {
	t.Helper()
	clock := monday
	change = append([]func(*web.Config){func(c *web.Config) { c.Now = func() time.Time { return clock } }}, change...)
	v := &visitor{site: newSite(t, change...), clock: &clock, from: "192.0.2.1"}
	v.as = ""
	v.inTx(func(tx pgx.Tx) error {
		a, err := access.FindAccount(t.Context(), tx, "officer@unit.example")
		if err != nil {
			return err
		}
		return access.SetPassphrase(t.Context(), tx, monday, access.System("test"), a, passphrase)
	})
	return v
}

func (v *visitor) inTx(fn func(pgx.Tx) error) {
	v.t.Helper()
	if err := pg.InTx(v.t.Context(), v.pool, pg.As{Key: "system:test"}, fn); err != nil {
		v.t.Fatal(err)
	}
}

// send sends a request as a browser would, and keeps the cookie of the answer.
func (v *visitor) send(method, address string, fields ...string) reply {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.RemoteAddr = v.from + ":40000"
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	if v.also != nil {
		r.AddCookie(v.also)
	}
	got := v.do(r)
	for _, line := range got.header.Values("Set-Cookie") {
		cookie, err := http.ParseSetCookie(line)
		if err != nil {
			v.t.Fatal(err)
		}
		v.cookie = cookie
		if cookie.MaxAge < 0 {
			v.cookie = nil
		}
	}
	return got
}

func (v *visitor) open(address string) reply { v.t.Helper(); return v.send(http.MethodGet, address) }

func (v *visitor) signIn(with string, more ...string) reply {
	v.t.Helper()
	return v.send(http.MethodPost, "/sign-in", append([]string{"email", "Officer@unit.example", "passphrase", with}, more...)...)
}

// errorsLead checks that the page says in its title that something is wrong, and
// that each line of the summary leads to a field that is described by it.
func (r reply) errorsLead(fields ...string) reply {
	r.t.Helper()
	if title := textOf(first(r, "title")); !strings.HasPrefix(title, "Error: ") {
		r.t.Errorf("the title is %q", title)
	}
	for _, field := range fields {
		if len(r.find("a", "href", "#"+field)) != 1 {
			r.t.Errorf("no line of the summary leads to %s", field)
		}
		input := r.find("input", "id", field)
		if len(input) != 1 {
			r.t.Fatalf("%d fields %s", len(input), field)
		}
		if by, _ := attr(input[0], "aria-describedby"); !strings.Contains(by, field+"-error") || len(r.find("p", "id", field+"-error")) != 1 {
			r.t.Errorf("the field %s is described by %q", field, by)
		}
	}
	return r
}

func first(r reply, tag string) *html.Node {
	for n := range r.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag {
			return n
		}
	}
	r.t.Fatalf("no %s on the page", tag)
	return nil
}

func TestWithoutASessionEveryPageLeadsToTheSignInAndBack(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.open("/").leadsTo("/sign-in")
	v.open("/tasks?state=late").leadsTo("/sign-in?next=%2Ftasks%3Fstate%3Dlate")
	v.open("/releases/x").leadsTo("/sign-in?next=%2Freleases%2Fx")
	v.send(http.MethodPost, "/tasks/x/accept", "version", "1").leadsTo("/sign-in?why=not-saved")
	page := v.open("/sign-in?next=/tasks?state=late").wantStatus(http.StatusOK).soundPage()
	page.says("Sign in", "E-mail address", "Passphrase", "I cannot sign in").hides("Olive", "Ready sign-ins", "Sign out")
	if len(page.find("nav", "aria-label", "Menu")) != 0 {
		t.Error("the menu shows before anybody is known")
	}
	for id, want := range map[string]string{"email": "username", "passphrase": "current-password"} {
		input := page.find("input", "id", id)[0]
		if got, _ := attr(input, "autocomplete"); got != want {
			t.Errorf("%s: autocomplete %q, want %q", id, got, want)
		}
	}
	v.signIn(passphrase, "next", "/tasks?state=late").leadsTo("/tasks?state=late")
	v.open("/tasks?state=late").wantStatus(http.StatusOK).says("Olive Officer, prison link officer", "Sign out")
	for _, away := range []string{"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "tasks", "javascript:alert(1)"} {
		v.signIn(passphrase, "next", away).leadsTo("/")
	}
}

func TestTheCookieIsKeptToOurPages(t *testing.T) {
	t.Parallel()
	for public, want := range map[string][]string{
		"http://example.com":  {"throughgate=", "Path=/", "HttpOnly", "SameSite=Lax"},
		"https://example.com": {"__Host-throughgate=", "Path=/", "HttpOnly", "SameSite=Lax", "Secure"},
	} {
		v := newVisitor(t, func(c *web.Config) { c.PublicURL = public })
		got := v.signIn(passphrase)
		cookie := got.header.Get("Set-Cookie")
		for _, part := range want {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s: cookie %q lacks %s", public, cookie, part)
			}
		}
		for _, part := range []string{"Domain", "Expires", "Max-Age"} { // it ends with the browser
			if strings.Contains(cookie, part) {
				t.Errorf("%s: cookie %q has %s", public, cookie, part)
			}
		}
		if strings.HasPrefix(public, "http:") && strings.Contains(cookie, "Secure") {
			t.Errorf("over http a browser would not keep %q", cookie)
		}
		if cache := got.header.Values("Cache-Control"); len(cache) != 1 || cache[0] != "no-store" {
			t.Errorf("Cache-Control %q", cache)
		}
		v.open("/").wantStatus(http.StatusOK)
	}
}

func TestWhatIsWrongWithASignIn(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.send(http.MethodPost, "/sign-in", "email", " ").wantStatus(http.StatusUnprocessableEntity).soundPage().
		errorsLead("email", "passphrase").says("Enter your e-mail address", "Enter your passphrase")
	known := v.signIn("wrong kettle", "next", "/tasks").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("email").
		says("The e-mail address or the passphrase is not right").hides("wrong kettle")
	if got, _ := attr(known.find("input", "id", "email")[0], "value"); got != "Officer@unit.example" {
		t.Errorf("the address typed is %q now", got)
	}
	if got, _ := attr(known.find("input", "name", "next")[0], "value"); got != "/tasks" {
		t.Errorf("after an error it leads to %q", got)
	}
	unknown := v.send(http.MethodPost, "/sign-in", "email", "Nobody1@unit.example", "passphrase", "wrong kettle", "next", "/tasks")
	nonces := func(r reply) string {
		nonce, _ := attr(first(r, "script"), "nonce")
		return strings.ReplaceAll(r.body, nonce, "")
	}
	if strings.ReplaceAll(nonces(unknown), "Nobody1@", "Officer@") != nonces(known) || unknown.status != known.status {
		t.Error("the pages for a known and an unknown address differ")
	}
	if v.cookie != nil {
		t.Error("a cookie for whoever was not let in")
	}
	if strings.Contains(v.log.String(), "unit.example") {
		t.Errorf("the log holds an address: %s", v.log)
	}
}

func TestTooManyTriesAreToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	*v.clock = monday.Add(30 * time.Second)
	for range 5 {
		v.signIn("wrong kettle")
	}
	got := v.signIn(passphrase).wantStatus(http.StatusTooManyRequests).soundPage().errorsLead("email").
		says("Too many sign-ins have failed. Try again in 5 minutes, at 8:06am")
	if after := got.header.Get("Retry-After"); after != "301" {
		t.Errorf("Retry-After %q", after)
	}
	v.from = "198.51.100.7" // the owner, at their desk
	v.signIn(passphrase).leadsTo("/")
	v.from = "192.0.2.1"
	*v.clock = v.clock.Add(5 * time.Minute)
	v.signIn(passphrase).leadsTo("/")
}

func TestOnlyANamedProxyIsBelieved(t *testing.T) {
	t.Parallel()
	for proxy, believed := range map[string]bool{"192.0.2.1": true, "198.51.100.0/24": false} {
		v := newVisitor(t, func(c *web.Config) { c.TrustedProxies = []string{proxy} })
		for i := range 6 {
			r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("email=officer@unit.example&passphrase=wrong"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Forwarded-For", "203.0.113."+string(rune('1'+i)))
			r.RemoteAddr = "192.0.2.1:40000"
			want := http.StatusUnprocessableEntity
			if i == 5 && !believed {
				want = http.StatusTooManyRequests
			}
			if got := v.do(r); got.status != want {
				t.Errorf("proxy %s, try %d: %d, want %d", proxy, i, got.status, want)
			}
		}
	}
}

func TestASignInBeginsANewSessionAndEndsTheOneBefore(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.cookie = &http.Cookie{Name: "throughgate", Value: "planted-by-somebody-else"}
	v.signIn(passphrase).leadsTo("/")
	one := v.cookie
	if one.Value == "planted-by-somebody-else" || len(one.Value) < 40 {
		t.Fatalf("the session is %q", one.Value)
	}
	v.signIn(passphrase).leadsTo("/")
	if v.cookie.Value == one.Value {
		t.Error("the same session after a second sign-in")
	}
	two := v.cookie
	v.cookie = one
	v.open("/tasks").leadsTo("/sign-in?next=%2Ftasks&why=ended")
	v.cookie = two
	v.open("/tasks").wantStatus(http.StatusOK)
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn(passphrase)
	page := v.open("/")
	if !strings.Contains(page.body, `<form method="post" action="/sign-out">`) {
		t.Fatal("nowhere to sign out")
	}
	kept := v.cookie
	out := v.send(http.MethodPost, "/sign-out")
	out.leadsTo("/sign-in?why=signed-out")
	if got := out.header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("the browser is told to clear %q", got)
	}
	if v.cookie != nil {
		t.Error("the cookie is kept")
	}
	v.open("/sign-in?why=signed-out").says("You have signed out")
	v.cookie = kept
	v.open("/").leadsTo("/sign-in?why=ended")
	v.send(http.MethodPost, "/sign-out").leadsTo("/sign-in?why=not-saved")
	if got := v.count(`select count(*) from audit where action in ('sign_in', 'sign_out') and actor = 'account:' || object_id`); got != 2 {
		t.Errorf("%d comings and goings in the audit, want 2", got)
	}
	v.open("/sign-out").wantStatus(http.StatusNotFound) // nothing changes on GET
}

func TestASessionEndsByTheClock(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn(passphrase)
	*v.clock = monday.Add(29 * time.Minute)
	v.open("/").wantStatus(http.StatusOK)
	*v.clock = monday.Add(59 * time.Minute)
	v.open("/messages").leadsTo("/sign-in?next=%2Fmessages&why=ended")
	v.open("/sign-in?why=ended").says("after 30 minutes without use")
	v.signIn(passphrase)
	for range 20 {
		v.open("/").wantStatus(http.StatusOK)
		*v.clock = v.clock.Add(29 * time.Minute)
	}
	v.open("/").wantStatus(http.StatusOK)
	*v.clock = v.clock.Add(21 * time.Minute) // ten hours and a minute
	v.open("/").leadsTo("/sign-in?why=ended")

	r := httptest.NewRequest(http.MethodPost, "/tasks/abc/accept", strings.NewReader("version=1"))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Referer", "http://example.com/tasks/abc")
	r.AddCookie(v.cookie)
	v.do(r).leadsTo("/sign-in?next=%2Ftasks%2Fabc&why=not-saved")
	v.open("/sign-in?why=not-saved").says("what you sent was not saved")
}

func TestADisabledOrResetAccountIsOutAtOnce(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn(passphrase)
	v.open("/").wantStatus(http.StatusOK)
	v.inTx(func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, monday, access.System("test"), "officer@unit.example")
	})
	v.open("/").leadsTo("/sign-in?why=ended")
	v.signIn(passphrase).wantStatus(http.StatusUnprocessableEntity)
	var link string
	v.inTx(func(tx pgx.Tx) (err error) {
		link, err = access.ResetAccount(t.Context(), tx, monday, access.System("test"), "officer@unit.example")
		return err
	})
	v.open("/").leadsTo("/sign-in?why=ended")
	v.signIn(passphrase).wantStatus(http.StatusUnprocessableEntity)
	v.send(http.MethodPost, "/sign-in/"+link, "passphrase", "another kettle on the roof").leadsTo("/")
	v.open("/").wantStatus(http.StatusOK)
}

func TestAOneTimeLinkLeadsToAPassphrase(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	var link string
	v.inTx(func(tx pgx.Tx) (err error) {
		link, err = access.AddAccount(t.Context(), tx, monday, access.System("test"), access.NewAccount{Email: "kay@services.example",
			Name: "Kay Housing", Role: access.SPOC, Areas: []string{"E09000014"}, Services: []string{"housing_options"}})
		return err
	})
	address := "/sign-in/" + link
	for range 2 {
		page := v.open(address).wantStatus(http.StatusOK).soundPage().says("Choose a passphrase", "12 characters or more", "you may paste it")
		if got, _ := attr(page.find("input", "id", "passphrase")[0], "autocomplete"); got != "new-password" {
			t.Errorf("autocomplete %q", got)
		}
		if got, _ := attr(page.find("input", "autocomplete", "username")[0], "value"); got != "kay@services.example" {
			t.Errorf("a password manager is told of %q", got)
		}
	}
	for _, bad := range []struct{ passphrase, says string }{{"", "Enter a passphrase"}, {"short", "12 characters or more"}, {"password1234", "many people use"}} {
		v.send(http.MethodPost, address, "passphrase", bad.passphrase).wantStatus(http.StatusUnprocessableEntity).soundPage().
			errorsLead("passphrase").says(bad.says)
	}
	v.send(http.MethodPost, address, "passphrase", passphrase).leadsTo("/")
	v.open("/").leadsTo("/tasks") // where a service's contact works
	v.open("/tasks").wantStatus(http.StatusOK).says("Kay Housing, service contact")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		v.send(method, address, "passphrase", passphrase).wantStatus(http.StatusNotFound).soundPage().
			says("This link does not work any more", "sign in with it").hides("kay@services.example")
	}
	if got := v.count(`select count(*) from audit where action = 'sign_in' and detail = 'one-time link'`); got != 1 {
		t.Errorf("%d in the audit", got)
	}
	*v.clock = monday.Add(8 * 24 * time.Hour)
	v.inTx(func(tx pgx.Tx) (err error) {
		link, err = access.ResetAccount(t.Context(), tx, monday, access.System("test"), "kay@services.example")
		return err
	})
	v.open("/sign-in/" + link).wantStatus(http.StatusNotFound)
}

func TestAnotherSiteCannotSignAnybodyInOrOut(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.signIn(passphrase)
	for _, address := range []string{"/sign-in", "/sign-in/token", "/sign-out"} {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r := httptest.NewRequest(http.MethodPost, address, strings.NewReader("email=officer@unit.example&passphrase="+url.QueryEscape(passphrase)))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(name, value)
			r.AddCookie(v.cookie)
			got := v.do(r).wantStatus(http.StatusForbidden)
			if got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s from another site: %q", address, got.header.Get("Set-Cookie"))
			}
		}
	}
	v.open("/").wantStatus(http.StatusOK)
}

func TestReadySignInsAreForTheDemoAlone(t *testing.T) {
	t.Parallel()
	ready := func(c *web.Config) {
		c.DemoSignIns = []web.DemoSignIn{{Email: "officer@unit.example", Passphrase: passphrase, Name: "Olive Officer", Role: access.LinkOfficer}}
	}
	newVisitor(t, ready).open("/sign-in").hides(passphrase, "Olive")
	v := newVisitor(t, ready, func(c *web.Config) { c.Demo = &caught{now: monday} })
	page := v.open("/sign-in?next=/messages").soundPage().says("Ready sign-ins of this demo", "Olive Officer, prison link officer")
	fields := []string{}
	for _, form := range page.find("form", "action", "/sign-in") {
		if id, _ := attr(form, "id"); id == "sign-in" {
			continue
		}
		for n := range form.Descendants() {
			if kind, _ := attr(n, "type"); kind == "hidden" {
				name, _ := attr(n, "name")
				value, _ := attr(n, "value")
				fields = append(fields, name, value)
			}
		}
	}
	v.send(http.MethodPost, "/sign-in", fields...).leadsTo("/messages")
	if page := v.open("/messages"); len(page.find("a", "href", "/sign-in?next=%2Fmessages")) != 1 {
		t.Error("nowhere to change the role in the demo")
	}
}

func TestEachRoleLandsOnThePageItNeeds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	s.seed.Account("admin", "Ada Admin", "administrator", []string{"E09000014"}, nil)
	s.seed.Exec(`update account set disabled_at = $1 where ref = 'manager'`, monday)
	s.seed.Exec(`insert into audit (at, actor, action, object_kind) values ($1, 'system:test', 'disclose', 'message'), ($1, 'system:sign-in', 'sign_in_failed', 'account'),
		($2, 'system:test', 'erase', 'person')`, monday, monday.AddDate(0, 0, -8))
	s.get("/").wantStatus(http.StatusOK).says("Releases")
	s.as = "housing"
	s.get("/").leadsTo("/tasks")
	s.as = "lead"
	s.get("/").wantStatus(http.StatusOK).soundPage().says("What was recorded", "Disclosures 1", "Sign-ins that failed 1", "Records").hides("Records erased", "Messages")
	s.as = "admin"
	s.get("/").wantStatus(http.StatusOK).soundPage().says("Accounts", "Olive Officer officer@unit.example", "prison link officer", "Haringey",
		"Housing options", "has not signed in yet", "Mo Manager", "disabled").hides("Messages")
	for _, who := range []string{"lead", "admin"} {
		s.as = who
		for _, address := range []string{"/tasks", "/messages", "/releases/x", "/tasks/x"} {
			s.get(address).wantStatus(http.StatusForbidden)
		}
	}
}
