// Package notify holds what we say, to whom, and whether it arrived. It knows
// neither who a person is nor why something must be done: messages hold ids and
// days, and the words are asked for at the moment of sending.
package notify

import (
	"time"

	"throughgate/internal/calendar"
)

// Channel is the way a message travels.
type Channel string

// The channels.
const (
	Email Channel = "email"
	Text  Channel = "text"
)

// Kind is what a message is for.
type Kind string

// The kinds.
const (
	Request             Kind = "request"    // a service is asked to do a task (or several)
	Reminder            Kind = "reminder"   // rung 1: no answer yet, or nothing by half-way
	Escalation          Kind = "escalation" // rung 2, to a service's manager
	Digest              Kind = "digest"     // an officer's morning
	Alert               Kind = "alert"      // an officer, at once
	Told                Kind = "told"       // a service is told of a change
	AppointmentReminder Kind = "appointment_reminder"
	AutoReply           Kind = "auto_reply"
	CalendarFile        Kind = "calendar"       // an appointment, for those who want it in their calendars
	AuditHead           Kind = "audit_head"     // how far the audit is sealed, for two people outside the system
	Invitation          Kind = "invitation"     // to a member of staff: a link to the first sign-in
	Unused              Kind = "unused_account" // to a member of staff: the account will be suspended
	ListsDue            Kind = "lists_due"      // to whoever looks after accounts: lists of agencies wait to be confirmed
)

// State of a message. Final: delivered, failed, cancelled, not_sent; sent is
// final where the provider gives no receipts; unknown is settled by a receipt
// or a person.
type State string

// The states.
const (
	Held      State = "held"
	Queued    State = "queued"
	Sending   State = "sending"
	Sent      State = "sent"
	Delivered State = "delivered"
	Failed    State = "failed"
	Unsettled State = "unknown"
	Cancelled State = "cancelled"
	NotSent   State = "not_sent"
)

// ItemKind is why a thing stands in a message.
type ItemKind string

// The kinds of item. Those from Overdue on stand in digests and alerts.
const (
	ItemTask              ItemKind = "task" // a task asked for, or an officer's new task in a digest
	ItemAppointment       ItemKind = "appointment"
	ItemOverdue           ItemKind = "overdue" // rung 3
	ItemToClear           ItemKind = "to_clear"
	ItemNewDate           ItemKind = "new_date"
	ItemNewInCustody      ItemKind = "new_in_custody"
	ItemGate              ItemKind = "gate" // leaves within the week
	ItemReleased          ItemKind = "released"
	ItemUnexpectedRelease ItemKind = "unexpected_release"
	ItemDeclined          ItemKind = "declined"
	ItemNoCapacity        ItemKind = "no_capacity"
	ItemUndelivered       ItemKind = "undelivered"
	ItemReply             ItemKind = "reply"
	ItemNobody            ItemKind = "nobody_to_send_to"
	ItemConsentWanted     ItemKind = "consent_wanted"
	ItemNeedUnknown       ItemKind = "need_unknown"
	ItemRed               ItemKind = "red"
	ItemNotAnswering      ItemKind = "not_answering"
	ItemDatePassed        ItemKind = "date_passed"
	ItemWaitingTooLong    ItemKind = "waiting_too_long"
	ItemNoAddress         ItemKind = "no_address"
	ItemToldData          ItemKind = "told_data"     // something was told that cannot be used
	ItemPlaceBlocked      ItemKind = "place_blocked" // texts go without a place because of its words
	ItemTransferred       ItemKind = "transferred"
	ItemAtLarge           ItemKind = "at_large"
	ItemLeftUnknown       ItemKind = "left_unknown"
	ItemRemoved           ItemKind = "removed" // from the country, or to another jurisdiction
	ItemDied              ItemKind = "died"
	ItemNotDied           ItemKind = "not_died" // a death that was recorded is taken back
	ItemReleasedInError   ItemKind = "released_in_error"
	ItemMovedArea         ItemKind = "moved_area"
	ItemHearing           ItemKind = "hearing"    // the eve of a hearing: who could walk out
	ItemAskPrison         ItemKind = "ask_prison" // both days of the Friday scheme, papers served
	ItemNotConfirmed      ItemKind = "not_confirmed"
	ItemNotAtGate         ItemKind = "not_at_gate"      // at the gate today and not confirmed by 15:00
	ItemGone              ItemKind = "gone"             // from the file: missing from two later ones
	ItemNoNews            ItemKind = "no_news"          // no newer file has come
	ItemImportHeld        ItemKind = "import_held"      // an import waits for somebody to press send
	ItemFirstWeeks        ItemKind = "first_weeks"      // a check of the first 28 days is due
	ItemMissed            ItemKind = "missed"           // an appointment was not kept
	ItemItinerary         ItemKind = "itinerary"        // the day of release: how many warnings
	ItemQuestion          ItemKind = "question"         // a service asks something about a request
	ItemAgreementEnding   ItemKind = "agreement_ending" // to its owner: so many days are left
	ItemAgreementEnded    ItemKind = "agreement_ended"  // to link officers: what services hold under it goes no further
	ItemOpened            ItemKind = "opened"           // a restricted record was opened: to the information lead
	ItemOpeningAsked      ItemKind = "opening_asked"
	// What a service is told of a change (kind told).
	ItemMoved         ItemKind = "moved"          // from day, to day
	ItemWithdrawn     ItemKind = "withdrawn"      // do nothing more
	ItemMeetingInside ItemKind = "meeting_inside" // a booked visit or video meeting: the place has changed
	ItemAnswered      ItemKind = "answered"       // the unit has answered a question of theirs
	ItemPaused        ItemKind = "paused"         // a consent was taken back: do nothing more for now
	ItemResumed       ItemKind = "resumed"        // a later consent: please go on
	// What takes an appointment out of a calendar again.
	ItemCalledOff ItemKind = "called_off"
)

// aboutAccount tells whether a message is to the owner of an account about it: it
// goes to nobody who stands in for them, and what is kept of it holds no link that
// would let another in.
func (k Kind) aboutAccount() bool { return k == Invitation || k == Unused || k == ListsDue }

// Item is one thing a message is about: ids only.
type Item struct {
	Kind          ItemKind
	TaskID        int64
	ReleaseID     int64
	ServiceID     int64
	AppointmentID int64
	MessageID     int64
	Version       int // of the thing when it was queued: an older one is not sent
	From, To      calendar.Date
	Count         int
	AbsenceID     int64 // the recipient stands in for somebody who is away
	AgreementID   int64 // of a line about a sharing agreement
}

// ofPeople tells whether the item is about somebody.
func (i Item) ofPeople() bool { return i.TaskID != 0 || i.ReleaseID != 0 || i.AppointmentID != 0 }

// Intent is a message to be queued. The dedupe key names recipient, what it is
// about, the version of that, kind, offset and channel: one key, one message.
type Intent struct {
	Channel   Channel
	Kind      Kind
	To        string // bare e-mail address or E.164 number
	ToName    string
	PersonID  int64 // a text: whose number it is
	ReleaseID int64
	ServiceID int64
	DedupeKey string
	State     State  // Queued (the zero value means Queued), Held, or NotSent with a Reason
	Reason    string // why it is not sent, in words an officer understands
	NotBefore time.Time
	Deadline  time.Time // zero: none
	Items     []Item

	// ImportID is the import that causes it. With State Held the message waits
	// until the import is closed or, where the brake has gone on, until somebody
	// presses send; a message of the same dedupe key that is still held gets the
	// further items.
	ImportID int64
}

// Message is a stored message.
type Message struct {
	ID            int64
	Ref           string
	Channel       Channel
	Kind          Kind
	Recipient     string
	RecipientName string
	PersonID      int64
	ReleaseID     int64
	ServiceID     int64
	State         State
	QueuedAt      time.Time
	NotBefore     time.Time
	Deadline      time.Time
	Attempts      int
	Token         string
}

// Verdict is the answer to "may this still be sent?".
type Verdict struct {
	Send   bool
	Wait   bool      // not yet: stay queued (a text that waits for the release)
	Reason string    // why not, in words an officer understands
	Until  time.Time // with Wait: ask again then; zero: when it is woken

	Agreements []int64 // with Send: the sharing agreements under which a service is told
}
