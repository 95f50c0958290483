package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
	"throughgate/release"
)

func TestAMovedDayMovesPlannedTasksSilentlyAndIsKept(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaves84)
	u.sweep("2026-11-23")
	messages := one[int](u, `SELECT count(*)::int FROM message`)
	u.at("2026-11-23", 14, 0)
	r := u.tell(who{"crd": "2027-02-18", "sed": "2028-02-15"})
	told := u.messages(notify.Told) // holders of what was asked for; nobody hears of what is only planned
	if r.Changed != 1 || len(told) == 0 || r.MessagesQueued != len(told) || one[int](u, `SELECT count(*)::int FROM message`) != messages+len(told) {
		t.Errorf("somebody else was written to: %+v", r)
	}
	for _, m := range told {
		if len(m.Items) != 1 || m.has("moved GATE-PLAN") {
			t.Errorf("told of what is only planned: %+v", m)
		}
	}
	if got := u.task("GATE-PLAN"); got.State != "planned" || got.HandOffOn != day("2027-02-04") || got.DueOn != day("2027-02-15") {
		t.Errorf("a planned task: %+v", got)
	}
	if got := u.task("BEN-COACH"); got.State != "handed_off" || got.DueOn != day("2026-12-24") {
		t.Errorf("one handed off moves its due day: %+v", got)
	}
	change := one[string](u, `SELECT from_day || ' ' || to_day || ' ' || notice_working_days || ' ' || source FROM release_change`)
	if change != "2027-02-15 2027-02-18 3 extract" {
		t.Errorf("the change, with the working days gained: %s", change)
	}
	dates := collect[string](u, `SELECT type || ' ' || day || ' ' || (superseded_at IS NULL) FROM release_date ORDER BY type, id`)
	if diff := cmp.Diff([]string{"CRD 2027-02-15 false", "CRD 2027-02-18 true", "SED 2028-02-15 true"}, dates); diff != "" {
		t.Errorf("every date is kept (-want +got):\n%s", diff)
	}
	u.sweep("2026-11-24")
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("new_date") {
		t.Errorf("the next digest: %v", got.Items)
	}
	if got := u.lastTo(notify.Digest, "com1@probation.example"); !got.has("new_date") {
		t.Errorf("the offender manager's: %v", got.Items)
	}
}

func TestADayThatMovedOnFridayIsInMondaysDigest(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaves84)
	for _, d := range []string{"2026-11-26", "2026-11-27"} {
		u.sweep(d)
	}
	u.at("2026-11-27", 14, 0)
	u.tell(who{"crd": "2027-02-18", "sed": "2028-02-15"})
	for _, d := range []string{"2026-11-28", "2026-11-29", "2026-11-30"} {
		u.sweep(d)
	}
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("new_date") || !got.NotBefore.Equal(u.clock()) {
		t.Errorf("Monday's digest: %+v", got)
	}
}

func TestADigestNeverTellsASupersededDay(t *testing.T) {
	for name, test := range map[string]struct {
		then string
		says string
	}{
		"moved on":   {"2027-02-22", "Moves from Monday 15 February 2027 to Monday 22 February 2027"},
		"moved back": {"2027-02-15", ""},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(leaves84)
			u.sweep("2026-11-23")
			u.at("2026-11-23", 14, 0)
			u.tell(who{"crd": "2027-02-18", "sed": "2028-02-15"})
			u.deliver()
			u.at("2026-11-24", 5, 0)
			if err := u.releases.DueWatch(u.Context()); err != nil {
				t.Fatal(err)
			}
			u.at("2026-11-24", 6, 0) // before the digest leaves
			u.tell(who{"crd": test.then, "sed": "2028-02-15"})
			u.at("2026-11-24", 7, 30)
			said := false
			for _, m := range u.deliver() {
				if contains(m.Text, "18 February") {
					t.Errorf("to %s: %s", m.To, m.Text)
				}
				said = said || test.says != "" && m.To == linkAddress && contains(m.Text, test.says)
			}
			if said != (test.says != "") {
				t.Errorf("the latest day was told: %v", said)
			}
		})
	}
}

func TestARemovedDateIsSuperseded(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-02-15", "hdcad": "2027-01-15", "sed": "2028-02-15"})
	if got := one[string](u, `SELECT deciding_type || ' ' || planned_day FROM release`); got != "HDCAD 2027-01-15" {
		t.Fatalf("before: %s", got)
	}
	u.at("2026-11-23", 12, 0)
	u.tell(who{"crd": "", "hdcad": "-", "sed": "2028-02-15"})
	if got := one[string](u, `SELECT deciding_type || ' ' || planned_day FROM release`); got != "CRD 2027-02-15" {
		t.Errorf("a dash removes, an empty cell does not: %s", got)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release_date WHERE type = 'HDCAD' AND superseded_at IS NOT NULL`); n != 1 {
		t.Error("the removed date is not kept as superseded")
	}
	u.at("2026-11-23", 13, 0)
	u.tell(who{"crd": "-", "sed": "2028-02-15"})
	if got := one[string](u, `SELECT state FROM release WHERE planned_day IS NULL`); got != "no_dates" {
		t.Errorf("without a date: %s", got)
	}
	if n := one[int](u, `SELECT count(*)::int FROM task t JOIN standard s ON s.code = t.standard WHERE s.anchor = 'planned' AND t.state = 'planned'`); n != 0 {
		t.Errorf("%d tasks without a day to count from", n)
	}
}

func TestConsentsNoLongerNamedAreWithdrawn(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-02-15", "consents": "consent_to_refer=2026-11-01;consent_to_share_health"})
	u.at("2026-11-23", 12, 0)
	u.tell(who{"crd": "2027-02-15", "consents": "consent_to_share_health"})
	got := collect[string](u, `SELECT kind || ' ' || coalesce(given_on::text, '-') || ' ' || (withdrawn_at IS NULL) FROM consent ORDER BY kind, id`)
	want := []string{"consent_to_refer 2026-11-01 false", "consent_to_share_health - true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	u.at("2026-11-23", 13, 0)
	u.tell(who{"crd": "2027-02-15", "consents": "none"})
	if n := one[int](u, `SELECT count(*)::int FROM consent WHERE withdrawn_at IS NULL`); n != 0 {
		t.Errorf("%d consents in force", n)
	}
}

func TestPeopleOutsideTheUnitAreStoredAndNeitherPlannedNorTold(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := merged(leaves84, who{"home_area": "Camden"})
	r := u.tell(row)
	if r.OutsideUnit != 1 || r.New != 0 {
		t.Fatalf("counted: %+v", r)
	}
	if got := one[string](u, `SELECT planned_day::text FROM release`); got != "2027-02-15" {
		t.Errorf("stored with its day: %s", got)
	}
	u.sweep("2026-11-23")
	u.at("2026-11-24", 9, 0)
	u.tell(merged(row, released("2026-11-24")))
	u.sweep("2026-11-25")
	if n := one[int](u, `SELECT (SELECT count(*) FROM task)::int + (SELECT count(*) FROM message)::int`); n != 0 {
		t.Errorf("%d tasks and messages for somebody of another unit", n)
	}
	// The same person of an area that the unit takes on is planned by the next watch.
	u.at("2026-11-25", 9, 0)
	u.tell(merged(row, who{"prison_number": "A0009BC"}), who{"prison_number": "A0010BC", "home_area": "Camden", "legal_status": "REMAND"})
	u.releases.Unit.Scope = release.Scope{All: true}
	u.sweep("2026-11-26")
	if got := u.task("BEN-COACH", "A0009BC"); got.State != "handed_off" {
		t.Errorf("in the unit now: %+v", got)
	}
	if got := u.task("REC-READY", "A0010BC"); got.State != "handed_off" {
		t.Errorf("somebody without a day, in the unit now: %+v", got)
	}
}

func TestWhoIsWatchedFollowsPrisonAndCohort(t *testing.T) {
	for name, test := range map[string]struct {
		row  who
		want bool
	}{
		"out of area":           {who{"prison": "LEI"}, true},
		"local":                 {who{"prison": "PVI"}, false},
		"local, in the cohort":  {who{"prison": "PVI", "iom": "fixed"}, true},
		"out of area, no dates": {who{"prison": "LEI", "crd": ""}, true},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.tell(merged(leaves84, test.row))
			if got := one[bool](u, `SELECT watched FROM release`); got != test.want {
				t.Errorf("watched %v, want %v", got, test.want)
			}
		})
	}
	t.Run("a transfer home ends it", func(t *testing.T) {
		u := newUnit(t)
		u.services()
		u.tell(leaves84)
		u.at("2026-11-23", 12, 0)
		u.tell(merged(leaves84, who{"prison": "PVI"}))
		if got := u.task("BEN-COACH"); got.State != "withdrawn" || got.Reason != "no longer watched" {
			t.Errorf("%+v", got)
		}
	})
}

func TestADeathEndsEverything(t *testing.T) {
	u := newUnit(t)
	u.at("2026-11-22", 12, 0)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.at("2026-11-23", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	if len(u.messages(notify.Request)) == 0 {
		t.Fatal("nothing waits to be sent")
	}
	u.at("2026-11-23", 6, 0)
	u.tell(merged(reachable, who{"legal_status": "DEAD"}))
	u.at("2026-12-01", 10, 0)
	for _, m := range u.deliver() { // officers hear of the death; nobody else hears anything
		if m.Subject != "News that cannot wait" || !slices.Contains([]string{linkAddress, unitMailbox, comAddress}, m.To) {
			t.Errorf("after a death %q left for %s", m.Subject, m.To)
		}
	}
	if n := one[int](u, `SELECT count(*)::int FROM task WHERE state NOT IN ('withdrawn', 'too_late')`); n != 0 {
		t.Errorf("%d tasks open", n)
	}
}
