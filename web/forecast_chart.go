package web

import (
	"fmt"

	"throughgate/internal/wording"
	"throughgate/release"
)

// forecastChart is one service by week: a bar for what it would be asked, a line
// for the highest usual week, and the table that says it.
type forecastChart struct {
	ID     string
	Title  wording.Text
	Usual  wording.Text
	Top    string
	Width  int
	UsualY int // of the line; 0: there is none
	Bars   []bar
}

// newForecastChart is not shown where every number is too small to show. Weeks
// after the last that has anything are left out.
func newForecastChart(s release.ServiceForecast) (c forecastChart, shown bool) {
	weeks := s.Weeks
	for len(weeks) > 0 && weeks[len(weeks)-1] == (release.ServiceLoadWeeks{Monday: weeks[len(weeks)-1].Monday}) {
		weeks = weeks[:len(weeks)-1]
	}
	highest := s.Usual.Highest
	for _, w := range weeks {
		highest = max(highest, w.AskedAfter)
		shown = shown || max(w.AskedBefore, w.AskedAfter, w.DueBefore, w.DueAfter) >= release.FewestShown
	}
	c = forecastChart{ID: "service-" + s.Service + "-" + idOf(s.Area), Title: forecastService(s), Top: numbered(float64(highest)), Width: chartLeft + barStep*len(weeks)}
	if s.Usual.Highest >= release.FewestShown {
		c.Usual = wording.F("Usual week: {1}, at most {2}.", trimmedNumber(s.Usual.Median), s.Usual.Highest)
		c.UsualY = chartUnder - s.Usual.Highest*chartHigh/max(1, highest)
	}
	every := max(1, len(weeks)/6)
	for i, w := range weeks {
		b := bar{Week: wording.Day(w.Monday), Short: wording.F("{1} {2}", w.Monday.DayOfMonth(), w.Monday.Month().String()[:3]), X: chartLeft + barStep*i,
			Hidden: tooSmall(w.AskedAfter), EveryFew: i%every == 0,
			Cells: []wording.Text{countShown(w.AskedBefore), countShown(w.AskedAfter), changeShown(w.AskedBefore, w.AskedAfter), countShown(w.DueBefore), countShown(w.DueAfter), overShown(w.Over)}}
		if !b.Hidden {
			b.Height = w.AskedAfter * chartHigh / max(1, highest)
		}
		b.Y = chartUnder - b.Height
		c.Bars = append(c.Bars, b)
	}
	return c, shown
}

func tooSmall(n int) bool { return n > 0 && n < release.FewestShown }

// changeShown is the difference, where neither number is too small to show.
func changeShown(before, after int) wording.Text {
	switch {
	case tooSmall(before) || tooSmall(after):
		return tooFew
	case before == after:
		return "none"
	}
	return wording.Data(fmt.Sprintf("%+d", after-before))
}

func overShown(n int) wording.Text {
	if n == 0 {
		return ""
	}
	return wording.F("{1} over", countShown(n))
}

// idOf is an area's code as a part of an element's id.
func idOf(area string) string {
	switch area {
	case "":
		return "officers"
	case "*":
		return "general"
	}
	return area
}
