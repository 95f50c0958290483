package web

import (
	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// sharingLine says on a service's page under which agreement it is told anything.
type sharingLine struct {
	Text, Href, Link string
	Lacks            bool
}

// tellSharing adds how the service stands today.
func (v *serviceView) tellSharing(sharing access.Sharing, stored pathways.StoredService, today calendar.Date) {
	service, area := stored.Cells["service"], stored.Cells["area"]
	standing := sharing.Of(service, area, today)
	a := standing.Agreement
	line := sharingLine{Lacks: standing.Lacks, Href: "/unit/agreements", Link: "Sharing agreements"}
	switch {
	case standing.Lacks:
		line.Text = capital(standing.Why(today)) + ". It is asked for nothing, and its people see nothing."
	case a == nil && service == "link_officer":
		v.Sharing = nil
		return
	case a == nil:
		line.Text = "No sharing agreement is entered for this service. Until its first one is entered it counts as covered; in production it would be asked for nothing."
	default:
		line.Text = "It is told under “" + a.Title + "”, to " + a.LastDay().Long() + "."
	}
	if a != nil {
		line.Href, line.Link = "/unit/agreements/"+a.Ref, "The agreement"
		if email := stored.Cells["spoc_email"]; !standing.Lacks && !a.TakesAddress(email) {
			v.Address = "The address of the contact is at none of the e-mail domains that the agreement names: ask whether it is right."
		}
	}
	v.Sharing = &line
}
