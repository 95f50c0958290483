package release

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// mayNotTell is why a line of an e-mail is left out at the moment of sending, as
// an officer reads it; "" where it may stand.
func (c Composer) mayNotTell(l *lineRow, m notify.Message, today calendar.Date) string {
	if m.Kind == notify.Escalation {
		if l.Count == 0 {
			return "everything has been answered"
		}
		return ""
	}
	if l.Reference == "" { // about a message or a service, not about a person
		return ""
	}
	switch {
	case l.ReleaseState.ended():
		return "nothing more is sent about this person"
	case !c.Unit.Covers(Scope{Areas: []string{l.HomeArea}}):
		return "the person is not in the unit's areas"
	}
	switch m.Kind {
	case notify.Request, notify.Reminder, notify.Told:
		return l.mayNotAsk(m, today)
	case notify.Digest, notify.Alert:
		return l.noNews(today)
	case notify.Escalation, notify.AppointmentReminder, notify.AutoReply:
	}
	return ""
}

// mayNotAsk: a service is told only of a task that it still holds, that is still
// open, and that everything it waited for still allows.
func (l *lineRow) mayNotAsk(m notify.Message, today calendar.Date) string {
	state := pathways.State(l.State)
	switch {
	case !state.Asked():
		return "the request is " + strings.ReplaceAll(l.State, "_", " ")
	case m.Kind == notify.Request && (state == pathways.Declined || state == pathways.NoCapacity):
		return "it has been answered"
	case m.Kind == notify.Request && !strings.EqualFold(l.ContactEmail, m.Recipient):
		return "somebody else holds the request now"
	case m.Kind == notify.Reminder && l.Rung == 0:
		return "it has been answered"
	}
	if waits := l.standard().StillWaits(l.caseOf(), pathways.Given{OMCleared: l.OMCleared, OMReleased: l.OMReleased}, today); len(waits) > 0 {
		return "it waits for " + waitingWords(waits)
	}
	return ""
}

// urgentReach is how many calendar days ahead a night without an address is
// urgent: no run of holidays puts more between two working days.
const urgentReach = 7

// noNews tells why a line of an officer's message is no news any more: what it
// says has been dealt with, or has changed since.
func (l *lineRow) noNews(today calendar.Date) string {
	const over = "it has been dealt with"
	state := pathways.State(l.State)
	holds := true
	switch l.Kind {
	case notify.ItemTask, notify.ItemOverdue:
		holds = state.Asked()
	case notify.ItemNotAnswering:
		holds = l.TaskID == 0 || state.Asked() && l.Rung > 0
	case notify.ItemToClear, notify.ItemConsentWanted, notify.ItemWaitingTooLong:
		holds = state == pathways.Planned && len(l.Waiting) > 0
	case notify.ItemNobody:
		holds = state.Open()
	case notify.ItemDeclined:
		holds = state == pathways.Declined
	case notify.ItemNoCapacity:
		holds = state == pathways.NoCapacity
	case notify.ItemNoAddress:
		holds = l.ReleaseState == Planned && state != pathways.Done && state != pathways.Withdrawn &&
			!l.PlannedDay.Before(today) && l.PlannedDay.Sub(today) <= urgentReach
	case notify.ItemNewDate: // a superseded day is not told
		l.To = l.PlannedDay
		holds = l.From != l.To && l.ReleaseState != Released
	case notify.ItemGate, notify.ItemRed, notify.ItemNeedUnknown:
		holds = l.ReleaseState == Planned
	case notify.ItemReleased, notify.ItemUnexpectedRelease:
		holds = l.ReleaseState == Released
	case notify.ItemDatePassed:
		holds = l.ReleaseState.paused()
	case notify.ItemAppointment, notify.ItemNewInCustody, notify.ItemUndelivered, notify.ItemReply, notify.ItemToldData:
	}
	if !holds {
		return over
	}
	return ""
}

// waitingWords says what a task waits for, as an officer reads it.
func waitingWords(waits []string) string {
	words := make([]string, len(waits))
	for i, what := range waits {
		switch what {
		case "consent_to_refer":
			what = "consent to refer"
		case "consent_to_share_contact":
			what = "consent to share contact details"
		case "consent_to_share_health":
			what = "consent to share health details"
		case pathways.WaitCleared:
			what = "the offender manager's check"
		case pathways.WaitReleased:
			what = "the offender manager's word that it may go"
		}
		words[i] = what
	}
	return strings.Join(words, ", ")
}

func (l *lineRow) standard() *pathways.Standard {
	return &pathways.Standard{Code: l.Standard, Service: l.Service, FoundBy: pathways.FoundBy(l.FoundBy), BeforeTelling: l.BeforeTelling}
}

func (l *lineRow) caseOf() *pathways.Case {
	return &pathways.Case{Flags: l.Flags, Consents: l.Consents, ERSED: l.ERSED,
		ImmigrationHold: LegalStatus(l.LegalStatus) == ImmigrationDetainee || slices.Contains(l.Flags, "immigration_hold")}
}
