package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A token is printed once, alone on standard output and is ended by its reference.
func TestATokenIsPrintedOnceAndEnded(t *testing.T) {
	w := newWorld(t)
	w.must(exitDone, "migrate")
	w.must(exitDone, "user", "add", "--email", "officer@unit.example", "--name", "Olive Officer", "--role", "link_officer")
	for _, days := range []string{"0", "366", "x"} {
		w.must(exitRefused, "token", "create", "--user", "officer@unit.example", "--days", days)
	}
	w.must(exitFailed, "token", "create", "--user", "nobody@unit.example")
	if r := w.must(exitDone, "token", "list"); !strings.Contains(r.std, "No tokens") {
		t.Errorf("the empty list says %q", r.std)
	}
	token := strings.TrimSpace(w.must(exitDone, "token", "create", "--user", "OFFICER@unit.example", "--days", "7").std)
	if !strings.HasPrefix(token, "tg_") || strings.ContainsAny(token, " \n") {
		t.Fatalf("printed: %q", token)
	}
	list := w.must(exitDone, "token", "list", "--user", "officer@unit.example").std
	lines := strings.Split(strings.TrimSpace(list), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], "good") || strings.Contains(list, token) {
		t.Fatalf("the list:\n%s", list)
	}
	conn, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var kept int
	if err := conn.QueryRow(t.Context(), `select count(*) from api_token x, audit a where x::text like '%' || $1 || '%' or a::text like '%' || $1 || '%'`, token).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("the token is kept in %d rows, %v", kept, err)
	}
	w.must(exitDone, "token", "end", strings.Fields(lines[1])[0])
	if list := w.must(exitDone, "token", "list").std; !strings.Contains(list, "ended") {
		t.Errorf("the list after it was ended:\n%s", list)
	}
	w.must(exitFailed, "token", "end", "nosuchtoken")
	w.must(exitDone, "user", "disable", "--email", "officer@unit.example")
	w.must(exitRefused, "token", "create", "--user", "officer@unit.example")
}
