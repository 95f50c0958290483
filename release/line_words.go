package release

import (
	"fmt"
	"slices"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
)

// words is the line as a message may hold it: initials and reference only.
func (l *lineRow) words() notify.Line {
	if l.Kind == notify.ItemDied || l.Kind == notify.ItemNotDied { // reference only (domain rule 4)
		return notify.Line{Kind: l.Kind, Reference: l.Reference, Path: "/releases/" + l.Reference}
	}
	if l.ofOpening() { // reference only, and where it is reviewed (domain rule 8)
		return notify.Line{Kind: l.Kind, Reference: l.Reference, Path: "/openings"}
	}
	w := notify.Line{
		Kind: l.Kind, Code: l.Standard, MailWords: l.MailWords, Initials: l.initials(), Reference: l.Reference,
		AskedOn: l.AskedOn, PlannedDay: access.Pick(l.reader(), access.FieldDays, l.PlannedDay),
		OrDay: access.Pick(l.reader(), access.FieldDays, l.OrDay), Left: l.ReleaseState == Released || l.ReleaseState == LeftUnknown, DueOn: l.DueOn,
		ShortNotice: l.ShortNotice, Waiting: l.Waiting, BlockedBy: l.BlockedBy, From: l.From, To: l.To, Count: l.Count,
		ServiceName: l.serviceName(), Note: l.note(), AnswerAgain: l.AnswerAgain, Notice: l.Notice, Unmet: l.Unmet,
	}
	if l.AgreementID != 0 {
		w.ServiceName = l.Agreement
	}
	if l.AwayName != "" {
		w.For = l.AwayName + ", away until " + l.AwayUntil.Long()
	}
	if l.AnswerBy != nil {
		w.AnswerBy = *l.AnswerBy
	}
	if l.At != nil {
		w.At = *l.At
	}
	if l.marksDay() {
		w.From, w.To = calendar.Date{}, calendar.Date{}
	}
	switch {
	case l.Agreement != "":
		w.Path = "/unit/agreements"
	case l.Kind == notify.ItemReply: // where it is read
		w.Path = "/your-list"
	case l.MessageRef != "":
		w.Path = "/messages/" + l.MessageRef
	case l.TaskRef != "":
		w.Path = "/tasks/" + l.TaskRef
	case l.Reference != "":
		w.Path = "/releases/" + l.Reference
	}
	return w
}

// serviceName is the name of a service in the directory; that of a prison's tells
// where somebody is, who is named by their initials at least.
func (l *lineRow) serviceName() string {
	if l.Reference != "" && !l.reader().Sees(access.FieldInitials) {
		return ""
	}
	return l.ServiceName
}

// marksDay: the item's day tells for which day it was said, so that it is said
// once a day of release; it is no news itself.
func (l *lineRow) marksDay() bool {
	return slices.Contains(saidOfADay, l.Kind)
}

var saidOfADay = []notify.ItemKind{notify.ItemNotConfirmed, notify.ItemDatePassed, notify.ItemAskPrison, notify.ItemNotAtGate, notify.ItemItinerary}

// note says in neutral words what else there is to know or to do.
func (l *lineRow) note() string {
	switch {
	case l.Kind == notify.ItemHearing && l.SheetReady:
		return "The sheet is ready"
	case l.Kind == notify.ItemHearing:
		return "The sheet is not ready: " + things(l.NotDone) + " not done"
	case l.Kind == notify.ItemAskPrison:
		return asked(l.Version).words()
	case l.Kind == notify.ItemTask && !l.DoneBefore.IsZero():
		return "Was done on " + l.DoneBefore.Long() + ": still good?"
	}
	return l.ContactNote
}

func things(n int) string {
	switch n {
	case 0:
		return "it is"
	case 1:
		return "1 thing is"
	}
	return fmt.Sprintf("%d things are", n)
}

// asked is what the link officer asks the prison.
type asked int

// What is asked; stored as the version of an item.
const (
	askWhichDay asked = 1 // the Friday scheme is presumed: which of the two days
	askPapers   asked = 2 // an immigration hold: papers served?
	askStale    asked = 3 // a day that passed was set aside
)

func (a asked) words() string {
	switch a {
	case askWhichDay: // said of every line with two days
	case askPapers:
		return "Ask whether papers have been served"
	case askStale:
		return "An earlier day has passed and was set aside: ask what holds"
	}
	return ""
}

// initials are all that an e-mail says of a name; nothing for a restricted
// record.
func (l *lineRow) initials() string {
	return access.Pick(l.reader(), access.FieldInitials, initials(l.Forenames, l.Surname))
}

// reader is of which class whoever gets an e-mail is: officers and services see
// the same in it.
func (l *lineRow) reader() access.Viewer {
	if isRestricted(l.Flags) {
		return access.ServiceMasked
	}
	return access.ServiceList
}
