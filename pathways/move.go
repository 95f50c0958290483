package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// Move gives a handed-off task a new due day, and what hangs on it. Again
// re-opens its answer: it is asked as if it were handed off today.
type Move struct {
	ID       int64
	State    State // before
	Again    bool
	AnswerBy time.Time // where it is asked again; zero: none is awaited
	Usual    Days
	From, To calendar.Date
	Short    bool
	Rung     int
	NextRung time.Time // zero: none
}

// anew is a handed-off task that is taken through the due-day steps again.
type anew struct {
	task *Task
	want Wanted
}

// moves tells whether the task's usual days, or the planned day they hang on,
// are no longer those it was handed off with, or its due day has become a
// holiday.
func (t *Task) moves(cal *calendar.Calendar, c *Case, w Wanted, today calendar.Date) bool {
	return t.Usual != w.Usual || w.Standard.Anchor == OnPlanned && t.movedBy(c) != 0 || t.onHoliday(cal, c, w, today)
}

// onHoliday: a due day still ahead that is no working day any more, because a
// holiday was announced late. A call tonight and the planned day itself stand.
func (t *Task) onHoliday(cal *calendar.Calendar, c *Case, w Wanted, today calendar.Date) bool {
	return t.DueOn.After(today) && !cal.Working(t.DueOn) && t.DueOn != c.PlannedDay && w.Standard.Code != callTonight
}

// movedBy is how many calendar days the planned day has moved since the task's
// days were worked out; after release there is nothing left to move.
func (t *Task) movedBy(c *Case) int {
	if c.Released() || t.PlannedFor.IsZero() || c.PlannedDay.IsZero() {
		return 0
	}
	return c.PlannedDay.Sub(t.PlannedFor)
}

// moves gives the handed-off tasks their new due days, blockers included
// (domain rule 6, step 5): the steps, then the chain.
func (cat *Catalogue) moves(cal *calendar.Calendar, c *Case, stored map[string]*Task, want []Wanted, list []anew, today calendar.Date) []Move {
	if len(list) == 0 {
		return nil
	}
	stepped := make(map[string]calendar.Date, len(list))
	for _, a := range list {
		stepped[a.task.Standard] = a.due(cal, c, today)
	}
	chain := make([]ChainTask, 0, len(want))
	for _, w := range want {
		t := stored[w.Standard.Code]
		due, moving := stepped[w.Standard.Code]
		switch {
		case moving:
			chain = append(chain, ChainTask{Standard: w.Standard, Due: due, Handing: true})
		case t == nil || t.State == Planned || t.reopens(c, w, today):
			if !w.Usual.tooLate(today) {
				chain = append(chain, ChainTask{Standard: w.Standard, Due: w.Usual.Due})
			}
		case t.State.Asked():
			chain = append(chain, ChainTask{Standard: w.Standard, Due: t.DueOn, Fixed: true})
		}
	}
	pulled := cat.PullBlockers(chain, today)
	out := make([]Move, 0, len(list))
	for _, a := range list {
		out = append(out, a.move(cal, cat.Settings, c, pulled[a.task.Standard], today))
	}
	return out
}

// due takes the task through the due-day steps, counted from the day the move
// was learnt: an earlier planned day never makes its due day later, a later one
// by no more calendar days than it moved. An edit of the catalogue that leaves
// the usual due day leaves the due day.
func (a anew) due(cal *calendar.Calendar, c *Case, today calendar.Date) calendar.Date {
	by := 0
	if a.want.Standard.Anchor == OnPlanned {
		by = a.task.movedBy(c)
	}
	stands := a.task.offHoliday(cal, c, a.want, today)
	if by == 0 && a.sameDue(c) {
		return stands
	}
	due := a.want.Standard.DueDay(cal, c, a.want.Usual, a.task.HandedOffOn, today)
	switch {
	case by < 0 && due.After(stands):
		return stands
	case by > 0:
		if most := cal.OnOrBefore(a.task.DueOn.AddDays(by)); due.After(most) {
			return most
		}
	}
	return due
}

// sameDue tells whether the usual due day is the one the task was handed off
// with. A release gives new usual days, though they may fall on the same day.
func (a anew) sameDue(c *Case) bool {
	if c.Released() {
		return a.want.Usual == a.task.Usual
	}
	return a.want.Usual.Due == a.task.Usual.Due
}

// offHoliday is the due day, off a day that is no working day any more: the
// working day before, unless that has passed.
func (t *Task) offHoliday(cal *calendar.Calendar, c *Case, w Wanted, today calendar.Date) calendar.Date {
	if !t.onHoliday(cal, c, w, today) {
		return t.DueOn
	}
	if due := cal.OnOrBefore(t.DueOn); !due.Before(today) {
		return due
	}
	due := cal.OnOrAfter(today)
	if w.Standard.Anchor == OnPlanned && due.After(c.PlannedDay) {
		return c.PlannedDay
	}
	return due
}

// move settles what hangs on the due day. What stays open at release keeps the
// notice it was given.
func (a anew) move(cal *calendar.Calendar, set Settings, c *Case, due, today calendar.Date) Move {
	s, t := a.want.Standard, a.task
	short := Short(c, a.want.Usual, due, today)
	if c.Released() && s.Anchor == OnPlanned {
		short = t.ShortNotice || c.Unexpected
	}
	m := Move{ID: t.ID, State: t.State, Again: t.answerAgain(cal, c, s), Usual: a.want.Usual, From: t.DueOn, To: due, Short: short}
	climber := Climber{State: t.State, OfficersOwn: s.OfficersOwn(), HandedOffOn: t.HandedOffOn, AnswerBy: t.AnswerBy,
		DueOn: due, Rung: t.Rung, RungOn: t.RungOn}
	if m.Again {
		m.AnswerBy = s.AnswerBy(cal, set, c, today, due, false)
		climber.State, climber.AnswerBy, climber.Rung = HandedOff, m.AnswerBy, 0
	}
	climber = climber.eased(today)
	m.Rung, m.NextRung = climber.Rung, climber.Next(cal, set)
	return m
}
