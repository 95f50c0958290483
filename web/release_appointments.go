package web

import (
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// appointmentLine is one appointment, with what can be done about it.
type appointmentLine struct {
	Ref                   string
	When                  wording.Text
	With                  wording.Text
	Place                 string
	State, Note           wording.Text
	Steps                 []wording.Text
	Move, Cancel, Outcome *bookingForm // nil: it cannot be done now
}

// Any tells whether anything can be done about it.
func (l appointmentLine) Any() bool { return l.Move != nil || l.Cancel != nil || l.Outcome != nil }

// newAppointmentLine shows no more than when, to those who may not know of
// health: not even whether it was kept (domain rule 9).
func newAppointmentLine(a release.StoryAppointment, health bool) appointmentLine {
	state := pathways.VisitState(a.State)
	line := appointmentLine{Ref: a.Ref, When: instantWords(a.StartsAt), With: serviceWords(a.Service), Place: a.Place, State: wording.Capital(state.Words())}
	if !health && release.IsHealthService(a.Service) {
		line.With, line.Place = "A health service", ""
		if !state.Stands() && state != pathways.VisitCancelled {
			line.State = "Not shown"
		}
		return line
	}
	if state == pathways.VisitCancelled && a.ToldAt != nil {
		line.Note = wording.F("a text told of it on {1}, and none takes it back: tell the person", wording.DayShort(calendar.DayOf(*a.ToldAt)))
	}
	if len(a.Steps) > 1 {
		for _, s := range a.Steps {
			line.Steps = append(line.Steps, visitStepWords(s))
		}
	}
	return line
}

// visitStepWords is one step of an appointment's history: "moved to ..., on ...
// by Lee Link: because".
func visitStepWords(s release.VisitStep) wording.Text {
	words := s.State.Words()
	switch {
	case s.Moved:
		words = wording.F("moved to {1}, {2}", instantWords(s.StartsAt), s.Place)
	case s.State == pathways.VisitBooked:
		words = wording.F("booked for {1}", instantWords(s.StartsAt))
	}
	words = wording.F("{1}; recorded {2} by {3}", wording.Capital(words), instantWords(s.At), s.By)
	if s.Reason != "" {
		words = wording.F("{1}: {2}", words, s.Reason)
	}
	return words
}

// offerForms puts the forms on the page, with what was typed into one of them
// that could not be saved. The past, and somebody who has died, have none.
func (v *releaseView) offerForms(story release.Story, services []string, typed []bookingForm, now time.Time) {
	if !story.At.IsZero() || v.NoContact {
		return
	}
	form := func(blank bookingForm) *bookingForm {
		for _, t := range typed {
			if t.ID() == blank.ID() {
				blank = t
			}
		}
		blank.Release, blank.Errors = v.Reference, v.Errors
		blank.Services = serviceOptions(services, blank.Service)
		return &blank
	}
	open := story.Who.IsCurrent && !story.Release.State.Ended()
	if open {
		v.Booking = form(bookingForm{Change: changeAdd})
	}
	for i := range v.Appointments {
		line, a := &v.Appointments[i], story.Appointments[i]
		if line.With == "A health service" {
			continue
		}
		state := pathways.VisitState(a.State)
		blank := bookingForm{Ref: a.Ref, Version: a.Version}
		if state.Stands() && open {
			blank.Change = changeMove
			line.Move = form(blank.with(a))
		}
		if state.Stands() {
			blank.Change = changeCancel
			line.Cancel = form(blank)
		}
		blank.Change = changeOutcome
		line.Outcome = form(blank)
		line.Outcome.Outcomes = outcomeOptions(state, a.StartsAt, now, line.Outcome.Outcome)
		if len(line.Outcome.Outcomes) == 0 {
			line.Outcome = nil
		}
	}
}

// outcomeOptions are what can be recorded of an appointment now.
func outcomeOptions(state pathways.VisitState, start, now time.Time, chosen string) []option {
	var list []option
	for _, to := range []pathways.VisitState{pathways.VisitAttended, pathways.VisitMissed, pathways.VisitNotNeeded, pathways.VisitBooked} {
		if state.CheckOutcome(to, start, now, "") != nil {
			continue
		}
		words := wording.Capital(to.Words())
		if to == pathways.VisitBooked {
			words = "It still stands: the other was recorded by mistake"
		}
		list = append(list, option{Value: string(to), Text: words, Selected: chosen == string(to)})
	}
	return list
}

func serviceOptions(codes []string, chosen string) []option {
	list := make([]option, len(codes))
	for i, code := range codes {
		list[i] = option{Value: code, Text: serviceWords(code), Selected: code == chosen}
	}
	return list
}

// minutesWords is a stretch of time: "40 minutes", "4 hours 40 minutes".
func minutesWords(d time.Duration) wording.Text {
	var parts []wording.Text
	if h := int(d.Hours()); h > 0 {
		parts = append(parts, wording.N(h, "{1} hour", "{1} hours"))
	}
	if m := int(d.Minutes()) % 60; m > 0 {
		parts = append(parts, wording.N(m, "{1} minute", "{1} minutes"))
	}
	return wording.Join(" ", parts...)
}

// aboutWords is about how long something takes; "" where that is nothing.
func aboutWords(d time.Duration) wording.Text {
	words := minutesWords(d)
	if words == "" {
		return ""
	}
	return wording.F("about {1}", words)
}
