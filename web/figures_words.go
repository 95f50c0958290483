package web

import (
	"strconv"

	"throughgate/internal/wording"
	"throughgate/release"
)

// tooFew stands where a number is so small that it could point at a person.
const tooFew = "too few to show"

// countShown is a count, unless it is too small to show.
func countShown(n int) wording.Text {
	if n > 0 && n < release.FewestShown {
		return wording.F("fewer than {1}", release.FewestShown)
	}
	return wording.F("{1}", n)
}

func shareWords(s release.Share) wording.Text {
	switch {
	case s.Of == 0:
		return "none"
	case !s.Shown():
		return tooFew
	}
	return wording.F("{1}% ({2} of {3})", s.Percent(), s.Number, s.Of)
}

func noticeMiddleWords(m release.Middle) wording.Text {
	switch {
	case m.Of == 0:
		return "none"
	case !m.Shown():
		return tooFew
	}
	return wording.F("{1} working days", trimmedNumber(m.Value))
}

// hoursWords is a time by the clock, in hours or, from two days on, in days.
func hoursWords(m release.Middle) wording.Text {
	switch {
	case m.Of == 0:
		return "none"
	case !m.Shown():
		return tooFew
	case m.Value >= 48:
		return wording.F("{1} days", strconv.FormatFloat(m.Value/24, 'f', 1, 64))
	}
	return wording.F("{1} hours", strconv.FormatFloat(m.Value, 'f', 1, 64))
}

func trimmedNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
