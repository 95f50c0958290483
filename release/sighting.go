package release

import (
	"cmp"
	"time"

	"throughgate/internal/calendar"
)

// seen lays what the extracts tell over the story: they know where a person was
// when they were taken (interface.md 3, status and movement_reason).
func (t *teller) seen() {
	c := t.present()
	if c.Place == DeceasedPlace {
		return
	}
	if t.Legal == Dead || t.Movement == HasDied {
		t.make(HasDied, t.At, calendar.DayOf(t.At))
		return
	}
	t.leftBefore()
	if c = t.present(); c.Left() && t.again(c) {
		t.openAgain()
		c = t.present()
	}
	switch day := t.leavingDay(c); {
	case c.Left():
		c.Prison = t.Prison // what they say of the stay stands, but for whether it is over
		t.beganAs(c)
		t.removedSince(c)
		return // a stay that is over stays over: no later row opens it but one of a new stay
	case !day.IsZero():
		c.Prison = t.Prison
		t.beganAs(c)
		t.make(t.leavingWord(), noonOrBefore(day, t.At), day)
		return
	case t.Status == InactiveOut:
		c.Prison = t.Prison
		t.beganAs(c)
		t.goneWithoutDay(c)
		return
	}
	t.inside(t.present())
}

// leftBefore: a row of a new stay still names the release that ended the stay
// before it, which nobody had told of.
func (t *teller) leftBefore() {
	c := t.present()
	known := !t.Released.Before(t.FirstStored) // an older release is of before we knew the person
	if !c.Left() && !t.Released.IsZero() && t.Received.After(t.Released) && known &&
		(c.OpenedAt.IsZero() || !calendar.DayOf(c.OpenedAt).After(t.Released)) {
		t.make(WasReleased, noonOrBefore(t.Released, t.At), t.Released)
	}
}

// leavingDay is the day on which the rows say that this stay ended; no day: it
// has not, as far as they tell. One after the extract was taken is not one yet.
func (t *teller) leavingDay(c *Chapter) calendar.Date {
	switch {
	case t.Released.IsZero(), t.Released.After(calendar.DayOf(t.At)),
		t.Received.After(t.Released),
		!c.OpenedAt.IsZero() && calendar.DayOf(c.OpenedAt).After(t.Released):
		return calendar.Date{}
	}
	return t.Released
}

// leavingWord is how they left; released where the rows do not say.
func (t *teller) leavingWord() Word {
	switch t.Movement {
	case ReleasedFromCourt, ReleasedInError, WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction, Escaped, Absconded,
		FailedToReturn, OutUnknown:
		return t.Movement
	case Received, Transferred, Court, TemporaryAbsence, Hospital, WasReleased, Recalled, HasDied, Merged, MovedArea,
		RecordScheme, RecordConsent, RecordChecked, RecordLicence, RecordTellThem, RecordNextOfKin, RecordReason, RecordPapers:
	}
	return WasReleased
}

// goneWithoutDay: left prison, and the day is not told. Where the reason is one
// that asks for no day it is taken; of a release the day is what matters.
func (t *teller) goneWithoutDay(c *Chapter) {
	if c.Place == AtLargePlace || c.Place == GoneUnknown {
		return
	}
	word := t.leavingWord()
	switch word {
	case WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction, Escaped, Absconded, FailedToReturn:
	default:
		word = OutUnknown
	}
	t.make(word, t.At, calendar.DayOf(t.At))
}

// removedSince: the rows say that somebody who was released has been removed,
// as an event of that word would.
func (t *teller) removedSince(c *Chapter) {
	switch word := t.leavingWord(); word {
	case WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction:
		if t.Status == InactiveOut && c.Place == ReleasedPlace {
			t.happened(LifeEvent{At: t.At, Word: word})
			t.made = append(t.made, LifeEvent{At: t.At, Word: word})
		}
	default:
	}
}

// again tells whether the rows are of a new stay: a reception after the day on
// which the last one ended. That stay may be over too by the time the rows were
// taken, but then they name its day.
func (t *teller) again(c *Chapter) bool {
	return t.Received.After(c.LeftOn) && (t.Status != InactiveOut || !t.leavingDay(c).IsZero())
}

func (t *teller) openAgain() {
	word, at := Received, noonOrBefore(t.Received, t.At)
	if t.Legal == Recall {
		word = Recalled
	}
	t.open(at, word, t.Prison, t.Legal, t.Received)
	t.made = append(t.made, LifeEvent{At: at, Word: word, Prison: t.Prison, Legal: cmp.Or(t.Legal, UnknownStatus)})
}

// inside: where somebody is who has not left.
func (t *teller) inside(c *Chapter) {
	c.Prison = t.Prison
	lags := c.OpenedBy == Recalled && t.Legal != Recall && t.Received.Before(calendar.DayOf(c.OpenedAt))
	if !lags { // an extract that does not know of the return does not know of the recall
		c.Legal = t.Legal
	}
	if !t.Received.IsZero() && t.ofThisStay(c) {
		c.Received = t.Received
	}
	switch t.Status {
	case ActiveIn:
		switch {
		case t.Movement == Hospital:
			c.Place = InHospital
		case c.Place != Held:
			t.returned(c)
		}
	case ActiveOut:
		c.Place = t.outside(c.Place)
	case InactiveOut, NotTold: // nothing is said of where they are
		return
	}
	c.LeftOn, c.LeftBy, c.leftID = calendar.Date{}, "", 0
}

// returned: the rows have somebody back inside whom an event had out. That is kept
// as an event: a later row, which has them out for no reason told, would else have
// them where that event had them.
func (t *teller) returned(c *Chapter) {
	e := LifeEvent{At: t.At, Word: Received, Prison: c.Prison}
	t.happened(e)
	t.made = append(t.made, e)
}

// returned: a reception that rows told of somebody who had not left. Of a new stay
// they tell the legal status.
func (e *LifeEvent) returned() bool {
	return e.Word == Received && e.ExternalID == "" && e.Legal == ""
}

// beganAs: rows that tell how a stay ended, or come after its end, still tell
// the day on which it began and its legal status. Rows from during it tell that
// too, but only the newest row is kept. Not rows of a stay before it, or of one
// after it.
func (t *teller) beganAs(c *Chapter) {
	if t.Received.IsZero() || !t.ofThisStay(c) || c.Left() && t.Received.After(c.LeftOn) {
		return
	}
	c.Legal, c.Received = t.Legal, t.Received
}

// ofThisStay tells whether the reception that the rows name began this stay: it
// may have begun before the first event that was told of it, but not before the
// stay before was over.
func (t *teller) ofThisStay(c *Chapter) bool {
	if c.OpenedAt.IsZero() || !t.Received.Before(calendar.DayOf(c.OpenedAt)) {
		return true
	}
	before := t.list[len(t.list)-2]
	return !before.LeftOn.IsZero() && t.Received.After(before.LeftOn)
}

// outside is where somebody is who is out and not released.
func (t *teller) outside(was Place) Place {
	switch t.Movement {
	case Court:
		return AtCourt
	case Hospital:
		return InHospital
	case TemporaryAbsence:
		return Absent
	case Received, Transferred, WasReleased, ReleasedFromCourt, ReleasedInError, WasRemoved, Extradited, ImmigrationCentre,
		OtherJurisdiction, Escaped, Absconded, FailedToReturn, OutUnknown, Recalled, HasDied, Merged, MovedArea, RecordScheme,
		RecordConsent, RecordChecked, RecordLicence, RecordTellThem, RecordNextOfKin, RecordReason, RecordPapers:
	}
	if was == AtCourt || was == InHospital {
		return was
	}
	return Absent
}

// make lets the sighting be an event like any other, and keeps it.
func (t *teller) make(word Word, at time.Time, day calendar.Date) {
	c := t.present()
	before := *c
	e := LifeEvent{At: at, Word: word, Prison: t.Prison}
	t.happened(e)
	if *c != before {
		c.LeftOn = day
		t.made = append(t.made, e)
	}
}

// noonOrBefore is the instant given to something of which only the day is told:
// noon in London, or when the extract was taken if that was before.
func noonOrBefore(day calendar.Date, asOf time.Time) time.Time {
	if at := day.At(noonOfEvents, 0); at.Before(asOf) {
		return at
	}
	return asOf
}
