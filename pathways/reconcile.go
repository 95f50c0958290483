package pathways

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// Task is a stored task, as far as planning needs it.
type Task struct {
	ID           int64
	ReleaseID    int64
	Standard     string
	State        State
	Usual        Days
	DueOn        calendar.Date
	Waiting      []string
	ShortNotice  bool
	Nobody       bool
	WaitingSince calendar.Date
	HandedOffOn  calendar.Date
	PlannedFor   calendar.Date // the planned day its days were worked out from; zero: not noted
	AnswerBy     time.Time     // zero: no answer is awaited
	Rung         int
	RungOn       calendar.Date // London day of the last rung; zero: none
	ToldDay      calendar.Date // the planned day its holder was last told; zero: none
	AskedWhere   string        // the prison, or the home area, whose service was asked; empty: neither
	DoneBefore   calendar.Date // done in an earlier episode; zero: not
	Review       bool          // waits for an answer of the go-live review
	Authority    string        // housing authority recorded in it
	OMCleared    bool
	OMReleased   bool
}

// Difference is what makes the stored tasks of one release the wanted ones.
type Difference struct {
	Add      []Wanted
	Update   []Update // planned tasks whose days or waiting differ; tasks planned again
	Move     []Move   // handed-off tasks whose due day moves
	Withdraw []Withdrawal
}

// Update gives a planned task its days again; Reopen also makes it planned.
type Update struct {
	ID     int64
	Want   Wanted
	From   State // before
	Reopen bool
}

// why a task is planned again, as its history says it.
func (u Update) why() string {
	switch {
	case u.From == TooLate:
		return reasonLaterDay
	case u.From.Asked():
		return WithdrawnNotReleased
	}
	return reasonApplies
}

// Withdrawal takes back an open task.
type Withdrawal struct {
	ID     int64
	State  State // before
	Reason string
}

// Reconcile compares the tasks a release has with those it should have. Done
// tasks never move; a planned task moves silently; one that was handed off keeps
// its identity and moves its due day; one that no longer applies is withdrawn;
// a withdrawn or too-late one that applies again is planned again, and so is one
// asked for a release that turns out not to be one. Called twice it changes
// nothing.
func (cat *Catalogue) Reconcile(cal *calendar.Calendar, c *Case, have []Task, want []Wanted, today calendar.Date) Difference {
	var diff Difference
	stored := make(map[string]*Task, len(have))
	for i := range have {
		stored[have[i].Standard] = &have[i]
	}
	wanted := make(map[string]bool, len(want))
	var again []anew
	for _, w := range want {
		wanted[w.Standard.Code] = true
		t := stored[w.Standard.Code]
		if t == nil {
			diff.Add = append(diff.Add, w)
			continue
		}
		switch {
		case t.reopens(c, w, today):
			diff.Update = append(diff.Update, Update{ID: t.ID, Want: w, From: t.State, Reopen: true})
		case t.State == Planned && (t.Usual != w.Usual || t.DoneBefore != w.DoneBefore || !slices.Equal(t.Waiting, w.Waiting)):
			diff.Update = append(diff.Update, Update{ID: t.ID, Want: w, From: t.State})
		case t.State.Asked() && t.moves(cal, c, w, today):
			again = append(again, anew{t, w})
		}
	}
	diff.Move = cat.moves(cal, c, stored, want, again, today)
	for i := range have {
		t := &have[i]
		if t.State.Open() && !wanted[t.Standard] {
			diff.Withdraw = append(diff.Withdraw, Withdrawal{t.ID, t.State, c.whyWithdrawn(t, cat.Get(t.Standard), today)})
		}
	}
	return diff
}

// reopens: a withdrawn task that applies again, one that was too late for a
// planned day that has moved on, and one anchored on the actual release asked
// for somebody who is not out after all: it has no days until release (domain
// rule 5).
func (t *Task) reopens(c *Case, w Wanted, today calendar.Date) bool {
	switch t.State {
	case Withdrawn:
		return true
	case TooLate:
		return !today.After(w.Usual.LatestStart) && t.Usual != w.Usual
	case HandedOff, Acknowledged, Accepted, Declined, NoCapacity, PassedOn:
		return w.Standard.Anchor == OnActual && !c.Released()
	case Planned, Done, NotWanted, NotEligible:
	}
	return false
}

func (c *Case) whyWithdrawn(t *Task, s *Standard, today calendar.Date) string {
	switch {
	case c.Ended && c.Closed != "":
		return c.Closed
	case c.Ended:
		return WithdrawnDied
	case c.Stopped:
		return WithdrawnStopped
	case s == nil && isOneOff(t.Standard):
		return WithdrawnByHand
	case s == nil:
		return WithdrawnRetired
	case c.Released() && !s.AfterRelease && s.Anchor != OnActual:
		return WithdrawnReleased
	case !c.Watched:
		return WithdrawnNotWatched
	case s.Anchor != OnReceived && !c.Released() && !c.InWindow(today):
		return WithdrawnOutOfWindow
	}
	return WithdrawnNotNeeded
}
