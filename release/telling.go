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
	if l.Reference == "" { // about a message, a service or an import, not about a person
		if l.Kind == notify.ItemImportHeld && !l.Stands {
			return "it has been dealt with"
		}
		return ""
	}
	switch {
	case l.ReleaseState.ended() && !l.tellsTheEnd():
		return "nothing more is sent about this person"
	case !l.tellsTheEnd() && !c.Unit.Covers(Scope{Areas: []string{l.HomeArea}}):
		return "the person is not in the unit's areas"
	}
	switch m.Kind {
	case notify.Request, notify.Reminder:
		return l.mayNotAsk(m, today)
	case notify.Told:
		return l.mayNotSay(m, today)
	case notify.Digest, notify.Alert:
		return l.noNews(today)
	case notify.Escalation, notify.AppointmentReminder, notify.AutoReply, notify.CalendarFile, notify.AuditHead, notify.Invitation, notify.Unused, notify.ListsDue:
	}
	return ""
}

// mayNotAsk: a service is told only of a task that it still holds, that is still
// open, and that everything it waited for still allows.
func (l *lineRow) mayNotAsk(m notify.Message, today calendar.Date) string {
	state := pathways.State(l.State)
	switch {
	case l.heldBack() != "":
		return l.heldBack()
	case !state.Asked():
		return "the request is " + strings.ReplaceAll(l.State, "_", " ")
	case m.Kind == notify.Request && (state == pathways.Declined || state == pathways.NoCapacity):
		return "it has been answered"
	case m.Kind == notify.Request && !l.theirs(m):
		return "somebody else holds the request now"
	case m.Kind == notify.Reminder && l.Rung == 0:
		return "it has been answered"
	case m.Kind == notify.Reminder && !l.theirs(m) && !strings.EqualFold(l.DeputyEmail, l.recipient(m)):
		return "somebody else holds the request now"
	}
	return l.waitsStill(today)
}

// mayNotSay: a service is told of a change only of what it was asked for and
// holds, of the day that holds now, and of nothing that it may not know. What is
// withdrawn it is told whatever else has changed since, but for a death.
func (l *lineRow) mayNotSay(m notify.Message, today calendar.Date) string {
	state, theirs := pathways.State(l.State), l.theirs(m)
	switch {
	case l.Kind == notify.ItemWithdrawn && (state.Open() || state == pathways.Done) && theirs:
		return "the request stands again"
	case l.Withheld:
		return l.heldBack()
	case l.Kind != notify.ItemMeetingInside && l.Kind != notify.ItemAnswered && !l.WereAsked: // their request, if it left at all, has said what holds now
		return "they had not been asked yet"
	case l.Kind == notify.ItemWithdrawn:
		return ""
	case l.heldBack() != "":
		return l.heldBack()
	case l.Kind == notify.ItemPaused && l.Consented:
		return "the consent stands again"
	case l.Kind == notify.ItemAnswered && !theirs:
		return "somebody else holds the request now"
	case l.Kind == notify.ItemAnswered:
		return l.waitsStill(today)
	case l.Kind == notify.ItemMeetingInside && !l.Stands:
		return "the meeting is not booked any more"
	case l.Kind == notify.ItemMeetingInside:
		return ""
	case !state.Asked():
		return "the request is " + strings.ReplaceAll(l.State, "_", " ")
	case !theirs:
		return "somebody else holds the request now"
	case l.Kind == notify.ItemPaused:
		return ""
	case l.Kind == notify.ItemResumed:
		return l.waitsStill(today)
	case l.PlannedDay != l.To:
		return "the day has changed again"
	}
	return l.waitsStill(today)
}

// theirs tells whether the recipient holds the task, or stands in for who does.
func (l *lineRow) theirs(m notify.Message) bool {
	return strings.EqualFold(l.ContactEmail, l.recipient(m))
}

// recipient is whom the line is for: the recipient, or who is away and for whom
// the recipient stands in.
func (l *lineRow) recipient(m notify.Message) string {
	if l.AwayEmail != "" {
		return l.AwayEmail
	}
	return m.Recipient
}

// heldBack is why nobody outside is asked or told anything of a person now.
func (l *lineRow) heldBack() string {
	switch {
	case l.Withheld:
		return "released in error: the offender manager has not said yet that services may be told"
	case l.ReleaseState == AtLarge:
		return "everything has stopped for this person"
	}
	return ""
}

// staysUntold: a holder was to be told of another day and may not be, for want of
// a consent or of somebody's word. They know the day they were told before: once
// they may be told, they are.
func (l *lineRow) staysUntold(m notify.Message) bool {
	return m.Kind == notify.Told && l.Kind == notify.ItemMoved && l.WereAsked && pathways.State(l.State).Asked() &&
		l.theirs(m)
}

// tellsTheEnd: the lines that may be said of somebody for whom nothing more is
// planned. Of a death only that, and no more than the reference (domain rule 4).
func (l *lineRow) tellsTheEnd() bool {
	switch {
	case l.ofOpening(): // about who reads, not about the person
		return true
	case l.ReleaseState == Died:
		return l.Kind == notify.ItemDied
	case l.ReleaseState.ended():
		return l.Kind == notify.ItemRemoved || l.Kind == notify.ItemMovedArea || l.Kind == notify.ItemWithdrawn
	}
	return false
}

// ofOpening: a restricted record was opened.
func (l *lineRow) ofOpening() bool {
	return l.Kind == notify.ItemOpened || l.Kind == notify.ItemOpeningAsked
}

// waitsStill is what a task that was asked waits for again, as an officer reads it.
func (l *lineRow) waitsStill(today calendar.Date) string {
	if waits := l.standard().StillWaits(l.caseOf(), pathways.Given{OMCleared: l.OMCleared, OMReleased: l.OMReleased}, today); len(waits) > 0 {
		return "it waits for " + waitingWords(waits)
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
		case pathways.WaitAgreement:
			what = "a sharing agreement with the service"
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
