package web

import (
	"strconv"

	"throughgate/internal/wording"
	"throughgate/release"
)

// chart is one figure by week: bars for the eye, and the table that says it.
type chart struct {
	ID          string
	Title, What wording.Text
	Columns     []wording.Text // of the table, after the week
	Whole       []wording.Text // the whole period, a cell a column
	Bars        []bar
	Width       int
	Top         string // what the highest bar stands for
	Nothing     bool   // there is nothing in the whole period
}

// bar is one week. A week whose number may not be shown has no height.
type bar struct {
	Week         wording.Text
	Short        wording.Text
	Words        string
	Cells        []wording.Text
	X, Y, Height int
	Hidden       bool
	EveryFew     bool // its day is written under it
}

// The picture's sizes, in its own units.
const (
	barStep    = 24
	barWidth   = 16
	chartLeft  = 8
	chartUnder = 120
	chartHigh  = 100
)

// figure tells how one figure is read from a week.
type figure struct {
	id          string
	title, what wording.Text
	columns     []wording.Text
	cells       func(release.WeekFigures) []wording.Text
	value       func(release.WeekFigures) (v float64, shown bool)
	top         func(v float64) string
	full        float64 // what a full bar stands for; 0: the highest of the period
}

func numbered(v float64) string { return trimmedNumber(v) }
func percented(v float64) string {
	return strconv.Itoa(int(v)) + "%"
}

func ofShare(s func(release.WeekFigures) release.Share) func(release.WeekFigures) (float64, bool) {
	return func(w release.WeekFigures) (float64, bool) { return float64(s(w).Percent()), s(w).Shown() }
}

func ofCount(n func(release.WeekFigures) int) func(release.WeekFigures) (float64, bool) {
	return func(w release.WeekFigures) (float64, bool) {
		return float64(n(w)), n(w) == 0 || n(w) >= release.FewestShown
	}
}

func shareFigure(id string, title, what, of, number wording.Text, share func(release.WeekFigures) release.Share) figure {
	return figure{id: id, title: title, what: what, columns: []wording.Text{of, number}, full: 100, top: percented, value: ofShare(share),
		cells: func(w release.WeekFigures) []wording.Text {
			return []wording.Text{countShown(share(w).Of), shareWords(share(w))}
		}}
}

// figures are those of the page, in its order.
var figures = []figure{
	{id: "released", title: "Releases, and the notice before them", top: numbered,
		what:    "People released in each week, and for how many working days the day had been known: the middle one of them. Nobody had planned it: 0.",
		columns: []wording.Text{"Released", "Notice"},
		cells: func(w release.WeekFigures) []wording.Text {
			return []wording.Text{countShown(w.Released), noticeMiddleWords(w.Notice)}
		},
		value: ofCount(func(w release.WeekFigures) int { return w.Released })},
	{id: "moved", title: "Days that moved, and the notice lost", top: numbered,
		what:    "How often a planned day moved, and how many working days of notice were lost by it altogether.",
		columns: []wording.Text{"Moved", "Working days lost"},
		cells: func(w release.WeekFigures) []wording.Text {
			return []wording.Text{countShown(w.Moved), countShown(w.NoticeLost)}
		},
		value: ofCount(func(w release.WeekFigures) int { return w.Moved })},
	shareFigure("required", "Required requests done by the day of release", "Of the required requests for people released in each week.", "Requests", "Done in time",
		func(w release.WeekFigures) release.Share { return w.Required }),
	shareFigure("home", "First-night address known", "Of the people released in each week.", "Released", "Address known",
		func(w release.WeekFigures) release.Share { return w.Home }),
	shareFigure("treatment", "Treatment started by day 21", "Of the people released in each week who needed it. Weeks of which day 21 is still to come are left out.", "Needed it", "Started",
		func(w release.WeekFigures) release.Share { return w.Treatment }),
	shareFigure("texts", "Texts delivered", "Of the texts sent to people in each week.", "Sent", "Delivered",
		func(w release.WeekFigures) release.Share { return w.Texts }),
}

func charts(f release.Figures) []chart {
	list := make([]chart, len(figures))
	for i, what := range figures {
		list[i] = what.chart(f)
	}
	return list
}

func (what figure) chart(f release.Figures) chart {
	c := chart{ID: what.id, Title: what.title, What: what.what, Columns: what.columns, Whole: what.cells(f.Whole),
		Width: chartLeft + barStep*len(f.Weeks)}
	highest := what.full
	c.Nothing = true
	for _, w := range f.Weeks {
		v, shown := what.value(w)
		if what.full == 0 && shown && v > highest {
			highest = v
		}
		c.Nothing = c.Nothing && what.cells(w)[0].String() == "0"
	}
	c.Top = what.top(highest)
	every := max(1, len(f.Weeks)/6)
	for i, w := range f.Weeks {
		v, shown := what.value(w)
		b := bar{Week: wording.Day(w.Monday), Short: wording.DayMonth(w.Monday), Cells: what.cells(w),
			X: chartLeft + barStep*i, Hidden: !shown, EveryFew: i%every == 0}
		if shown && highest > 0 {
			b.Height = int(v/highest*chartHigh + 0.5)
		}
		b.Y = chartUnder - b.Height
		c.Bars = append(c.Bars, b)
	}
	return c
}
