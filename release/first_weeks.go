package release

import (
	"slices"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// FirstWeeks is how many days after release are watched, day 0 being the
// release (domain rule 7).
const FirstWeeks = 28

// treatmentStart is the day after release by which treatment has started,
// calendar days, inclusive (domain rule 7).
const treatmentStart = 21

// FirstThing is one thing that is watched after a release.
type FirstThing string

// What is watched, in the order of domain rule 7.
const (
	FirstTonight      FirstThing = "tonight"
	FirstProbation    FirstThing = "probation"
	FirstClaim        FirstThing = "claim"
	FirstContact      FirstThing = "contact"
	FirstSeen         FirstThing = "seen"    // by treatment, within three working days
	FirstStart        FirstThing = "started" // treatment, by day 21
	FirstPrescription FirstThing = "prescriptions"
	FirstMissed       FirstThing = "missed"
)

// FirstState is how one of them stands.
type FirstState string

// How they stand. Day is the day it happened, or the one it is due.
const (
	FirstDone    FirstState = "done"
	FirstAhead   FirstState = "ahead" // its day has not passed
	FirstLate    FirstState = "late"
	FirstUnknown FirstState = "unknown" // nothing is known of it, and nobody is asked
	FirstOver    FirstState = "over"    // not wanted, not eligible, withdrawn
	FirstNot     FirstState = "not"     // an appointment that was missed
)

// FirstLine is one line of the first 28 days. Task is the reference of the task
// it rests on; "" for none.
type FirstLine struct {
	What  FirstThing
	State FirstState
	Day   calendar.Date
	Task  string
}

// FirstDays are the lines of the first 28 days after a release; none before it,
// after them, and once the person is in custody again. Lines about health are
// for those with a basis (domain rule 9).
func FirstDays(s Story, today calendar.Date, health bool) []FirstLine {
	out := s.Release.ReleasedOn
	if s.Release.State != Released || !s.Who.IsCurrent || out.IsZero() || today.Sub(out) > FirstWeeks {
		return nil
	}
	f := firstDays{s, today, health}
	lines := []FirstLine{f.tonight(), f.probation(), f.task(FirstClaim, calendar.Date{}, "BEN-CLAIM"), f.contact()}
	if health {
		for _, t := range []FirstLine{f.task(FirstSeen, calendar.Date{}, "DA-SEEN"), f.task(FirstStart, out.AddDays(treatmentStart), "DA-START"),
			f.task(FirstPrescription, out, "MH-MEDS"), f.task(FirstPrescription, out, "DA-NALOX")} {
			if t.Task != "" { // asked of those who need it alone
				lines = append(lines, t)
			}
		}
	}
	for _, a := range f.visits() {
		if pathways.VisitState(a.State) == pathways.VisitMissed {
			lines = append(lines, FirstLine{What: FirstMissed, State: FirstNot, Day: calendar.DayOf(a.StartsAt)})
		}
	}
	return lines
}

type firstDays struct {
	Story
	today  calendar.Date
	health bool
}

// visits are the appointments since the release that the reader may know of.
func (f firstDays) visits() []StoryAppointment {
	return slices.DeleteFunc(slices.Clone(f.Appointments), func(a StoryAppointment) bool {
		return calendar.DayOf(a.StartsAt).Before(f.Release.ReleasedOn) || !f.health && IsHealthService(a.Service)
	})
}

func (f firstDays) find(code string) (StoryTask, bool) {
	i := slices.IndexFunc(f.Tasks, func(t StoryTask) bool { return t.Code == code })
	if i < 0 {
		return StoryTask{}, false
	}
	return f.Tasks[i], true
}

// task is how the thing stands that a task is about; due is its day where the
// task has none.
func (f firstDays) task(what FirstThing, due calendar.Date, code string) FirstLine {
	t, found := f.find(code)
	if !found {
		return FirstLine{What: what, State: FirstUnknown, Day: due}
	}
	line := FirstLine{What: what, Day: due, Task: t.ID}
	if !t.DueOn.IsZero() {
		line.Day = t.DueOn
	}
	switch {
	case t.State == pathways.Done:
		line.State = FirstDone
		if t.DoneAt != nil {
			line.Day = calendar.DayOf(*t.DoneAt)
		}
	case !t.State.Open():
		line.State = FirstOver
	default:
		line.State = f.ahead(line.Day)
	}
	return line
}

func (f firstDays) ahead(due calendar.Date) FirstState {
	if !due.IsZero() && due.Before(f.today) {
		return FirstLate
	}
	return FirstAhead
}

// tonight is the call on the day of release; as long as nobody has made it, an
// address that was confirmed before is no more than that.
func (f firstDays) tonight() FirstLine {
	return f.task(FirstTonight, f.Release.ReleasedOn, "ACC-TONIGHT")
}

// probation is the first appointment with probation since the release: kept, or
// still to come; else whether it was set at all.
func (f firstDays) probation() FirstLine {
	line := FirstLine{What: FirstProbation, State: FirstUnknown}
	for _, a := range f.visits() {
		if a.Service != "probation_unit" {
			continue
		}
		day := calendar.DayOf(a.StartsAt)
		switch state := pathways.VisitState(a.State); {
		case state == pathways.VisitAttended:
			return FirstLine{What: FirstProbation, State: FirstDone, Day: day}
		case state == pathways.VisitMissed && line.State == FirstUnknown:
			line.State, line.Day = FirstNot, day
		case state.Stands() && line.State != FirstAhead && line.State != FirstLate:
			line.State, line.Day = f.ahead(day), day
		}
	}
	if line.State != FirstUnknown {
		return line
	}
	if t, found := f.find("PRO-FIRST"); found && t.State.Open() {
		return f.task(FirstProbation, calendar.Date{}, "PRO-FIRST")
	}
	return line
}

// contact is the first time that somebody met the person after the release.
func (f firstDays) contact() FirstLine {
	for _, a := range f.visits() {
		if pathways.VisitState(a.State) == pathways.VisitAttended {
			return FirstLine{What: FirstContact, State: FirstDone, Day: calendar.DayOf(a.StartsAt)}
		}
	}
	if f.health {
		for _, code := range []string{"MH-FIRST", "DA-SEEN"} {
			if t, found := f.find(code); found && t.State == pathways.Done {
				return f.task(FirstContact, calendar.Date{}, code)
			}
		}
	}
	return FirstLine{What: FirstContact, State: FirstUnknown}
}
