package intake

import (
	"throughgate/internal/calendar"
	"throughgate/release"
)

// Contradictory, future or surprising dates are stored, flagged and shown
// (interface.md 3); the bounds are ours.
const (
	oldestAge      = 110
	youngestAge    = 10 // the age of criminal responsibility
	furthestYears  = 80 // after the as-of day
	earliestInYear = 1900
)

// surprises notes dates that cannot be quite right, seen from the as-of day.
func (c *told) surprises(o release.Observation, asOf calendar.Date) {
	if age := o.BirthDate.AgeOn(asOf); o.BirthDate.After(asOf) || age < youngestAge || age > oldestAge {
		c.note(birthDateCell)
	}
	for _, past := range []releaseCell{receivedOnCell, sentenceStartCell, releasedOnCell, textAgreedOnCell} {
		c.noteIf(past, c.day(past).After(asOf))
	}
	for _, consent := range o.Consents {
		c.noteIf(consentsCell, consent.GivenOn.After(asOf))
	}
	c.noteIf(receivedOnCell, before(o.ReceivedOn, o.BirthDate))
	c.noteIf(sentenceStartCell, before(o.SentenceStart, o.BirthDate))
	c.noteIf(releasedOnCell, before(o.ReleasedOn, o.ReceivedOn))
	for i, column := range releaseColumns {
		if day := c.day(releaseCell(i)); column.date && !day.IsZero() {
			c.noteIf(releaseCell(i), day.Year() < earliestInYear || day.Year() > asOf.Year()+furthestYears)
		}
	}
	for _, end := range []releaseCell{sedCell, ledCell, sledCell} {
		c.noteIf(end, before(c.day(end), o.SentenceStart))
	}
	c.noteIf(releasedOnCell, before(o.ReleasedOn, o.SentenceStart))
	for _, out := range []releaseCell{ardCell, crdCell, npdCell, prrdCell, hdcadCell, apdCell} {
		for _, end := range []releaseCell{sedCell, sledCell} { // nobody leaves after the sentence has ended
			c.noteIf(out, before(c.day(end), c.day(out)))
		}
	}
	if o.LegalStatus == release.Recall {
		return // dates left over from before the recall are no surprise (domain rule 2)
	}
	for _, out := range []releaseCell{ardCell, crdCell, npdCell} {
		c.noteIf(out, before(c.day(out), o.SentenceStart))
	}
}

// before compares two days that are both told.
func before(a, b calendar.Date) bool { return !a.IsZero() && !b.IsZero() && a.Before(b) }

func (c *told) noteIf(i releaseCell, surprising bool) {
	if surprising {
		c.note(i)
	}
}
