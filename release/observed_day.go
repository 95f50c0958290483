package release

import (
	"slices"

	"throughgate/internal/calendar"
)

// decide asks the rules for the planned day.
func (o *observed) decide(by surroundings) {
	o.judgedOn = by.today
	q := o.question(by.today)
	if o.stored != nil && !o.opens && o.stored.LegalStatus == o.present().Legal && sameDates(deciding(o.before), deciding(o.Dates)) {
		o.judgedOn = o.stored.JudgedOn
		q.JudgedOn = o.judgedOn
		q.SetAside = o.stored.SetAside
	}
	if o.stored != nil && !o.opens {
		q.Scheme = o.stored.Scheme
	}
	o.answer, o.scheme = Decide(by.cal, q), q.Scheme
	if q.Scheme != SchemeUndecided && o.answer.Statutory != o.stored.SchemeFor { // decided on another date
		q.Scheme, o.scheme, q.JudgedOn, o.judgedOn = SchemeUndecided, SchemeUndecided, by.today, by.today
		o.answer = Decide(by.cal, q)
	}
}

// question is what the dates told so far ask of the rules.
func (o *observed) question(today calendar.Date) Question {
	c := o.present()
	q := Question{
		Today: today, LegalStatus: c.Legal, BirthDate: o.BirthDate, SentenceStart: o.SentenceStart, Dates: o.Dates,
		JudgedOn: o.judgedOn, ImmigrationHold: slices.Contains(o.Flags, "immigration_hold"), InHospital: c.Place == InHospital,
		FridayScheme: true,
	}
	if c.Place == DeceasedPlace {
		q.LegalStatus = Dead
	}
	if c.Legal == Recall {
		q.ReturnedOn = c.Received // after a recall the day of return to custody
	}
	if c.Gone() {
		q.LeftOn = c.LeftOn
	}
	asOf := calendar.DayOf(o.seenAt)
	switch o.Status {
	case ActiveIn:
		q.HeldAsOf, q.ListedAsOf = asOf, asOf
	case ActiveOut:
		q.ListedAsOf = asOf
	case InactiveOut, NotTold: // a date is stale, or passed, only for somebody told to be held
	}
	return q
}

// deciding are the dates that can decide anything: an expiry date that is
// corrected makes no judgement of what is past anew.
func deciding(list []TypedDate) []TypedDate {
	return slices.DeleteFunc(slices.Clone(list), func(d TypedDate) bool { s := slotOf(d.Type); return s < slotConfirmed || s > slotMTD })
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
