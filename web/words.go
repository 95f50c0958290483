package web

import (
	"html/template"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
)

// templateFuncs are what every template may call.
var templateFuncs = template.FuncMap{
	"day":     wording.Day,
	"shortly": wording.DayShort,
	"at":      instantWords,
	"atMaybe": func(t *time.Time) wording.Text {
		if t == nil {
			return ""
		}
		return instantWords(*t)
	},
	"stepWords":    stepWords,
	"hasError":     func(list []fieldError, field string) bool { return fieldErrorOf(list, field) != "" },
	"fieldErrorOf": fieldErrorOf,
	"freeTextHint": func() wording.Text { return freeTextHint },
	"people":       func(n int) wording.Text { return wording.N(n, "{1} person", "{1} people") },
}

// fieldErrorOf is what is wrong with one field; "" for nothing.
func fieldErrorOf(list []fieldError, field string) wording.Text {
	for _, problem := range list {
		if problem.Field == field {
			return problem.Text
		}
	}
	return ""
}

// instantWords is an instant as London reads it: "Monday 23 November 2026 at 8am".
func instantWords(t time.Time) wording.Text {
	if t.IsZero() {
		return ""
	}
	return wording.F("{1} at {2}", calendar.DayOf(t), wording.Clock(t))
}

// daysLeftWords is how far away a day is.
func daysLeftWords(days *int) wording.Text {
	switch {
	case days == nil:
		return ""
	case *days == 0:
		return "today"
	case *days == 1:
		return "tomorrow"
	case *days == -1:
		return "yesterday"
	case *days < 0:
		return wording.N(-*days, "{1} day ago", "{1} days ago")
	}
	return wording.N(*days, "{1} day", "{1} days")
}
