package release_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/release"
)

// leaves84 leaves 84 days after Monday 23 November 2026: that day several tasks
// are due to be handed off.
var leaves84 = who{"crd": "2027-02-15", "sed": "2028-02-15"}

func TestTwoWatchesOfOneDayAtOnceMakeOneResult(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaves84)
	const n = 4
	var group sync.WaitGroup
	results, errs := make([]release.Swept, n), make([]error, n)
	for i := range n {
		group.Go(func() {
			results[i], errs[i] = u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: day("2026-11-23"), ByHand: true})
		})
	}
	group.Wait()
	worked := 0
	for i, r := range results {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if r.HandedOff > 0 {
			worked++
		} else if r != (release.Swept{Date: day("2026-11-23")}) {
			t.Errorf("a watch that came second did something: %+v", r)
		}
	}
	if worked != 1 {
		t.Errorf("%d of %d watches worked, want 1", worked, n)
	}
	if left := u.deliver(); len(left) != results[0].MessagesQueued+results[1].MessagesQueued+results[2].MessagesQueued+results[3].MessagesQueued {
		t.Errorf("%d messages left, the watches queued %+v", len(left), results)
	}
	if twice := collect[string](u, `SELECT t.standard FROM task_event e JOIN task t ON t.id = e.task_id WHERE e.state = 'handed_off'
		GROUP BY 1 HAVING count(*) > 1`); len(twice) > 0 {
		t.Errorf("handed off twice: %v", twice)
	}
}

func TestMissedDaysAreCaughtUpInOnePass(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	// Two people whose prison tasks fall on Tuesday 24 and Wednesday 25.
	u.tell(who{"crd": "2027-02-16", "sed": "2028-02-15"}, who{"crd": "2027-02-17", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	u.sweep("2026-11-26")
	coach := u.lastTo(notify.Request, "work-coach.lei@prison.example")
	if diff := cmp.Diff([]string{"task BEN-COACH", "task BEN-COACH"}, coach.Items); diff != "" {
		t.Errorf("one message with both people (-want +got):\n%s", diff)
	}
	covered := collect[string](u, `SELECT day || ' by ' || coalesce(covered_by::text, 'itself') FROM watch_day WHERE day >= '2026-11-23' ORDER BY day`)
	want := []string{"2026-11-23 by itself", "2026-11-24 by 2026-11-26", "2026-11-25 by 2026-11-26", "2026-11-26 by itself"}
	if diff := cmp.Diff(want, covered); diff != "" {
		t.Errorf("the ledger (-want +got):\n%s", diff)
	}
	for _, done := range []string{"2026-11-20", "2026-11-24", "2026-11-26"} { // before the last one, and again
		before := len(u.messages(notify.Request))
		s, err := u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: day(done), ByHand: true})
		if err != nil || s != (release.Swept{Date: day(done)}) || len(u.messages(notify.Request)) != before {
			t.Errorf("%s is done and was done again: %+v, %v", done, s, err)
		}
	}
}

func TestAFutureDayIsRefusedOutsideDemoAndTest(t *testing.T) {
	u := newUnit(t)
	_, err := u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: day("2026-11-24"), ByHand: true})
	if !fault.Is(err, fault.KindRefused) {
		t.Errorf("a future day gave %v, want a refusal", err)
	}
	s, err := u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: day("2026-11-24"), ByHand: true, AllowFuture: true})
	if err != nil || s.Date != day("2026-11-24") {
		t.Errorf("demo and test may: %+v, %v", s, err)
	}
}

func TestAWeekendWatchTellsNobodyAndMondayDoesBoth(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.at("2026-11-27", 9, 0)
	// Known on Friday after the watch; REC-FIRST is due at once.
	u.sweep("2026-11-27")
	u.at("2026-11-27", 15, 0)
	u.tell(who{"crd": "2027-02-15", "received_on": "2026-11-26"})
	saturday := u.sweep("2026-11-28")
	if saturday.MessagesQueued != 0 || saturday.Digests != 0 {
		t.Errorf("Saturday's watch wrote: %+v", saturday)
	}
	if got := u.task("BEN-COACH").State; got != "planned" {
		t.Errorf("a service's task on Saturday is %s", got)
	}
	if got := u.task("REC-FIRST").State; got != "handed_off" {
		t.Errorf("an officer's own task on Saturday is %s", got)
	}
	u.sweep("2026-11-29")
	monday := u.sweep("2026-11-30")
	if monday.Digests != 2 { // the link officer, and the COM
		t.Errorf("Monday's digests: %+v", monday)
	}
	digest := u.lastTo(notify.Digest, linkAddress)
	if !digest.has("task REC-FIRST") || !digest.has("new_in_custody") {
		t.Errorf("Monday's digest lacks what Friday and Saturday brought: %v", digest.Items)
	}
	if coach := u.lastTo(notify.Request, "work-coach.lei@prison.example"); !coach.has("task BEN-COACH") {
		t.Errorf("Monday's request: %+v", coach)
	}
}

func TestTheFirstWatchOnAWeekendLeavesTheFirstLoadToMonday(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.at("2026-11-28", 8, 0)
	u.tell(leaves84)
	u.sweep("2026-11-28")
	u.sweep("2026-11-30")
	if got := u.task("BEN-COACH"); !got.First || got.State != "handed_off" {
		t.Errorf("the first list of a unit: %+v", got)
	}
}

func TestTheAutomaticWatchWaitsForFive(t *testing.T) {
	u := newUnit(t)
	for name, test := range map[string]struct {
		at   time.Time
		runs bool
	}{
		"before five in winter":              {day("2026-11-23").At(4, 59), false},
		"at five in winter":                  {day("2026-11-23").At(5, 0), true},
		"before five in summer":              {time.Date(2026, 7, 1, 3, 59, 0, 0, time.UTC), false},
		"at five in summer":                  {time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC), true},
		"clock goes forward, four by UTC":    {time.Date(2026, 3, 29, 4, 0, 0, 0, time.UTC), true},
		"clock goes forward, before":         {time.Date(2026, 3, 29, 3, 59, 0, 0, time.UTC), false},
		"clock goes back, five by UTC":       {time.Date(2026, 10, 25, 5, 0, 0, 0, time.UTC), true},
		"clock goes back, four by UTC":       {time.Date(2026, 10, 25, 4, 0, 0, 0, time.UTC), false},
		"late in the evening after a missed": {day("2026-11-23").At(22, 0), true},
	} {
		u.now = test.at
		u.exec(`DELETE FROM watch_day`)
		for range 3 { // asked every minute
			if err := u.releases.DueWatch(u.Context()); err != nil {
				t.Fatal(err)
			}
		}
		want := ""
		if test.runs {
			want = calendar.DayOf(test.at).String()
		}
		if got := strings.Join(collect[string](u, `SELECT day::text FROM watch_day`), " "); got != want {
			t.Errorf("%s: days done %q, want %q", name, got, want)
		}
	}
}

func TestTheAutomaticWatchSendsDigestsAtHalfPastSevenAndRequestsFromEight(t *testing.T) {
	for name, test := range map[string]struct {
		hour, minute      int
		byHand            bool
		digests, requests time.Time
	}{
		"automatic":    {5, 0, false, day("2026-11-23").At(7, 30), day("2026-11-23").At(8, 0)},
		"by hand":      {5, 0, true, day("2026-11-23").At(5, 0), day("2026-11-23").At(5, 0)},
		"between both": {7, 45, false, day("2026-11-23").At(7, 45), day("2026-11-23").At(8, 0)},
		"late":         {14, 0, false, day("2026-11-23").At(14, 0), day("2026-11-23").At(14, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.tell(leaves84)
			u.at("2026-11-23", test.hour, test.minute)
			if _, err := u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: day("2026-11-23"), ByHand: test.byHand}); err != nil {
				t.Fatal(err)
			}
			for kind, want := range map[notify.Kind]time.Time{notify.Digest: test.digests, notify.Request: test.requests} {
				list := u.messages(kind)
				if len(list) == 0 {
					t.Errorf("no %s", kind)
				}
				for _, m := range list {
					if !m.NotBefore.Equal(want) {
						t.Errorf("%s not before %s, want %s", kind, m.NotBefore, want)
					}
				}
			}
		})
	}
}

func TestPeopleWhoEnterTheWindowArePlannedByTheWatch(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-05-18", "sed": "2028-05-18"}) // 176 days after 23 November
	if n := one[int](u, `SELECT count(*)::int FROM task t JOIN standard s ON s.code = t.standard WHERE s.anchor <> 'received'`); n != 0 {
		t.Fatalf("%d tasks 176 days before", n)
	}
	if s := u.sweep("2026-11-23"); s.Planned != 0 {
		t.Errorf("176 days before: %+v", s)
	}
	if s := u.sweep("2026-11-24"); s.Planned == 0 {
		t.Errorf("175 days before: %+v", s)
	}
	if s := u.sweep("2026-11-25"); s.Planned != 0 {
		t.Errorf("planned twice: %+v", s)
	}
}

func TestTheSettingOfWhoIsWatchedIsFollowed(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(who{"prison": "PVI", "crd": "2027-02-15", "sed": "2028-02-15"}) // a local prison
	u.sweep("2026-11-23")
	if n := one[int](u, `SELECT count(*)::int FROM task`); n != 0 {
		t.Fatalf("%d tasks for somebody who is not watched", n)
	}
	u.releases.Unit.WatchEveryone = true
	if s := u.sweep("2026-11-24"); s.Planned == 0 || u.task("BEN-COACH").State != "handed_off" {
		t.Errorf("everyone is watched now: %+v", s)
	}
	u.releases.Unit.WatchEveryone = false
	u.sweep("2026-11-25")
	if got := u.task("BEN-COACH"); got.State != "withdrawn" || got.Reason != "no longer watched" {
		t.Errorf("no longer watched: %+v", got)
	}
}

func TestAPassedDayIsSeenThoughTheExtractSaysNothingNew(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := who{"crd": "2026-11-25", "sed": "2028-02-15"}
	u.tell(row)
	u.sweep("2026-11-25")
	u.sweep("2026-11-26")
	state := func() string { return one[string](u, `SELECT state FROM release`) }
	if got := state(); got != "planned" {
		t.Errorf("no newer extract has come, and it is %s", got)
	}
	u.at("2026-11-26", 18, 0)
	if r := u.tell(row); r.Unchanged != 1 {
		t.Fatalf("the same row: %+v", r)
	}
	u.sweep("2026-11-27")
	if got := state(); got != "date_passed" {
		t.Errorf("a newer extract still lists the person, and it is %s", got)
	}
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("date_passed") {
		t.Errorf("the digest does not name the day that passed: %v", got.Items)
	}
	u.sweep("2026-11-30")
	named := 0
	for _, m := range u.messages(notify.Digest) {
		if m.has("date_passed") {
			named++
		}
	}
	if named != 1 {
		t.Errorf("named in %d digests, want 1", named)
	}
}

func TestAnApprovedDayLongPastGivesWayToTheNextOne(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	row := who{"hdcad": "2026-11-24", "crd": "2027-02-15", "sed": "2028-02-15"}
	u.tell(row)
	u.at("2026-12-02", 18, 0) // six working days later the person is still listed
	u.tell(row)
	u.sweep("2026-12-03")
	if got := one[string](u, `SELECT state || ' ' || planned_day || ' ' || array_to_string(reasons, ',') FROM release`); got != "planned 2027-02-15 stale_date" {
		t.Errorf("the next date decides: %s", got)
	}
	if got := one[string](u, `SELECT from_day || ' ' || to_day || ' ' || source FROM release_change`); got != "2026-11-24 2027-02-15 watch" {
		t.Errorf("the change: %s", got)
	}
	if got := u.task("GATE-PLAN").HandOffOn; got != day("2027-02-01") {
		t.Errorf("tasks move with it: %s", got)
	}
}

func TestWithADayThatPassedNothingNewIsHandedOffAndNoRungIsClimbed(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := who{"crd": "2026-11-26", "sed": "2028-02-15", "needs": "mental_health"}
	u.tell(row)
	u.sweep("2026-11-25") // MH-MEDS goes to the prison's healthcare
	u.at("2026-11-27", 6, 0)
	row["consents"] = "consent_to_share_health" // MH-RECONNECT waits for nothing any more
	u.tell(row)
	if got := one[string](u, `SELECT state FROM release`); got != "date_passed" {
		t.Fatalf("still listed the day after: %s", got)
	}
	asked := len(u.messages(notify.Request))
	for _, d := range []string{"2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02"} {
		u.sweep(d)
	}
	if n := len(u.messages(notify.Request)) - asked; n != 0 {
		t.Errorf("%d requests", n)
	}
	if got := u.task("MH-RECONNECT"); got.State != "planned" {
		t.Errorf("handed off: %+v", got)
	}
	if got := u.task("MH-MEDS"); got.State != "handed_off" || got.Rung != 0 {
		t.Errorf("climbed: %+v", got)
	}
	u.at("2026-12-02", 12, 0)
	row["crd"] = "2026-12-14"
	u.tell(row)
	u.sweep("2026-12-03")
	if got := u.task("MH-RECONNECT"); got.State != "handed_off" {
		t.Errorf("a new date, and it stays %+v", got)
	}
}
