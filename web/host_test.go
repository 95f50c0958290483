package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throughgate/web"
)

// A site that has its own name point at this machine must not get at the pages.
func TestOnlyOurOwnNamesAreAnswered(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *web.Config) { c.PublicURL = "https://board.example" })
	for host, ours := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:8080": true, "localhost": true, "[::1]:8080": true, "board.example": true, "Board.Example": true,
		"evil.example": false, "127.0.0.1.evil.example:8080": false, "board.example.evil.example": false, "10.0.0.1:8080": false, "": false,
	} {
		get := httptest.NewRequest(http.MethodGet, "/sign-in", nil)
		post := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("email=x&next=/"))
		post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, r := range []*http.Request{get, post} {
			r.Host = host
			r.Header.Set("Origin", "http://"+host)
			w := httptest.NewRecorder()
			s.h.ServeHTTP(w, r)
			if refused := w.Code == http.StatusMisdirectedRequest; refused == ours {
				t.Errorf("%s with Host %q: %d", r.Method, host, w.Code)
			}
		}
	}
}
