package web

import (
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// placeWords is how far from home a prison is (domain rule 5).
func placeWords(c release.StoryCustody) wording.Text {
	words := wording.Text("local")
	switch {
	case !c.RegionKnown:
		words = "not known if out of area"
	case c.OutOfArea:
		words = "out of area"
	}
	if c.Miles == nil {
		return words
	}
	return wording.F("{1}, {2}", words, release.MilesInWords(*c.Miles, true))
}

// releaseStateWords is a release's state as officers say it (domain 1).
func releaseStateWords(state release.State) wording.Text {
	switch state {
	case release.Planned:
		return "planned"
	case release.CouldLeaveAnyDay:
		return "could leave any day"
	case release.AwaitingParole:
		return "awaiting parole"
	case release.RecalledNoDate:
		return "recalled: no new date yet"
	case release.NoDates:
		return "no dates known"
	case release.DatePassed:
		return "date passed, still held"
	case release.NotConfirmed:
		return "not confirmed as released: ring the prison"
	case release.LeftUnknown:
		return "has left prison, reason unknown: ring the prison"
	case release.AtLarge:
		return "at large"
	case release.Released:
		return "released"
	case release.Removed:
		return "removed from the country"
	case release.Died:
		return "died"
	case release.MovedAway:
		return "moved to another area"
	}
	return wording.Data(string(state))
}

// stateWords is a release's state; of somebody removed it says how.
func stateWords(state release.State, by release.Word) wording.Text {
	if state == release.Removed {
		return removedWords(by)
	}
	return releaseStateWords(state)
}

// heldPlaceWords is where somebody is who is not in prison and not released; ""
// where the state says it. That it is a hospital is for those with a basis.
func heldPlaceWords(place release.Place, health bool) wording.Text {
	switch place {
	case release.AtCourt:
		return "at court today"
	case release.Absent:
		return "out for a while: held, not released"
	case release.InHospital:
		if !health {
			return "away from the prison: held, not released"
		}
		return "in hospital under the Mental Health Act: held, not released"
	case release.Held, release.GoneUnknown, release.AtLargePlace, release.ReleasedPlace, release.RemovedPlace, release.DeceasedPlace:
	}
	return ""
}

// shownExplanation is why the day is what it is, without what tells of health
// to those without a basis.
func shownExplanation(why string, health bool) string {
	if health {
		return why
	}
	return strings.ReplaceAll(why, "in hospital under the Mental Health Act", "away from the prison")
}

// eitherDay says both days of a release that is presumed: "Thursday 10 December
// 2026, or Friday 11 December 2026 if the scheme is not applied".
func eitherDay(day, or calendar.Date) wording.Text {
	return wording.F("{1}, or {2} if the scheme is not applied", day, or)
}

// eitherDayShort is "Thu 10 or Fri 11 Dec"; one day alone where or is no day.
func eitherDayShort(day, or calendar.Date) wording.Text {
	if or.IsZero() {
		return wording.DayShort(day)
	}
	return wording.F("{1} or {2}", wording.DayBefore(day, or), wording.DayShort(or))
}

// legalWords is a legal status, in words.
func legalWords(status release.LegalStatus) wording.Text {
	return spelled(strings.ToLower(string(status)))
}
