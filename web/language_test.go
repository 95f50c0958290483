package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/web"
)

var readEnglish = sync.OnceValues(func() (*web.Look, error) { return web.NewLook() })

// inEnglish are the pages of every site that has no other language, read once.
func inEnglish(t *testing.T) *web.Look {
	t.Helper()
	look, err := readEnglish()
	if err != nil {
		t.Fatal(err)
	}
	return look
}

// in gives a site the pages in another language too.
func in(t *testing.T, language wording.Language) func(*web.Config) {
	t.Helper()
	look, err := web.NewLook(language)
	if err != nil {
		t.Fatal(err)
	}
	return func(c *web.Config) { c.Look = look }
}

func inWelsh(t *testing.T) func(*web.Config) {
	t.Helper()
	welsh, err := web.Welsh()
	if err != nil {
		t.Fatal(err)
	}
	return in(t, welsh)
}

// TestAReaderChoosesALanguage goes the way of a reader: the choice is a form, it
// leads back to the page, and holds before anybody signs in too.
func TestAReaderChoosesALanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t, inWelsh(t))
	english := s.get("/away").wantStatus(http.StatusOK).says("Sign out", "Cymraeg")
	if len(english.find("html", "lang", "en")) != 1 || len(english.find("button", "lang", "cy")) != 1 {
		t.Error("a page in English says another language, or offers no Welsh")
	}
	chosen := s.post("/language", "language", "cy", "next", "/away").leadsTo("/away")
	cookie := chosen.header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "language=cy; Path=/; Max-Age=") || !strings.Contains(cookie, "HttpOnly; SameSite=Lax") {
		t.Errorf("the cookie is %q", cookie)
	}
	s.in = "cy"
	welsh := s.get("/away").wantStatus(http.StatusOK).says("Allgofnodi", "Neidio i'r prif gynnwys", "English").soundPage()
	if len(welsh.find("html", "lang", "cy")) != 1 {
		t.Error("a page in Welsh does not say so")
	}
	s.as = ""
	s.get("/sign-in").wantStatus(http.StatusOK).says("Mewngofnodi")
	s.post("/language", "language", "fr", "next", "/away").wantStatus(http.StatusNotFound)
	s.post("/language", "language", "en", "next", "https://elsewhere.example/").leadsTo("/")
	s.in = "fr"
	s.get("/sign-in").wantStatus(http.StatusOK).says("Sign in")
}

// TestOneLanguageOffersNoOther: where Welsh is off, nothing of it is there, and no
// cookie or browser changes that.
func TestOneLanguageOffersNoOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.in = "cy"
	r := httptest.NewRequest(http.MethodGet, "/away", nil)
	r.Header.Set("Accept-Language", "cy")
	s.do(r).wantStatus(http.StatusOK).says("Sign out").hides("Cymraeg", `lang="cy"`)
	s.post("/language", "language", "cy").wantStatus(http.StatusNotFound)
}

func TestWelshSaysDaysAndNumbersItsOwnWay(t *testing.T) {
	t.Parallel()
	welsh, err := web.Welsh()
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.MustParse("2026-11-23")
	for _, c := range []struct {
		text          wording.Text
		english, said string
	}{
		{wording.F("{1} at {2}", day, wording.Clock(monday)), "Monday 23 November 2026 at 8am", "Dydd Llun 23 Tachwedd 2026 am 08:00"},
		{wording.DayShort(day), "Mon 23 Nov", "Llun 23 Tach"},
		{wording.F("{1} or {2}", wording.DayBefore(day, day.AddDays(1)), wording.DayShort(day.AddDays(1))), "Mon 23 or Tue 24 Nov", "Llun 23 or Maw 24 Tach"},
		{wording.N(0, "{1} day", "{1} days"), "0 days", "0 diwrnod"},
		{wording.N(1, "{1} day", "{1} days"), "1 day", "1 diwrnod"},
		{wording.N(2, "{1} day", "{1} days"), "2 days", "2 ddiwrnod"},
		{wording.N(3, "{1} person", "{1} people"), "3 people", "3 pherson"},
		{wording.N(6, "{1} person", "{1} people"), "6 people", "6 pherson"},
		{wording.N(7, "{1} person", "{1} people"), "7 people", "7 person"},
		{wording.Capital("today"), "Today", "Heddiw"},
		{wording.Join(", ", "today", wording.Data("today"), ""), "today, today", "heddiw, today"},
		{"never in a catalogue", "never in a catalogue", "never in a catalogue"},
		{wording.Data("May"), "May", "May"},
		{wording.Data("a\x02s\x1fb\x03"), "asb", "asb"},
	} {
		if got := c.text.String(); got != c.english {
			t.Errorf("in English %q, want %q", got, c.english)
		}
		if got := wording.Say(welsh, c.text); got != c.said {
			t.Errorf("in Welsh %q, want %q", got, c.said)
		}
	}
}
