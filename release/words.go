// Package release knows who leaves, from where, when, and why that day.
package release

// LegalStatus of a person in custody (interface.md 3).
type LegalStatus string

// The legal statuses.
const (
	Sentenced            LegalStatus = "SENTENCED"
	Recall               LegalStatus = "RECALL"
	Remand               LegalStatus = "REMAND"
	ConvictedUnsentenced LegalStatus = "CONVICTED_UNSENTENCED"
	Indeterminate        LegalStatus = "INDETERMINATE_SENTENCE"
	ImmigrationDetainee  LegalStatus = "IMMIGRATION_DETAINEE"
	CivilPrisoner        LegalStatus = "CIVIL_PRISONER"
	Dead                 LegalStatus = "DEAD"
	UnknownStatus        LegalStatus = "UNKNOWN" // treated as sentenced
)

// LegalStatuses lists them all.
var LegalStatuses = []LegalStatus{Sentenced, Recall, Remand, ConvictedUnsentenced, Indeterminate,
	ImmigrationDetainee, CivilPrisoner, Dead, UnknownStatus}

// CustodyStatus says where a person is, as the prisons tell it.
type CustodyStatus string

// The custody statuses.
const (
	ActiveIn    CustodyStatus = "ACTIVE IN"
	ActiveOut   CustodyStatus = "ACTIVE OUT"   // out for court, hospital or leave: not released
	InactiveOut CustodyStatus = "INACTIVE OUT" // has left prison
	NotTold     CustodyStatus = ""             // listed, and nobody says where: neither held nor out
)

// DateType is the type of a date (domain rule 2).
type DateType string

// The date types.
const (
	CRD       DateType = "CRD"   // conditional release
	ARD       DateType = "ARD"   // automatic release
	NPD       DateType = "NPD"   // non-parole
	PED       DateType = "PED"   // parole eligibility: not a release
	APD       DateType = "APD"   // approved parole
	HDCED     DateType = "HDCED" // curfew eligibility: not a release
	HDCAD     DateType = "HDCAD" // curfew approved
	PRRD      DateType = "PRRD"  // post-recall release
	ETD       DateType = "ETD"   // early transfer
	MTD       DateType = "MTD"   // mid transfer
	LTD       DateType = "LTD"   // late transfer
	Tariff    DateType = "TARIFF"
	ERSED     DateType = "ERSED" // removal abroad
	ROTL      DateType = "ROTL"  // temporary
	SED       DateType = "SED"
	LED       DateType = "LED"
	SLED      DateType = "SLED"
	TUSED     DateType = "TUSED"
	Confirmed DateType = "CONFIRMED" // set by the prison
)

// DateTypes lists them all.
var DateTypes = []DateType{CRD, ARD, NPD, PED, APD, HDCED, HDCAD, PRRD, ETD, MTD, LTD, Tariff, ERSED, ROTL,
	SED, LED, SLED, TUSED, Confirmed}

// DateKind says how sure a date is: approved and confirmed count as
// calculated; an override replaces the calculated date of its type.
type DateKind string

// The kinds of date.
const (
	Calculated    DateKind = "calculated"
	Override      DateKind = "override"
	ApprovedKind  DateKind = "approved"
	ConfirmedKind DateKind = "confirmed"
)

// State of a release (interface.md 4).
type State string

// The states of a release.
const (
	Planned          State = "planned"
	CouldLeaveAnyDay State = "could_leave_any_day"
	AwaitingParole   State = "awaiting_parole"
	RecalledNoDate   State = "recalled_no_date"
	NoDates          State = "no_dates"
	DatePassed       State = "date_passed"
	NotConfirmed     State = "not_confirmed"
	LeftUnknown      State = "left_unknown"
	AtLarge          State = "at_large"
	Released         State = "released"
	Removed          State = "removed"
	Died             State = "died"
	MovedAway        State = "moved_away"
)
