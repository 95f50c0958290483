package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// tasksThen is what tells how tasks stood at an instant.
type tasksThen struct {
	at              time.Time
	cal             *calendar.Calendar
	catalogue       *pathways.Catalogue
	plan            pathways.Case // with the consents of then
	days            []dayRow      // what the day was thought to be, oldest first
	consentsChanged bool          // since then
}

// dayRow is a planned day, or a release, from when on it was thought to hold.
type dayRow struct {
	At         time.Time
	PlannedDay calendar.Date
	ReleasedOn calendar.Date
}

// dayAt is the day as it was thought of at an instant.
func (v tasksThen) dayAt(at time.Time) (day dayRow) {
	for _, d := range v.days {
		if d.At.After(at) {
			break
		}
		if d.PlannedDay != day.PlannedDay || d.ReleasedOn != day.ReleasedOn {
			day = d
		}
	}
	return day
}

// caseAt is the case with the day of an instant.
func (v tasksThen) caseAt(at time.Time) *pathways.Case {
	c, day := v.plan, v.dayAt(at)
	c.PlannedDay, c.ActualDay = day.PlannedDay, day.ReleasedOn
	return &c
}

func (v tasksThen) past(t *time.Time) bool { return t != nil && !t.After(v.at) }

// tasks are those that were planned by then, as they stood.
func (v tasksThen) tasks(stored []taskRow, told map[int64]pathways.Contact, steps map[int64][]StoryStep) []StoryTask {
	var rows []taskRow
	kept := map[int64][]StoryStep{}
	states := map[string]pathways.State{}
	for _, t := range stored {
		if t.PlannedAt.After(v.at) {
			continue
		}
		t, kept[t.ID] = v.task(t, steps[t.ID])
		states[t.Code] = t.State
		rows = append(rows, t)
	}
	tasks := make([]StoryTask, len(rows))
	for i, t := range rows {
		t.BlockedBy = blockedBy(t, states)
		tasks[i] = t.story(told[t.ID], kept[t.ID])
	}
	return tasks
}

// blockedBy is what comes first and is not done (pathways.State.Blocks).
func blockedBy(t taskRow, states map[string]pathways.State) []string {
	codes := []string{}
	for _, code := range t.NeedsFirst {
		if s, has := states[code]; has && t.State.Open() && s.Blocks() {
			codes = append(codes, code)
		}
	}
	return codes
}

// task is how one task stood, with the steps that had been taken. A task to
// which nothing has happened since is as it is stored.
func (v tasksThen) task(t taskRow, steps []StoryStep) (taskRow, []StoryStep) {
	n := slices.IndexFunc(steps, func(s StoryStep) bool { return s.At.After(v.at) })
	if n < 0 {
		n = len(steps)
	}
	h := taken{steps: steps[:n], later: steps[n:]}
	sameDay := v.sameDay(t, steps)
	t.State = h.last().State
	t.WaitingFor = v.waiting(t, len(h.later) > 0)
	usual := v.usual(t, sameDay)
	t.HandOffOn = usual.HandOff
	switch {
	case t.State != pathways.Planned:
		t.DueOn = h.due(t.DueOn)
	case !sameDay || len(h.later) > 0:
		t.DueOn = usual.Due
	}
	if len(h.later) > 0 {
		v.answers(&t, h)
	}
	v.clock(&t, h, sameDay)
	if len(h.later) > 0 || t.RungAt != nil && t.RungAt.After(v.at) {
		t.Rung, t.NextRungAt = 0, nil
	}
	return t, h.steps
}

// sameDay tells whether the days stored with the task are those of then: they
// follow the day of release until the task is closed.
func (v tasksThen) sameDay(t taskRow, steps []StoryStep) bool {
	then, stored := v.dayAt(v.at), dayRow{}
	if len(v.days) > 0 {
		stored = v.days[len(v.days)-1]
	}
	if closed := steps[len(steps)-1].At; !t.State.Open() {
		if !closed.After(v.at) {
			return true
		}
		stored = v.dayAt(closed.Add(-time.Microsecond)) // what closed it came with no day of its own
	}
	return stored.PlannedDay == then.PlannedDay && stored.ReleasedOn == then.ReleasedOn
}

// answers sets back when it was asked, received and done, and what was said.
func (v tasksThen) answers(t *taskRow, h taken) {
	asked := h.asked(false)
	switch {
	case t.State == pathways.Planned || asked == nil:
		t.HandedOffAt, t.AcknowledgeBy = nil, nil
		t.ContactName, t.ContactEmail, t.ContactNote = "", "", ""
	case !v.past(t.HandedOffAt):
		t.HandedOffAt = &asked.At
	}
	t.AcknowledgedAt, t.DoneAt, t.FullUntil, t.Nobody = h.answered(), nil, calendar.Date{}, false
	if t.State == pathways.Done {
		t.DoneAt = &h.last().At
	}
	t.Reason = h.last().Reason
}

// clock works out again, by the standards of today, by when an answer was
// awaited where it was asked again since (the usual time: that it was on a first
// list is not kept), and whether the notice was short
// where the day, or the due day, has moved since.
func (v tasksThen) clock(t *taskRow, h taken, sameDay bool) {
	standard := v.catalogue.Get(t.Code)
	if standard == nil || t.HandedOffAt == nil {
		t.ShortNotice, t.AcknowledgeBy = t.ShortNotice && len(h.later) == 0, nil
		return
	}
	asked := h.asked(true)
	if asked == nil {
		return
	}
	if !sameDay || len(h.later) > 0 && h.changesDue() {
		moved := asked.At
		if day := v.dayAt(v.at); day.At.After(moved) {
			moved = day.At
		}
		c := v.caseAt(moved)
		t.ShortNotice = pathways.Short(c, c.OffsetDays(v.cal, standard), t.DueOn, calendar.DayOf(moved))
	}
	if !h.asksLater() {
		return
	}
	t.AcknowledgeBy = nil
	if by := standard.AnswerBy(v.cal, v.catalogue.Settings, v.caseAt(asked.At), calendar.DayOf(asked.At), t.DueOn, false); !by.IsZero() {
		t.AcknowledgeBy = &by
	}
}

// usual are the usual days by the day of release of then.
func (v tasksThen) usual(t taskRow, sameDay bool) pathways.Days {
	standard := v.catalogue.Get(t.Code)
	if sameDay || standard == nil {
		return pathways.Days{HandOff: t.HandOffOn, Due: t.UsualDueOn}
	}
	return v.caseAt(v.at).OffsetDays(v.cal, standard)
}

// waiting is what a planned task waited for.
func (v tasksThen) waiting(t taskRow, changed bool) []string {
	if t.State != pathways.Planned {
		return []string{}
	}
	ticked := func(at *time.Time) bool { return at != nil && at.After(v.at) }
	standard := v.catalogue.Get(t.Code)
	if standard == nil || !changed && !v.consentsChanged && !ticked(t.OmClearedAt) && !ticked(t.OmReleasedAt) {
		return t.WaitingFor
	}
	given := pathways.Given{Authority: t.ChosenAuthority, OMCleared: v.past(t.OmClearedAt), OMReleased: v.past(t.OmReleasedAt)}
	if t.ChosenAt != nil && t.ChosenAt.After(v.at) {
		given.Authority = ""
	}
	return v.catalogue.Waiting(standard, v.caseAt(v.at), given, calendar.DayOf(v.at))
}
