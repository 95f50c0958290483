package web

import (
	"throughgate/access"
	"throughgate/release"
)

// markView is one pathway's mark: its words, and the class that colours it.
type markView struct{ Pathway, Class, Words string }

// markViews are a row's marks for an actor. Health marks show only to those
// with a recorded basis (domain rule 9): the unit's link officers, and others
// where the person has agreed to share.
func markViews(who access.Actor, row release.BoardRow) []markView {
	var marks []markView
	for _, m := range row.Marks {
		if release.IsHealth(m.Pathway) && !mayReadHealth(who, row.HealthConsent) {
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

func mayReadHealth(who access.Actor, agreed bool) bool {
	return who.Role == access.LinkOfficer || agreed
}

// markWords is the class and the words of a mark.
func markWords(m release.PathwayMark) (class, words string) {
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
		return "no", "full until " + m.FullUntil.Short()
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
