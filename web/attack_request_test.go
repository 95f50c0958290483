package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"throughgate/web"
)

// raw sends a form as it is, with headers of the attacker's choice and the
// reader's cookies.
func (m *matrix) raw(address, body string, headers ...string) reply {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return m.do(r)
}

func encoded(fields []string) string {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return form.Encode()
}

// TestNoFormIsTakenFromAnotherSite sends every form of the table as another site
// would have a signed-in reader's browser send it. A request with neither header
// comes from no browser of today, and an older one keeps the cookie back
// (SameSite, TestTheCookieIsKeptToOurPages).
func TestNoFormIsTakenFromAnotherSite(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	before, sent := m.fingerprint(), 0
	for _, row := range web.Table() {
		if row.Method != http.MethodPost {
			continue
		}
		m.as = matrixRoles[row.Roles[0]]
		for _, address := range m.cases(t, row, row.Roles[0]).own {
			for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
				sent++
				if r := m.raw(address, encoded(everyField), headers...); r.status != http.StatusForbidden {
					t.Errorf("%s with %s answers %d", address, headers, r.status)
				}
			}
		}
	}
	for table, sum := range m.fingerprint() {
		if before[table] != sum {
			t.Errorf("%s has changed", table)
		}
	}
	if got := strings.Count(m.log.String(), `msg="a request was turned away"`); got != sent || strings.Count(m.log.String(), `cause="a form of another site"`) != sent {
		t.Errorf("%d of %d stand in the log", got, sent)
	}
	t.Logf("%d forms from elsewhere", sent)
}

// TestNoFormIsTakenThatIsTooLong: a body over the limit is nothing that was typed.
func TestNoFormIsTakenThatIsTooLong(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	before := m.fingerprint()
	body := encoded(everyField) + "&words=" + strings.Repeat("x", 17<<20)
	for _, row := range web.Table() {
		if row.Method != http.MethodPost {
			continue
		}
		m.as = matrixRoles[row.Roles[0]]
		address := m.cases(t, row, row.Roles[0]).own[0]
		if r := m.raw(address, body, "Sec-Fetch-Site", "same-origin"); r.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s answers %d to a form that is too long", address, r.status)
		}
		if r := m.raw(address, encoded(everyField)+"&words=%zz", "Sec-Fetch-Site", "same-origin"); r.status != http.StatusBadRequest {
			t.Errorf("%s answers %d to a form that cannot be read", address, r.status)
		}
	}
	for table, sum := range m.fingerprint() {
		if before[table] != sum {
			t.Errorf("%s has changed", table)
		}
	}
}

// TestEveryAnswerHasTheHeaders walks the table over https: each answer, of a page,
// a file, a redirect or a refusal.
func TestEveryAnswerHasTheHeaders(t *testing.T) {
	t.Parallel()
	m := newMatrix(t, func(c *web.Config) { c.PublicURL = "https://example.com" })
	want := map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cross-Origin-Opener-Policy": "same-origin"}
	look := func(address string, r reply) {
		for name, value := range want {
			if got := r.header.Values(name); len(got) != 1 || got[0] != value {
				t.Errorf("%s: %s is %q", address, name, got)
			}
		}
		policy := r.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", address, policy)
		}
	}
	m.ownPages(func(_, address string, r reply) { look(address, r) })
	m.as = "m-housing"
	look("refused", m.get("/figures"))
	m.as = ""
	for _, address := range []string{"/", "/sign-in", "/ask-for-access", "/nothing", "/have-it/x", "/sign-in/x", "/second-factor", "/healthz"} {
		look(address, m.get(address))
	}
}

// TestNoAddressLeadsAwayOrBreaksAHeader sends what would lead elsewhere, or begin
// another header, through every field and parameter that becomes a redirect.
func TestNoAddressLeadsAwayOrBreaksAHeader(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	for _, bad := range []string{"https://evil.example", "//evil.example", `/\evil.example`, `\\evil.example`, "/%0d%0aSet-Cookie: a=b", "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "/\t/evil.example", "///evil.example", "http:evil.example"} {
		v.cookie = nil
		for _, r := range []reply{v.signIn(passphrase, "next", bad), v.post("/prove", "proof_passphrase", passphrase, "proof_next", bad, "proof_back", bad),
			v.get("/sign-in?next=" + url.QueryEscape(bad)), v.get("/prove?next=" + url.QueryEscape(bad)), v.post("/views", "query", bad, "name", bad),
			v.get("/tasks/" + url.PathEscape(bad) + "/accept"), v.get("/releases/" + url.PathEscape(bad) + "/appointments"), v.get("/messages/" + url.PathEscape(bad) + "/again"),
			v.get("/unit/agreements/" + url.PathEscape(bad) + "/end"), v.get("/?done=" + url.QueryEscape(bad))} {
			where := r.header.Get("Location")
			parsed, err := url.Parse(where)
			if err != nil || parsed.IsAbs() || parsed.Host != "" || strings.HasPrefix(where, `/\`) || strings.ContainsAny(where, "\r\n\t") {
				t.Errorf("%q leads to %q", bad, where)
			}
			for _, c := range r.header.Values("Set-Cookie") {
				if strings.HasPrefix(c, "a=b") {
					t.Errorf("%q sets a cookie", bad)
				}
			}
			if strings.Contains(r.body, `href="javascript:`) || strings.Contains(r.body, `value="https://evil`) || strings.Contains(r.body, `value="//evil`) {
				t.Errorf("%q stands on a page as somewhere to go", bad)
			}
		}
	}
}
