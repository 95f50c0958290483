package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// From `user add --invite` to the link in the e-mail, which is kept nowhere.
func TestAnInvitationGoesByEMailAndItsLinkIsKeptNowhere(t *testing.T) {
	w := newWorld(t)
	w.must(exitDone, "migrate")
	r := w.must(exitDone, "user", "add", "--email", "new@services.example", "--name", "Nia New", "--role", "spoc", "--service", "housing_options", "--area", "Haringey", "--invite")
	if strings.Contains(r.std, "/sign-in/") {
		t.Errorf("the link is printed too:\n%s", r.std)
	}
	w.must(exitDone, "work", "--drain")
	mails := w.mail.Mails()
	if len(mails) != 1 || mails[0].To[0] != "new@services.example" {
		t.Fatalf("%d e-mails: %+v", len(mails), mails)
	}
	letter := mails[0]
	links := regexp.MustCompile(`https://board\.example/sign-in/([\w-]{40,})`).FindAllStringSubmatch(letter.Text, -1)
	if len(links) != 1 {
		t.Fatalf("the letter holds %d links:\n%s", len(links), letter.Text)
	}
	if strings.Contains(letter.Subject, "Nia") || strings.Contains(letter.Text, "Nia") {
		t.Errorf("the letter names its reader: %s\n%s", letter.Subject, letter.Text)
	}
	token := links[0][1]
	conn, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 40 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, table := range tables {
		var n int
		if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{table}.Sanitize()+` x WHERE x::text LIKE '%' || $1 || '%'`, token).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			t.Errorf("the link stands in %s", table)
		}
	}
	var kept string
	if err := conn.QueryRow(t.Context(), `SELECT text FROM message_words`).Scan(&kept); err != nil || !strings.Contains(kept, "/sign-in/(the rest of the link") {
		t.Errorf("what is kept: %v\n%s", err, kept)
	}
}
