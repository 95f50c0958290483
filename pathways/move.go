package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// Move gives a handed-off task a new due day, and what hangs on it.
type Move struct {
	ID       int64
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
// are no longer those it was handed off with.
func (t *Task) moves(c *Case, w Wanted) bool {
	return t.Usual != w.Usual || w.Standard.Anchor == OnPlanned && t.movedBy(c) != 0
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
		case t != nil && t.State.Asked():
			chain = append(chain, ChainTask{Standard: w.Standard, Due: t.DueOn, Fixed: true})
		case (t == nil || t.State == Planned || t.reopens(w, today)) && !w.Usual.tooLate(today):
			chain = append(chain, ChainTask{Standard: w.Standard, Due: w.Usual.Due})
		}
	}
	pulled := cat.PullBlockers(chain, today)
	out := make([]Move, 0, len(list))
	for _, a := range list {
		out = append(out, a.move(cal, c, pulled[a.task.Standard], today))
	}
	return out
}

// due takes the task through the due-day steps, counted from the day the move
// was learnt: an earlier planned day never makes its due day later, a later one
// by no more calendar days than it moved.
func (a anew) due(cal *calendar.Calendar, c *Case, today calendar.Date) calendar.Date {
	due := a.want.Standard.DueDay(cal, c, a.want.Usual, a.task.HandedOffOn, today)
	if a.want.Standard.Anchor != OnPlanned {
		return due
	}
	switch by := a.task.movedBy(c); {
	case by < 0 && due.After(a.task.DueOn):
		return a.task.DueOn
	case by > 0:
		if most := cal.OnOrBefore(a.task.DueOn.AddDays(by)); due.After(most) {
			return most
		}
	}
	return due
}

// move settles what hangs on the due day. What stays open at release keeps the
// notice it was given.
func (a anew) move(cal *calendar.Calendar, c *Case, due, today calendar.Date) Move {
	s, t := a.want.Standard, a.task
	short := Short(c, a.want.Usual, due, today)
	if c.Released() && s.Anchor == OnPlanned {
		short = t.ShortNotice || c.Unexpected
	}
	climber := Climber{State: t.State, OfficersOwn: s.OfficersOwn(), HandedOffOn: t.HandedOffOn, AnswerBy: t.AnswerBy,
		DueOn: due, Rung: t.Rung, RungOn: t.RungOn}.eased(today)
	return Move{ID: t.ID, Usual: a.want.Usual, From: t.DueOn, To: due, Short: short, Rung: climber.Rung, NextRung: climber.Next(cal)}
}
