package access

import "slices"

// Reading is what decides of which class a reader is: who reads, and of whom.
type Reading struct {
	Role Role

	Restricted   bool // limited access
	Opened       bool // and this account has it open, with a reason
	HealthAgreed bool // consent_to_share_health is in force
	HealthShared bool // an agreement in force gives the officer's agency health data
	Answering    bool // a person's own request for what is held about them

	// Of a service.
	Request bool   // an opened request, not a list
	Service string // its code in the directory
	Held    bool   // the service holds the request, or has done it
	Covered bool   // an agreement with it is in force
	Consent bool   // the consents that the request asks for are recorded
}

// ViewerFor says of which class a reader is (domain rule 9). A restricted record
// is masked for every role until it is opened, and for services always.
func ViewerFor(r Reading) Viewer {
	switch r.Role {
	case SPOC:
		return serviceViewer(r)
	case LinkOfficer, OffenderManager, Coordinator:
		switch {
		case r.Restricted && !r.Opened:
			return OfficerMasked
		case r.Role == LinkOfficer, r.HealthAgreed, r.HealthShared:
			return OfficerWithBasis
		}
		return Officer
	case InformationLead:
		if r.Answering {
			return LeadAnswering
		}
		return LeadReview
	case Administrator:
		return NoCaseData
	}
	return NoCaseData
}

func serviceViewer(r Reading) Viewer {
	switch {
	case r.Restricted:
		return ServiceMasked
	case !r.Request:
		return ServiceList
	case !r.Held, !r.Covered, !r.Consent:
		return ServiceUncovered
	case slices.Contains(housingServices, r.Service):
		return ServiceHousing
	case IsHealthService(r.Service):
		return ServiceHealth
	}
	return ServiceOther
}

// The services that house people, and those whose very name tells of health.
var (
	housingServices = []string{"housing_options", "crs_accommodation", "cas3"}
	healthServices  = []string{"mental_health", "drug_and_alcohol", "reconnect", "prison_healthcare"}
)

// IsHealthService tells whether who an appointment or a request is with tells of
// health: only those with a recorded basis see it (domain rule 9).
func IsHealthService(service string) bool { return slices.Contains(healthServices, service) }

// healthPathways are those of the catalogue that are about health: mental
// health, with its medicines, and drugs and alcohol.
var healthPathways = []string{"mental_health", "drugs_and_alcohol"}

// IsHealthPathway tells whether the requests of a pathway are about health.
func IsHealthPathway(pathway string) bool { return slices.Contains(healthPathways, pathway) }

// HealthServices lists the services of IsHealthService, for queries.
func HealthServices() []string { return slices.Clone(healthServices) }
