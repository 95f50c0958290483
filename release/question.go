package release

import "throughgate/internal/calendar"

// SchemeDecision is what somebody recorded about the Friday scheme (domain
// rule 3).
type SchemeDecision string

// The decisions on the Friday scheme.
const (
	SchemeUndecided  SchemeDecision = ""             // nobody has recorded one: the presumed day is the planned day
	SchemeApplied    SchemeDecision = "applied"      // the presumed day stands
	SchemeRefused    SchemeDecision = "refused"      // the working day stands
	SchemeOneDayMore SchemeDecision = "one_day_more" // the working day before the presumed one
)

// Question is all that decides a planned day. Days are London's; no day means
// not told.
type Question struct {
	Today         calendar.Date
	LegalStatus   LegalStatus
	BirthDate     calendar.Date // no day: an adult
	SentenceStart calendar.Date
	ReturnedOn    calendar.Date // day of return to custody after a recall
	Dates         []TypedDate   // in the order they were learnt: of one type and kind the last holds

	// JudgedOn is the day on which what is past is judged for the Friday
	// scheme and for dates left over from before a recall: the day the dates,
	// the legal status or the scheme decision were last learnt, never moved by
	// time going by (domain rule 3). No day: Today.
	JudgedOn calendar.Date

	// HeldAsOf is the day of the newest extract where it lists the person
	// ACTIVE IN; ListedAsOf where it lists them ACTIVE IN or ACTIVE OUT. No day:
	// it does not.
	HeldAsOf, ListedAsOf calendar.Date
	// SetAside: a stale date was set aside, and nobody has told dates or legal
	// status anew since. So it stays, wherever they are now.
	SetAside bool
	// LeftOn is the day on which they left, by whatever way: what goes by after
	// it makes no date stale and no planned day passed. No day: they have not.
	LeftOn calendar.Date
	// NoExtract says that there are no extracts at all (`check dates`): every
	// planned day before Today has passed.
	NoExtract bool

	ImmigrationHold bool // the flag; the legal status counts by itself
	InHospital      bool // under the Mental Health Act, until somebody has checked

	FridayScheme bool // whether the Friday scheme is worked out at all
	Scheme       SchemeDecision
}

func (q *Question) judgedOn() calendar.Date {
	if q.JudgedOn.IsZero() {
		return q.Today
	}
	return q.JudgedOn
}

func (q *Question) immigration() bool {
	return q.ImmigrationHold || q.LegalStatus == ImmigrationDetainee
}

// Answer is the planned day and why. Days that do not exist are no day.
type Answer struct {
	DecidingType    DateType      // "" where no date decides
	Statutory       calendar.Date // the deciding date, unadjusted
	WorkingDay      calendar.Date // what the working-day rule makes of it
	FridaySchemeDay calendar.Date // no day where the scheme does not apply or changes nothing
	PlannedDay      calendar.Date // the day we expect the person out
	State           State         // planned, date_passed, could_leave_any_day, awaiting_parole, recalled_no_date, no_dates or died
	Reasons         []Reason      // in the order of domain rule 3; never nil
	Explanation     string        // one sentence an officer would say

	// Presumed: FridaySchemeDay is a presumption nobody has decided on yet, so
	// officers and services are told both days.
	Presumed bool
	// StandsFor is the type that decides or, where that is CONFIRMED, the one
	// that would decide without it ("" if none).
	StandsFor DateType
	// Supervised: the date's part of the condition `supervised` (domain rule 6).
	Supervised bool
}
