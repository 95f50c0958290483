package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// Domain rule 4, prison numbers merged: one person remains; both numbers find
// it; open tasks and queued messages are joined, none twice.
func TestAMergeLeavesOnePersonAndNothingTwice(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	// The second record has the same person under another number, one need more.
	second := with(who{"prison_number": "A0002BC", "needs": "accommodation;drugs_and_alcohol"})
	u.tell(with(nil), second)
	u.sweep("2026-11-23")
	u.at("2026-11-23", 12, 0)
	crs := u.task("ACC-CRS", "A0002BC")
	if err := u.tasks.Accept(u.Context(), official, crs.Ref, crs.Version); err != nil {
		t.Fatal(err)
	}
	u.book("X1,A0002BC,2027-01-08 11:00,housing_options,Office,yes,")
	u.at("2026-11-24", 9, 0)
	want := u.live("A0002BC")
	u.event(`m1 2026-11-24T08:00 A0002BC merged "into":"A0001BC"`)

	if n := one[int](u, `SELECT count(*) FROM person p JOIN release r ON r.person_id = p.id AND r.is_current`); n != 1 {
		t.Fatalf("%d people with a present release, want 1", n)
	}
	if a, b := one[int](u, `SELECT person_id FROM person_number WHERE prison_number = 'A0001BC'`), one[int](u, `SELECT person_id FROM person_number WHERE prison_number = 'A0002BC'`); a != b {
		t.Errorf("the numbers find %d and %d", a, b)
	}
	if got := u.task("ACC-CRS"); got.State != "accepted" || got.Ref != crs.Ref {
		t.Errorf("the request further on remains: %+v", got)
	}
	// Needs are those of the record that remains until an extract tells more.
	got := u.live("A0001BC")
	if slices.Contains(got, "DA-REFER") {
		t.Errorf("a need of the record that went is planned for: %v", got)
	}
	if n := one[int](u, `SELECT count(*) FROM appointment a JOIN release r ON r.id = a.release_id WHERE r.is_current AND a.state = 'booked'`); n != 1 {
		t.Errorf("%d appointments, want 1", n)
	}
	// Rows of either number are rows of the one person.
	u.at("2026-11-25", 9, 0)
	u.tell(second)
	if diff := cmp.Diff(want, u.live("A0001BC")); diff != "" {
		t.Errorf("after a row under the number that went (-want +got):\n%s", diff)
	}
	if n := one[int](u, `SELECT count(*) FROM person`); n != 2 {
		t.Errorf("%d people stored, want the two of before", n)
	}
	before := len(u.messages(notify.Request))
	u.sweep("2026-11-26")
	asked := collect[string](u, `SELECT t.standard FROM task_event e JOIN task t ON t.id = e.task_id WHERE e.state = 'handed_off' AND e.at > '2026-11-26' ORDER BY 1`)
	if slices.Contains(asked, "ACC-CRS") {
		t.Errorf("asked once more: %v (%d messages before)", asked, before)
	}
	// Told twice, and both ways round, nothing changes.
	if r := u.event(`m1 2026-11-24T08:00 A0002BC merged "into":"A0001BC"`); r.Unchanged != 1 {
		t.Errorf("told again: %+v", r)
	}
}

// Whoever was asked for the record that goes, and does not hold the request that
// remains, would go on for nobody: they are told. Who holds it is not.
func TestWhoLosesARequestByAMergeIsTold(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.directory([]byte("area,service,name,spoc_email\nLEI,prison_healthcare,Health,health.lei@prison.example\n" +
		"HLI,prison_healthcare,Health,health.hli@prison.example\nHaringey,jobcentre,Jobcentre,jcp@services.example\n"))
	u.running()
	u.tell(with(who{"prison": "LEI", "crd": "2026-12-04", "needs": "mental_health;benefits", "consents": "consent_to_refer;consent_to_share_contact;consent_to_share_health"}),
		with(who{"prison_number": "A0002BC", "prison": "HLI", "crd": "2026-12-04", "needs": "mental_health;benefits", "consents": "consent_to_refer;consent_to_share_contact;consent_to_share_health"}))
	u.sweep("2026-11-23")
	u.deliver()
	u.at("2026-11-24", 9, 0)
	u.event(`m1 2026-11-24T08:00 A0002BC merged "into":"A0001BC"`)
	u.at("2026-11-24", 10, 0)
	u.deliver()
	told := collect[string](u, `SELECT DISTINCT m.recipient FROM message m JOIN message_item i ON i.message_id = m.id
		WHERE m.kind = 'told' AND i.kind = 'withdrawn' AND m.state IN ('sent', 'delivered') ORDER BY 1`)
	if diff := cmp.Diff([]string{"health.hli@prison.example"}, told); diff != "" {
		t.Errorf("told that it is withdrawn (-want +got):\n%s", diff)
	}
}

// A consent that came over with a record was given: an extract of the one who
// remains, which never named it, does not take it back.
func TestAConsentThatCameOverIsNotTakenBackByTheNextExtract(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	first := with(who{"consents": "consent_to_refer"})
	u.tell(first, with(who{"prison_number": "A0002BC", "consents": "consent_to_refer;consent_to_share_health"}))
	u.at("2026-11-24", 9, 0)
	u.event(`m1 2026-11-24T08:00 A0002BC merged "into":"A0001BC"`)
	u.at("2026-11-25", 9, 0)
	u.tell(first)
	consents := func() []string {
		return collect[string](u, `SELECT c.kind FROM consent c JOIN person_number n ON n.person_id = c.person_id
			WHERE n.prison_number = 'A0001BC' AND c.withdrawn_at IS NULL ORDER BY 1`)
	}
	if diff := cmp.Diff([]string{"consent_to_refer", "consent_to_share_health"}, consents()); diff != "" {
		t.Errorf("consents (-want +got):\n%s", diff)
	}
	u.at("2026-11-26", 9, 0)
	u.tell(with(who{"consents": "consent_to_share_contact"})) // what the extract itself named it takes back
	if diff := cmp.Diff([]string{"consent_to_share_contact", "consent_to_share_health"}, consents()); diff != "" {
		t.Errorf("consents after another list (-want +got):\n%s", diff)
	}
}

// Domain rule 4: queued messages are joined. What was to be asked for the record
// that goes is asked for the one who remains, with the consent that came over.
func TestARequestThatWaitsToLeaveIsAskedForTheOneWhoRemains(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(reconnect(nil), reconnect(who{"prison_number": "A0002BC", "consents": "consent_to_share_health"}))
	u.sweep("2026-11-23")
	u.at("2026-11-23", 7, 0)
	u.event(`m1 2026-11-23T06:30 A0002BC merged "into":"A0001BC"`)
	u.at("2026-11-23", 9, 0)
	mails := to(u.deliver(), reconnectAddress)
	if len(mails) != 1 {
		t.Fatalf("asked %d times, want once", len(mails))
	}
	remains := one[string](u, `SELECT r.ref FROM release r WHERE r.is_current`)
	if !contains(mails[0].Text, remains) {
		t.Errorf("the reference of the one who remains, %s, is not in\n%s", remains, mails[0].Text)
	}
}
