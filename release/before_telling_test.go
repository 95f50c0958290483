package release_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
	"throughgate/pathways"
)

// toldOf lists who got a message of a kind with this item.
func (u *unitTest) toldOf(kind notify.Kind, item string) []string {
	u.Helper()
	to := []string{}
	for _, m := range u.messages(kind) {
		if m.has(item) {
			to = append(to, m.To)
		}
	}
	slices.Sort(to)
	return to
}

// reconnect is somebody for whom MH-RECONNECT is due on 23 November, which
// waits for consent_to_share_health.
func reconnect(more who) who {
	row := who{"crd": "2027-02-15", "sed": "2028-02-15", "needs": "mental_health"}
	for k, v := range more {
		row[k] = v
	}
	return row
}

func TestWithoutConsentNothingGoesOutside(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(reconnect(nil))
	u.sweep("2026-11-23")
	got := u.task("MH-RECONNECT")
	if got.State != "planned" {
		t.Fatalf("handed off without consent: %+v", got)
	}
	if diff := cmp.Diff([]string{"consent_to_share_health"}, got.Waiting); diff != "" {
		t.Error(diff)
	}
	if to := u.toldOf(notify.Request, "task MH-RECONNECT"); len(to) != 0 {
		t.Errorf("told %v", to)
	}
	// The task that asks is the prison's, on its own request: officers hear nothing.
	if to := u.toldOf(notify.Request, "task MH-BASE"); !slices.Equal(to, []string{"healthcare.lei@prison.example"}) {
		t.Errorf("who asks: %v", to)
	}
	if to := u.toldOf(notify.Digest, "consent_wanted MH-RECONNECT"); len(to) != 0 {
		t.Errorf("somebody asks already, and told %v", to)
	}
	u.at("2026-11-23", 15, 0)
	u.tell(reconnect(who{"consents": "consent_to_share_health"}))
	if got := u.task("MH-RECONNECT"); got.State != "planned" {
		t.Errorf("an import hands off: %+v", got)
	}
	u.sweep("2026-11-24")
	if to := u.toldOf(notify.Request, "task MH-RECONNECT"); !slices.Equal(to, []string{"reconnect@services.example"}) {
		t.Errorf("with consent: %v", to)
	}
}

func TestConsentIsWantedOfWhoeverHoldsTheTaskThatAsks(t *testing.T) {
	t.Run("an officer holds it", func(t *testing.T) {
		u := newUnit(t)
		u.officer(linkAddress)
		u.services()
		u.running()
		// FIN-DEBT waits for consent_to_share_contact from 56 days before; the
		// COM holds ACC-NEED, which asks.
		u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance;accommodation"})
		u.sweep("2026-11-23")
		if to := u.toldOf(notify.Digest, "consent_wanted FIN-DEBT"); !slices.Equal(to, []string{"com1@probation.example"}) {
			t.Errorf("told %v", to)
		}
		u.sweep("2026-11-24")
		if to := u.toldOf(notify.Digest, "consent_wanted FIN-DEBT"); len(to) != 1 {
			t.Errorf("told again: %v", to)
		}
	})
	t.Run("nobody does: the link officer", func(t *testing.T) {
		u := newUnit(t)
		u.officer(linkAddress)
		u.services()
		u.running()
		u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance"})
		u.sweep("2026-11-23")
		if to := u.toldOf(notify.Digest, "consent_wanted FIN-DEBT"); !slices.Equal(to, []string{linkAddress}) {
			t.Errorf("told %v", to)
		}
	})
	t.Run("first seen on a weekend: told on Monday", func(t *testing.T) {
		u := newUnit(t)
		u.officer(linkAddress)
		u.services()
		u.running()
		u.at("2026-11-27", 15, 0)
		u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance"})
		u.sweep("2026-11-28")
		u.sweep("2026-11-30")
		if to := u.toldOf(notify.Digest, "consent_wanted FIN-DEBT"); !slices.Equal(to, []string{linkAddress}) {
			t.Errorf("told %v", to)
		}
	})
}

func TestPeopleWhoAreHeldBackAreToldInsideOnly(t *testing.T) {
	cases := []struct {
		name string
		more who
		held bool
	}{
		{"MAPPA 2", who{"flags": "mappa2"}, true},
		{"MAPPA 3", who{"flags": "mappa3"}, true},
		{"restricted", who{"flags": "restricted"}, true},
		{"immigration hold", who{"flags": "immigration_hold"}, true},
		{"an immigration detainee", who{"legal_status": "IMMIGRATION_DETAINEE"}, true},
		{"a removal that is today", who{"ersed": "2026-11-23"}, true},
		{"a removal that is to come", who{"ersed": "2027-01-01"}, true},
		{"a removal that is past", who{"ersed": "2026-11-22"}, false},
		{"MAPPA 1, which is no cause", who{"flags": "mappa1"}, false},
	}
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	var rows []who
	for i, c := range cases {
		rows = append(rows, merged(reconnect(who{"consents": "consent_to_share_health", "com_email": fmt.Sprintf("com%d@probation.example", i)}), c.more))
	}
	u.tell(rows...)
	u.sweep("2026-11-23")
	outside := collect[string](u, `SELECT n.prison_number FROM message m JOIN message_item i ON i.message_id = m.id JOIN task t ON t.id = i.task_id
		JOIN release r ON r.id = t.release_id JOIN person_number n ON n.person_id = r.person_id
		WHERE m.kind = 'request' AND m.recipient = 'reconnect@services.example' AND t.standard = 'MH-RECONNECT'`)
	for i, c := range cases {
		number := fmt.Sprintf("A%04dBC", i+1)
		waiting, told := u.task("MH-RECONNECT", number).Waiting, slices.Contains(outside, number)
		toClear := u.lastTo(notify.Digest, fmt.Sprintf("com%d@probation.example", i)).has("to_clear MH-RECONNECT")
		if waits := slices.Equal(waiting, []string{"om_release"}); waits != c.held || told == c.held || toClear != c.held {
			t.Errorf("%s: waits for %v, told %v, to clear %v", c.name, waiting, told, toClear)
		}
		if got := u.task("MH-BASE", number); got.State != "handed_off" {
			t.Errorf("%s: a task inside: %+v", c.name, got)
		}
	}
	if to := u.toldOf(notify.Digest, "to_clear MH-RECONNECT"); slices.Contains(to, linkAddress) {
		t.Errorf("to clear is the offender manager's: %v", to)
	}
}

func TestToClearStandsInEachDigestUntilItIs(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(reconnect(who{"consents": "consent_to_share_health", "flags": "mappa2"}))
	for n, d := range []string{"2026-11-23", "2026-11-24", "2026-11-25"} {
		u.sweep(d)
		if to := u.toldOf(notify.Digest, "to_clear MH-RECONNECT"); len(to) != n+1 {
			t.Errorf("%s: %d digests", d, len(to))
		}
	}
	u.exec(`UPDATE task SET om_released_at = now() WHERE standard = 'MH-RECONNECT'`) // the officer's tick
	u.sweep("2026-11-26")
	if to := u.toldOf(notify.Digest, "to_clear MH-RECONNECT"); len(to) != 3 {
		t.Errorf("still to clear: %d", len(to))
	}
	if got := u.task("MH-RECONNECT"); got.State != "handed_off" {
		t.Errorf("released by the officer: %+v", got)
	}
}

func TestWhatWaitsTooLongIsTheLinkOfficersOnce(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	// Handed off 84, usually due 63 days before: half-way is ten days on, 3 December.
	u.tell(reconnect(nil))
	var told []string
	for d := day("2026-11-23"); d.Before(day("2026-12-08")); d = d.AddDays(1) {
		u.sweep(d.String())
		if got := u.toldOf(notify.Digest, "waiting_too_long MH-RECONNECT"); len(got) > len(told) {
			told = got
			if d != day("2026-12-03") {
				t.Errorf("told on %s", d)
			}
		}
	}
	if !slices.Equal(told, []string{linkAddress}) {
		t.Errorf("told %v", told)
	}
}

func TestAHousingRequestWaitsForTheAuthorityThatIsChosen(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.directory([]byte(directoryHead + "Leeds,housing_options,Leeds Housing,housing@leeds.example,,,\n"))
	u.running()
	u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-25") // 54 days before
	if diff := cmp.Diff([]string{"ACC-DTR"}, u.task("ACC-CASE").Waiting); diff != "" {
		t.Errorf("waits for: %s", diff)
	}
	dtr := u.task("ACC-DTR")
	err := u.tasks.Finish(u.Context(), official, dtr.Ref, dtr.Version, finishReferral)
	if err != nil {
		t.Fatal(err)
	}
	if got := u.task("ACC-CASE"); len(got.Waiting) != 0 {
		t.Errorf("as soon as it is chosen it waits for nothing: %v", got.Waiting)
	}
	u.sweep("2026-11-26")
	if got := u.task("ACC-CASE"); got.State != "handed_off" || got.Contact != "housing@leeds.example" {
		t.Errorf("the chosen authority, not the home area: %+v", got)
	}
}

// finishReferral says that the referral went to Leeds.
var finishReferral = pathways.Finish{HousingAuthority: "E08000035",
	Evidence: []string{"consent_to_refer", "authority_chosen", "consent_to_share_contact", "date_sent", "reference"}}
