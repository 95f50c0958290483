package release

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/internal/calendar"
)

// Still is what a prison answers to "is this person still in?".
type Still string

// The answers. The zero value: not asked, or no answer.
const (
	StillHeld     Still = "held"     // and why
	StillReleased Still = "released" // on a day
	StillBack     Still = "back"     // of somebody at large: back in this prison since a day
)

// Call is what one call to a prison has answered, about several people.
type Call struct {
	Prison  string // code
	Key     string // of the form: the same form sent twice is recorded once
	ToldBy  string // who said so at the prison, in the officer's words; may be empty
	Answers []CallAnswer
}

// CallAnswer is what a call has answered about one person.
type CallAnswer struct {
	Ref          string // of the release
	Scheme       SchemeDecision
	SchemeReason string // of a refusal
	Papers       string // served, not_served
	Still        Still
	Reason       string // why still held
	Day          calendar.Date
}

// CallField names the answer that something is wrong with.
type CallField string

// The fields of an answer.
const (
	CallScheme CallField = "scheme"
	CallPapers CallField = "papers"
	CallStill  CallField = "still"
	CallReason CallField = "reason"
	CallDay    CallField = "day"
)

// CallProblem is what is wrong with one answer, with its remedy.
type CallProblem struct {
	Ref   string
	Field CallField
	Text  string
}

// IsZero tells whether nothing was answered about the person.
func (a CallAnswer) IsZero() bool { return a.Scheme == "" && a.Papers == "" && a.Still == "" }

const longestCallReason = 300

// problem is the first thing wrong with an answer; its text is empty where
// nothing is.
func (a CallAnswer) problem(today calendar.Date) CallProblem {
	wrong := func(field CallField, text string) CallProblem {
		return CallProblem{Ref: a.Ref, Field: field, Text: text}
	}
	switch {
	case a.Scheme == SchemeRefused && a.SchemeReason == "":
		return wrong(CallScheme, "Say why the Friday scheme was refused")
	case utf8.RuneCountInString(a.SchemeReason) > longestCallReason:
		return wrong(CallScheme, fmt.Sprintf("Say why in at most %d characters", longestCallReason))
	case a.Still == StillHeld && a.Reason == "":
		return wrong(CallReason, "Say why the person is still held")
	case utf8.RuneCountInString(a.Reason) > longestCallReason:
		return wrong(CallReason, fmt.Sprintf("Say why in at most %d characters", longestCallReason))
	case a.Still == StillReleased && a.Day.IsZero():
		return wrong(CallDay, "Give the day on which the person was released")
	case a.Still == StillBack && a.Day.IsZero():
		return wrong(CallDay, "Give the day since when the person is back")
	case a.Day.After(today):
		return wrong(CallDay, "Give a day that has come: today or before")
	}
	return CallProblem{}
}

// events are what is recorded of an answer, as an event file would tell it. The
// field says which answer an event is of.
func (a CallAnswer) events(c Call, person int64, now time.Time) (list []LifeEvent, of []CallField) {
	add := func(field CallField, e LifeEvent) {
		e.PersonID, e.ExternalID = person, "call:"+c.Key+":"+a.Ref+":"+string(field)
		if e.At.IsZero() {
			e.At = now
		}
		list, of = append(list, e), append(of, field)
	}
	if a.Scheme != "" {
		add(CallScheme, LifeEvent{Word: RecordScheme, About: string(a.Scheme), Reason: c.told(a.SchemeReason)})
	}
	if a.Papers != "" {
		add(CallPapers, LifeEvent{Word: RecordPapers, About: a.Papers, Reason: c.told("")})
	}
	switch a.Still {
	case StillHeld:
		add(CallReason, LifeEvent{Word: RecordReason, Reason: c.told(a.Reason)})
	case StillReleased:
		add(CallDay, LifeEvent{Word: WasReleased, At: noonOrBefore(a.Day, now), Reason: c.told("")})
	case StillBack:
		add(CallDay, LifeEvent{Word: Received, At: noonOrBefore(a.Day, now), Prison: c.Prison, Reason: c.told("")})
	}
	return list, of
}

// told adds who said so.
func (c Call) told(reason string) string {
	if c.ToldBy == "" {
		return reason
	}
	return strings.TrimSpace(reason + " (told by " + c.ToldBy + ")")
}
