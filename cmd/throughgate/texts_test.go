package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/notify"
)

func TestTheNeverTextListIsKeptByCommandAndNamesNoNumber(t *testing.T) {
	w := newWorld(t)
	w.ready()
	added := w.must(exitPart, "never-text", "add", "07700 900123", "+44 (0)7700 900124", "none")
	if !strings.Contains(added.std, "2 numbers put on the list") || !strings.Contains(added.say, "line 3: ") {
		t.Errorf("added: %s%s", added.std, added.say)
	}
	checked := w.must(exitDone, "never-text", "check", "07700900124", "07700 900125")
	if want := "1  on the list: never texted\n2  not on the list\n"; checked.std != want {
		t.Errorf("checked: %q, want %q", checked.std, want)
	}
	for _, said := range []string{added.std, added.say, checked.std, checked.say} {
		if strings.Contains(said, "9001") {
			t.Errorf("a number was printed: %s", said)
		}
	}
	w.must(exitDone, "never-text", "remove", "07700900123")

	// Another key, or none of those in force: nothing is planned or sent.
	w.env["THROUGHGATE_NEVER_TEXT_KEY"] = "a key that is another one and long enough"
	for _, args := range [][]string{{"sweep", "--on", "2026-11-23"}, {"work", "--drain"}, {"serve"}, {"never-text", "check", "07700900124"}} {
		if r := w.must(exitRefused, args...); !strings.Contains(r.say, "THROUGHGATE_NEVER_TEXT_KEY") {
			t.Errorf("%v: %s", args, r.say)
		}
	}
	w.must(exitDone, "show", "releases")
	w.env["THROUGHGATE_NEVER_TEXT_KEY"] = "too short"
	if r := w.must(exitRefused, "never-text", "add", "07700900125"); !strings.Contains(r.say, "32 characters") {
		t.Errorf("a short key: %s", r.say)
	}
	if r := w.run("config"); strings.Contains(r.std+r.say, "too short") {
		t.Errorf("config shows the key: %s", r.std)
	}
}

func TestVenuesAndWordsAreDecidedOnByNameAndCommand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	const by = "--by=link@haringey-unit.example"
	w.must(exitDone, "venue", "clear", by, "Earls Court")
	w.must(exitDone, "words", "add", by, "Bridge Project")
	for _, args := range [][]string{{"venue", "clear", "Earls Court"}, {"venue", "clear", by, "Earls Court"}, {"venue", "clear", by, "Court"},
		{"venue", "clear", by, "HMP Visitors Hub"}, {"words", "add", by, "Monday"}} {
		w.must(exitRefused, args...)
	}
	w.must(exitFailed, "venue", "unclear", by, "Wood Green")
	w.must(exitFailed, "words", "add", "--by=nobody@haringey-unit.example", "Thing")
	var list struct {
		Cleared []notify.TextPhrase
		Waiting []notify.WaitingPlace
	}
	w.report(&list, exitDone, "venue", "list")
	if len(list.Cleared) != 1 || list.Cleared[0].Phrase != "Earls Court" || list.Cleared[0].By != "Lee Link" || list.Waiting == nil {
		t.Errorf("venues: %+v", list)
	}
	if r := w.must(exitDone, "words", "list"); !strings.Contains(r.std, "Bridge Project: added by Lee Link on Monday 23 November 2026") {
		t.Errorf("words: %s", r.std)
	}
	w.must(exitDone, "venue", "unclear", by, "earls court")
	w.must(exitDone, "words", "remove", by, "bridge project")
	if r := w.must(exitDone, "venue", "list"); !strings.Contains(r.std, "No venue is cleared") {
		t.Errorf("venues at the end: %s", r.std)
	}
}

// The pages' process takes texts in, in the role that may do least.
func TestEveryReplyIsTakenInByThePagesRoleAndSeenToByCommand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	ctx := t.Context()
	set := readSettings(w.environ())
	clk := newClock()
	clk.startAt(calendar.MustParse("2026-11-28").At(12, 0)) // a Saturday
	a, err := openWith(ctx, &set, clk, slog.New(slog.DiscardHandler), "serve", migrations.WebRole, 2, needUnit)
	if err != nil {
		t.Fatal(err)
	}
	defer a.pool.Close()
	var role string
	if err := a.pool.QueryRow(ctx, `SELECT current_user`).Scan(&role); err != nil || role != migrations.WebRole {
		t.Fatalf("the role is %s, %v", role, err)
	}
	_, days, err := a.wordsAndDays(ctx)
	if err != nil {
		t.Fatal(err)
	}
	door := notify.NewInbound(a.pool, a.clock.Now, days, a.outbox)
	for i, body := range []string{"1", "2", "HELP", "who is this?", "STOP", "START", "wrong number"} {
		text := notify.InboundText{ProviderRef: fmt.Sprint("SM", i), From: "+447700900123", Body: body}
		if err := door.Receive(context.WithoutCancel(ctx), text); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	}
	const by = "--by=link@haringey-unit.example"
	var list []notify.OpenReply
	w.report(&list, exitDone, "replies", "list", by)
	var meanings []string
	for _, r := range list {
		meanings = append(meanings, r.Meaning)
	}
	if got := strings.Join(meanings, " "); got != "change not_understood stop start wrong_number" {
		t.Errorf("on the list: %s", got)
	}
	w.must(exitDone, "replies", "close", by, fmt.Sprint(list[0].ID))
	w.must(exitFailed, "replies", "close", by, fmt.Sprint(list[0].ID))
	if r := w.must(exitDone, "replies", "list", by); strings.Contains(r.std, "+447700900123") || !strings.Contains(r.std, "who is this?") {
		t.Errorf("listed: %s", r.std)
	}
	if b, err := json.Marshal(list); err != nil || strings.Contains(string(b), "7700900123") {
		t.Errorf("a whole number is printed: %s, %v", b, err)
	}
}
