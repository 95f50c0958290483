package web

import (
	"fmt"
	"strconv"

	"throughgate/release"
)

// tooFew stands where a number is so small that it could point at a person.
const tooFew = "too few to show"

// countShown is a count, unless it is too small to show.
func countShown(n int) string {
	if n > 0 && n < release.FewestShown {
		return "fewer than " + strconv.Itoa(release.FewestShown)
	}
	return strconv.Itoa(n)
}

func shareWords(s release.Share) string {
	switch {
	case s.Of == 0:
		return "none"
	case !s.Shown():
		return tooFew
	}
	return fmt.Sprintf("%d%% (%d of %d)", s.Percent(), s.Number, s.Of)
}

func noticeMiddleWords(m release.Middle) string {
	switch {
	case m.Of == 0:
		return "none"
	case !m.Shown():
		return tooFew
	}
	return trimmedNumber(m.Value) + " working days"
}

// hoursWords is a time by the clock, in hours or, from two days on, in days.
func hoursWords(m release.Middle) string {
	switch {
	case m.Of == 0:
		return "none"
	case !m.Shown():
		return tooFew
	case m.Value >= 48:
		return fmt.Sprintf("%.1f days", m.Value/24)
	}
	return fmt.Sprintf("%.1f hours", m.Value)
}

func trimmedNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
