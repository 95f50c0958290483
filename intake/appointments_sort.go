package intake

import (
	"fmt"
	"time"

	"throughgate/pathways"
	"throughgate/release"
)

// sortedBookings is what becomes of the rows before anything is booked.
type sortedBookings struct {
	good              []pathways.Booking
	held              []heldBooking
	outside, repeated int
}

type heldBooking struct {
	line int
	item heldItem
	note string
}

func (s sortedBookings) items() []heldItem {
	out := make([]heldItem, 0, len(s.held))
	for _, h := range s.held {
		out = append(out, h.item)
	}
	return out
}

// sortBookings is pure. Identical rows count once; rows of one appointment that
// differ are all held.
func sortBookings(list []pathways.Booking, known holders, unit release.Scope) sortedBookings {
	var out sortedBookings
	first, clash := map[string]pathways.Booking{}, map[string]bool{}
	for i, b := range list {
		h := known.byNumber[b.PrisonNumber]
		list[i].PersonID, list[i].ReleaseID = h.PersonID, h.ReleaseID
		key := bookingKey(list[i])
		if above, twice := first[key]; !twice {
			first[key] = list[i]
		} else if !sameBooking(above, list[i]) {
			clash[key] = true
		}
	}
	for _, b := range list {
		h, found := known.byNumber[b.PrisonNumber]
		holds, taken := known.byReference[b.ExternalID]
		hold := func(note string) {
			item := heldItem{key: itemKey(b), note: note}
			if found {
				item.personID = &h.PersonID
			}
			out.held = append(out.held, heldBooking{b.Line, item, note})
		}
		switch key := bookingKey(b); {
		case !found:
			hold("nobody with this prison number is known: check the number, or import the extract that has the person and then this file again")
		case clash[key]:
			hold("another row of the same appointment says something else: none of them was applied; decide which is right and send that one alone")
		case taken && b.ExternalID != "" && holds != b.PersonID:
			hold("this id belongs to another person's appointment: give each appointment an id of its own")
		case first[key].Line != b.Line:
			out.repeated++
		case !unit.Covers(release.Scope{Areas: []string{h.HomeArea}}):
			out.outside++
		default:
			out.good = append(out.good, b)
		}
	}
	return out
}

// bookingKey is what makes two rows one appointment: the sender's reference,
// else person, service and start.
func bookingKey(b pathways.Booking) string {
	if b.ExternalID != "" {
		return "id " + b.ExternalID
	}
	if b.PersonID != 0 { // found by either number after a merge
		return fmt.Sprintf("person %d %s %d", b.PersonID, b.Service, b.StartsAt.Unix())
	}
	return fmt.Sprintf("number %s %s %d", b.PrisonNumber, b.Service, b.StartsAt.Unix())
}

// itemKey is what a held appointment is known by on the list.
func itemKey(b pathways.Booking) string {
	if b.ExternalID != "" {
		return "appointment id " + b.ExternalID
	}
	return fmt.Sprintf("appointment %s %s %s", b.PrisonNumber, b.Service, b.StartsAt.Format(time.RFC3339))
}

// sameBooking compares all but the line.
func sameBooking(a, b pathways.Booking) bool {
	a.Line = b.Line
	return a == b
}
