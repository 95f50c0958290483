package access

import (
	"slices"

	"throughgate/internal/calendar"
)

// Agreement is a sharing agreement between the unit and its partners. Days are
// London's; the first and the last count.
type Agreement struct {
	ID           int64
	Ref          string
	Version      int
	Title        string
	Purpose      string
	Gateways     []Gateway
	GatewayWords string
	OurRegime    Regime
	TheirRegime  Regime
	Categories   []DataCategory
	Domains      []string // of e-mail addresses, in small letters
	OwnerID      int64
	StartsOn     calendar.Date
	ReviewOn     calendar.Date
	EndsOn       calendar.Date
	EndedOn      calendar.Date // by hand; zero: not
	EndedWhy     string
	FileName     string
	FileHash     string // SHA-256 of the signed file, in hex; the file is not kept
	Partners     []Partner
}

// Partner is a service of the directory that an agreement is with. Area is a GSS
// code, a prison's code or *, as in the directory; empty: wherever it is.
type Partner struct{ Service, Area string }

// Gateway is the law that allows the sharing.
type Gateway string

// The gateways. An other one is told in words.
const (
	CrimeAndDisorder   Gateway = "cda_1998_s115" // Crime and Disorder Act 1998, section 115
	OffenderManagement Gateway = "oma_2007_s14"  // Offender Management Act 2007, section 14
	DutyToRefer        Gateway = "ha_1996_s213b" // Housing Act 1996, section 213B
	OtherGateway       Gateway = "other"
)

// Gateways lists them in the order of a form.
var Gateways = []Gateway{CrimeAndDisorder, OffenderManagement, DutyToRefer, OtherGateway}

// Regime is the law of data protection that one side works under.
type Regime string

// The regimes.
const (
	LawEnforcement Regime = "dpa_part3" // Data Protection Act 2018, Part 3
	General        Regime = "uk_gdpr"
)

// Regimes lists them in the order of a form.
var Regimes = []Regime{LawEnforcement, General}

// DataCategory is a kind of data that is shared.
type DataCategory string

// The kinds of data.
const (
	IdentityData DataCategory = "identity"
	ContactData  DataCategory = "contact"
	ReleaseData  DataCategory = "release_days"
	HousingData  DataCategory = "housing"
	MoneyData    DataCategory = "money_and_work"
	FamilyData   DataCategory = "family"
	HealthData   DataCategory = "health"
	OffenceData  DataCategory = "offence"
	RiskData     DataCategory = "risk"
)

// DataCategories lists them in the order of a form.
var DataCategories = []DataCategory{IdentityData, ContactData, ReleaseData, HousingData, MoneyData, FamilyData, HealthData, OffenceData, RiskData}

// AgreementState is how an agreement stands on a day.
type AgreementState string

// The states.
const (
	AgreementNotYet    AgreementState = "not_yet"
	AgreementInForce   AgreementState = "in_force"
	AgreementReviewDue AgreementState = "review_due"
	AgreementEndsSoon  AgreementState = "ends_soon"
	AgreementEnded     AgreementState = "ended"
)

// AgreementStates lists them in the order of a page.
var AgreementStates = []AgreementState{AgreementInForce, AgreementReviewDue, AgreementEndsSoon, AgreementNotYet, AgreementEnded}

// OwnerTold is how many days before the end the owner of an agreement is told,
// the nearest first.
var OwnerTold = []int{7, 30, 60}

// LastDay is the last day on which the agreement is in force.
func (a Agreement) LastDay() calendar.Date {
	if !a.EndedOn.IsZero() && !a.EndedOn.After(a.EndsOn) {
		return a.EndedOn.AddDays(-1)
	}
	return a.EndsOn
}

// InForce tells whether the agreement holds on a day.
func (a Agreement) InForce(day calendar.Date) bool {
	return !day.Before(a.StartsOn) && !day.After(a.LastDay())
}

// State is how the agreement stands on a day; the end that comes near is told
// before a review that is due.
func (a Agreement) State(day calendar.Date) AgreementState {
	switch {
	case day.After(a.LastDay()):
		return AgreementEnded
	case day.Before(a.StartsOn):
		return AgreementNotYet
	case a.EndsOn.Sub(day) <= OwnerTold[len(OwnerTold)-1]:
		return AgreementEndsSoon
	case !day.Before(a.ReviewOn):
		return AgreementReviewDue
	}
	return AgreementInForce
}

// TellOwner is how many days before the end its owner is to be told of it on a
// day: the nearest of [OwnerTold] that is reached, so that one word is enough
// after days without a watch; 0: nothing to tell.
func (a Agreement) TellOwner(day calendar.Date) int {
	if !a.InForce(day) {
		return 0
	}
	left := a.EndsOn.Sub(day)
	for _, days := range OwnerTold {
		if left <= days {
			return days
		}
	}
	return 0
}

// With tells whether the agreement is with a service of the directory.
func (a Agreement) With(service, area string) bool {
	return slices.ContainsFunc(a.Partners, func(p Partner) bool { return p.Service == service && (p.Area == "" || p.Area == area) })
}
