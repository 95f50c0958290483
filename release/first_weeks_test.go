package release_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// out is somebody released on Tuesday 1 December 2026, with these tasks
// ("CODE state [due]") and appointments ("service day state").
func out(tasks, visits []string) release.Story {
	s := release.Story{Release: release.StoryRelease{State: release.Released, ReleasedOn: calendar.MustParse("2026-12-01")}}
	s.Who.IsCurrent = true
	for _, line := range tasks {
		p := strings.Fields(line)
		t := release.StoryTask{ID: p[0], Code: p[0], State: pathways.State(p[1])}
		if len(p) > 2 {
			t.DueOn = calendar.MustParse(p[2])
		}
		s.Tasks = append(s.Tasks, t)
	}
	for _, line := range visits {
		p := strings.Fields(line)
		s.Appointments = append(s.Appointments, release.StoryAppointment{Service: p[0], StartsAt: calendar.MustParse(p[1]).At(11, 0), State: p[2]})
	}
	return s
}

func firstDays(s release.Story, today string, health bool) []string {
	var lines []string
	for _, l := range release.FirstDays(s, calendar.MustParse(today), health) {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.What, l.State, l.Day)))
	}
	return lines
}

func TestTheFirst28DaysSayHowEachThingStands(t *testing.T) {
	tasks := []string{"ACC-TONIGHT done 2026-12-01", "BEN-CLAIM handed_off 2026-12-02", "DA-SEEN handed_off 2026-12-04", "DA-START planned", "MH-MEDS withdrawn 2026-11-27"}
	for name, c := range map[string]struct {
		tasks, visits []string
		today         string
		health        bool
		want          string
	}{
		"on the day, with a basis": {tasks, nil, "2026-12-01", true,
			"tonight done 2026-12-01, probation unknown, claim ahead 2026-12-02, contact unknown, seen ahead 2026-12-04, started ahead 2026-12-22, prescriptions over 2026-11-27"},
		"without a basis": {tasks, nil, "2026-12-01", false,
			"tonight done 2026-12-01, probation unknown, claim ahead 2026-12-02, contact unknown"},
		"day 21 is not late": {[]string{"DA-START handed_off"}, nil, "2026-12-22", true,
			"tonight unknown 2026-12-01, probation unknown, claim unknown, contact unknown, started ahead 2026-12-22"},
		"day 22 is": {[]string{"DA-START handed_off"}, nil, "2026-12-23", true,
			"tonight unknown 2026-12-01, probation unknown, claim unknown, contact unknown, started late 2026-12-22"},
		"an appointment kept is probation and contact": {nil, []string{"probation_unit 2026-12-02 attended"}, "2026-12-03", false,
			"tonight unknown 2026-12-01, probation done 2026-12-02, claim unknown, contact done 2026-12-02"},
		"one missed is said, and the next is waited for": {nil, []string{"probation_unit 2026-12-02 missed", "probation_unit 2026-12-04 booked"}, "2026-12-03", false,
			"tonight unknown 2026-12-01, probation ahead 2026-12-04, claim unknown, contact unknown, missed not 2026-12-02"},
		"one that nobody said anything about": {nil, []string{"probation_unit 2026-12-02 booked"}, "2026-12-03", false,
			"tonight unknown 2026-12-01, probation late 2026-12-02, claim unknown, contact unknown"},
		"what was before the release does not count": {nil, []string{"probation_unit 2026-11-30 attended"}, "2026-12-03", false,
			"tonight unknown 2026-12-01, probation unknown, claim unknown, contact unknown"},
		"a health appointment is for those with a basis": {nil, []string{"drug_and_alcohol 2026-12-02 missed"}, "2026-12-03", false,
			"tonight unknown 2026-12-01, probation unknown, claim unknown, contact unknown"},
	} {
		if got := strings.Join(firstDays(out(c.tasks, c.visits), c.today, c.health), ", "); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

func TestTheFirst28DaysEnd(t *testing.T) {
	s := out(nil, nil)
	if n := len(firstDays(s, "2026-12-29", false)); n != 4 {
		t.Errorf("day 28: %d lines", n)
	}
	if n := len(firstDays(s, "2026-12-30", false)); n != 0 {
		t.Errorf("day 29: %d lines", n)
	}
	s.Who.IsCurrent = false
	if !slices.Equal(firstDays(s, "2026-12-02", false), nil) {
		t.Error("somebody back in custody is watched")
	}
	s = out(nil, nil)
	s.Release.State = release.Planned
	if len(firstDays(s, "2026-12-02", false)) != 0 {
		t.Error("somebody still in is watched")
	}
}
