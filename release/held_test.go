package release_test

import (
	"testing"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/release"
)

// The bounds of domain rule 6, brake: more than 10% of planned days and at least
// 10, more than 5 released, more than 20% of prisons (and at least 5: our decision).
func TestTheBrakeGoesOnAtItsBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		did  release.ImportDeeds
		want string
	}{
		{"nothing", release.ImportDeeds{}, ""},
		{"a tenth is not more than a tenth", release.ImportDeeds{Planned: 100, Moved: 10}, ""},
		{"more than a tenth", release.ImportDeeds{Planned: 100, Moved: 11}, "11 of 100 planned days would move"},
		{"nine are too few", release.ImportDeeds{Planned: 9, Moved: 9}, ""},
		{"ten are enough", release.ImportDeeds{Planned: 10, Moved: 10}, "10 of 10 planned days would move"},
		{"many, but not a tenth", release.ImportDeeds{Planned: 5000, Moved: 500}, ""},
		{"five released", release.ImportDeeds{Planned: 100, InCustody: 100, Released: 5}, ""},
		{"six released", release.ImportDeeds{Planned: 1000, InCustody: 1000, Released: 6}, "6 people would be released"},
		{"a fifth of the prisons", release.ImportDeeds{InCustody: 100, Transferred: 20}, ""},
		{"more than a fifth", release.ImportDeeds{InCustody: 100, Transferred: 21}, "21 of 100 people would change prison"},
		{"one of four is no bulk change", release.ImportDeeds{InCustody: 4, Transferred: 1}, ""},
		{"two of four are one", release.ImportDeeds{InCustody: 4, Transferred: 2}, "2 of 4 people would change prison"},
		{"all at once", release.ImportDeeds{Planned: 20, Moved: 12, InCustody: 30, Transferred: 9, Released: 7},
			"12 of 20 planned days would move; 7 people would be released; 9 of 30 people would change prison"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.did.Brake(); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestABulkChangeIsAppliedAndHeldUntilSomebodyPressesSend(t *testing.T) {
	u := withCohort(t, 100, leaveInJanuary)
	before := len(u.messages(notify.Told))
	r := u.tell(cohort(100, leaveInJanuary, times(12, movedDay)...)...)
	if r.Changed != 12 || r.Brake != "12 of 100 planned days would move" || r.MessagesQueued != 0 || r.MessagesHeld == 0 || intake.ExitCode(r, nil) != 3 {
		t.Fatalf("the report: %+v", r)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE planned_day = '2027-01-20' AND held_by = $1`, r.Import); n != 12 {
		t.Errorf("%d releases are applied and held, want 12", n)
	}
	u.at("2026-11-24", 12, 0)
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("%d messages left under the brake", len(left))
	}
	held := u.heldImports()
	if len(held) != 1 || held[0].Import != r.Import || held[0].Messages != r.MessagesHeld || held[0].Releases != 12 || held[0].Why != r.Brake {
		t.Errorf("held list: %+v", held)
	}
	if _, err := u.sendHeld(r.Import + 1000); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an import nobody knows: %v", err)
	}
	sent, err := u.sendHeld(r.Import)
	if err != nil || sent.MessagesQueued != r.MessagesHeld || sent.Releases != 12 {
		t.Fatalf("send: %+v, %v", sent, err)
	}
	if _, err := u.sendHeld(r.Import); !fault.Is(err, fault.KindConflict) {
		t.Errorf("sent twice: %v", err)
	}
	u.at("2026-11-24", 14, 0)
	left := map[string]int{}
	for _, m := range u.deliver() {
		left[m.To]++
	}
	if told := u.messages(notify.Told)[before:]; len(told) == 0 || len(left) == 0 {
		t.Errorf("nobody was told: %v", told)
	}
	for to, n := range left {
		if n != 1 {
			t.Errorf("%s got %d messages of one import", to, n)
		}
	}
	if n := len(u.heldImports()); n != 0 {
		t.Errorf("%d imports are still on the list", n)
	}
}

func TestAConfirmedBulkChangeGoesAtOnce(t *testing.T) {
	u := withCohort(t, 100, leaveInJanuary)
	r := u.tellWith(intake.ReleasesOptions{ConfirmBulk: true}, cohort(100, leaveInJanuary, times(12, movedDay)...)...)
	if r.Brake != "" || r.MessagesHeld != 0 || r.MessagesQueued == 0 || intake.ExitCode(r, nil) != 0 {
		t.Errorf("the report: %+v", r)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE held_by IS NOT NULL`); n != 0 {
		t.Errorf("%d releases are held", n)
	}
	if _, err := u.sendHeld(one[int64](u, `SELECT max(id) FROM import`)); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an import that holds nothing: %v", err)
	}
}

func TestADryRunSaysWhatWouldBeHeldAndHoldsNothing(t *testing.T) {
	u := withCohort(t, 20, leaveInJanuary)
	r := u.tellWith(intake.ReleasesOptions{DryRun: true}, cohort(20, leaveInJanuary, times(12, movedDay)...)...)
	if r.Brake != "12 of 20 planned days would move" || r.MessagesHeld == 0 || r.Import != 0 || intake.ExitCode(r, nil) != 3 {
		t.Errorf("the report: %+v", r)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE held_by IS NOT NULL OR planned_day <> '2027-01-27'`); n+len(u.heldImports()) != 0 {
		t.Errorf("%d releases differ", n)
	}
}

func TestTheBrakeCountsReleasesAndPrisonsOfThoseWhoWereKnown(t *testing.T) {
	out := who{"status": "INACTIVE OUT", "released_on": "2026-11-24"}
	gone := who{"status": "INACTIVE OUT"}
	tests := []struct {
		name string
		n    int
		rows []who
		want string
	}{
		{"five released", 30, times(5, out), ""},
		{"six released", 30, times(6, out), "6 people would be released"},
		{"some released, some gone", 30, append(times(3, out), times(3, gone)...), "6 people would be released"},
		{"six of thirty prisons", 30, times(6, who{"prison": "HPI"}), ""},
		{"seven of thirty prisons", 30, times(7, who{"prison": "HPI"}), "7 of 30 people would change prison"},
		{"nine of thirty days", 30, times(9, movedDay), ""},
		{"ten of thirty days", 30, times(10, movedDay), "10 of 30 planned days would move"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := withCohort(t, test.n, leaveInJanuary)
			if r := u.tell(cohort(test.n, leaveInJanuary, test.rows...)...); r.Brake != test.want {
				t.Errorf("%q, want %q", r.Brake, test.want)
			}
		})
	}
}

func TestPeopleNewInTheFileDoNotCount(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	out := who{"status": "INACTIVE OUT", "released_on": "2026-11-20"}
	if r := u.tell(cohort(20, leaveInJanuary, times(8, out)...)...); r.Brake != "" {
		t.Errorf("a first file: %s", r.Brake)
	}
	u.at("2026-11-24", 10, 0)
	// 12 still inside are known; 11 of them move. 200 new ones do not thin them out.
	rows := cohort(220, leaveInJanuary, append(times(8, out), times(11, movedDay)...)...)
	if r := u.tell(rows...); r.Brake != "11 of 12 planned days would move" {
		t.Errorf("%+v", r.Brake)
	}
}

func TestTheWatchLeavesHeldReleasesAlone(t *testing.T) {
	u := withCohort(t, 12, leaveInJanuary)
	r := u.tell(cohort(12, leaveInJanuary, times(12, who{"crd": "2026-12-16", "sed": "2028-02-15"})...)...)
	if r.Brake == "" {
		t.Fatalf("%+v", r)
	}
	if s := u.sweep("2026-11-25"); s.HandedOff != 0 || s.Reminded != 0 {
		t.Errorf("the watch under the brake: %+v", s)
	}
	if _, err := u.sendHeld(r.Import); err != nil {
		t.Fatal(err)
	}
	if s := u.sweep("2026-11-26"); s.HandedOff == 0 {
		t.Errorf("the watch after it: %+v", s)
	}
}

func TestAnImportThatDiedIsSettledByTheSameRule(t *testing.T) {
	for _, test := range []struct {
		name  string
		moved int
		held  bool
	}{{"few", 9, false}, {"many", 12, true}} {
		t.Run(test.name, func(t *testing.T) {
			u := withCohort(t, 40, leaveInJanuary)
			dead := u.die(intake.ReleasesOptions{}, cohort(40, leaveInJanuary, times(test.moved, movedDay)...)...)
			u.at("2026-11-24", 11, 0)
			if left := u.deliver(); len(left) != 0 {
				t.Errorf("%d messages left before anybody settled it", len(left))
			}
			if n := one[int](u, `SELECT count(*)::int FROM release WHERE held_by = $1`, dead); n != test.moved {
				t.Errorf("%d releases are held meanwhile, want %d", n, test.moved)
			}
			if err := u.releases.SettleDeadImports(u.Context(), access.System("watch")); err != nil {
				t.Fatal(err)
			}
			brake := one[string](u, `SELECT brake FROM import WHERE id = $1 AND finished_at IS NOT NULL`, dead)
			u.at("2026-11-24", 13, 0)
			left := len(u.deliver())
			if (brake != "") != test.held || (left == 0) != test.held {
				t.Errorf("%q, %d messages left", brake, left)
			}
		})
	}
}

func TestTheNextImportSettlesOneThatDied(t *testing.T) {
	u := withCohort(t, 40, leaveInJanuary)
	dead := u.die(intake.ReleasesOptions{}, cohort(40, leaveInJanuary, times(3, movedDay)...)...)
	u.at("2026-11-24", 11, 0)
	r := u.tell(cohort(40, leaveInJanuary, times(3, movedDay)...)...)
	if r.Unchanged != 40 || r.MessagesHeld != 0 {
		t.Errorf("the same file again: %+v", r)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE held_by IS NOT NULL`); n != 0 {
		t.Errorf("%d releases are held", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM message WHERE import_id = $1 AND state = 'held'`, dead); n != 0 {
		t.Errorf("%d messages are held", n)
	}
}

func TestWhatTheBrakeHoldsStaysHeldThroughTheNextImport(t *testing.T) {
	u := withCohort(t, 20, leaveInJanuary)
	first := u.tell(cohort(20, leaveInJanuary, times(12, movedDay)...)...)
	u.at("2026-11-25", 10, 0)
	again := who{"crd": "2027-01-18", "sed": "2028-02-15"}
	second := u.tell(cohort(20, leaveInJanuary, append(times(1, again), times(11, movedDay)...)...)...)
	if first.Brake == "" || second.Brake != "" {
		t.Fatalf("%+v, then %+v", first, second)
	}
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE held_by = $1`, first.Import); n != 12 {
		t.Errorf("%d releases are held, want 12", n)
	}
}

func TestATextThatWaitedForTheReleaseWaitsForTheBrakeToo(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	texted := who{"crd": "2026-11-24", "mobile": "07700 900123", "text_ok": "yes", "text_agreed_on": "2026-11-01", "phone_shared": "no"}
	u.tell(cohort(20, leaveInJanuary, texted)...)
	u.book("X1,A0001BC,2026-11-25 15:00,housing_options,Office,yes,")
	u.at("2026-11-24", 10, 15)
	if u.deliver(); one[string](u, `SELECT state || ' ' || reason FROM message WHERE channel = 'text'`) != "queued waiting: waits for the release to be recorded" {
		t.Fatalf("the text: %v", u.texts())
	}
	out := who{"status": "INACTIVE OUT", "released_on": "2026-11-24"}
	u.at("2026-11-24", 10, 30)
	r := u.tell(cohort(20, leaveInJanuary, append([]who{merged(texted, out)}, times(6, out)...)...)...)
	if r.Brake != "7 people would be released" {
		t.Fatalf("%+v", r)
	}
	u.at("2026-11-24", 11, 0)
	texts := func() (n int) {
		for _, m := range u.deliver() {
			if m.To == "+447700900123" {
				n++
			}
		}
		return n
	}
	if n := texts(); n != 0 {
		t.Errorf("%d texts left because of a release that is held", n)
	}
	if _, err := u.sendHeld(r.Import); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-24", 12, 0)
	if n := texts(); n != 1 {
		t.Errorf("%d texts left once it was sent, want 1", n)
	}
}

// Somebody new is written with the day they are planned for and the import that
// holds them; only to let them go is the row written again.
func TestAnImportWritesSomebodyNewOnceAndLetsThemGo(t *testing.T) {
	u := newUnit(t)
	u.exec(`CREATE TABLE written_again (planned_for date, held_by bigint)`)
	u.exec(`CREATE FUNCTION note_written_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO public, pg_temp AS $$
		BEGIN INSERT INTO written_again VALUES (OLD.planned_for, OLD.held_by); RETURN NULL; END $$`)
	u.exec(`CREATE TRIGGER written_again AFTER UPDATE ON release FOR EACH ROW EXECUTE FUNCTION note_written_again()`)
	r := u.tell(cohort(20, leaveInJanuary)...)
	if n := one[int](u, `SELECT count(*)::int FROM release WHERE planned_for = planned_day AND held_by IS NULL`); r.New != 20 || n != 20 {
		t.Fatalf("%d of %d new releases are planned and free, want 20", n, r.New)
	}
	if n := one[int](u, `SELECT count(*)::int FROM written_again`); n != 20 {
		t.Errorf("20 new releases were written again %d times, want once each", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM written_again WHERE planned_for IS NOT NULL AND held_by = (SELECT max(id) FROM import)`); n != 20 {
		t.Errorf("%d were held by the import until then, want 20", n)
	}
}
