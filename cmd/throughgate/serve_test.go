package main

import (
	"net/http"
	"testing"
	"time"
)

// A browser that sends or reads byte by byte does not hold a connection for ever.
func TestTheServerWaitsForNobodyForEver(t *testing.T) {
	s := newServer(http.NotFoundHandler())
	for what, d := range map[string]time.Duration{"the head": s.ReadHeaderTimeout, "the body": s.ReadTimeout, "the answer": s.WriteTimeout, "the next request": s.IdleTimeout} {
		if d <= 0 || d > 2*time.Minute {
			t.Errorf("%s may take %s", what, d)
		}
	}
	if s.MaxHeaderBytes <= 0 || s.MaxHeaderBytes > 64<<10 {
		t.Errorf("a head may have %d bytes", s.MaxHeaderBytes)
	}
}
