package pathways_test

import (
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// watchAt is the instant of the watch of a day.
func watchAt(d string) time.Time { return day(d).At(5, 0) }

// asked is a service's task handed off on Monday 23 November, to be answered by
// 17:00 on Wednesday 25, due on Monday 14 December (half-way: Thursday 3).
func asked(change func(*pathways.Climber)) pathways.Climber {
	c := pathways.Climber{State: pathways.HandedOff, HandedOffOn: day("2026-11-23"), AnswerBy: day("2026-11-25").At(17, 0), DueOn: day("2026-12-14")}
	if change != nil {
		change(&c)
	}
	return c
}

func climber(state pathways.State, rung int, on string) pathways.Climber {
	return asked(func(c *pathways.Climber) { c.State, c.Rung, c.RungOn = state, rung, day(on) })
}

func officers(c pathways.Climber) pathways.Climber {
	c.OfficersOwn, c.AnswerBy = true, time.Time{}
	return c
}

func due(c pathways.Climber, d string) pathways.Climber {
	c.DueOn = day(d)
	return c
}

// domain 6, ladder: the rung a task stands on after a watch.
func TestHowATaskClimbsTheLadder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule string
		c    pathways.Climber
		now  time.Time
		want int
	}{
		{"before its time nothing", asked(nil), watchAt("2026-11-25"), 0},
		{"at 17:00 itself nothing", asked(nil), day("2026-11-25").At(17, 0), 0},
		{"no answer: rung 1 at the next watch", asked(nil), watchAt("2026-11-26"), 1},
		{"passed on waits like handed off", climber(pathways.PassedOn, 0, ""), watchAt("2026-11-26"), 1},
		{"one rung a watch, however late", asked(nil), watchAt("2026-12-09"), 1},
		{"the same day: still rung 1", climber(pathways.HandedOff, 1, "2026-11-26"), day("2026-11-26").At(18, 0), 1},
		{"a working day later: rung 2", climber(pathways.HandedOff, 1, "2026-11-26"), watchAt("2026-11-27"), 2},
		{"a working day after Friday is Monday", climber(pathways.HandedOff, 1, "2026-11-27"), watchAt("2026-11-29"), 1},
		{"Monday: rung 2", climber(pathways.HandedOff, 1, "2026-11-27"), watchAt("2026-11-30"), 2},
		{"a working day after Christmas Eve is the 29th", due(climber(pathways.HandedOff, 1, "2026-12-24"), "2027-01-20"), watchAt("2026-12-28"), 1},
		{"the 29th: rung 2", due(climber(pathways.HandedOff, 1, "2026-12-24"), "2027-01-20"), watchAt("2026-12-29"), 2},
		{"then nothing until the due day", climber(pathways.HandedOff, 2, "2026-11-27"), watchAt("2026-12-14"), 2},
		{"due day passed and not done: rung 3", climber(pathways.HandedOff, 2, "2026-11-27"), watchAt("2026-12-15"), 3},
		{"rung 3 straight away when the due day comes first", due(asked(nil), "2026-11-25"), watchAt("2026-11-26"), 3},
		{"rung 3 is the last", climber(pathways.HandedOff, 3, "2026-12-15"), watchAt("2026-12-30"), 3},
		{"acknowledged: no rung before half-way", climber(pathways.Acknowledged, 0, ""), watchAt("2026-12-03"), 0},
		{"acknowledged but nothing by half-way: rung 1", climber(pathways.Acknowledged, 0, ""), watchAt("2026-12-04"), 1},
		{"and rung 2 a working day later", climber(pathways.Acknowledged, 1, "2026-12-04"), watchAt("2026-12-07"), 2},
		{"acknowledged, due day passed: rung 3", climber(pathways.Acknowledged, 0, ""), watchAt("2026-12-15"), 3},
		{"accepted is left alone", climber(pathways.Accepted, 0, ""), watchAt("2026-12-14"), 0},
		{"accepted, due day passed: rung 3", climber(pathways.Accepted, 0, ""), watchAt("2026-12-15"), 3},
		{"declined is with the link officer", climber(pathways.Declined, 0, ""), watchAt("2026-12-14"), 0},
		{"no capacity is with the link officer", climber(pathways.NoCapacity, 0, ""), watchAt("2026-12-14"), 0},
		{"declined, due day passed: rung 3", climber(pathways.Declined, 0, ""), watchAt("2026-12-15"), 3},
		{"done stops all", climber(pathways.Done, 1, "2026-11-26"), watchAt("2026-12-15"), 1},
		{"withdrawn stops all", climber(pathways.Withdrawn, 1, "2026-11-26"), watchAt("2026-12-15"), 1},
		{"not wanted stops all", climber(pathways.NotWanted, 0, ""), watchAt("2026-12-15"), 0},
		{"officers' own tasks need no answer", officers(asked(nil)), watchAt("2026-12-14"), 0},
		{"officers' own tasks have rung 3 only", officers(asked(nil)), watchAt("2026-12-15"), 3},
	} {
		if got := tt.c.Climb(workingDays(t), pathways.DefaultSettings(), tt.now); got != tt.want {
			t.Errorf("domain 6, ladder: %s: rung %d, want %d", tt.rule, got, tt.want)
		}
	}
}

func TestHalfWayIsRoundedDown(t *testing.T) {
	t.Parallel()
	for due, want := range map[string]string{"2026-12-14": "2026-12-03", "2026-12-13": "2026-12-03", "2026-11-24": "2026-11-23", "2026-11-23": "2026-11-23"} {
		c := asked(func(c *pathways.Climber) { c.DueOn = day(due) })
		if got := c.HalfWay(); got != day(want) {
			t.Errorf("half-way from 23 November to %s is %s, want %s", due, got, want)
		}
	}
}

// When the next rung comes if nothing happens.
func TestWhenTheNextRungComes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule string
		c    pathways.Climber
		want time.Time
	}{
		{"the end of the time to answer", asked(nil), day("2026-11-25").At(17, 0)},
		{"rung 2: the watch of the next working day", climber(pathways.HandedOff, 1, "2026-11-27"), watchAt("2026-11-30")},
		{"rung 3: the watch after the due day", climber(pathways.HandedOff, 2, "2026-11-27"), watchAt("2026-12-15")},
		{"after a due day on Friday it is Monday's", due(climber(pathways.HandedOff, 2, "2026-11-27"), "2026-12-11"), watchAt("2026-12-14")},
		{"after Christmas Eve the 29th's", due(climber(pathways.HandedOff, 2, "2026-11-27"), "2026-12-24"), watchAt("2026-12-29")},
		{"the due day comes first", due(asked(nil), "2026-11-24"), watchAt("2026-11-25")},
		{"acknowledged: the watch after half-way", climber(pathways.Acknowledged, 0, ""), watchAt("2026-12-04")},
		{"acknowledged on rung 1", climber(pathways.Acknowledged, 1, "2026-12-04"), watchAt("2026-12-07")},
		{"accepted: after the due day", climber(pathways.Accepted, 0, ""), watchAt("2026-12-15")},
		{"officers' own: after the due day", officers(asked(nil)), watchAt("2026-12-15")},
		{"none after rung 3", climber(pathways.HandedOff, 3, "2026-12-15"), time.Time{}},
		{"none once done", climber(pathways.Done, 1, "2026-11-26"), time.Time{}},
		{"none before it is handed off", climber(pathways.Planned, 0, ""), time.Time{}},
	} {
		if got := tt.c.Next(workingDays(t), pathways.DefaultSettings()); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.want)
		}
	}
}

// A month of working-day watches: a request nobody answers climbs once to each
// rung, on the days an officer would expect.
func TestARequestNobodyAnswersClimbsEachRungOnce(t *testing.T) {
	t.Parallel()
	cal, c := workingDays(t), asked(func(c *pathways.Climber) {
		c.HandedOffOn, c.AnswerBy, c.DueOn = day("2026-12-22"), day("2026-12-24").At(17, 0), day("2027-01-08")
	})
	reached := map[int]calendar.Date{}
	for d := day("2026-12-22"); d.Before(day("2027-01-31")); d = d.AddDays(1) {
		if !cal.Working(d) {
			continue
		}
		if rung := c.Climb(cal, pathways.DefaultSettings(), d.At(5, 0)); rung != c.Rung {
			if _, twice := reached[rung]; twice || rung < c.Rung {
				t.Fatalf("on %s from rung %d to %d", d, c.Rung, rung)
			}
			c.Rung, c.RungOn, reached[rung] = rung, d, d
		}
	}
	want := map[int]calendar.Date{1: day("2026-12-29"), 2: day("2026-12-30"), 3: day("2027-01-11")}
	for rung, on := range want {
		if reached[rung] != on {
			t.Errorf("rung %d on %s, want %s", rung, reached[rung], on)
		}
	}
}
