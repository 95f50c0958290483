package release

import (
	"cmp"
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// Place is where a person is, as far as custody goes.
type Place string

// The places (domain rule 4).
const (
	Held          Place = "held"
	AtCourt       Place = "court"
	Absent        Place = "absent"   // temporary absence, or out and the extract does not say why
	InHospital    Place = "hospital" // under the Mental Health Act: held, not released
	GoneUnknown   Place = "left_unknown"
	AtLargePlace  Place = "at_large"
	ReleasedPlace Place = "released"
	RemovedPlace  Place = "removed"
	DeceasedPlace Place = "died"
	noonOfEvents        = 12 // London hour of an event of which only the day is told
)

// Sighting is what the newest rows of the extracts tell of where a person is.
type Sighting struct {
	At       time.Time // when the newest extract that lists the person was taken
	Prison   string
	Status   CustodyStatus
	Legal    LegalStatus
	Received calendar.Date // the day this stay began; no day: not told
	Released calendar.Date
	Movement Word

	FirstStored calendar.Date // the day from which the person has been known
}

// Chapter is one stay in custody and how it ended: an episode.
type Chapter struct {
	OpenedAt time.Time // zero: the first one we know of
	OpenedBy Word      // "", received or recalled
	Prison   string
	Legal    LegalStatus
	Received calendar.Date
	Place    Place
	LeftOn   calendar.Date // the London day on which the person left, by whatever way
	LeftBy   Word
	leftID   int64 // the stored event that ended it; 0: none, or the sighting itself
}

// Left tells whether the stay is over: released, or removed.
func (c *Chapter) Left() bool { return c.Place == ReleasedPlace || c.Place == RemovedPlace }

// Gone tells whether the person has left prison, by whatever way.
func (c *Chapter) Gone() bool {
	return c.Left() || c.Place == AtLargePlace || c.Place == GoneUnknown
}

// Chapters tells a person's stays in custody from all that is known, in order
// of when it happened and never of when it was learnt: an event that comes
// late, twice, or out of order ends in the same (domain rule 4). There is
// always at least one; the last is the present. made are the events that the
// sighting itself brings about, to be kept for when a later row no longer tells
// of them.
func Chapters(s Sighting, events []LifeEvent) (list []Chapter, made []LifeEvent) {
	t := teller{Sighting: s, list: []Chapter{{Place: Held, Prison: s.Prison}}}
	if len(events) == 0 {
		t.seen()
		return t.told()
	}
	order := slices.Clone(events)
	slices.SortStableFunc(order, func(a, b LifeEvent) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rankOf(a.Word), rankOf(b.Word)), cmp.Compare(a.ID, b.ID))
	})
	seen := false
	for _, e := range order {
		if !seen && e.At.After(s.At) {
			t.seen()
			seen = true
		}
		t.happened(e)
	}
	if !seen {
		t.seen()
	}
	return t.told()
}

// told ends the story. Where there is one stay only, what the extracts say of
// it is about it, over or not.
func (t *teller) told() ([]Chapter, []LifeEvent) {
	if c := t.present(); len(t.list) == 1 {
		if c.Legal == "" {
			c.Legal = t.Legal
		}
		if c.Received.IsZero() {
			c.Received = t.Received
		}
	}
	return t.list, t.made
}

// rankOf orders what happened at one instant: who left can be received again.
func rankOf(w Word) int {
	switch w {
	case WasReleased, ReleasedFromCourt, ReleasedInError, WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction,
		Escaped, Absconded, FailedToReturn, OutUnknown:
		return 0
	case Recalled, Received:
		return 1
	case Transferred, Court, TemporaryAbsence, Hospital, HasDied, Merged, MovedArea, RecordScheme, RecordConsent, RecordChecked,
		RecordLicence, RecordTellThem, RecordNextOfKin, RecordReason, RecordPapers:
	}
	return 2
}

type teller struct {
	Sighting
	list []Chapter
	made []LifeEvent
}

func (t *teller) present() *Chapter { return &t.list[len(t.list)-1] }

// happened lays one event over the story so far.
func (t *teller) happened(e LifeEvent) {
	c, day := t.present(), calendar.DayOf(e.At)
	if c.Place == DeceasedPlace {
		return
	}
	if rankOf(e.Word) == 0 && e.Prison != "" && !c.Left() { // the prison they left
		c.Prison = e.Prison
	}
	switch e.Word {
	case HasDied:
		c.leave(DeceasedPlace, e.Word, day, e.ID)
	case Received:
		t.received(e, day)
	case Recalled:
		t.recalled(e, day)
	case Transferred:
		to := Held
		if e.ExternalID == "" { // worked out from rows: they say themselves where somebody is
			to = c.Place
		}
		c.move(to, e.Prison)
	case Court:
		c.move(AtCourt, "")
	case TemporaryAbsence:
		c.move(Absent, "")
	case Hospital:
		c.move(InHospital, "")
	case WasReleased, ReleasedFromCourt, ReleasedInError:
		switch {
		case !c.Left():
			c.leave(ReleasedPlace, e.Word, day, e.ID)
		case c.Place == ReleasedPlace && c.LeftBy == WasReleased && day.Sub(c.LeftOn) <= 1: // the same release, told more closely
			c.LeftBy = e.Word
		}
	case WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction:
		switch c.Place {
		case RemovedPlace:
		case ReleasedPlace: // removed after the release: the day of release stays
			c.Place, c.LeftBy = RemovedPlace, e.Word
		default:
			c.leave(RemovedPlace, e.Word, day, e.ID)
		}
	case Escaped, Absconded, FailedToReturn:
		if !c.Left() && c.Place != AtLargePlace { // told again, the first day stands
			c.leave(AtLargePlace, e.Word, day, e.ID)
		}
	case OutUnknown:
		if !c.Left() && c.Place != AtLargePlace && c.Place != GoneUnknown {
			c.leave(GoneUnknown, e.Word, day, e.ID)
		}
	case Merged, MovedArea, RecordScheme, RecordConsent, RecordChecked, RecordLicence, RecordTellThem, RecordNextOfKin, RecordReason, RecordPapers:
		// not about where somebody is
	}
}

// received: a new stay for somebody who had left; for anybody else a return.
func (t *teller) received(e LifeEvent, day calendar.Date) {
	c := t.present()
	if c.Left() {
		if e.returned() { // a release that is learnt late is not undone by a row from before anybody knew
			return
		}
		legal := e.Legal
		if legal == "" {
			legal = UnknownStatus
		}
		t.open(e.At, Received, e.Prison, legal, day)
		return
	}
	c.move(Held, e.Prison)
	c.LeftOn, c.LeftBy, c.leftID = calendar.Date{}, "", 0
	if c.Received.IsZero() && !e.returned() {
		c.Received = day
	}
	if e.Legal != "" {
		c.Legal = e.Legal
	}
}

// recalled: always a new stay, but for a recall that the stay itself is about:
// told twice, or from before the person was known.
func (t *teller) recalled(e LifeEvent, day calendar.Date) {
	c := t.present()
	again := !c.Left() && (c.OpenedBy == Recalled || c.Legal == Recall && c.Received == day)
	first := len(t.list) == 1 && !c.Left() && day.Before(t.FirstStored)
	if again || first {
		c.move(Held, e.Prison)
		c.Legal = Recall
		if first {
			c.Received = day
		}
		return
	}
	if !c.Left() { // how they had left was never told
		c.Place, c.LeftBy = GoneUnknown, OutUnknown
	}
	t.open(e.At, Recalled, e.Prison, Recall, day)
}

func (t *teller) open(at time.Time, by Word, prison string, legal LegalStatus, day calendar.Date) {
	if prison == "" {
		prison = t.present().Prison
	}
	t.list = append(t.list, Chapter{OpenedAt: at, OpenedBy: by, Prison: prison, Legal: legal, Received: day, Place: Held})
}

// move puts somebody who has not left elsewhere.
func (c *Chapter) move(to Place, prison string) {
	if c.Left() {
		return
	}
	c.Place = to
	if prison != "" {
		c.Prison = prison
	}
}

func (c *Chapter) leave(to Place, by Word, day calendar.Date, event int64) {
	c.Place, c.LeftOn, c.LeftBy, c.leftID = to, day, by, event
}
