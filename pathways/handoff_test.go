package pathways_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/pathways"
)

func codesOf(hand []pathways.HandOff) []string {
	codes := []string{}
	for _, h := range hand {
		codes = append(codes, h.Standard.Code)
	}
	slices.Sort(codes)
	return codes
}

// domain 6: each task at the first watch on or after its hand-off day.
func TestAWatchHandsOffWhatIsDue(t *testing.T) {
	t.Parallel()
	k, c := keep(t), adult("2026-12-21") // Monday: -28 is 23 November
	k.replan(c, day("2026-11-20"))
	if hand := k.watch(c, day("2026-11-20")); hand["ACC-NIGHT1"].TaskID != 0 {
		t.Error("handed off before its day")
	}
	hand := k.watch(c, day("2026-11-23"))
	h := hand["ACC-NIGHT1"]
	if h.TaskID == 0 || h.Due != day("2026-12-10") { // 7 back: 18 17 16 15 14 11 10
		t.Errorf("on its day: %+v", h)
	}
	if again := k.watch(c, day("2026-11-24")); len(again) != 0 {
		t.Errorf("the next watch hands off again: %v", again)
	}
}

// domain 6: 17:00 of the 2nd working day after, the 1st with 10 or fewer
// calendar days left; first lists 10 working days, never beyond 17:00 of the due
// day, near release the usual time.
func TestUntilWhenAnAnswerIsAwaited(t *testing.T) {
	t.Parallel()
	at17 := func(d string) time.Time { return day(d).At(17, 0) }
	for _, tt := range []struct {
		rule, code string
		c          *pathways.Case
		handed     string
		due        string
		first      bool
		want       time.Time
	}{
		{"2nd working day", "MH-MEDS", adult("2027-01-14"), "2026-11-23", "2026-12-30", false, at17("2026-11-25")},
		{"over a weekend", "MH-MEDS", adult("2027-01-14"), "2026-11-26", "2026-12-30", false, at17("2026-11-30")},
		{"over Christmas", "MH-MEDS", adult("2027-02-14"), "2026-12-24", "2026-12-30", false, at17("2026-12-30")},
		{"11 calendar days left: still the 2nd", "MH-MEDS", adult("2026-12-04"), "2026-11-23", "2026-11-30", false, at17("2026-11-25")},
		{"10 left: the 1st", "MH-MEDS", adult("2026-12-03"), "2026-11-23", "2026-11-27", false, at17("2026-11-24")},
		{"released: none are left", "BEN-CLAIM", released("2027-01-14", "2026-11-23"), "2026-11-23", "2026-11-24", false, at17("2026-11-24")},
		{"released with no planned day", "BEN-CLAIM", unexpected("2026-11-23"), "2026-11-23", "2026-11-24", false, at17("2026-11-24")},
		{"first list: 10 working days", "MH-MEDS", adult("2027-01-14"), "2026-11-23", "2026-12-30", true, at17("2026-12-07")},
		{"first list: never beyond 17:00 of the due day", "MH-MEDS", adult("2027-01-14"), "2026-11-23", "2026-12-02", true, at17("2026-12-02")},
		{"first list: 11 left, the long time", "MH-MEDS", adult("2026-12-04"), "2026-11-23", "2026-11-30", true, at17("2026-11-30")},
		{"first list: 10 left, the usual time", "MH-MEDS", adult("2026-12-03"), "2026-11-23", "2026-11-27", true, at17("2026-11-24")},
		{"officers' own tasks need none: com", "ACC-NIGHT1", adult("2027-01-14"), "2026-11-23", "2026-12-30", false, time.Time{}},
		{"officers' own tasks need none: unit", "GATE-PLAN", adult("2027-01-14"), "2026-11-23", "2026-12-30", true, time.Time{}},
		{"17:00 London is 16:00 UTC in summer", "MH-MEDS", adult("2026-09-14"), "2026-06-01", "2026-09-01", false,
			time.Date(2026, 6, 3, 16, 0, 0, 0, time.UTC)},
	} {
		if got := standard(t, tt.code).AnswerBy(workingDays(t), pathways.DefaultSettings(), tt.c, day(tt.handed), day(tt.due), tt.first); !got.Equal(tt.want) {
			t.Errorf("domain 6, %s: until %s, want %s", tt.rule, got, tt.want)
		}
	}
}

// domain 6, first load: the unit's first watch, or a service new in the directory.
func TestWhatIsAFirstLoad(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule  string
		unit  bool   // the unit's first watch
		seen  string // the first watch that saw the service
		today string
		want  bool
	}{
		{"the unit's first watch", true, "2026-10-01", monday, true},
		{"a service no watch has seen", false, "", monday, true},
		{"a service seen by an earlier watch", false, "2026-10-01", monday, false},
		{"the day after", false, "2026-11-23", "2026-11-24", false},
		{"first seen on a Saturday, written to on Monday", false, "2026-11-21", monday, true},
		{"first seen on a Friday, written to that day", false, "2026-11-20", monday, false},
	} {
		k, c := keep(t), adult("2027-01-14")
		k.ref.Directory = pathways.NewDirectory([]pathways.Row{{ID: 1, Area: leeds, Service: "prison_employment_lead", SPOCEmail: "lead@prison.example",
			FirstWatchOn: day(tt.seen)}}, map[string][]pathways.Contact{haringey: {{Email: "lin@unit.example"}}}, pathways.Contact{})
		k.replan(c, day(monday))
		hand, _, _ := k.ref.HandOffs(c, k.tasks, pathways.Occasion{Today: day(tt.today), FirstWatch: tt.unit, Services: true})
		for _, h := range hand {
			want := tt.want && !h.Standard.OfficersOwn() // officers' own tasks are no list to answer
			if h.FirstLoad != want {
				t.Errorf("%s: %s first load %v, want %v", tt.rule, h.Standard.Code, h.FirstLoad, want)
			}
		}
		if !slices.Contains(codesOf(hand), "BEN-ID") {
			t.Errorf("%s: BEN-ID was not handed off: %v", tt.rule, codesOf(hand))
		}
	}
}

// domain 8: the watch of a non-working day writes to no service.
func TestANonWorkingDayHandsOffOfficersTasksOnly(t *testing.T) {
	t.Parallel()
	k, c := keep(t), adult("2026-12-19")
	k.replan(c, day("2026-11-20"))
	hand, _, _ := k.ref.HandOffs(c, k.tasks, pathways.Occasion{Today: day("2026-11-21")})
	for _, h := range hand {
		if !h.Standard.OfficersOwn() {
			t.Errorf("%s went to a service on a Saturday", h.Standard.Code)
		}
	}
	if len(hand) == 0 {
		t.Error("no officer's task was handed off")
	}
}

// domain 2: with a date passed, not confirmed or left unknown nothing new is
// handed off; nor for somebody who died or is no longer watched.
func TestNothingIsHandedOffWhileTheReleaseIsInDoubt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*pathways.Case){
		"paused":      func(c *pathways.Case) { c.Paused = true },
		"ended":       func(c *pathways.Case) { c.Ended = true },
		"not watched": func(c *pathways.Case) { c.Watched = false },
		"at large":    func(c *pathways.Case) { c.Stopped = true },
		"its import waits for somebody to press send": func(c *pathways.Case) { c.OnHold = true },
	} {
		k, c := keep(t), adult("2026-12-01")
		k.replan(c, day(monday))
		change(c)
		if hand := k.watch(c, day(monday)); len(hand) != 0 {
			t.Errorf("%s: handed off %d tasks", name, len(hand))
		}
	}
}

// domain 6: until a consent is recorded nothing goes outside; the first watch
// that saw it wait is kept.
func TestAWaitingTaskStaysPlanned(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2026-12-14", "drugs_and_alcohol") // DA-REFER: hand-off 2 November
	c.Consents = nil
	k.replan(c, day("2026-11-20"))
	for _, d := range []string{"2026-11-20", "2026-11-23"} {
		if hand := k.watch(c, day(d)); hand["DA-REFER"].TaskID != 0 {
			t.Fatal("a referral went without consent")
		}
	}
	got := k.task("DA-REFER")
	if diff := cmp.Diff([]string{"consent_to_share_health"}, got.Waiting); diff != "" || got.WaitingSince != day("2026-11-20") {
		t.Errorf("waits since %s for %s", got.WaitingSince, diff)
	}
	c.Consents = []string{"consent_to_share_health"}
	k.replan(c, day("2026-11-24"))
	if hand := k.watch(c, day("2026-11-24")); hand["DA-REFER"].TaskID == 0 {
		t.Error("with consent it was not handed off")
	}
}

// domain 6: needs_first not done: handed off on time all the same; the blocker
// is due no later.
func TestABlockedTaskIsHandedOffOnTimeAndPullsItsBlocker(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2027-01-11", "accommodation")
	k.given["ACC-CASE"] = pathways.Given{Authority: camden}
	k.replan(c, day(monday))
	k.task("ACC-DTR").Authority = camden
	hand := k.watch(c, day(monday))
	// ACC-CASE: h 18 Nov, d 30 Nov: 12 x 49 / 54 = 10.9 -> 10: Thu 3 Dec.
	// ACC-DTR: h 9 Nov, d 18 Nov: 9 x 49 / 63 = 7: Mon 30 Nov.
	// ACC-NEED: h 19 Oct, d 2 Nov: 14 x 49 / 84 = 8.2 -> 8: Tue 1 Dec -> with ACC-DTR 30 Nov.
	for code, want := range map[string]string{"ACC-CASE": "2026-12-03", "ACC-DTR": "2026-11-30", "ACC-NEED": "2026-11-30"} {
		if got := hand[code].Due; got != day(want) {
			t.Errorf("%s due %s, want %s", code, got, want)
		}
	}
	if h := hand["ACC-CASE"]; h.Holder.Contact.Email != "housing_options@services.example" {
		t.Errorf("ACC-CASE went to %q", h.Holder.Contact.Email)
	}
	if k.task("ACC-DTR").State != pathways.HandedOff {
		t.Error("the blocker is not open: this shows nothing")
	}
}

// domain 6: nobody found: the task stays planned, on the list.
func TestWithNobodyToSendToATaskStaysPlanned(t *testing.T) {
	t.Parallel()
	k, c := keep(t), adult("2026-12-14")
	k.ref.Directory = pathways.NewDirectory(nil, nil, pathways.Contact{Email: "unit@unit.example"})
	k.replan(c, day(monday))
	k.watch(c, day(monday))
	if got := k.task("MH-MEDS"); got.State != pathways.Planned || !got.Nobody {
		t.Errorf("with no prison healthcare it is %s, nobody %v", got.State, got.Nobody)
	}
	if got := k.task("ACC-NIGHT1").State; got != pathways.HandedOff {
		t.Errorf("the officer's task is %s", got)
	}
}

// domain 6, short notice: left to the due day against the usual days by offset.
func TestShortNoticeAtHandOff(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code string
		c          *pathways.Case
		today      string
		want       bool
	}{
		{"on time", "ACC-NIGHT1", adult("2026-12-21"), "2026-11-23", false},
		{"late, more than half left", "ACC-NIGHT1", adult("2026-12-14"), "2026-11-23", false}, // h 16 Nov, d 3 Dec: 17; 17 x 21 / 28 = 12: 12 of 17
		{"late, fewer than half left", "ACC-NIGHT1", adult("2026-12-03"), "2026-11-23", true}, // d 24 Nov: stands, 1 of 19
		{"an unexpected release, though its days stand", "DA-START", withNeed(unexpected("2026-11-23"), "drugs_and_alcohol"), "2026-11-23", true},
		{"what stays after an expected release and was never asked", "BEN-JCP", released("2026-11-23", "2026-11-23"), "2026-11-23", true}, // 2 of 8
		{"a request anchored on an expected release", "DA-START", withNeed(released("2026-11-23", "2026-11-23"), "drugs_and_alcohol"), "2026-11-23", false},
	} {
		k := keep(t)
		k.replan(tt.c, day(tt.today))
		h := k.watch(tt.c, day(tt.today))[tt.code]
		if h.TaskID == 0 {
			t.Fatalf("%s: %s was not handed off", tt.rule, tt.code)
		}
		if h.Short != tt.want {
			t.Errorf("domain 6, short notice: %s: %s due %s: %v, want %v", tt.rule, tt.code, h.Due, h.Short, tt.want)
		}
	}
}

func withNeed(c *pathways.Case, need string) *pathways.Case {
	c.Needs = []string{need}
	return c
}

// domain 6: at once goes ACC-TONIGHT alone when an expected release is recorded.
func TestAtOnceGoesTheCallTonightAlone(t *testing.T) {
	t.Parallel()
	k, c := keep(t), withNeed(released("2026-12-06", "2026-12-06"), "accommodation") // Sunday
	k.replan(c, day("2026-12-06"))
	hand, _, _ := k.ref.HandOffs(c, k.tasks, pathways.Occasion{Today: day("2026-12-06"), Only: (*pathways.Standard).AtOnce})
	if diff := cmp.Diff([]string{"ACC-TONIGHT"}, codesOf(hand)); diff != "" {
		t.Fatal(diff)
	}
	if h := hand[0]; h.Due != day("2026-12-06") || h.Short || !h.AnswerBy.IsZero() {
		t.Errorf("the call is due %s, short notice %v, answer by %s", h.Due, h.Short, h.AnswerBy)
	}
}
