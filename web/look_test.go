package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"throughgate/web"
)

// server answers /page with the error page, the only page that needs no data,
// and /broken with a page that cannot be rendered.
func server(t *testing.T, secure bool) http.Handler {
	t.Helper()
	gin.SetMode(gin.TestMode)
	look := inEnglish(t)
	router := gin.New()
	router.Use(web.Headers(secure))
	look.Mount(router)
	router.GET("/page", func(c *gin.Context) {
		page := web.Page{
			Title: "Page not found", UnitName: "Haringey IOM unit", Actor: "Sam <b>Reed</b>", ActorRole: "link officer",
			Nav: web.MainNav("/releases/abc"), Demo: true, ClockText: "Monday 23 November 2026, 8am",
			Notice: "The task is accepted.", Nonce: web.Nonce(c),
		}
		look.Problem(c, http.StatusNotFound, page, "", "Check the address.")
	})
	router.GET("/broken", func(c *gin.Context) {
		look.Render(c, http.StatusOK, "error", struct{ Secret string }{"A1234BC"})
		if len(c.Errors) != 1 {
			t.Errorf("errors for the log = %d, want 1", len(c.Errors))
		}
	})
	router.GET("/unknown", func(c *gin.Context) { look.Render(c, http.StatusOK, "no-such-page", nil) })
	router.GET("/mail", func(c *gin.Context) {
		web.MailHeaders(c)
		c.String(http.StatusOK, "<p>mail</p>")
	})
	return router
}

func get(t *testing.T, h http.Handler, address string, gzipped bool) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if gzipped {
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, answer *http.Response) string {
	t.Helper()
	var from io.Reader = answer.Body
	if answer.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		from = unpacked
	}
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// linked is every address of ours that a page loads at once.
var linked = regexp.MustCompile(`(?:<link [^>]*href|<script [^>]*src)="(/assets/[^"]+)"`)

func TestLayoutShowsWhoIsActingWhereAndThatNobodyOfficialRunsIt(t *testing.T) {
	answer := get(t, server(t, false), "/page", false)
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("status = %d, want 404", answer.StatusCode)
	}
	text := body(t, answer)
	for _, want := range []string{
		"<title>Page not found - Haringey IOM unit - Throughgate</title>",
		"Sam &lt;b&gt;Reed&lt;/b&gt;, link officer",
		`href="/" aria-current="true"`,
		"Monday 23 November 2026, 8am", `href="/demo/mailbox"`, `href="/demo/handset"`, `href="/demo/clock"`,
		`href="#main-content"`, `id="main-content"`,
		"The task is accepted.", "Check the address.",
		"not an official government service",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if strings.Contains(strings.ToLower(text), "crown") || strings.Contains(text, "GOV.UK") {
		t.Error("page shows a mark of the Crown or of GOV.UK")
	}
}

func TestOnlyScriptsWithTheRequestsNonceMayRun(t *testing.T) {
	h := server(t, false)
	first, second := get(t, h, "/page", false), get(t, h, "/page", false)
	policy := first.Header.Get("Content-Security-Policy")
	nonce := regexp.MustCompile(`script-src 'nonce-([A-Z0-9]{20,})'`).FindStringSubmatch(policy)
	if nonce == nil {
		t.Fatalf("policy without a nonce: %s", policy)
	}
	text := body(t, first)
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(text, -1) {
		if !strings.Contains(script, `nonce="`+nonce[1]+`"`) {
			t.Errorf("%s does not carry the nonce", script)
		}
	}
	if second.Header.Get("Content-Security-Policy") == policy {
		t.Error("two requests had the same nonce")
	}
}

func TestPagesAreNotStoredFramedOrGuessedAt(t *testing.T) {
	for _, c := range []struct {
		secure bool
		name   string
		want   string
	}{
		{false, "Cache-Control", "no-store"},
		{false, "X-Content-Type-Options", "nosniff"},
		{false, "X-Frame-Options", "DENY"},
		{false, "Referrer-Policy", "same-origin"},
		{false, "Strict-Transport-Security", ""},
		{true, "Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
	} {
		if got := get(t, server(t, c.secure), "/page", false).Header.Get(c.name); got != c.want {
			t.Errorf("%s (https %v) = %q, want %q", c.name, c.secure, got, c.want)
		}
	}
	if policy := get(t, server(t, false), "/page", false).Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy lets others frame the page: %s", policy)
	}
}

func TestACaughtMailMayBeFramedByUsButRunsNothing(t *testing.T) {
	answer := get(t, server(t, false), "/mail", false)
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "sandbox", "frame-ancestors 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
	if strings.Contains(policy, "script-src") {
		t.Errorf("policy of an e-mail lets scripts run: %s", policy)
	}
}

func TestAssetsAreKeptForEverUnderTheirOwnVersionOnly(t *testing.T) {
	h := server(t, false)
	addresses := linked.FindAllStringSubmatch(body(t, get(t, h, "/page", false)), -1)
	if len(addresses) < 3 {
		t.Fatalf("page loads %d assets, want the icon and two stylesheets at least", len(addresses))
	}
	for _, found := range addresses {
		address := found[1]
		answer := get(t, h, address, true)
		if answer.StatusCode != http.StatusOK || answer.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d, kept %q", address, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
		old := regexp.MustCompile(`/assets/[0-9a-f]+/`).ReplaceAllString(address, "/assets/0123456789abcdef/")
		if answer := get(t, h, old, true); answer.StatusCode != http.StatusOK || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("another version's %s: %d, kept %q; want it answered and not kept", old, answer.StatusCode, answer.Header.Get("Cache-Control"))
		}
	}
	if answer := get(t, h, "/assets/0123456789abcdef/../page.go", false); answer.StatusCode == http.StatusOK {
		t.Error("a path out of the assets was answered")
	}
}

func TestFirstVisitStaysUnder150KilobytesOnTheWire(t *testing.T) {
	h := server(t, false)
	page := get(t, h, "/page", true)
	total := page.ContentLength
	for _, found := range linked.FindAllStringSubmatch(body(t, page), -1) {
		sent, err := io.Copy(io.Discard, get(t, h, found[1], true).Body)
		if err != nil {
			t.Fatal(err)
		}
		total += sent
	}
	if total > 150*1024 {
		t.Errorf("first visit takes %d bytes", total)
	}
}

func TestACompressedAnswerIsTheSamePage(t *testing.T) {
	h := server(t, false)
	nonces := regexp.MustCompile(`nonce="[^"]*"`)
	packed := get(t, h, "/page", true)
	if packed.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("page was not compressed for a browser that takes gzip")
	}
	plain := nonces.ReplaceAllString(body(t, get(t, h, "/page", false)), "")
	if got := nonces.ReplaceAllString(body(t, packed), ""); got != plain {
		t.Errorf("compressed page differs: %d bytes, plain %d", len(got), len(plain))
	}
}

func TestGzipIsNotSentToWhoRefusesIt(t *testing.T) {
	h := server(t, false)
	for _, header := range []string{"", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"} {
		r := httptest.NewRequest(http.MethodGet, "/page", nil)
		r.Header.Set("Accept-Encoding", header)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Result().Header.Get("Content-Encoding"); got != "" {
			t.Errorf("Accept-Encoding %q was answered with %q", header, got)
		}
	}
}

func TestAPageThatCannotBeMadeGivesAReferenceAndNothingElse(t *testing.T) {
	for _, address := range []string{"/broken", "/unknown"} {
		answer := get(t, server(t, false), address, false)
		text := body(t, answer)
		if answer.StatusCode != http.StatusInternalServerError || !strings.Contains(text, web.ProblemWords) {
			t.Errorf("%s: %d without the agreed words", address, answer.StatusCode)
		}
		if !regexp.MustCompile(`reference <strong>[A-Z0-9]{8}</strong>`).MatchString(text) {
			t.Errorf("%s: no reference for the reader", address)
		}
		if strings.Contains(text, "A1234BC") || strings.Contains(text, "render") {
			t.Errorf("%s: the cause is shown to the reader", address)
		}
	}
}

func TestNavigationMarksThePartWeAreIn(t *testing.T) {
	for path, want := range map[string]string{
		"/": "Releases", "/releases/x": "Releases", "/tasks": "Requests", "/tasks/9": "Requests",
		"/messages": "Messages", "/tasksheet": "", "/demo/clock": "",
	} {
		got := ""
		for _, item := range web.MainNav(path) {
			if item.Current {
				got += item.Text.String()
			}
		}
		if got != want {
			t.Errorf("at %s the current part is %q, want %q", path, got, want)
		}
	}
}
