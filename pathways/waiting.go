package pathways

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
)

// What a task can wait for, beside the code of another task.
const (
	WaitCleared   = "om_cleared" // the offender manager has not ticked "checked"
	WaitAgreement = "agreement"  // no sharing agreement with the service is in force
	WaitReleased  = "om_release" // MAPPA, LAO, immigration, removal, released in error: the offender manager's yes
)

// Given is what has been recorded for one task that it may wait for.
type Given struct {
	Authority  string // housing authority recorded in the task that chooses it
	OMCleared  bool
	OMReleased bool
	Lacks      bool // whoever it would go to may be told nothing: no sharing agreement in force
}

// Waiting lists what must be recorded before anything of this task is told, in
// the order of domain rule 6: consents as the standard names them, the sharing
// agreement, a task code, om_cleared, om_release last. Empty: nothing.
func (cat *Catalogue) Waiting(s *Standard, c *Case, g Given, today calendar.Date) []string {
	waiting := s.consentsMissing(c)
	if g.Lacks {
		waiting = append(waiting, WaitAgreement)
	}
	if from := cat.AuthorityFrom(s.Code); from != "" && g.Authority == "" {
		waiting = append(waiting, from)
	}
	return append(waiting, s.officersWord(c, g, today)...)
}

// StillWaits lists what forbids telling a service that was asked before: a
// consent that is no longer recorded, a flag that came since.
func (s *Standard) StillWaits(c *Case, g Given, today calendar.Date) []string {
	waiting := s.consentsMissing(c)
	if g.Lacks {
		waiting = append(waiting, WaitAgreement)
	}
	return append(waiting, s.officersWord(c, g, today)...)
}

func (s *Standard) consentsMissing(c *Case) []string {
	waiting := []string{}
	for _, need := range s.BeforeTelling {
		if strings.HasPrefix(need, "consent_") && !slices.Contains(c.Consents, need) {
			waiting = append(waiting, need)
		}
	}
	return waiting
}

// officersWord is what the offender manager has still to say: "checked", and
// for people held back the release of this task to the outside. For somebody
// released in error no service is told, inside or outside, until the offender
// manager says so of the release; what was said of a task before does not count
// (domain rule 4).
func (s *Standard) officersWord(c *Case, g Given, today calendar.Date) []string {
	var waiting []string
	if slices.Contains(s.BeforeTelling, WaitCleared) && !g.OMCleared {
		waiting = append(waiting, WaitCleared)
	}
	outside := !s.Inside() && c.Held(today) && !g.OMReleased
	if outside || c.Withheld && !s.OfficersOwn() {
		waiting = append(waiting, WaitReleased)
	}
	return waiting
}
