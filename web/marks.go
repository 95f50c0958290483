package web

import (
	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/release"
)

// markView is one pathway's mark: its words, and the class that colours it.
type markView struct {
	Pathway wording.Text
	Class   string
	Words   wording.Text
}

// markViews are a row's marks for a reader. Health marks show only to those
// with a recorded basis (domain rule 9): the unit's link officers, and others
// where the person has agreed to share.
func markViews(see access.Viewer, row release.BoardRow) []markView {
	if !see.Sees(access.FieldStanding) {
		return nil
	}
	var marks []markView
	for _, m := range row.Marks {
		if release.IsHealth(m.Pathway) && !see.Sees(access.FieldHealth) {
			continue
		}
		if m.Mark == release.MarkNone {
			continue
		}
		class, words := markWords(m)
		marks = append(marks, markView{Pathway: pathwayWords(m.Pathway), Class: class, Words: words})
	}
	return marks
}

// mayReadHealth tells whether an actor has a recorded basis for the health of
// somebody whose record is not restricted, or is open to them.
func mayReadHealth(who access.Actor, agreed bool) bool {
	return access.ViewerFor(access.Reading{Role: who.Role, HealthAgreed: agreed, HealthShared: who.HealthShared}).Sees(access.FieldHealth)
}

// markWords is the class and the words of a mark.
func markWords(m release.PathwayMark) (class string, words wording.Text) {
	switch m.Mark {
	case release.MarkNobody:
		return "red", "nobody to send to"
	case release.MarkLate:
		return "late", "late"
	case release.MarkDeclined:
		return "no", "service said no"
	case release.MarkFull:
		if m.FullUntil.IsZero() {
			return "no", "full"
		}
		return "no", wording.F("full until {1}", wording.DayShort(m.FullUntil))
	case release.MarkNoAnswer:
		return "late", "no answer yet"
	case release.MarkAsked:
		return "asked", "asked"
	case release.MarkReceived:
		return "answered", "received"
	case release.MarkAgreed:
		return "answered", "agreed"
	case release.MarkNotYet:
		return "planned", "not yet"
	case release.MarkTooLate:
		return "no", "too late to start"
	case release.MarkDone:
		return "done", "done"
	case release.MarkNone:
	}
	return "none", "nothing needed"
}

// markFilterWords is a mark as a filter names it.
func markFilterWords(mark release.Mark) wording.Text {
	_, words := markWords(release.PathwayMark{Mark: mark})
	return words
}

// flagViews are what is out of the ordinary with a person, in words: where they
// are, and what the prison has to be asked. Where a list tells the state, it is
// not said twice.
func flagViews(see access.Viewer, list release.List, row release.BoardRow) []markView {
	if !see.Sees(access.FieldCustody) {
		return nil
	}
	var flags []markView
	switch row.Release.Place {
	case release.AtCourt:
		flags = append(flags, markView{Class: "asked", Words: "at court today"})
	case release.Absent:
		flags = append(flags, markView{Class: "asked", Words: "out for a while, not released"})
	case release.InHospital:
		words := wording.Text("away, still held")
		if see.Sees(access.FieldHealth) {
			words = "in hospital, still held"
		}
		flags = append(flags, markView{Class: "asked", Words: words})
	case release.Held, release.GoneUnknown, release.AtLargePlace, release.ReleasedPlace, release.RemovedPlace, release.DeceasedPlace:
	}
	if row.Withheld {
		flags = append(flags, markView{Class: "no", Words: "released in error: no service is told"})
	}
	for _, why := range row.Asks {
		if words := askWords(why); words != "" && (list == release.Upcoming || !askIsState(why)) {
			flags = append(flags, markView{Class: "late", Words: words})
		}
	}
	return flags
}

// askIsState tells whether the reason to ask is the release's state itself.
func askIsState(why release.Ask) bool {
	switch why {
	case release.AskPassed, release.AskNotConfirmed, release.AskLeft, release.AskAtLarge:
		return true
	case release.AskScheme, release.AskPapers, release.AskQuiet, release.AskGone:
	}
	return false
}

// askWords is what the prison has to be asked.
func askWords(why release.Ask) wording.Text {
	switch why {
	case release.AskScheme:
		return "ask the prison: which day?"
	case release.AskPapers:
		return "ask the prison: papers served?"
	case release.AskPassed:
		return "date passed, still held"
	case release.AskQuiet:
		return "date passed, no news since: ask the prison"
	case release.AskNotConfirmed:
		return "not confirmed as released: ring the prison"
	case release.AskLeft:
		return "reason unknown: ring the prison"
	case release.AskAtLarge:
		return "at large"
	case release.AskGone:
		return "gone from the file: ask the prison"
	}
	return ""
}
