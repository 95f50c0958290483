package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

// token makes a bearer token of an account, by its reference.
func (s *site) token(account string) string {
	s.t.Helper()
	var email, token string
	if err := s.pool.QueryRow(s.t.Context(), `select email from account where ref = $1`, account).Scan(&email); err != nil {
		s.t.Fatal(err)
	}
	who := access.System("test")
	err := pg.InTx(s.t.Context(), s.pool, who, func(tx pgx.Tx) (err error) {
		token, _, err = access.CreateToken(s.t.Context(), tx, s.now(), s.keys, who, email, 30)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// said is what the API answered.
type said struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// ask asks the API with a token; headers are names and values in turn.
func (s *site) ask(token, method, address, body string, headers ...string) said {
	s.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+address, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return said{s.t, w.Code, w.Result().Header, w.Body.String()}
}

// is fails unless the answer has the status, and is a document or, from 400 on,
// problem details that say so.
func (a said) is(status int) said {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status = %d, want %d\n%s", a.status, status, a.body)
	}
	kind := a.header.Get("Content-Type")
	if status < 400 {
		if !strings.HasPrefix(kind, "application/json") {
			a.t.Fatalf("the answer is %q", kind)
		}
		return a
	}
	var p struct {
		Type, Title, Detail string
		Status              int
	}
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || kind != "application/problem+json" || p.Status != status ||
		p.Type != "about:blank" || p.Title != http.StatusText(status) || p.Detail == "" {
		a.t.Fatalf("no problem details: %s %s (%v)", kind, a.body, err)
	}
	return a
}

// into reads the answer's document.
func (a said) into(document any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), document); err != nil {
		a.t.Fatalf("%v\n%s", err, a.body)
	}
}

func (a said) says(words ...string) said {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			a.t.Errorf("the answer does not hold %q:\n%s", w, a.body)
		}
	}
	return a
}

func (a said) hides(words ...string) said {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			a.t.Errorf("the answer holds %q, which this reader must not see:\n%s", w, a.body)
		}
	}
	return a
}
