package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"throughgate/access"
	"throughgate/web"
)

// looksLeave are what a look may leave behind, each with its reason; everything
// else in the database is the same after it, byte for byte.
var looksLeave = map[string]string{
	"audit":   "a look is in the audit: that is what it is for",
	"session": "when a session was last used",
}

// TestNoLookChangesAnything opens every address of the tables of pages and of the
// API by GET and by HEAD, as every role, its own things and foreign ones, and
// compares the whole database.
func TestNoLookChangesAnything(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, ref := range matrixRoles { // a board is kept as its reader left it: that is one of the looks' traces, and is there before
		m.as = ref
		m.get("/")
	}
	tokens := map[string]string{}
	for role, ref := range matrixRoles {
		tokens[role] = m.token(ref)
		m.ask(tokens[role], http.MethodGet, "/tasks", "") // when a token was last used is written once a minute
	}
	before := m.fingerprint()
	looks, files := 0, map[string]bool{}
	for _, row := range web.Table() {
		if row.Method != http.MethodGet {
			continue
		}
		for role, ref := range matrixRoles {
			m.as = ref
			places := m.cases(t, row, role)
			for _, address := range append(slices.Clone(places.own), places.foreign...) {
				if strings.HasPrefix(m.get(address).header.Get("Content-Disposition"), "attachment") {
					files[row.Path] = true
				}
				m.do(httptest.NewRequest(http.MethodHead, address, nil))
				looks += 2
			}
		}
	}
	for _, address := range []string{"/releases", "/releases/" + m.own("/releases/:ref"), "/messages", "/tasks", "/tasks/" + m.own("/tasks/:ref"), "/openapi.yaml"} {
		for role := range matrixRoles {
			m.ask(tokens[role], http.MethodGet, address, "")
			m.ask(tokens[role], http.MethodHead, address, "")
			looks += 2
		}
	}
	m.as = ""
	for _, address := range []string{"/sign-in", "/sign-in/none", "/ask-for-access", "/second-factor", "/second-factor/qr.png", "/have-it/none", "/healthz", "/readyz", "/nothing/here"} {
		m.get(address)
		m.do(httptest.NewRequest(http.MethodHead, address, nil))
		looks += 2
	}
	for table, sum := range m.fingerprint() {
		if before[table] != sum && looksLeave[table] == "" {
			t.Errorf("looking has changed %s", table)
		}
	}
	t.Logf("%d looks, %d tables compared", looks, len(before))

	// What a browser keeps as a file, or prints, asks for a proof that is not old.
	server := m.now
	m.now = func() time.Time { return server().Add(-access.ProofLife - time.Second) } // the session began then
	for _, row := range web.Table() {
		paper := slices.ContainsFunc([]string{".csv", "/csv", ".json", "/print", "/sheets"}, func(end string) bool { return strings.HasSuffix(row.Path, end) })
		if row.Method != http.MethodGet || !paper && !files[row.Path] {
			continue
		}
		for _, role := range row.Roles {
			m.as = matrixRoles[role]
			if r := m.get(m.cases(t, row, role).own[0]); r.status != http.StatusSeeOther || !strings.HasPrefix(r.header.Get("Location"), "/prove?next=") {
				t.Errorf("%s as %s asks for no proof: %d", row.Path, role, r.status)
			}
		}
		delete(files, row.Path)
	}
	if len(files) > 0 {
		t.Errorf("%v are files", files)
	}
}

// own is the reference of a thing of the link officer's own.
func (m *matrix) own(path string) string {
	places, ok := m.places[path]["link_officer"]
	if !ok {
		places = m.places[path][""]
	}
	return places.own[0][strings.LastIndex(places.own[0], "/")+1:]
}
