package pathways_test

import (
	"strings"
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

func TestStartOfIsLondonsClock(t *testing.T) {
	for name, test := range map[string]struct{ day, clock, want, problem string }{
		"winter":                   {"2026-11-27", "14:30", "2026-11-27T14:30:00Z", ""},
		"summer":                   {"2026-07-01", "14:30", "2026-07-01T13:30:00Z", ""},
		"midnight":                 {"2026-07-01", "00:00", "2026-06-30T23:00:00Z", ""},
		"it does not exist":        {"2027-03-28", "01:30", "", "does not exist"},
		"just before, and it does": {"2027-03-28", "00:59", "2027-03-28T00:59:00Z", ""},
		"just after":               {"2027-03-28", "02:00", "2027-03-28T01:00:00Z", ""},
		"twice: the first":         {"2026-10-25", "01:30", "2026-10-25T00:30:00Z", ""},
		"no such hour":             {"2026-11-27", "24:00", "", "not a time"},
		"one digit":                {"2026-11-27", "9:30", "", "not a time"},
		"empty":                    {"2026-11-27", "", "", "not a time"},
		"words":                    {"2026-11-27", "2 pm", "", "not a time"},
	} {
		at, problem := pathways.StartOf(calendar.MustParse(test.day), test.clock)
		if problem == "" && test.problem == "" && at.Format(time.RFC3339) == test.want {
			continue
		}
		if test.problem == "" || !strings.Contains(problem, test.problem) {
			t.Errorf("%s: %s %q", name, at, problem)
		}
	}
}

func TestWhichOutcomesAnAppointmentTakes(t *testing.T) {
	now := calendar.MustParse("2026-11-27").At(12, 0)
	before, after := now.Add(-time.Hour), now.Add(time.Hour)
	const yes, no = true, false
	for _, test := range []struct {
		state, to pathways.VisitState
		start     time.Time
		may       bool
	}{
		{pathways.VisitBooked, pathways.VisitAttended, before, yes},
		{pathways.VisitBooked, pathways.VisitAttended, after, no},
		{pathways.VisitMoved, pathways.VisitMissed, before, yes},
		{pathways.VisitMoved, pathways.VisitMissed, after, no},
		{pathways.VisitBooked, pathways.VisitNotNeeded, after, yes},
		{pathways.VisitMissed, pathways.VisitAttended, before, yes},
		{pathways.VisitMissed, pathways.VisitMissed, before, no},
		{pathways.VisitAttended, pathways.VisitBooked, before, yes},
		{pathways.VisitNotNeeded, pathways.VisitBooked, after, yes},
		{pathways.VisitCancelled, pathways.VisitBooked, after, yes},
		{pathways.VisitCancelled, pathways.VisitAttended, before, no},
		{pathways.VisitBooked, pathways.VisitBooked, before, no},
		{pathways.VisitMoved, pathways.VisitBooked, before, no},
		{pathways.VisitBooked, pathways.VisitCancelled, before, no},
		{pathways.VisitBooked, pathways.VisitMoved, before, no},
		{pathways.VisitBooked, "", before, no},
	} {
		err := test.state.CheckOutcome(test.to, test.start, now, "")
		if (err == nil) != test.may || err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s to %s, which begins %s: %v", test.state, test.to, test.start.Sub(now), err)
		}
	}
	if err := pathways.VisitBooked.CheckOutcome(pathways.VisitNotNeeded, after, now, strings.Repeat("x", 501)); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a reason of 501 characters: %v", err)
	}
}

func TestWhatIsOverIsNeitherMovedNorCancelled(t *testing.T) {
	for state, may := range map[pathways.VisitState]bool{pathways.VisitBooked: true, pathways.VisitMoved: true, pathways.VisitCancelled: false,
		pathways.VisitAttended: false, pathways.VisitMissed: false, pathways.VisitNotNeeded: false} {
		if err := state.CheckChange("Kay is away"); (err == nil) != may {
			t.Errorf("%s: %v", state, err)
		}
	}
	if err := pathways.VisitBooked.CheckChange(strings.Repeat("x", 501)); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a reason of 501 characters: %v", err)
	}
}
