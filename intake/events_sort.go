package intake

import (
	"fmt"

	"throughgate/release"
)

// subject is the person of a prison number. Survivor is the person who remains
// after the merges recorded so far.
type subject struct {
	PrisonNumber string
	PersonID     int64
	Survivor     int64
	HomeArea     string
}

// recordedEvent is an event as it is stored, its person the one who remains.
type recordedEvent struct {
	Survivor int64
	release.LifeEvent
}

// subjects are whom the events are about, and what is recorded already.
type subjects struct {
	byNumber map[string]subject
	recorded map[string]recordedEvent // by the sender's id
}

// sortedEvents is what becomes of the good lines before anything is recorded.
type sortedEvents struct {
	fresh               []release.LifeEvent
	outside             map[int]bool // lines about people outside the unit
	rejected            []Problem
	known, knownOutside int
}

const usedTwice = "this id was used for another event: give each event an id of its own"

// sortEvents is pure. An event that says what is recorded under its id, or what
// a line above says, is known already.
func sortEvents(list []Event, known subjects, unit release.Scope) sortedEvents {
	out := sortedEvents{outside: map[int]bool{}}
	above := map[string]Event{}
	joined := joins{}
	for _, e := range list {
		person, column, problem := known.whose(e)
		if problem != "" {
			out.rejected = append(out.rejected, Problem{e.Line, column, problem})
			continue
		}
		outside := !unit.Covers(release.Scope{Areas: []string{person.HomeArea}})
		e.PersonID = joined.remains(person.Survivor)
		stored, isStored := known.recorded[e.ExternalID]
		first, isAbove := above[e.ExternalID]
		switch {
		case isStored && !(joined.remains(stored.Survivor) == e.PersonID && sameEvent(stored.LifeEvent, e.LifeEvent)):
			problem = usedTwice
		case isAbove && !(joined.remains(first.PersonID) == e.PersonID && sameEvent(first.LifeEvent, e.LifeEvent)):
			problem = fmt.Sprintf("%s; line %d has it", usedTwice, first.Line)
		case isStored || isAbove:
			if outside {
				out.knownOutside++
			} else {
				out.known++
			}
			continue
		case e.Word == release.Merged && joined.remains(known.byNumber[e.About].Survivor) == e.PersonID:
			out.rejected = append(out.rejected, Problem{e.Line, "into", "both numbers belong to one person already: there is nothing to merge"})
			continue
		}
		if problem != "" {
			out.rejected = append(out.rejected, Problem{e.Line, "id", problem})
			continue
		}
		above[e.ExternalID] = e
		if e.Word == release.Merged {
			joined[e.PersonID] = joined.remains(known.byNumber[e.About].Survivor)
		}
		out.outside[e.Line] = outside
		out.fresh = append(out.fresh, e.LifeEvent)
	}
	return out
}

// joins are the merges of this file so far: who goes, and into whom. A number
// that goes finds from then on the one who remains.
type joins map[int64]int64

// remains is who remains of a person. Nobody is joined into themselves, so that
// it ends.
func (j joins) remains(person int64) int64 {
	for j[person] != 0 {
		person = j[person]
	}
	return person
}

// whose person the event is about; both numbers of a merge must be known.
func (k subjects) whose(e Event) (person subject, column, problem string) {
	const nobody = "nobody with this prison number is known: import the release extract first, then this file again"
	person, found := k.byNumber[e.PrisonNumber]
	if !found {
		return subject{}, "prison_number", nobody
	}
	if e.Word == release.Merged {
		if _, found := k.byNumber[e.About]; !found {
			return subject{}, "into", nobody
		}
	}
	return person, "", ""
}

// sameEvent compares what the sender said, but for the person.
func sameEvent(a, b release.LifeEvent) bool {
	return a.At.Equal(b.At) && a.Word == b.Word && a.Prison == b.Prison && a.Legal == b.Legal && a.Area == b.Area &&
		a.About == b.About && a.Reason == b.Reason
}
