package release_test

import (
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/release"
)

// second is somebody else of the unit.
var second = access.Actor{AccountID: 2, Name: "Cora Coordinator", Role: access.Coordinator, Areas: []string{haringeyCode}}

// A death is undone by two people; messages do not come back by themselves
// (domain rule 4).
func TestADeathIsTakenBackByTwo(t *testing.T) {
	u := newDesk(t)
	u.account(access.Coordinator, "cora@haringey-unit.example")
	u.services()
	u.running()
	u.tell(who{"crd": "2026-12-21", "pom_name": "Pat Prison", "pom_email": "pat@prison.example", "mobile": "07700 900123", "text_ok": "yes",
		"text_agreed_on": "2026-11-01", "phone_shared": "no"})
	u.book("X1,A0001BC,2026-12-23 15:00,housing_options,Office,yes,")
	u.sweep("2026-11-23")
	u.deliver()
	before, plan := u.present("A0001BC"), u.live("A0001BC")
	u.at("2026-11-24", 9, 0)
	u.must(u.byHand("died", release.LifeEvent{Word: release.HasDied}))
	u.must(u.byHand("kin", release.LifeEvent{Word: release.RecordNextOfKin}))
	u.deliver()
	texts := len(u.texts())

	u.at("2026-11-24", 10, 0)
	ref := u.releaseRef()
	if err := u.releases.AnswerNotDied(t.Context(), second, ref, release.NotDiedAgreed); !fault.Is(err, fault.KindConflict) {
		t.Errorf("nobody has said so: %v", err)
	}
	if err := u.releases.AskNotDied(t.Context(), u.lee(), ref, " "); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no reason: %v", err)
	}
	for range 2 { // a double click
		u.must(u.releases.AskNotDied(t.Context(), u.lee(), ref, "another person of that name"))
	}
	if err := u.releases.AskNotDied(t.Context(), second, ref, "so do I"); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "Lee Staff has said so already") {
		t.Errorf("said twice: %v", err)
	}
	if err := u.releases.AnswerNotDied(t.Context(), u.lee(), ref, release.NotDiedAgreed); !fault.Is(err, fault.KindRefused) {
		t.Errorf("by one person alone: %v", err)
	}
	if err := u.releases.AnswerNotDied(t.Context(), second, ref, release.NotDiedWithdrawn); !fault.Is(err, fault.KindRefused) {
		t.Errorf("withdrawn by another: %v", err)
	}
	if got := u.present("A0001BC"); !strings.Contains(got, "died") {
		t.Errorf("asking alone changes %s", got)
	}
	u.at("2026-11-24", 10, 30)
	for range 2 {
		u.must(u.releases.AnswerNotDied(t.Context(), second, ref, release.NotDiedAgreed))
	}
	if got := u.present("A0001BC"); got != before {
		t.Errorf("before %s, after %s", before, got)
	}
	if got := u.live("A0001BC"); !slices.Equal(got, plan) {
		t.Errorf("the plan was %v and is %v", plan, got)
	}
	if n := one[int](u, `SELECT count(*)::int FROM task WHERE state IN ('handed_off', 'acknowledged', 'accepted')`); n != 0 {
		t.Errorf("%d requests stand as asked, though they were withdrawn", n)
	}
	var told []string
	for _, m := range u.deliver() {
		told = append(told, m.To)
	}
	slices.Sort(told)
	if want := []string{"com1@probation.example", linkAddress, "pat@prison.example", unitMailbox}; !slices.Equal(told, want) {
		t.Errorf("told at once %v, want %v", told, want)
	}
	for _, m := range u.messages(notify.Alert) {
		if m.has("not_died") && m.State != "sent" {
			t.Errorf("to %s: %s %s", m.To, m.State, m.Reason)
		}
	}
	if n := len(u.texts()); n != texts {
		t.Errorf("%d texts, %d before: one that was cancelled comes back by itself", n, texts)
	}
	if n := one[int](u, `SELECT count(*)::int FROM life_event WHERE event IN ('died', 'next_of_kin_told') AND superseded_at IS NOT NULL
		AND taken_back_by = 'account:1' AND taken_back_why = 'another person of that name'`); n != 2 {
		t.Errorf("%d events are marked as taken back", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM audit WHERE actor = 'account:2' AND detail = 'taken back by two people: event died'`); n != 1 {
		t.Errorf("%d rows in the audit", n)
	}
	if s := u.sweep("2026-11-25"); s.HandedOff == 0 {
		t.Errorf("the next watch asks nobody: %+v", s)
	}
}

func TestADeathThatStandsOrThatTheExtractTellsOf(t *testing.T) {
	u := newDesk(t)
	u.account(access.Coordinator, "cora@haringey-unit.example")
	u.tell(who{"crd": "2026-12-21"})
	before := u.present("A0001BC")
	u.at("2026-11-23", 9, 0)
	u.tell(who{"crd": "2026-12-21", "legal_status": "DEAD"})
	ask := func() {
		t.Helper()
		u.must(u.releases.AskNotDied(t.Context(), u.lee(), u.releaseRef(), "the prison rang"))
	}
	answer := func(who access.Actor, as release.NotDiedAnswer) error {
		return u.releases.AnswerNotDied(t.Context(), who, u.releaseRef(), as)
	}
	ask()
	u.must(answer(u.lee(), release.NotDiedWithdrawn))
	ask()
	u.must(answer(second, release.NotDiedRefused))
	if err := answer(second, release.NotDiedAgreed); !fault.Is(err, fault.KindConflict) {
		t.Errorf("after it was refused: %v", err)
	}
	ask()
	if err := answer(second, release.NotDiedAgreed); !fault.Is(err, fault.KindRefused) || !strings.Contains(fault.Text(err), "newest extract tells of the death too") {
		t.Errorf("while the extract says so: %v", err)
	}
	if got := u.present("A0001BC"); !strings.Contains(got, "died") {
		t.Errorf("now %s", got)
	}
	u.at("2026-11-23", 10, 0)
	u.tell(who{"crd": "2026-12-21"})
	if got := u.present("A0001BC"); !strings.Contains(got, "died") {
		t.Errorf("one file alone brings somebody back: %s", got)
	}
	u.must(answer(second, release.NotDiedAgreed))
	if got := u.present("A0001BC"); got != before {
		t.Errorf("before %s, after %s", before, got)
	}
}
