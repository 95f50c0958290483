package pathways_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// planned are the codes that a case should have on a day, in the catalogue's order.
func planned(t *testing.T, c *pathways.Case, today string) []string {
	t.Helper()
	codes := []string{}
	for _, w := range defaultCatalogue(t).Plan(workingDays(t), c, nothingGiven, day(today)) {
		codes = append(codes, w.Standard.Code)
	}
	return codes
}

func split(codes string) []string { return append([]string{}, strings.Fields(codes)...) }

// What an adult without needs always gets (always, supervised, age_from:18).
const always = "ACC-NIGHT1 BEN-COACH BEN-ID BEN-JCP BEN-CLAIM MH-MEDS PRO-COM PRO-FIRST PRO-LIC GATE-PLAN GATE-PACK"

func TestWhichTasksAReleaseHas(t *testing.T) {
	t.Parallel()
	with := func(c *pathways.Case, change func(*pathways.Case)) *pathways.Case {
		change(c)
		return c
	}
	everyNeed := func(c *pathways.Case) {
		c.Needs = []string{"accommodation", "benefits", "mental_health", "drugs_and_alcohol", "finance", "family", "attitudes"}
	}
	newHere := func(c *pathways.Case) { c.Received, c.ReceivedDay = day("2026-11-18"), day("2026-11-18") }
	const today = "2026-11-23"
	for _, tt := range []struct {
		rule string
		c    *pathways.Case
		want string
	}{
		{"domain 5: 175 days, inclusive", adult("2027-05-17"), always},
		{"domain 5: 176 days is beyond: only received ones, and this reception is long ago", adult("2027-05-18"), ""},
		{"domain 5: received ones do not depend on the window", with(adult("2027-05-18"), newHere), "REC-FIRST"},
		{"domain 5: with no planned day only received ones; REC-READY opens for everybody", adult(""), "REC-READY"},
		{"domain 6: reception 28 days before first stored opens REC-FIRST", // 23 Oct to 20 Nov
			with(adult(""), func(c *pathways.Case) { c.Received = day("2026-10-23") }), "REC-FIRST REC-READY"},
		{"domain 6: 29 days before does not", with(adult(""), func(c *pathways.Case) { c.Received = day("2026-10-22") }), "REC-READY"},
		{"domain 6: reception not told opens both", with(adult(""), func(c *pathways.Case) { c.Received = day("") }), "REC-FIRST REC-READY"},
		{"domain 5: not watched", with(adult("2027-01-14"), func(c *pathways.Case) { c.Watched = false }), ""},
		{"ended", with(adult("2027-01-14"), func(c *pathways.Case) { c.Ended = true }), ""},
		{"not supervised: no officer's handover, appointment or licence",
			with(adult("2027-01-14"), func(c *pathways.Case) { c.Supervised = false }),
			"ACC-NIGHT1 BEN-COACH BEN-ID BEN-JCP BEN-CLAIM MH-MEDS GATE-PLAN GATE-PACK"},
		{"17 at the gate: youth to adult, no adult rows",
			with(adult("2027-01-14"), func(c *pathways.Case) { c.BirthDate = day("2009-03-01") }),
			"ACC-NIGHT1 MH-MEDS YOU-TRANS GATE-PLAN GATE-PACK"},
		{"18 at the gate: both", with(adult("2027-01-14"), func(c *pathways.Case) { c.BirthDate = day("2009-01-01") }),
			"ACC-NIGHT1 BEN-COACH BEN-ID BEN-JCP BEN-CLAIM MH-MEDS PRO-COM PRO-FIRST PRO-LIC YOU-TRANS GATE-PLAN GATE-PACK"},
		{"needs unknown: the tasks that find out or cannot wait, no referral",
			with(adult("2027-01-14"), func(c *pathways.Case) { c.NeedsAssessed = false }),
			"ACC-NEED ACC-NIGHT1 ACC-TONIGHT BEN-COACH BEN-ID BEN-JCP BEN-CLAIM MH-BASE MH-MEDS DA-ASK DA-NALOX PRO-COM PRO-FIRST PRO-LIC GATE-PLAN GATE-PACK"},
		{"every need, and the flags that select a row",
			with(adult("2027-01-14"), func(c *pathways.Case) { everyNeed(c); c.Flags = []string{"victim_contact", "children"} }),
			"ACC-NEED ACC-DTR ACC-CASE ACC-CRS ACC-CAS3 ACC-NIGHT1 ACC-TONIGHT ACC-MOVE BEN-COACH BEN-ID BEN-JCP BEN-CLAIM " +
				"MH-BASE MH-RECONNECT MH-CMHT MH-MEDS MH-FIRST DA-ASK DA-REFER DA-APPT DA-NALOX DA-SEEN DA-START " +
				"PRO-COM PRO-FIRST PRO-LIC PRO-VLO FIN-DEBT FAM-CONTACT FAM-CHILD GATE-PLAN GATE-PACK"},
		{"approved premises: no CAS3 bed",
			with(adult("2027-01-14"), func(c *pathways.Case) {
				c.Needs, c.Flags = []string{"accommodation"}, []string{"approved_premises"}
			}),
			"ACC-NEED ACC-DTR ACC-CASE ACC-CRS ACC-NIGHT1 ACC-TONIGHT ACC-MOVE BEN-COACH BEN-ID BEN-JCP BEN-CLAIM MH-MEDS PRO-COM PRO-FIRST PRO-LIC GATE-PLAN GATE-PACK"},
		{"domain 6, at release: after_release ones and those anchored on actual",
			with(released("2026-11-23", "2026-11-23"), everyNeed),
			"ACC-DTR ACC-CASE ACC-CRS ACC-TONIGHT ACC-MOVE BEN-JCP BEN-CLAIM MH-RECONNECT MH-MEDS MH-FIRST " +
				"DA-REFER DA-APPT DA-SEEN DA-START PRO-FIRST FIN-DEBT"},
		{"domain 6, unexpected: the same without a planned day", with(unexpected("2026-11-23"), everyNeed),
			"ACC-DTR ACC-CASE ACC-CRS ACC-TONIGHT ACC-MOVE BEN-JCP BEN-CLAIM MH-RECONNECT MH-MEDS MH-FIRST " +
				"DA-REFER DA-APPT DA-SEEN DA-START PRO-FIRST FIN-DEBT"},
		{"domain 7: a release learnt more than 28 days late asks for nothing that was to be ready",
			with(released("2026-10-25", "2026-10-25"), func(c *pathways.Case) {
				c.LearntDay, c.FirstStored = day(today), day(today)
			}), ""},
		{"domain 7: 28 days late still does",
			with(released("2026-10-26", "2026-10-26"), func(c *pathways.Case) {
				c.LearntDay, c.FirstStored = day(today), day(today)
			}), "BEN-JCP BEN-CLAIM MH-MEDS PRO-FIRST"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			got, want := planned(t, tt.c, today), split(tt.want)
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What stays after release does not go away by itself as time passes.
func TestWhatStaysAfterReleaseStays(t *testing.T) {
	t.Parallel()
	c := released("2026-11-23", "2026-11-23")
	if diff := cmp.Diff(planned(t, c, "2026-11-23"), planned(t, c, "2027-02-01")); diff != "" {
		t.Errorf("ten weeks later (-want +got):\n%s", diff)
	}
}

// domain 5: those anchored on actual are planned with the others, both days
// null until release.
func TestTasksAnchoredOnReleaseHaveNoDaysUntilThen(t *testing.T) {
	t.Parallel()
	days := func(c *pathways.Case, code string) pathways.Days {
		for _, w := range defaultCatalogue(t).Plan(workingDays(t), c, nothingGiven, day("2026-11-23")) {
			if w.Standard.Code == code {
				return w.Usual
			}
		}
		t.Fatalf("%s is not planned", code)
		return pathways.Days{}
	}
	if got := days(adult("2027-01-14"), "BEN-CLAIM"); !got.HandOff.IsZero() || !got.Due.IsZero() {
		t.Errorf("before release BEN-CLAIM has days %v", got)
	}
	want := pathways.Days{HandOff: day("2026-11-23"), Due: day("2026-11-24")}
	if got := days(released("2026-11-23", "2026-11-23"), "BEN-CLAIM"); got != want {
		t.Errorf("after release BEN-CLAIM has days %v, want %v", got, want)
	}
	// At release: due in two working days from the day it was learnt.
	late := released("2026-11-20", "2026-11-20")
	late.LearntDay = day("2026-11-23")
	if got := days(late, "BEN-JCP"); got != (pathways.Days{HandOff: day("2026-11-23"), Due: day("2026-11-25")}) {
		t.Errorf("what stays open has days %v", got)
	}
}

// "usual" in short notice is by the offsets, also where a release has overtaken
// them.
func TestUsualDaysByOffsetAfterRelease(t *testing.T) {
	t.Parallel()
	cal := workingDays(t)
	jcp := standard(t, "BEN-JCP") // -14 calendar, -4 working
	want := pathways.Days{HandOff: day("2026-11-09"), Due: day("2026-11-17")}
	for _, c := range []*pathways.Case{released("2026-11-23", "2026-11-23"), unexpected("2026-11-23")} {
		if got := c.OffsetDays(cal, jcp); got != want {
			t.Errorf("usual days %v, want %v", got, want)
		}
	}
	if got := adult("").OffsetDays(cal, jcp); !got.Due.IsZero() || got.HandOff != (calendar.Date{}) {
		t.Errorf("with no day known, usual days %v", got)
	}
}
