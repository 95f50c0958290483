package pathways_test

import (
	"testing"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// domain 4: recalled or received again: tenancy and CAS3 bed are asked about
// within 2 working days. Our reading: the task that asks what somebody has and
// needs outside, and no other.
func TestSomebodyBackIsAskedWithinTwoWorkingDays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, received, returned string
		first, ready             string // due days of REC-FIRST and REC-READY
	}{
		{"new in custody: five and ten", "2026-11-23", "", "2026-11-30", "2026-12-07"},
		{"back on a Monday", "2026-11-23", "2026-11-23", "2026-11-25", "2026-12-07"},
		{"back on a Friday, over the weekend", "2026-11-20", "2026-11-20", "2026-11-24", "2026-12-04"},
		{"back on Christmas Eve", "2026-12-24", "2026-12-24", "2026-12-30", "2027-01-12"},
		{"back, the day of reception not told", "", "2026-11-23", "2026-11-25", "2026-12-07"},
		{"the recall is told late: its own day stands", "2026-11-16", "2026-11-23", "2026-11-23", "2026-11-30"},
	} {
		k, c := keep(t), adult("")
		c.Received, c.ReceivedDay, c.ReturnedDay = day(tt.received), day(tt.received), day(tt.returned)
		k.replan(c, day("2026-11-20"))
		if first, ready := k.task("REC-FIRST").DueOn, k.task("REC-READY").DueOn; first != day(tt.first) || ready != day(tt.ready) {
			t.Errorf("%s: REC-FIRST due %s, REC-READY %s; want %s, %s", tt.rule, first, ready, tt.first, tt.ready)
		}
		if diff := k.replan(c, day("2026-11-20")); changes(diff) != 0 {
			t.Errorf("%s: again %+v", tt.rule, diff)
		}
	}
}

// Asked on the day of the return it is no short notice; learnt late it is due in
// two working days (domain 6, due day 4).
func TestTheRequestAfterAReturn(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{"2026-11-23": "2026-11-25", "2026-12-01": "2026-12-03"} {
		k, c := keep(t), adult("")
		c.Received, c.ReceivedDay, c.ReturnedDay = day(monday), day(monday), day(monday)
		k.replan(c, day(today))
		h := k.watch(c, day(today))["REC-FIRST"]
		if h.TaskID == 0 || h.Due != day(want) || h.Short {
			t.Errorf("on %s: due %s, short notice %v, want %s", today, h.Due, h.Short, want)
		}
	}
}

// domain 4: a task done in the last 12 months opens as "was done on ...: still
// good?"; what is asked keeps what it was asked with.
func TestATaskDoneBeforeOpensWithTheDay(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2027-01-14")
	c.DoneBefore = map[string]calendar.Date{"BEN-JCP": day("2026-03-03"), "PRO-COM": day("2026-02-02")}
	o.replan(day(monday), c)
	doneBefore := func(want map[string]string) {
		t.Helper()
		for code, on := range want {
			if got := o.count2(`SELECT coalesce(done_before::text, '') FROM task WHERE release_id = $1 AND standard = $2`, o.release, code); got != on {
				t.Errorf("%s was done on %q, want %q", code, got, on)
			}
		}
	}
	doneBefore(map[string]string{"BEN-JCP": "2026-03-03", "PRO-COM": "2026-02-02", "BEN-ID": ""})
	if o.row(o.ref(o.release, "BEN-JCP")).State != pathways.Planned {
		t.Error("done before, it is not asked about")
	}
	before := o.versions()
	if o.replan(day(monday), c); o.versions() != before {
		t.Error("planning again writes")
	}
	// An event learnt late changes what was done before; what is asked stays.
	o.handOff(day(monday), c) // PRO-COM
	c.DoneBefore = map[string]calendar.Date{"BEN-JCP": day("2026-04-04"), "BEN-ID": day("2026-05-05")}
	o.replan(day(monday), c)
	doneBefore(map[string]string{"BEN-JCP": "2026-04-04", "PRO-COM": "2026-02-02", "BEN-ID": "2026-05-05"})
}
