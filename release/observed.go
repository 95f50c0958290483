package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// observed is one person with all that is known: what is stored, what was told
// now, what happened; and, once judged, what follows from it.
type observed struct {
	Observation               // what the extracts have told so far
	stored      *storedPerson // nil: new
	before      []TypedDate   // dates in force before
	inherited   []TypedDate   // those of an earlier stay
	events      []LifeEvent   // all that is stored of what happened
	seenAt      time.Time     // when the newest extract that lists the person was taken
	told        bool          // an extract tells it now
	corrected   bool          // an officer corrects it now
	agreedAnew  bool          // and the text agreement with it: it names the number told

	personID     int64
	releaseID    int64
	ref          string
	agreedNumber string
	firstStored  calendar.Date

	chapters    []Chapter
	made        []LifeEvent // events that the extract brings about
	takenBack   []int64     // events that the extract told before and takes back now
	opens       bool        // a new episode begins
	homeArea    string      // what holds: the newest of the extract and the moves told
	receivedOn  calendar.Date
	receivedDay calendar.Date
	judgedOn    calendar.Date
	outOfArea   OutOfArea
	miles       *int
	watched     bool
	answer      Answer
	scheme      SchemeDecision
	state       State
	releasedOn  calendar.Date
	status      CustodyStatus
	requestsAt  time.Time // left, reason unknown: when the requests go; zero: none wait
	withheld    bool      // released in error, and nobody has said that services may be told
	justOut     bool      // the release is recorded now
}

// present is the stay in custody that counts.
func (o *observed) present() *Chapter { return &o.chapters[len(o.chapters)-1] }

// sighting is where the extracts last saw the person.
func (o *observed) sighting() Sighting {
	return Sighting{At: o.seenAt, Prison: o.Prison, Status: o.Status, Legal: o.LegalStatus, Received: o.ReceivedOn,
		Released: o.ReleasedOn, Movement: Word(o.MovementReason), FirstStored: o.firstStored}
}

// surroundings are what a judgement leans on beside the person.
type surroundings struct {
	cal    *calendar.Calendar
	set    pathways.Settings
	places *places
	unit   Unit
	now    time.Time
	today  calendar.Date
}

// judge works out, without a database, what all that is known makes of the
// person's release: stays, planned day and why, state.
func (o *observed) judge(by surroundings) {
	o.firstStored = calendar.DayOf(o.seenAt)
	if o.stored != nil {
		o.firstStored = o.stored.FirstStored
	}
	o.tellChapters()
	c := o.present()
	o.opens = o.stored == nil || nearestStay(o.chapters, o.stored.OpenedAt) != len(o.chapters)-1
	o.receivedOn, o.receivedDay = c.Received, c.Received
	if o.receivedDay.IsZero() {
		o.receivedDay = o.firstStored
		if !c.OpenedAt.IsZero() {
			o.receivedDay = calendar.DayOf(c.OpenedAt)
		}
	}
	o.keepDatesApart(c)
	o.agreedNumber = o.agreementNumber()
	o.homeArea = o.areaNow()
	o.outOfArea, o.miles = by.places.away(c.Prison, o.homeArea)
	o.watched = by.unit.WatchEveryone || o.outOfArea.Away() || o.IOM != ""
	o.decide(by)
	o.layMovements(by)
}

// keepDatesApart: dates told before a new stay began are not those of the new
// stay, whether its reception was told us after them or before. Those of a
// recall are.
func (o *observed) keepDatesApart(c *Chapter) {
	before := o.seenAt.Before(c.OpenedAt) && o.ReceivedOn.Before(calendar.DayOf(c.OpenedAt))
	switch {
	case c.OpenedBy == Recalled && o.opens && !o.told && len(o.Dates) == 0:
		o.Dates = o.inherited
	case o.stored == nil, c.OpenedBy == Recalled, !before:
	case o.opens:
		o.Dates = nil
	default:
		o.Dates = o.before
	}
}

// overtaken tells whether something happened after what is told was taken.
func (o *observed) overtaken() bool {
	return slices.ContainsFunc(o.events, func(e LifeEvent) bool { return e.At.After(o.seenAt) })
}

// agreementNumber is the one number that the text agreement names: the mobile
// told with it. A mobile that changes later is a different number.
func (o *observed) agreementNumber() string {
	if o.TextOK != "yes" {
		return ""
	}
	if o.agreedAnew || o.stored == nil || o.stored.TextOK != o.TextOK || o.stored.TextAgreedOn != o.TextAgreedOn {
		return o.Mobile
	}
	return o.stored.AgreedNumber
}

// Unexpected tells whether a release came with no planned day or two or more
// working days before it (domain rule 4).
func Unexpected(cal *calendar.Calendar, planned, actual calendar.Date) bool {
	return planned.IsZero() || cal.Between(actual, planned) >= 2
}
