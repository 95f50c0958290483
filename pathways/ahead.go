package pathways

import (
	"slices"

	"throughgate/internal/calendar"
)

// Ahead is one request of a release as far as it can be seen today: when its
// holder would be asked and by when it would be due, if nothing else changes and
// what it waits for is there by then.
type Ahead struct {
	Standard *Standard
	Holder   Holder
	Asked    calendar.Date // when it goes; zero: asked before, or it never is
	Due      calendar.Date
	Waits    bool // today it waits for a consent or a clearance
	Less     bool // asked later than its offsets want: less than its lead time is left
	Overdue  bool // and its usual due day has come by then
	TooLate  bool // its latest start passes before it can be asked: it never is
	Nobody   bool // there is nobody to ask, or nobody who may be told
}

// Known tells of a request that is open and was asked before today's forecast.
func (a Ahead) Known() bool { return a.Asked.IsZero() && !a.TooLate && !a.Nobody }

// everyConsent are the consents that a standard may wait for.
var everyConsent = []string{"consent_to_refer", "consent_to_share_contact", "consent_to_share_health"}

// Replanned are the tasks of a release as a re-plan on that day would leave
// them. Somebody whose day is further away than planning reaches is planned as
// on the day on which they come near enough. The case's tasks are left alone.
func (r *Reference) Replanned(c *Case, have []Task, today calendar.Date) []Task {
	from := today
	if near := c.PlannedDay.AddDays(-Reach); !c.PlannedDay.IsZero() && near.After(from) {
		from = near
	}
	want := r.Catalogue.Plan(r.Calendar, c, r.given(c, have, today), from)
	diff := r.Catalogue.Reconcile(r.Calendar, c, have, want, today)
	out := slices.Clone(have)
	byID := make(map[int64]*Task, len(out))
	for i := range out {
		byID[out[i].ID] = &out[i]
	}
	for _, u := range diff.Update {
		t := byID[u.ID]
		t.State, t.Usual, t.DueOn, t.Waiting, t.DoneBefore = Planned, u.Want.Usual, u.Want.Usual.Due, u.Want.Waiting, u.Want.DoneBefore
	}
	for _, m := range diff.Move {
		byID[m.ID].Usual, byID[m.ID].DueOn = m.Usual, m.To
	}
	for _, w := range diff.Withdraw {
		byID[w.ID].State = Withdrawn
	}
	for i, w := range diff.Add { // tasks that are not stored have numbers below all that are
		out = append(out, Task{ID: int64(-1 - i), ReleaseID: c.ReleaseID, Standard: w.Standard.Code, State: Planned,
			Usual: w.Usual, DueOn: w.Usual.Due, Waiting: w.Waiting, DoneBefore: w.DoneBefore})
	}
	return out
}

// LookAhead plays the watches from a day on for one release that nothing else
// happens to: each request goes at the first watch on or after its hand-off day,
// with the due day that the watch gives it. What it waits for is taken to be
// there; those anchored on the release have their days as if the person left on
// the planned day. first is the day of the next watch.
func (r *Reference) LookAhead(c *Case, tasks []Task, first calendar.Date) []Ahead {
	if !c.planned() {
		return nil
	}
	as, list := r.nothingInTheWay(c, tasks)
	var out []Ahead
	place := make(map[int64]int, len(list))
	for i := range list {
		place[list[i].ID] = i
		if s := r.Catalogue.Get(list[i].Standard); s != nil && list[i].State.Asked() {
			authority := r.given(as, list, first)(s.Code).Authority
			out = append(out, Ahead{Standard: s, Due: list[i].DueOn, Holder: r.Directory.HolderOf(r.Catalogue, s, as, authority, first)})
		}
	}
	for _, day := range r.watchDays(list, first) {
		for i := range list {
			if s := r.Catalogue.Get(list[i].Standard); s != nil && list[i].State == Planned && list[i].Usual.tooLate(day) {
				list[i].State = TooLate
				out = append(out, Ahead{Standard: s, TooLate: true, Less: true})
			}
		}
		hand, _, _ := r.HandOffs(as, list, Occasion{Now: day.At(5, 0), Today: day, Services: r.Calendar.Working(day)})
		for _, h := range hand {
			t := &list[place[h.TaskID]]
			a := Ahead{Standard: h.Standard, Holder: h.Holder, Asked: day, Due: h.Due, Waits: len(t.Waiting) > 0}
			if usual := c.OffsetDays(r.Calendar, h.Standard); h.Standard.Anchor == OnPlanned && !c.Released() {
				a.Less = day.After(usual.HandOff)
				a.Overdue = a.Less && !usual.Due.After(day)
			}
			out = append(out, a)
			t.State, t.HandedOffOn, t.DueOn = HandedOff, day, h.Due
		}
	}
	for i := range list {
		t := &list[i]
		if s := r.Catalogue.Get(t.Standard); s != nil && t.State == Planned && !t.Usual.HandOff.IsZero() && as.handsOff() {
			out = append(out, Ahead{Standard: s, Due: t.Usual.Due, Nobody: true})
		}
	}
	return out
}

// nothingInTheWay is the case and its tasks with every consent and clearance
// that a request may wait for, with the home area where an authority is yet to be
// chosen, and with days for what hangs on the release.
func (r *Reference) nothingInTheWay(c *Case, tasks []Task) (*Case, []Task) {
	as, list := *c, slices.Clone(tasks)
	as.Consents, as.OnHold = everyConsent, false
	for i := range list {
		t := &list[i]
		t.OMCleared, t.OMReleased, t.Review = true, true, false
		if t.Authority == "" {
			t.Authority = c.HomeArea
		}
		if s := r.Catalogue.Get(t.Standard); s != nil && s.Anchor == OnActual && !c.Released() && t.State == Planned {
			t.Usual = s.UsualDays(r.Calendar, c.PlannedDay)
			t.DueOn = t.Usual.Due
		}
	}
	return &as, list
}

// watchDays are the days on which something of these tasks goes.
func (r *Reference) watchDays(tasks []Task, first calendar.Date) []calendar.Date {
	days := []calendar.Date{first, r.Calendar.OnOrAfter(first)}
	for i := range tasks {
		if t := &tasks[i]; t.State == Planned && t.Usual.HandOff.After(first) {
			days = append(days, t.Usual.HandOff, r.Calendar.OnOrAfter(t.Usual.HandOff))
		}
	}
	slices.SortFunc(days, calendar.Date.Compare)
	return slices.Compact(days)
}
