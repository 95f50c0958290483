package notify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

func (o *office) phrases() (notify.TextPhrases, access.Actor) {
	o.exec(`INSERT INTO account (ref, email, name, role, created_at) VALUES ('lee', 'lee@unit.example', 'Lee Link', 'link_officer', $1)`, monday)
	return notify.TextPhrases{Pool: o.pool, Now: o.clock}, access.Actor{AccountID: 1, Name: "Lee Link", Role: access.LinkOfficer}
}

// sends is the text that leaves for an appointment at a place.
func (o *office) sends(place string) string {
	o.Helper()
	o.composer.place = place
	ids := o.add(text("to " + place + o.clock().String()))
	o.moveClock(1)
	o.deliver(ids...)
	if len(o.text.sent) == 0 {
		o.Fatalf("nothing left: %+v", o.message(ids[0]))
	}
	return o.text.sent[len(o.text.sent)-1].Text
}

func TestAClearedVenueMayStandInTextsAndItsWordsNowhereElse(t *testing.T) {
	o := newOffice(t)
	phrases, lee := o.phrases()
	if got := o.sends("Earls Court"); strings.Contains(got, "Court") {
		t.Errorf("before it is cleared: %s", got)
	}
	if diff := cmp.Diff([]string{"place_blocked link_officer place:earls court"}, o.openItems()); diff != "" {
		t.Errorf("the worker is told (-want +got):\n%s", diff)
	}
	if note := o.list(`SELECT note FROM attention`)[0]; !strings.Contains(note, "it holds Court") || !strings.Contains(note, "venue clear") {
		t.Errorf("with the word and the remedy: %s", note)
	}
	if err := phrases.ClearVenue(t.Context(), lee, "Earls  Court"); err != nil {
		t.Fatal(err)
	}
	for place, stands := range map[string]bool{
		"Earls Court": true, "EARLS COURT Road 12": true, "Library, Earls Court": true,
		"Crown Court, Earls Court": false, "Court": false, "Earls Road Court": false, "Earls Court Police Station": false,
	} {
		if got := strings.Contains(o.sends(place), ", at "+place+"."); got != stands {
			t.Errorf("%s stands in the text: %v, want %v", place, got, stands)
		}
	}
	cleared, _, err := phrases.Venues(t.Context(), lee)
	if err != nil || len(cleared) != 1 || cleared[0].By != "Lee Link" || !cleared[0].At.Before(o.clock()) {
		t.Errorf("by whom and when: %+v, %v", cleared, err)
	}
	if err := phrases.ClearVenue(t.Context(), lee, "earls court"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("cleared twice: %v", err)
	}
	if err := phrases.UnclearVenue(t.Context(), lee, "EARLS COURT"); err != nil {
		t.Fatal(err)
	}
	if got := o.sends("Earls Court"); strings.Contains(got, "Court") {
		t.Errorf("once that is taken back: %s", got)
	}
	if err := phrases.UnclearVenue(t.Context(), lee, "Earls Court"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("taken back twice: %v", err)
	}
	want := []string{"collect account:1 cleared", "alter account:1 cleared ended"}
	if diff := cmp.Diff(want, o.list(`SELECT action || ' ' || actor || ' ' || detail FROM audit WHERE object_kind = 'text_phrase' ORDER BY id`)); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestAVenueIsClearedByANamedPersonAndNotEveryVenueCanBe(t *testing.T) {
	o := newOffice(t)
	phrases, lee := o.phrases()
	for _, who := range []access.Actor{access.System("words"), {AccountID: 1, Role: access.SPOC}, {AccountID: 1, Role: access.OffenderManager}} {
		if err := phrases.ClearVenue(t.Context(), who, "Earls Court"); !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s: %v", who.Key(), err)
		}
	}
	for venue, why := range map[string]string{
		"Court":                             "nothing else",
		"prison court":                      "nothing else",
		"Wood Green":                        "nothing to clear",
		" ":                                 "is empty",
		"HMP Visitors Hub":                  "never cleared",
		"Old Probation Office":              "never cleared",
		"Court " + strings.Repeat("x", 100): "too long",
	} {
		if err := phrases.ClearVenue(t.Context(), lee, venue); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", venue, err, why)
		}
	}
}

func TestTheUnitsOwnWordsStandInNoText(t *testing.T) {
	o := newOffice(t)
	phrases, lee := o.phrases()
	if err := phrases.AddWord(t.Context(), lee, "Bridge Project"); err != nil {
		t.Fatal(err)
	}
	if got := o.sends("the Bridge Project, N17"); strings.Contains(got, "N17") {
		t.Errorf("with the word: %s", got)
	}
	if got := o.sends("Bridge Street"); !strings.Contains(got, "Bridge Street") {
		t.Errorf("half of it is another matter: %s", got)
	}
	for word, why := range map[string]string{"Thursday": "stands in the texts", "Tachwedd": "stands in the texts", "appointment": "stands in the texts",
		"prison": "already", "bridge projects": "", "": "is empty"} {
		err := phrases.AddWord(t.Context(), lee, word)
		if (why == "") != (err == nil) || why != "" && !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", word, err, why)
		}
	}
	if err := phrases.RemoveWord(t.Context(), lee, "bridge project"); err != nil {
		t.Fatal(err)
	}
	words, err := phrases.OwnWords(t.Context(), lee)
	if err != nil || len(words) != 1 || words[0].Phrase != "bridge projects" {
		t.Errorf("left: %+v, %v", words, err)
	}
	if got := o.sends("Bridge Project 2"); !strings.Contains(got, "Bridge Project 2") {
		t.Errorf("without the word: %s", got)
	}
}

func TestTheWordsSentNameTheirTemplateAndVersion(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", mobile, "HELP")
	ids := append(o.add(mail("m"), text("t")), o.takeAsked()[0].MessageID)
	o.deliver(ids...)
	want := []string{"email 1", "text_appointment_en 1", "text_help_en 1"}
	if diff := cmp.Diff(want, o.list(`SELECT template FROM message_words ORDER BY template`)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}
