package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// tellChapters tells the story; what an extract told before and now takes back
// is left out of it.
func (o *observed) tellChapters() {
	s := o.sighting()
	o.chapters, o.made = Chapters(s, o.events)
	if back := o.takesBack(s); len(back) > 0 {
		o.takenBack = append(o.takenBack, back...)
		o.events = slices.DeleteFunc(o.events, func(e LifeEvent) bool { return slices.Contains(back, e.ID) })
		o.chapters, o.made = Chapters(s, o.events)
	}
	if at := o.recalledNow(); !at.IsZero() {
		e := LifeEvent{At: at, Word: Recalled, Prison: o.Prison, Legal: Recall}
		o.events = append(o.events, e)
		o.chapters, o.made = Chapters(s, o.events)
		o.made = append(o.made, e)
	}
}

// takesBack finds how the extracts told before that the present stay ended,
// where the newest row no longer tells it: somebody is held, or left on another
// day or in another way.
func (o *observed) takesBack(s Sighting) []int64 {
	if !o.told {
		return nil
	}
	from := o.present().OpenedAt
	var before []int64
	var rest []LifeEvent
	for _, e := range o.events {
		if e.ExternalID == "" && rankOf(e.Word) == 0 && !e.At.Before(from) && !e.At.After(s.At) {
			before = append(before, e.ID)
			continue
		}
		rest = append(rest, e)
	}
	if len(before) == 0 {
		return nil
	}
	chapters, made := Chapters(s, rest)
	if len(chapters) < len(o.chapters) { // the row is of a new stay
		return nil
	}
	for _, e := range o.events {
		if slices.Contains(before, e.ID) && slices.ContainsFunc(made, func(m LifeEvent) bool {
			return m.Word == e.Word && (s.Released.IsZero() || calendar.DayOf(m.At) == calendar.DayOf(e.At) && m.Prison == e.Prison)
		}) {
			return nil // told again
		}
	}
	return before
}

// recalledNow is when a recall began of which only the extract's legal status
// tells: it turns to RECALL. Zero: there is none. With the reception that we
// know it is the status that was wrong before, and no new stay; nor is it one
// where the row is of a stay that is over by now, or has them out.
func (o *observed) recalledNow() time.Time {
	if o.stored == nil || !o.told || o.LegalStatus != Recall || o.stored.LegalStatus == Recall || o.present().OpenedBy == Recalled {
		return time.Time{}
	}
	later := o.ReceivedOn.After(o.stored.ReceivedOn) && !o.stored.ReceivedOn.IsZero()
	c := o.present()
	ofThisStay := c.Left() && (!calendar.DayOf(o.seenAt).After(c.LeftOn) || c.OpenedBy == Received && c.Legal == Recall)
	switch {
	case later:
		return noonOrBefore(o.ReceivedOn, o.seenAt)
	case o.Status == InactiveOut, ofThisStay:
	case c.Left(), o.ReceivedOn.IsZero() && o.stored.LegalStatus != UnknownStatus:
		return o.seenAt
	}
	return time.Time{}
}

// areaNow is the home area: of the extract or of a later move.
func (o *observed) areaNow() string {
	area, at := o.HomeArea, o.seenAt
	for _, e := range o.events {
		if e.Word == MovedArea && e.Area != "" && e.At.After(at) {
			area, at = e.Area, e.At
		}
	}
	return area
}
