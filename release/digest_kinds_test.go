package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// named sweeps these days and gives on which of them the link officer's digest
// holds the item.
func (u *unitTest) named(item string, days ...string) []string {
	u.Helper()
	out := []string{}
	for _, d := range days {
		before := len(u.messages(notify.Digest))
		u.sweep(d)
		for _, m := range u.messages(notify.Digest)[before:] {
			if m.To == linkAddress && m.has(item) {
				out = append(out, d)
			}
		}
	}
	return out
}

func newDigests(t *testing.T, row who) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(row)
	return u
}

// lastDigest delivers what is due and gives the words of the link officer's.
func (u *unitTest) lastDigest() string {
	u.Helper()
	for _, m := range slices.Backward(u.deliver()) {
		if m.To == linkAddress && contains(m.Subject, "list for") {
			return m.Text
		}
	}
	u.Fatal("no digest left")
	return ""
}

func TestTheDigestNamesEachThingOnce(t *testing.T) {
	treated := merged(leaver, released("2026-11-25"))
	for name, test := range map[string]struct {
		row  who
		item string
		days []string
		want []string
	}{
		"the eve of a hearing": {who{"crd": "2027-02-15", "next_court_on": "2026-11-25"}, "hearing",
			[]string{"2026-11-23", "2026-11-24", "2026-11-25"}, []string{"2026-11-24"}},
		"the eve of a hearing on Monday": {who{"legal_status": "REMAND", "next_court_on": "2026-11-30"}, "hearing",
			[]string{"2026-11-26", "2026-11-27", "2026-11-30"}, []string{"2026-11-27"}},
		"a court that sits on Saturday": {who{"legal_status": "REMAND", "next_court_on": "2026-11-28"}, "hearing",
			[]string{"2026-11-26", "2026-11-27"}, []string{"2026-11-27"}},
		"the watch of the eve was missed": {who{"legal_status": "REMAND", "next_court_on": "2026-11-26"}, "hearing",
			[]string{"2026-11-24", "2026-11-26", "2026-11-27"}, []string{"2026-11-26"}},
		"which of two days, from ten working days before": {who{"crd": "2027-01-15"}, "ask_prison",
			[]string{"2026-12-29", "2026-12-30", "2026-12-31", "2027-01-04"}, []string{"2026-12-30"}},
		"which of two days, whatever was missed": {who{"crd": "2027-01-15"}, "ask_prison",
			[]string{"2026-12-29", "2027-01-06", "2027-01-07"}, []string{"2027-01-06"}},
		"papers served, by legal status": {who{"crd": "2026-12-09", "legal_status": "IMMIGRATION_DETAINEE"}, "ask_prison",
			[]string{"2026-11-24", "2026-11-25", "2026-11-26"}, []string{"2026-11-25"}},
		"papers served, by flag": {who{"crd": "2026-12-09", "flags": "immigration_hold"}, "ask_prison",
			[]string{"2026-11-24", "2026-11-25", "2026-11-26"}, []string{"2026-11-25"}},
		"new in custody": {who{"crd": "2027-02-15"}, "new_in_custody", []string{"2026-11-23", "2026-11-24"}, []string{"2026-11-23"}},
		"this week's gates, every morning": {who{"crd": "2026-12-02"}, "gate",
			[]string{"2026-11-25", "2026-11-26", "2026-11-27", "2026-12-02"}, []string{"2026-11-26", "2026-11-27", "2026-12-02"}},
		"who leaves this week without an address": {who{"crd": "2026-12-02"}, "no_address ACC-NIGHT1",
			[]string{"2026-11-25", "2026-11-26", "2026-11-27"}, []string{"2026-11-26", "2026-11-27"}},
		"nothing to ask": {who{"crd": "2026-12-09"}, "ask_prison", []string{"2026-11-24", "2026-11-25", "2026-11-26", "2026-12-09"}, []string{}},
		"day 21: the treatment": {treated, "first_weeks DA-START",
			[]string{"2026-11-25", "2026-12-15", "2026-12-16", "2026-12-17"}, []string{"2026-12-16"}},
		"day 21, whatever was missed": {treated, "first_weeks DA-START", []string{"2026-12-15", "2026-12-29", "2026-12-30"}, []string{"2026-12-29"}},
		"left, whatever was missed":   {treated, "released", []string{"2026-12-15", "2026-12-16"}, []string{"2026-12-15"}},
	} {
		t.Run(name, func(t *testing.T) {
			u := newDigests(t, merged(test.row, who{"status": "ACTIVE IN", "released_on": ""}))
			if test.row["released_on"] != "" {
				u.at("2026-11-25", 7, 0)
				u.tell(test.row)
			}
			if diff := cmp.Diff(test.want, u.named(test.item, test.days...)); diff != "" {
				t.Errorf("%s is named (-want +got):\n%s", test.item, diff)
			}
		})
	}
}

func TestWhatDidNotArriveIsInTheNextDigestAlone(t *testing.T) {
	u := newDigests(t, who{"crd": "2027-02-15"})
	u.sweep("2026-11-23")
	u.at("2026-11-23", 12, 0)
	u.exec(`INSERT INTO attention (kind, about_key, role, release_id, opened_at) SELECT k, k, 'link_officer', r.id, $1
		FROM release r, unnest(ARRAY['undelivered', 'unknown_outcome', 'reply']) k`, u.clock())
	u.sweep("2026-11-24")
	if digest := u.lastTo(notify.Digest, linkAddress); !digest.has("undelivered") || !digest.has("reply") {
		t.Errorf("the next morning: %v", digest.Items)
	}
	if got := u.named("undelivered", "2026-11-25"); len(got) != 0 {
		t.Error("said again")
	}
}

func TestTheDigestSaysOfAHearingWhetherTheSheetIsReady(t *testing.T) {
	for name, ready := range map[string]bool{"ready": true, "not ready": false} {
		t.Run(name, func(t *testing.T) {
			u := newDigests(t, who{"legal_status": "REMAND", "next_court_on": "2026-11-25", "received_on": "2026-11-10"})
			u.sweep("2026-11-23")
			if ready {
				u.exec(`UPDATE task SET state = 'done', done_at = now() WHERE standard = 'REC-READY'`)
			}
			u.deliver()
			u.sweep("2026-11-24")
			text := u.lastDigest()
			if contains(text, "The sheet is ready") != ready || contains(text, "The sheet is not ready: ") == ready {
				t.Errorf("the words:\n%s", text)
			}
		})
	}
}

func TestADayAsideIsAskedAbout(t *testing.T) {
	row := who{"hdcad": "2026-11-24", "crd": "2027-02-15", "sed": "2028-02-15"}
	u := newDigests(t, row)
	u.at("2026-12-02", 18, 0)
	u.tell(row)
	if diff := cmp.Diff([]string{"2026-12-03"}, u.named("ask_prison", "2026-12-03", "2026-12-04")); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
	u.at("2026-12-03", 9, 0)
	if text := u.lastDigest(); !contains(text, "set aside") {
		t.Errorf("what is asked:\n%s", text)
	}
}

func TestTheTreatmentCheckIsTheLinkOfficersAlone(t *testing.T) {
	for name, started := range map[string]bool{"started": true, "not started": false} {
		t.Run(name, func(t *testing.T) {
			u := newDigests(t, leaver)
			u.at("2026-11-25", 9, 0)
			u.tell(merged(leaver, released("2026-11-25")))
			want := []string{linkAddress}
			if started {
				u.exec(`UPDATE task SET state = 'done', done_at = now() WHERE standard = 'DA-START'`)
				want = []string{}
			}
			u.sweep("2026-12-16")
			if diff := cmp.Diff(want, u.toldOf(notify.Digest, "first_weeks DA-START")); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatAHeldImportChangedIsNoNewsUntilItIsSent(t *testing.T) {
	u := newDigests(t, who{"crd": "2026-12-01", "sed": "2028-02-15"})
	u.account("coordinator", "coordinator@haringey-unit.example")
	u.sweep("2026-11-23")
	u.at("2026-11-23", 12, 0)
	u.tell(who{"crd": "2026-11-26", "sed": "2028-02-15"})
	u.exec(`UPDATE release SET held_by = (SELECT max(id) FROM import)`)
	u.exec(`UPDATE import SET brake = 'many days' WHERE id = (SELECT max(id) FROM import)`)
	u.exec(`UPDATE message SET state = 'held', import_id = (SELECT max(id) FROM import) WHERE kind IN ('alert', 'told')`)
	asked := len(u.messages(notify.Request))
	for _, d := range []string{"2026-11-24", "2026-11-25"} {
		u.sweep(d)
		digest := u.lastTo(notify.Digest, linkAddress)
		if diff := cmp.Diff([]string{"import_held"}, digest.Items); diff != "" {
			t.Errorf("%s, all there is to say (-want +got):\n%s", d, diff)
		}
	}
	if to := u.toldOf(notify.Digest, "import_held"); !slices.Contains(to, "coordinator@haringey-unit.example") {
		t.Errorf("who may press send as well: %v", to)
	}
	if n := len(u.messages(notify.Request)) - asked; n != 0 {
		t.Errorf("%d requests for somebody whose import is held", n)
	}
	u.at("2026-11-25", 12, 0)
	u.exec(`UPDATE release SET held_by = NULL`)
	u.exec(`UPDATE import SET sent_at = $1, sent_by = 'account:1' WHERE brake <> ''`, u.clock())
	u.exec(`UPDATE message SET state = 'queued' WHERE state = 'held'`)
	u.sweep("2026-11-26")
	if digest := u.lastTo(notify.Digest, linkAddress); digest.has("import_held") || !digest.has("new_date") {
		t.Errorf("sent: %v", digest.Items)
	}
}

func TestADigestThatWaitsSaysNothingOfWhatIsHeldSince(t *testing.T) {
	u := newDigests(t, who{"crd": "2026-11-25", "next_court_on": "2026-11-24"})
	u.sweep("2026-11-23") // queued; then an import is held
	u.exec(`UPDATE release SET held_by = (SELECT max(id) FROM import)`)
	for _, m := range u.deliver() { // officers' own work stands: it is news of one morning
		if m.To == linkAddress && contains(m.Text, "Could walk out") {
			t.Errorf("it left:\n%s", m.Text)
		}
	}
	u.exec(`UPDATE release SET held_by = NULL`)
	u.sweep("2026-11-24")
	if digest := u.lastTo(notify.Digest, linkAddress); !digest.has("hearing") {
		t.Errorf("what was not said is still news: %v", digest.Items)
	}
}

func TestADayThatMovedIsNewsWithTheNoticeLost(t *testing.T) {
	u := newDigests(t, who{"crd": "2027-01-25", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	u.deliver()
	u.at("2026-11-23", 12, 0)
	u.tell(who{"crd": "2027-01-20", "sed": "2028-02-15"})
	u.at("2026-11-23", 13, 0)
	u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15"})
	u.sweep("2026-11-24")
	text := u.lastDigest()
	if !contains(text, "25 January 2027 to Monday 18 January 2027") || !contains(text, "5 working days of notice lost") {
		t.Errorf("from the day told before, and all that was lost since:\n%s", text)
	}
}
