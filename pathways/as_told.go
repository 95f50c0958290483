package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// toldTask is a task whose planned day is again the one its holder was last
// told, no word of the days in between having left.
type toldTask struct {
	Task
	ToldDue  calendar.Date // the due day it was told with; zero: not noted
	ToldAt   time.Time     // when a move of its day was last told; zero: never
	Planned  calendar.Date // the planned day of its release
	steps    []pastStep
	standard *Standard
}

// pastStep is one step of a task's history.
type pastStep struct {
	at     time.Time
	state  State
	reason string
	due    calendar.Date
}

// standing is what a holder has answered, as the history of a task tells it.
type standing struct {
	State          State
	Reason         string
	AcknowledgedAt time.Time // zero: not
	AcceptedAt     time.Time // zero: not
}

// asTold is what a task is put back to; Answer is nil where none stands again.
type asTold struct {
	ID       int64
	State    State // from now on
	Answer   *standing
	From, To calendar.Date // due day
	Short    bool
	AnswerBy time.Time // of an answer that stands again
	Rung     int
	NextRung time.Time // zero: none
}

// reopened tells whether the answer of a task with this history waits to be
// given again because its day had moved, since when, and what had been answered.
// A due day that moves is no step, except where it gave an answer back.
func reopened(steps []pastStep) (before standing, since time.Time, ok bool) {
	var now standing
	for _, s := range steps {
		switch {
		case s.reason == ReasonAgain:
			before, since, ok = now, s.at, true
			now = standing{State: s.state}
			continue
		case s.reason == ReasonMoved:
			if ok && s.state != HandedOff {
				now, ok = before, false
			}
			continue
		case s.state == Acknowledged || s.state == Accepted || s.state == Declined || s.state == NoCapacity:
			now.State, now.Reason = s.state, s.reason
			if now.AcknowledgedAt.IsZero() {
				now.AcknowledgedAt = s.at
			}
			if s.state == Accepted {
				now.AcceptedAt = s.at
			}
		default: // asked anew, or of somebody else
			now = standing{State: s.state, Reason: s.reason}
		}
		ok = false
	}
	return before, since, ok
}

// back puts the task back as its holder was told it: there and back makes no
// message, so it makes no difference (domain rule 6, when the planned day
// moves). The due day is the one told, an answer that only the move in between
// re-opened stands again; one that its holder was asked for again does not.
// false: it is as told.
func (t *toldTask) back(cal *calendar.Calendar, set Settings, now time.Time) (asTold, bool) {
	today, s, c := calendar.DayOf(now), t.standard, &Case{PlannedDay: t.Planned}
	a := asTold{ID: t.ID, State: t.State, From: t.DueOn, To: t.DueOn, Short: t.ShortNotice}
	if !t.ToldDue.IsZero() {
		told := t.Task
		told.DueOn = t.ToldDue
		a.To = told.offHoliday(cal, c, Wanted{Standard: s}, today)
		a.Short = Short(c, t.Usual, a.To, t.toldOn(now))
	}
	climber := Climber{State: t.State, OfficersOwn: s.OfficersOwn(), HandedOffOn: t.HandedOffOn, AnswerBy: t.AnswerBy,
		DueOn: a.To, Rung: t.Rung, RungOn: t.RungOn}
	if before, since, ok := reopened(t.steps); ok && t.State == HandedOff && before.State.Asked() && t.ToldAt.Before(since) {
		a.Answer, a.State = &before, before.State
		a.AnswerBy = s.AnswerBy(cal, set, c, t.HandedOffOn, a.To, false)
		climber.State, climber.AnswerBy, climber.Rung = a.State, a.AnswerBy, 0
	}
	climber = climber.eased(today)
	a.Rung, a.NextRung = climber.Rung, climber.Next(cal, set)
	return a, a.Answer != nil || a.To != a.From || a.Short != t.ShortNotice
}

// toldOn is the day on which the due day its holder knows was set: short notice
// is judged then.
func (t *toldTask) toldOn(now time.Time) calendar.Date {
	on := t.HandedOffOn
	for _, s := range t.steps {
		if s.due == t.ToldDue && s.at.Before(now) {
			on = calendar.DayOf(s.at)
		}
	}
	return on
}

// step is what it leaves in the task's history, as a due day that moved: it is
// no answer. false where it leaves nothing.
func (a asTold) step() (event, bool) {
	if a.Answer == nil && a.To == a.From {
		return event{}, false
	}
	return event{task: a.ID, state: a.State, reason: ReasonMoved, due: a.To}, true
}
