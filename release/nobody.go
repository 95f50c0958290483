package release

import (
	"cmp"
	"slices"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// NobodyWhy is why a request has nobody to send it to, or reaches nobody.
type NobodyWhy string

// The reasons. Each has one remedy, which pages put into words.
const (
	NobodyInDirectory NobodyWhy = "no_service"      // the directory has no row for the service there, nor for everywhere
	NobodyAtPrison    NobodyWhy = "no_prison"       // the same, of a prison's service
	NobodyAuthority   NobodyWhy = "no_authority"    // which housing authority is asked has not been recorded
	NobodyOfficer     NobodyWhy = "no_officer"      // no community officer is named, and there is no probation unit
	NobodyBadAddress  NobodyWhy = "bad_address"     // the community officer's address was told and cannot be used
	NobodyLinkOfficer NobodyWhy = "no_link_officer" // no account, no row: only the unit's mailbox, if that
	NobodyAgreement   NobodyWhy = "no_agreement"    // no sharing agreement with the service is in force
	NobodyBounced     NobodyWhy = "bounced"         // the address that holds the request did not take our e-mail
)

// NobodyPage is how many requests one page shows.
const NobodyPage = 25

// NobodyQuery says whose requests are looked at.
type NobodyQuery struct {
	Scope  Scope
	Today  calendar.Date
	Health bool   // the reader has a basis for health by their role
	Cause  string // key of a NobodyCause; "" for all
	Page   int    // from 1
}

// NobodyList is what has nobody to send it to: the causes with how many requests
// each keeps back, and one page of the requests.
type NobodyList struct {
	Causes []NobodyCause
	Rows   []NobodyRow
	Total  int // of the query's cause
	All    int // of all causes
}

// NobodyCause is one thing to mend: with it all its requests can go.
type NobodyCause struct {
	Why      NobodyWhy
	Service  string // code; "" for a health service that the reader may not know
	Place    string // an area, a prison or a service, by name; "" for none
	Requests int
	Soonest  calendar.Date // day on which the first of them is, or was, to be asked
}

// Key names the cause in an address.
func (c NobodyCause) Key() string { return string(c.Why) + "." + c.Service + "." + c.Place }

// NobodyRow is one request that has nobody to send it to.
type NobodyRow struct {
	Ref, ReleaseRef    string
	Standard, Title    string
	Pathway, Service   string
	FoundBy            string
	State              pathways.State
	HandOffOn, DueOn   calendar.Date
	Surname, Forenames string
	Restricted         bool
	HealthConsent      bool // consent_to_share_health is in force
	AreaName           string
	PrisonName         string
	AuthorityName      string // of a housing request: the authority recorded
	WaitsAuthority     bool
	Under18            bool
	Supervised         bool
	BadAddress         bool // the community officer's address cannot be used
	Bounced            bool
	Lacks              bool   // the service may be told nothing: no sharing agreement in force
	Holder             string // of a bounced one: who holds it
}

// HiddenHealth tells whether the request is about health and the reader, whose
// role gives a basis or not, may not know which.
func (r NobodyRow) HiddenHealth(basis bool) bool {
	return IsHealth(r.Pathway) && !basis && !r.HealthConsent
}

// Cause tells why a request has nobody to send it to (domain rule 6, who), as far
// as a reader may know. Where the person of a restricted record is, or comes
// from, is masked.
func (r NobodyRow) Cause(basis bool) NobodyCause {
	cause := r.cause()
	if r.HiddenHealth(basis) {
		cause.Service = ""
	}
	if r.Restricted || r.HiddenHealth(basis) && cause.Why == NobodyBounced {
		cause.Place = ""
	}
	return cause
}

func (r NobodyRow) cause() NobodyCause {
	switch {
	case r.Bounced:
		return NobodyCause{Why: NobodyBounced, Service: r.Service, Place: r.Holder}
	case r.WaitsAuthority:
		return NobodyCause{Why: NobodyAuthority}
	}
	if r.Lacks {
		return NobodyCause{Why: NobodyAgreement, Service: r.Service, Place: r.place()}
	}
	switch pathways.FoundBy(r.FoundBy) {
	case pathways.ByArea:
		return NobodyCause{Why: NobodyInDirectory, Service: r.Service, Place: cmp.Or(r.AuthorityName, r.AreaName)}
	case pathways.ByPrison:
		return NobodyCause{Why: NobodyAtPrison, Service: r.Service, Place: r.PrisonName}
	case pathways.ByCOM:
		return r.officerCause()
	case pathways.ByUnit:
	}
	return NobodyCause{Why: NobodyLinkOfficer, Place: r.AreaName}
}

// place is the area or prison whose service it is.
func (r NobodyRow) place() string {
	if pathways.FoundBy(r.FoundBy) == pathways.ByPrison {
		return r.PrisonName
	}
	return cmp.Or(r.AuthorityName, r.AreaName)
}

func (r NobodyRow) officerCause() NobodyCause {
	switch {
	case r.Under18:
		return NobodyCause{Why: NobodyInDirectory, Service: "youth_justice", Place: r.AreaName}
	case r.BadAddress:
		return NobodyCause{Why: NobodyBadAddress}
	case r.Supervised:
		return NobodyCause{Why: NobodyOfficer, Service: "probation_unit", Place: r.AreaName}
	}
	return NobodyCause{Why: NobodyLinkOfficer, Place: r.AreaName}
}

// nobodyList sorts the requests by cause, the one with the soonest day first,
// and keeps one page of those asked for.
func nobodyList(rows []NobodyRow, q NobodyQuery) NobodyList {
	list := NobodyList{All: len(rows)}
	at := map[string]int{}
	var wanted []NobodyRow
	for _, r := range rows {
		cause := r.Cause(q.Health)
		key := cause.Key()
		k, known := at[key]
		if !known {
			k = len(list.Causes)
			at[key], cause.Soonest = k, r.HandOffOn
			list.Causes = append(list.Causes, cause)
		}
		one := &list.Causes[k]
		one.Requests++
		if one.Soonest.IsZero() || !r.HandOffOn.IsZero() && r.HandOffOn.Before(one.Soonest) {
			one.Soonest = r.HandOffOn
		}
		if q.Cause == "" || q.Cause == key {
			wanted = append(wanted, r)
		}
	}
	slices.SortStableFunc(list.Causes, func(a, b NobodyCause) int { return a.Soonest.Compare(b.Soonest) })
	list.Total = len(wanted)
	from := min((max(q.Page, 1)-1)*NobodyPage, len(wanted))
	list.Rows = wanted[from:min(from+NobodyPage, len(wanted))]
	return list
}
