package release

import (
	"time"

	"throughgate/internal/calendar"
)

// ShortService is how many days from the start of the sentence (day 0) to the
// working day the Friday scheme asks for.
const ShortService = 28

// Adult is the age from which the Friday scheme is presumed.
const Adult = 18

// WorkingDay is what the working-day rule makes of a date: the preceding
// working day for CRD, ARD, PRRD, PED, ETD, MTD and LTD, the next one for
// HDCED; all others are never moved (domain rule 3).
func WorkingDay(c *calendar.Calendar, t DateType, day calendar.Date) calendar.Date {
	switch t {
	case CRD, ARD, PRRD, PED, ETD, MTD, LTD:
		return c.OnOrBefore(day)
	case HDCED:
		return c.OnOrAfter(day)
	case NPD, APD, HDCAD, Tariff, ERSED, ROTL, SED, LED, SLED, TUSED, Confirmed:
	}
	return day
}

// AdjustedDate is a date as it was told and the day the working-day rule makes
// of it.
type AdjustedDate struct {
	Type       DateType      `json:"type"`
	Date       calendar.Date `json:"date"`
	WorkingDay calendar.Date `json:"working_day"`
}

// Adjusted lists every date given with its working day, in the order given.
func Adjusted(c *calendar.Calendar, dates []TypedDate) []AdjustedDate {
	out := make([]AdjustedDate, len(dates))
	for i, d := range dates {
		out[i] = AdjustedDate{d.Type, d.Day, WorkingDay(c, d.Type, d.Day)}
	}
	return out
}

// releaseDay sets the working day, the day of the Friday scheme and the
// planned day of the deciding date, and says why.
func (a *Answer) releaseDay(c *calendar.Calendar, q *Question, n *notes) (why reasonSet) {
	day := a.Statutory
	if c.Provisional(day) {
		why |= becauseProvisional
	}
	a.WorkingDay = WorkingDay(c, a.DecidingType, day)
	switch wd := day.Weekday(); {
	case wd == time.Saturday || wd == time.Sunday:
		why |= becauseWeekend
	default:
		if n.holiday = c.Holiday(day); n.holiday != "" {
			why |= becauseBankHoliday
		}
	}
	if why.has(becauseWeekend|becauseBankHoliday) && !schemeType(a.DecidingType) {
		if a.DecidingType == Confirmed {
			why |= becauseConfirmedNotWorking
		} else {
			why |= becauseUnmovedNotWorking
		}
	}
	a.PlannedDay = a.WorkingDay
	if q.FridayScheme && schemeType(a.DecidingType) && q.LegalStatus != Indeterminate {
		why |= a.fridayScheme(c, q, n)
	}
	return why
}

// schemeType tells the types the Friday scheme knows. Of the types that decide
// they are also those that the working-day rule moves.
func schemeType(t DateType) bool {
	switch t {
	case CRD, ARD, PRRD, ETD, MTD, LTD:
		return true
	case NPD, PED, APD, HDCED, HDCAD, Tariff, ERSED, ROTL, SED, LED, SLED, TUSED, Confirmed:
	}
	return false
}
