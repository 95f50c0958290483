package release

import (
	"slices"
	"strings"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// meetingRow is an appointment with everything that decides who is sent it for
// their calendar, and what the file may say.
type meetingRow struct {
	ID             int64
	Ref            string
	Version        int
	State          string
	StartsAt       time.Time
	Minutes        int
	Place          string
	PlaceSafe      bool
	Service        string
	Health         bool // the service is asked about health
	ReleaseID      int64
	ReleaseRef     string
	ReleaseState   State
	Current        bool // false: a newer stay in custody has begun
	Withheld       bool
	LicenceChecked bool
	LegalStatus    string
	ERSED          calendar.Date
	Forenames      string
	Surname        string
	Flags          []string
	HomeArea       string
	Consents       []string
	COM, POM       string // their addresses
	ServiceID      int64  // the row of the directory that serves the home area
	ServiceName    string
	ServiceEmail   string
	ServiceWants   bool
}

// askedTask is what a service was asked for the person of a meeting.
type askedTask struct {
	ReleaseID     int64
	Ref           string
	Standard      string
	Service       string
	FoundBy       string
	BeforeTelling []string
	State         string
	ContactEmail  string
	OMCleared     bool
	OMReleased    bool
}

// wanting is an officer who chose to get calendar files.
type wanting struct {
	Email string
	Name  string
	Role  access.Role
	Areas []string
}

// invitee is somebody who gets an appointment for their calendar.
type invitee struct {
	To        pathways.Contact
	ServiceID int64       // a service; 0: an officer
	Role      access.Role // of an officer
}

// invitees are those who want this appointment in their calendars: the contact
// of its service, and of the officers who chose so the link officers of the area
// and the person's own offender managers. Each address once.
func (m *meetingRow) invitees(officers []wanting) []invitee {
	var out []invitee
	if m.ServiceWants && m.ServiceEmail != "" {
		out = append(out, invitee{To: pathways.Contact{Name: m.ServiceName, Email: m.ServiceEmail}, ServiceID: m.ServiceID})
	}
	for _, o := range officers {
		theirs := false
		switch o.Role {
		case access.LinkOfficer:
			theirs = slices.Contains(o.Areas, m.HomeArea)
		case access.OffenderManager:
			theirs = strings.EqualFold(o.Email, m.COM) || strings.EqualFold(o.Email, m.POM)
		case access.SPOC, access.Coordinator, access.InformationLead, access.Administrator:
		}
		if theirs && !slices.ContainsFunc(out, func(i invitee) bool { return strings.EqualFold(i.To.Email, o.Email) }) {
			out = append(out, invitee{To: pathways.Contact{Name: o.Name, Email: o.Email}, Role: o.Role})
		}
	}
	return out
}

// stands tells whether the appointment is to be in calendars: booked, still to
// come, and of somebody for whom anything is still planned.
func (m *meetingRow) stands(now time.Time) bool {
	return (m.State == "booked" || m.State == "moved") && m.StartsAt.After(now) && m.Current && !m.ReleaseState.ended() && m.ReleaseState != AtLarge
}

// line is the meeting as telling of the person is judged.
func (m *meetingRow) line() *lineRow {
	return &lineRow{ReleaseState: m.ReleaseState, Withheld: m.Withheld, LegalStatus: m.LegalStatus, Flags: m.Flags, Consents: m.Consents,
		ERSED: m.ERSED, HomeArea: m.HomeArea, Forenames: m.Forenames, Surname: m.Surname}
}

// mayInvite is why somebody may not be told of the appointment, as an officer
// reads it; "" where they may. A service is told of a person only with a task
// that it was asked for, holds, and that everything it waited for still allows
// (domain rule 6, before_telling); an officer of an appointment about health
// only where the person has agreed (domain rule 9). path is the page that the
// file names.
func (m *meetingRow) mayInvite(to invitee, asked []askedTask, unit Unit, today calendar.Date) (path, why string) {
	l := m.line()
	switch {
	case m.ReleaseState.ended():
		return "", "nothing more is sent about this person"
	case !unit.Covers(Scope{Areas: []string{m.HomeArea}}):
		return "", "the person is not in the unit's areas"
	case l.heldBack() != "":
		return "", mayNotBeTold + l.heldBack()
	case to.ServiceID == 0 && m.Health && !healthBasis(access.Actor{Role: to.Role}, slices.Contains(m.Consents, "consent_to_share_health")):
		return "", mayNotBeTold + "the person has not agreed to share what is about health"
	case to.ServiceID == 0:
		return "/releases/" + m.ReleaseRef, ""
	}
	why = "the service has not been asked for anything for this person"
	for _, t := range asked {
		if t.ReleaseID != m.ReleaseID || t.Service != m.Service || !t.holds(to) {
			continue
		}
		l.Standard, l.Service, l.FoundBy, l.BeforeTelling, l.OMCleared, l.OMReleased = t.Standard, t.Service, t.FoundBy, t.BeforeTelling, t.OMCleared, t.OMReleased
		if why = l.waitsStill(today); why == "" {
			return "/tasks/" + t.Ref, ""
		}
	}
	return "", mayNotBeTold + why
}

// holds: the service was asked, and has not said no; or it has done it.
func (t *askedTask) holds(to invitee) bool {
	switch pathways.State(t.State) {
	case pathways.HandedOff, pathways.Acknowledged, pathways.Accepted, pathways.Done:
		return strings.EqualFold(t.ContactEmail, to.To.Email)
	case pathways.Planned, pathways.Declined, pathways.NoCapacity, pathways.PassedOn, pathways.NotWanted, pathways.NotEligible,
		pathways.TooLate, pathways.Withdrawn:
	}
	return false
}

// place is where it is, where that may be named: marked safe, and checked
// against the licence where there is an exclusion zone or a no-contact condition.
func (m *meetingRow) place() string {
	if !m.PlaceSafe || !m.LicenceChecked && (slices.Contains(m.Flags, "exclusion_zone") || slices.Contains(m.Flags, "no_contact")) {
		return ""
	}
	return m.Place
}
