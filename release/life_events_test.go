package release_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

const comAddress = "com1@probation.example"

// leaving is somebody who is asked for already: held in Leeds, to leave on
// Thursday 7 January 2027.
var leaving = who{"crd": "2027-01-07", "sed": "2028-02-15", "needs": "accommodation",
	"consents": "consent_to_refer;consent_to_share_contact;consent_to_share_health", "pom_name": "Pat Prison", "pom_email": "pom1@prison.example",
	"police_om_name": "Pol Ice", "police_om_email": "police1@police.example"}

// asked is a unit where everything for one leaver has been asked for.
func asked(t *testing.T, more who) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := who{}
	for k, v := range leaving {
		row[k] = v
	}
	for k, v := range more {
		row[k] = v
	}
	u.tell(row)
	u.sweep("2026-11-23")
	u.deliver()
	return u
}

// Domain rule 4, row by row: what an event makes of the release, whom it tells
// at once, and what becomes of the tasks.
func TestLifeEvents(t *testing.T) {
	for _, row := range []struct {
		why    string
		events []string
		want   string // the present release
		alert  []string
		live   bool // open tasks remain
	}{
		{"transferred far from release", []string{`e1 2026-11-24 A0001BC transferred "prison":"HLI"`},
			"episode 1 planned 2027-01-07 HLI SENTENCED", nil, true},
		{"to court", []string{`e1 2026-11-24 A0001BC court`}, "episode 1 planned 2027-01-07 LEI SENTENCED court", nil, true},
		{"temporary absence", []string{`e1 2026-11-24 A0001BC temporary_absence`}, "episode 1 planned 2027-01-07 LEI SENTENCED absent", nil, true},
		{"to hospital", []string{`e1 2026-11-24 A0001BC hospital`}, "episode 1 planned 2027-01-07 LEI SENTENCED hospital", nil, true},
		{"released two or more working days early", []string{`e1 2026-11-24T08:00 A0001BC released`},
			"episode 1 released 2027-01-07 LEI SENTENCED released on 2026-11-24", []string{"unexpected_release", "task ACC-TONIGHT"}, true},
		{"released from court", []string{`e1 2026-11-24T08:00 A0001BC released_from_court`},
			"episode 1 released 2027-01-07 LEI SENTENCED released on 2026-11-24", []string{"unexpected_release", "task ACC-TONIGHT"}, true},
		{"released in error", []string{`e1 2026-11-24T08:00 A0001BC released_in_error`},
			"episode 1 released 2027-01-07 LEI SENTENCED released on 2026-11-24", []string{"released_in_error", "task ACC-TONIGHT"}, true},
		{"removed", []string{`e1 2026-11-24T08:00 A0001BC removed`}, "episode 1 removed 2027-01-07 LEI SENTENCED removed", nil, false},
		{"extradited", []string{`e1 2026-11-24T08:00 A0001BC extradited`}, "episode 1 removed 2027-01-07 LEI SENTENCED removed", nil, false},
		{"immigration centre", []string{`e1 2026-11-24T08:00 A0001BC immigration_centre`}, "episode 1 removed 2027-01-07 LEI SENTENCED removed", nil, false},
		{"other jurisdiction", []string{`e1 2026-11-24T08:00 A0001BC other_jurisdiction`}, "episode 1 removed 2027-01-07 LEI SENTENCED removed", nil, false},
		{"escaped", []string{`e1 2026-11-24T08:00 A0001BC escaped`}, "episode 1 at_large 2027-01-07 LEI SENTENCED at_large", []string{"at_large"}, false},
		{"absconded", []string{`e1 2026-11-24T08:00 A0001BC absconded`}, "episode 1 at_large 2027-01-07 LEI SENTENCED at_large", []string{"at_large"}, false},
		{"failed to return", []string{`e1 2026-11-24T08:00 A0001BC failed_to_return`}, "episode 1 at_large 2027-01-07 LEI SENTENCED at_large", []string{"at_large"}, false},
		{"left, reason unknown", []string{`e1 2026-11-24T08:00 A0001BC left_unknown`}, "episode 1 left_unknown 2027-01-07 LEI SENTENCED left_unknown",
			[]string{"left_unknown"}, true},
		{"died", []string{`e1 2026-11-24T08:00 A0001BC died`}, "episode 1 died no day LEI SENTENCED died", []string{"died"}, false},
		{"moved out of the unit's areas", []string{`e1 2026-11-24T08:00 A0001BC moved_area "area":"Camden"`},
			"episode 1 moved_away 2027-01-07 LEI SENTENCED", nil, false},
		{"released and recalled", []string{`e1 2026-11-24T08:00 A0001BC released`, `e2 2026-11-25T08:00 A0001BC recalled "prison":"HLI"`},
			"episode 2 planned 2027-01-07 HLI RECALL", nil, true},
	} {
		t.Run(row.why, func(t *testing.T) {
			u := asked(t, nil)
			u.at("2026-11-25", 9, 0)
			u.event(row.events...)
			if got := u.present("A0001BC"); got != row.want {
				t.Errorf("it is now %q, want %q", got, row.want)
			}
			got := u.alerts(linkAddress)
			slices.Sort(got)
			want := slices.Clone(row.alert)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" && !(len(want) == 0 && len(got) == 0) {
				t.Errorf("the link officer hears at once (-want +got):\n%s", diff)
			}
			if live := u.live("A0001BC"); len(live) > 0 != row.live {
				t.Errorf("open tasks: %v", live)
			}
			// Told again, twice and in the other order, nothing changes.
			before := u.present("A0001BC")
			messages := one[int](u, `SELECT count(*) FROM message`)
			slices.Reverse(row.events)
			if r := u.event(append(row.events, row.events...)...); r.New != 0 || r.Unchanged+r.OutsideUnit != 2*len(row.events) {
				t.Errorf("told again: %+v", r)
			}
			if after := u.present("A0001BC"); after != before {
				t.Errorf("told again it is %q, was %q", after, before)
			}
			if n := one[int](u, `SELECT count(*) FROM message`); n != messages {
				t.Errorf("told again, %d more messages", n-messages)
			}
		})
	}
}

// Each of several events out of order, one file each: the end is the one of the
// order in which they happened.
func TestEventsThatComeLateEndInTheSame(t *testing.T) {
	events := []string{`e1 2026-11-24T08:00 A0001BC released`, `e2 2026-12-01T10:00 A0001BC recalled "prison":"HLI"`,
		`e3 2026-12-03T10:00 A0001BC transferred "prison":"LEI"`, `e4 2026-12-10T09:00 A0001BC released`}
	const want = "episode 2 released 2027-01-07 LEI RECALL released on 2026-12-10; before: 1 released 2026-11-24"
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			u := asked(t, nil)
			u.at("2026-12-11", 9, 0)
			for _, k := range order {
				u.event(events[k])
			}
			got := u.present("A0001BC") + "; before: " + one[string](u, `
				SELECT string_agg(concat_ws(' ', r.episode, r.state, r.released_on), ', ' ORDER BY r.episode) FROM release r WHERE NOT r.is_current`)
			if got != want {
				t.Errorf("it ends as %q, want %q", got, want)
			}
		})
	}
}

// A death: link officer, community officer and unit, once, by reference only;
// no service, no text, for ever; the others once the next of kin have been told.
func TestADeathIsToldToFewAndByReferenceOnly(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-25", 9, 0)
	before := one[int](u, `SELECT count(*) FROM message`)
	u.event(`e1 2026-11-25T07:00 A0001BC died`)
	left := u.deliver()
	var to []string
	for _, m := range left {
		to = append(to, m.To)
		if contains(m.Text, "SF") {
			t.Errorf("initials stand in the message:\n%s", m.Text)
		}
	}
	slices.Sort(to)
	want := []string{comAddress, linkAddress, unitMailbox}
	if diff := cmp.Diff(want, to); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if n := one[int](u, `SELECT count(*) FROM message`); n != before+3 {
		t.Errorf("%d messages more, want 3", n-before)
	}
	if n := one[int](u, `SELECT count(*) FROM task WHERE state = 'withdrawn' AND reason = 'please make no contact, ring the unit'`); n == 0 {
		t.Error("no task says that no contact is to be made")
	}
	u.event(`e2 2026-11-25T08:00 A0001BC next_of_kin_told`)
	to = nil
	for _, m := range u.deliver() {
		to = append(to, m.To)
	}
	slices.Sort(to)
	if diff := cmp.Diff([]string{"police1@police.example", "pom1@prison.example"}, to); diff != "" {
		t.Errorf("after the next of kin were told (-want +got):\n%s", diff)
	}
	// The next watch and the next extract say nothing more.
	u.sweep("2026-11-26")
	for _, m := range u.deliver() {
		if m.To != linkAddress && m.To != comAddress {
			t.Errorf("after the death a message went to %s", m.To)
		}
	}
}

// A transfer: the old prison's officer goes at once; inside 10 working days of
// release officers hear of it at once.
func TestATransferNearReleaseIsAnAlertAndTheOldOfficerGoes(t *testing.T) {
	u := asked(t, who{"crd": "2026-12-03"})
	u.at("2026-11-25", 9, 0)
	u.event(`e1 2026-11-25T07:00 A0001BC transferred "prison":"HLI"`)
	if got := u.alerts(linkAddress); !slices.Contains(got, "transferred") {
		t.Errorf("the link officer hears %v", got)
	}
	if pom := one[string](u, `SELECT pom_email FROM person`); pom != "" {
		t.Errorf("the officer of the old prison is still named: %q", pom)
	}
	u.at("2026-11-25", 10, 0)
	row := who{}
	for k, v := range leaving {
		row[k] = v
	}
	row["crd"], row["prison"], row["next_court_on"] = "2026-12-03", "HLI", "2026-12-01" // the extract still names the old officer
	u.tell(row)
	if pom := one[string](u, `SELECT pom_email FROM person`); pom != "" {
		t.Errorf("an extract brought the old officer back: %q", pom)
	}
	u.at("2026-11-25", 11, 0)
	row["pom_name"], row["pom_email"] = "New Officer", "pom2@prison.example"
	u.tell(row)
	if pom := one[string](u, `SELECT pom_email FROM person`); pom != "pom2@prison.example" {
		t.Errorf("the new officer is %q", pom)
	}
}

// Released in error: as unexpectedly, but no service and no text until the
// offender manager says so.
func TestAReleaseInErrorIsToldToNoServiceUntilTheOfficerSaysSo(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-25", 9, 0)
	before := len(u.messages(notify.Request))
	u.event(`e1 2026-11-25T08:00 A0001BC released_in_error`)
	if got := u.messages(notify.Request); len(got) != before {
		t.Errorf("services were asked: %+v", got[before:])
	}
	u.sweep("2026-11-26")
	if got := u.messages(notify.Request); len(got) != before {
		t.Errorf("the watch asked services: %+v", got[before:])
	}
	u.at("2026-11-26", 10, 0)
	u.event(`e2 2026-11-26T09:00 A0001BC yes_tell_them`)
	u.sweep("2026-11-27")
	if got := u.messages(notify.Request); len(got) == before {
		t.Error("the officer said yes, and no service was asked")
	}
}

// The extract knew of the new stay before the recall that began it was told of:
// it is one stay, and what was asked in it stays asked.
func TestARecallThatIsLearntLateOpensNoSecondStay(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-24", 9, 0)
	u.event(`e1 2026-11-24T08:00 A0001BC released`)
	u.at("2026-12-11", 9, 0)
	back := with(who{"legal_status": "RECALL", "received_on": "2026-12-10", "prison": "HLI"})
	u.tell(back)
	u.sweep("2026-12-14")
	before := one[int](u, `SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id WHERE r.is_current AND t.state = 'handed_off'`)
	if before == 0 {
		t.Fatal("nothing is asked in the new stay")
	}
	u.at("2026-12-15", 9, 0)
	u.event(`e2 2026-12-03T10:00 A0001BC recalled "prison":"HLI"`)
	if got := u.present("A0001BC"); got != "episode 2 planned 2027-01-07 HLI RECALL" {
		t.Errorf("it is now %q", got)
	}
	if n := one[int](u, `SELECT count(*) FROM release`); n != 2 {
		t.Errorf("%d stays, want 2", n)
	}
	if after := one[int](u, `SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id WHERE r.is_current AND t.state = 'handed_off'`); after != before {
		t.Errorf("%d asked, were %d", after, before)
	}
}

// A return is told by an event two days after the reception that the extracts
// name: whatever is learnt first, and whichever of the rows are, the stay began
// on the day and with the status that its rows tell.
func TestAStayBeganAsItsRowsTellWhateverIsLearntFirst(t *testing.T) {
	back := who{"status": "ACTIVE IN", "legal_status": "RECALL", "received_on": "2026-11-18", "released_on": "2026-11-16"}
	out := who{"status": "INACTIVE OUT", "legal_status": "RECALL", "received_on": "2026-11-18", "released_on": "2026-11-22"}
	story := []func(u *unitTest){
		func(u *unitTest) { u.event(`e1 2026-11-16T11:07 A0001BC released_from_court`) },
		func(u *unitTest) { u.tellAsOf("2026-11-19", back) },
		func(u *unitTest) { u.event(`e2 2026-11-20T08:00 A0001BC received "prison":"LEI"`) },
		func(u *unitTest) { u.tellAsOf("2026-11-21", back) },
		func(u *unitTest) { u.event(`e3 2026-11-22T08:04 A0001BC released`) },
		func(u *unitTest) { u.tellAsOf("2026-11-23", out) },
		func(u *unitTest) { u.tellAsOf("2026-11-23", back) }, // the extract lags
	}
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5}, {2, 0, 3, 1, 5, 4}, {0, 2, 4, 3, 5, 1}, {0, 2, 5, 4}, {0, 5, 4}, {5, 4, 0}, {4, 2, 5, 0}, {0, 2, 4, 6}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			u := newUnit(t)
			u.services()
			u.at("2026-11-23", 12, 0)
			u.tellAsOf("2026-11-16", who{"status": "ACTIVE IN", "legal_status": "SENTENCED", "received_on": "2026-01-12"})
			for _, k := range order {
				story[k](u)
			}
			got := one[string](u, `SELECT concat_ws(' ', state, legal_status, received_day, 'to', released_on, 'episode', episode) FROM release WHERE is_current`)
			if want := "released RECALL 2026-11-18 to 2026-11-22 episode 2"; got != want {
				t.Errorf("it ends as %q, want %q", got, want)
			}
		})
	}
}

// Somebody who is out and whose licence is revoked has not come back yet.
func TestARecallOfSomebodyWhoIsStillOutOpensNoStay(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.at("2026-11-23", 12, 0)
	u.tellAsOf("2026-11-16", who{"status": "ACTIVE IN", "legal_status": "SENTENCED", "received_on": "2026-01-12"})
	u.event(`e1 2026-11-16T11:07 A0001BC released_from_court`)
	u.tellAsOf("2026-11-23", who{"status": "INACTIVE OUT", "legal_status": "RECALL", "received_on": "2026-01-12", "released_on": "2026-11-16"})
	got := one[string](u, `SELECT concat_ws(' ', state, released_on, 'episode', episode) FROM release WHERE is_current`)
	if want := "released 2026-11-16 episode 1"; got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
}

// A row from before a release corrects the legal status, learnt before the
// release or after it: nobody has come back.
func TestALegalStatusCorrectedBeforeTheReleaseOpensNoStay(t *testing.T) {
	correct := func(u *unitTest) {
		u.tellAsOf("2026-11-20", who{"status": "ACTIVE IN", "legal_status": "RECALL", "received_on": "2026-01-12"})
	}
	release := func(u *unitTest) { u.event(`e1 2026-11-22T11:07 A0001BC released`) }
	for name, order := range map[string][]func(*unitTest){"before": {correct, release}, "after": {release, correct}} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.services()
			u.at("2026-11-23", 12, 0)
			u.tellAsOf("2026-11-16", who{"status": "ACTIVE IN", "legal_status": "SENTENCED", "received_on": "2026-01-12"})
			for _, tell := range order {
				tell(u)
			}
			got := one[string](u, `SELECT concat_ws(' ', state, legal_status, released_on, 'episode', episode) FROM release WHERE is_current`)
			if want := "released RECALL 2026-11-22 episode 1"; got != want {
				t.Errorf("it is %q, want %q", got, want)
			}
		})
	}
}

// A file that opens stays of several people and then ticks something of each:
// every tick is of the new stay.
func TestATickInOneFileIsOfTheStayThatItBegan(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(leaving, leaving)
	u.at("2026-11-24", 9, 0)
	u.event(`e1 2026-11-23T08:00 A0001BC recalled`, `e2 2026-11-23T08:00 A0002BC recalled`,
		`e3 2026-11-23T09:00 A0001BC checked_against_licence`, `e4 2026-11-23T09:00 A0002BC checked_against_licence`)
	if n := one[int](u, `SELECT count(*) FROM release WHERE is_current AND episode = 2 AND licence_checked_at IS NOT NULL`); n != 2 {
		t.Errorf("%d ticks are of the new stays, want 2", n)
	}
}
