package web

import (
	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// sharingLine says on a service's page under which agreement it is told anything.
type sharingLine struct {
	Text  wording.Text
	Href  string
	Link  wording.Text
	Lacks bool
}

// tellSharing adds how the service stands today.
func (v *serviceView) tellSharing(sharing access.Sharing, stored pathways.StoredService, today calendar.Date) {
	service, area := stored.Cells["service"], stored.Cells["area"]
	standing := sharing.Of(service, area, today)
	a := standing.Agreement
	line := sharingLine{Lacks: standing.Lacks, Href: "/unit/agreements", Link: "Sharing agreements"}
	switch {
	case standing.Lacks:
		line.Text = wording.F("{1}. It is asked for nothing, and its people see nothing.", wording.Capital(wording.Data(standing.Why(today))))
	case a == nil && service == "link_officer":
		v.Sharing = nil
		return
	case a == nil:
		line.Text = "No sharing agreement is entered for this service. Until its first one is entered it counts as covered; in production it would be asked for nothing."
	default:
		line.Text = wording.F("It is told under “{1}”, to {2}.", a.Title, a.LastDay())
	}
	if a != nil {
		line.Href, line.Link = "/unit/agreements/"+a.Ref, "The agreement"
		if email := stored.Cells["spoc_email"]; !standing.Lacks && !a.TakesAddress(email) {
			v.Address = "The address of the contact is at none of the e-mail domains that the agreement names: ask whether it is right."
		}
	}
	v.Sharing = &line
}
