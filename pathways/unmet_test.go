package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/pathways"
)

// domain 6: what can no longer be met is stored with the notice lost. Today is
// Monday 23 November; planned for Thursday 14 January: PRO-COM (due 22 October)
// and BEN-COACH (19 November) could not be met before either.
func TestWhatCanNoLongerBeMet(t *testing.T) {
	t.Parallel()
	in := func(state pathways.State, codes ...string) []pathways.Task {
		var list []pathways.Task
		for _, code := range codes {
			list = append(list, pathways.Task{Standard: code, State: state})
		}
		return list
	}
	with := func(planned string, change func(*pathways.Case)) *pathways.Case {
		c := adult(planned)
		change(c)
		return c
	}
	for _, tt := range []struct {
		rule, from string
		c          *pathways.Case
		have       []pathways.Task
		want       []string
	}{
		// BEN-ID: due 49 before, latest start 42 before 14 December: 2 November
		{"a month earlier", "2027-01-14", adult("2026-12-14"), nil, []string{"BEN-ID"}},
		// PRO-FIRST: 10 working days before 3 December is 19 November
		{"six weeks earlier", "2027-01-14", adult("2026-12-03"), nil, []string{"BEN-ID", "PRO-FIRST"}},
		// 27 November: 7 back is the 18th, 5 back the 20th; 4 back is today, which is not past
		{"this week", "2027-01-14", adult("2026-11-27"), nil, []string{"ACC-NIGHT1", "BEN-ID", "PRO-FIRST", "PRO-LIC"}},
		{"in smaller steps each is named once", "2026-12-03", adult("2026-11-27"), nil, []string{"ACC-NIGHT1", "PRO-LIC"}},
		{"asked: its usual due day is past all the same", "2027-01-14", adult("2026-12-14"), in(pathways.Accepted, "BEN-ID"), []string{"BEN-ID"}},
		{"withdrawn, and wanted again", "2027-01-14", adult("2026-12-14"), in(pathways.Withdrawn, "BEN-ID"), []string{"BEN-ID"}},
		{"done", "2027-01-14", adult("2026-12-03"), in(pathways.Done, "BEN-ID"), []string{"PRO-FIRST"}},
		{"not wanted", "2027-01-14", adult("2026-12-03"), in(pathways.NotWanted, "BEN-ID"), []string{"PRO-FIRST"}},
		{"not eligible", "2027-01-14", adult("2026-12-03"), in(pathways.NotEligible, "BEN-ID"), []string{"PRO-FIRST"}},
		{"too late before, and now", "2026-12-14", adult("2026-12-10"), in(pathways.TooLate, "BEN-ID"), nil},
		{"does not apply", "2027-01-14", with("2026-12-03", func(c *pathways.Case) { c.Supervised = false }), nil, []string{"BEN-ID"}},
		{"did not apply on the day before: 19 then, 18 now", "2027-03-11",
			with("2026-12-03", func(c *pathways.Case) { c.BirthDate = day("2007-12-20") }), nil,
			[]string{"BEN-COACH", "BEN-ID", "PRO-COM", "PRO-FIRST"}},
		{"later", "2026-12-03", adult("2027-01-14"), nil, nil},
		{"the same day", "2026-11-27", adult("2026-11-27"), nil, nil},
		{"there was no day", "", adult("2026-11-27"), nil, nil},
		{"there is none any more", "2027-01-14", adult(""), nil, nil},
		{"released", "2027-01-14", released("2026-11-27", "2026-11-23"), nil, nil},
		{"died", "2027-01-14", with("2026-11-27", func(c *pathways.Case) { c.Ended = true }), nil, nil},
		{"at large", "2027-01-14", with("2026-11-27", func(c *pathways.Case) { c.Stopped = true }), nil, nil},
		{"not watched", "2027-01-14", with("2026-11-27", func(c *pathways.Case) { c.Watched = false }), nil, nil},
	} {
		got := defaultCatalogue(t).Unmet(workingDays(t), tt.c, day(tt.from), tt.have, day(monday))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.rule, diff)
		}
	}
}

// The last day to start counts only while nobody has been asked.
func TestTheLastDayToStartIsMissedOnlyByWhatWasNotAsked(t *testing.T) {
	t.Parallel()
	latest := 20
	cat := pathways.NewCatalogue([]pathways.Standard{{Code: "A-B", Anchor: pathways.OnPlanned, HandOffOffset: -40, DueOffset: -1,
		DueDayKind: pathways.CalendarDays, LatestStart: &latest, AppliesWhen: []string{"always"}}})
	for state, want := range map[pathways.State][]string{pathways.Planned: {"A-B"}, pathways.TooLate: {"A-B"},
		pathways.HandedOff: nil, pathways.Declined: nil} {
		have := []pathways.Task{{Standard: "A-B", State: state}}
		if diff := cmp.Diff(want, cat.Unmet(workingDays(t), adult("2026-12-10"), day("2027-01-14"), have, day(monday))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", state, diff)
		}
	}
}

// A re-plan tells it once, when the planned day changed.
func TestAReplanTellsWhatCanNoLongerBeMet(t *testing.T) {
	t.Parallel()
	o := open(t)
	second := o.newRelease("2027-01-14")
	c, other := o.caseOf(o.release, "2027-01-14"), o.caseOf(second, "2027-01-14")
	o.replan(day(monday), c, other)
	c.PlannedDay = day("2026-12-03")
	want := map[int64][]string{o.release: {"BEN-ID", "PRO-FIRST"}}
	if diff := cmp.Diff(want, o.replan(day(monday), c, other).Unmet); diff != "" {
		t.Errorf("at the move (-want +got):\n%s", diff)
	}
	if got := o.replan(day(monday), c, other).Unmet; len(got) != 0 {
		t.Errorf("again: %v", got)
	}
	// Beyond the window nothing was planned: the caller knows the day before.
	o.exec(`UPDATE release SET planned_for = NULL`)
	c.MovedFrom = day("2027-08-02")
	if got := o.replan(day(monday), c).Unmet[o.release]; len(got) != 4 {
		t.Errorf("from beyond the window: %v, want BEN-COACH and PRO-COM too", got)
	}
}
