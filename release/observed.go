package release

import (
	"slices"

	"throughgate/internal/calendar"
)

// observed is an observation with what is stored beside it and what follows
// from both.
type observed struct {
	Observation
	stored       *storedPerson // nil: new
	before       []TypedDate   // dates in force before
	personID     int64
	releaseID    int64
	ref          string
	agreedNumber string
	firstStored  calendar.Date
	receivedDay  calendar.Date
	judgedOn     calendar.Date

	outOfArea  OutOfArea
	miles      *int
	watched    bool
	answer     Answer
	state      State
	releasedOn calendar.Date
	justOut    bool // the release is recorded by this observation
}

// prepare works out, without a database, what the observation makes of the
// release: agreement, reception, planned day, state.
func (o *observed) prepare(cal *calendar.Calendar, src Source, u Unit, today calendar.Date) {
	asOf := calendar.DayOf(src.AsOf)
	o.firstStored = asOf
	if o.stored != nil {
		o.firstStored = o.stored.FirstStored
	}
	o.receivedDay = o.ReceivedOn
	if o.receivedDay.IsZero() {
		o.receivedDay = o.firstStored
	}
	o.agreedNumber = o.agreementNumber()
	o.judgedOn = today
	if o.stored != nil && o.stored.LegalStatus == o.LegalStatus && sameDates(o.before, o.Dates) {
		o.judgedOn = o.stored.JudgedOn
	}
	o.watched = u.WatchEveryone || o.outOfArea.Away() || o.IOM != ""
	o.answer = Decide(cal, o.question(src, today, o.judgedOn))
	if o.stored != nil && o.stored.State == Released { // what the day was planned for stays as it was when it came
		o.answer.PlannedDay = o.stored.PlannedDay
	}
	o.state, o.releasedOn = o.stateAfter(today)
	o.justOut = o.state == Released && (o.stored == nil || o.stored.State != Released)
}

// question is what the dates told so far ask of the rules.
func (o *observed) question(src Source, today, judgedOn calendar.Date) Question {
	q := Question{
		Today: today, LegalStatus: o.LegalStatus, BirthDate: o.BirthDate, SentenceStart: o.SentenceStart, Dates: o.Dates,
		JudgedOn: judgedOn, ImmigrationHold: slices.Contains(o.Flags, "immigration_hold"),
	}
	if o.LegalStatus == Recall {
		q.ReturnedOn = o.ReceivedOn // after a recall the day of return to custody
	}
	asOf := calendar.DayOf(src.AsOf)
	switch o.Status {
	case ActiveIn:
		q.HeldAsOf, q.ListedAsOf = asOf, asOf
	case ActiveOut:
		q.ListedAsOf = asOf
	case InactiveOut, NotTold: // a date is stale, or passed, only for somebody told to be held
	}
	return q
}

// stateAfter lays what the movements tell over what the dates say. A release
// dated later than today is not one yet.
func (o *observed) stateAfter(today calendar.Date) (State, calendar.Date) {
	switch {
	case o.answer.State == Died:
		return Died, calendar.Date{}
	case !o.ReleasedOn.IsZero() && !o.ReleasedOn.After(today):
		return Released, o.ReleasedOn
	case o.stored != nil && o.stored.State == Released: // a release once recorded stands
		return Released, o.stored.ReleasedOn
	case o.Status == InactiveOut:
		return LeftUnknown, calendar.Date{}
	}
	return o.answer.State, calendar.Date{}
}

// agreementNumber is the one number that the text agreement names: the mobile
// told with it. A mobile that changes later is a different number.
func (o *observed) agreementNumber() string {
	if o.TextOK != "yes" {
		return ""
	}
	if o.stored == nil || o.stored.TextOK != o.TextOK || o.stored.TextAgreedOn != o.TextAgreedOn {
		return o.Mobile
	}
	return o.stored.AgreedNumber
}

// Unexpected tells whether a release came with no planned day or two or more
// working days before it (domain rule 4).
func Unexpected(cal *calendar.Calendar, planned, actual calendar.Date) bool {
	return planned.IsZero() || cal.Between(actual, planned) >= 2
}

func sameDates(a, b []TypedDate) bool {
	if len(a) != len(b) {
		return false
	}
	for _, d := range a {
		if !slices.Contains(b, d) {
			return false
		}
	}
	return true
}
