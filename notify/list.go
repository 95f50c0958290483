package notify

import (
	"time"

	"throughgate/internal/calendar"
)

// States lists every state of a message, in the order of a page.
var States = []State{Held, Queued, Sending, Sent, Delivered, Failed, Unsettled, Cancelled, NotSent}

// Kinds lists every kind of message, in the order of a page.
var Kinds = []Kind{Request, Reminder, Escalation, Told, Digest, Alert, AppointmentReminder, CalendarFile, AuditHead, AutoReply, Invitation, Unused, ListsDue}

// ListPage is how many messages one page shows.
const ListPage = 25

// ListQuery says which messages to list.
type ListQuery struct {
	State   State   // "" for all
	Channel Channel // "" for both
	Kind    Kind    // "" for all
	// Reference, where it is not empty, is a release's: messages about it.
	Reference string
	Reach     Reach
	Page      int // from 1
}

// Reach is whose messages somebody may see: one that is about anybody else is
// left out.
type Reach struct {
	Areas []string // the home areas of those people; nil for all
	// OwnOf are the accounts whose people they are. With it a message that is
	// about nobody is left out too, but for their own. Empty narrows nothing.
	OwnOf []int64
}

// MostCounted is how many messages a list counts and leads to: a unit that has
// sent a million looks for older ones by their state, kind or release.
const MostCounted = 10_000

// List is one page of messages, the newest first.
type List struct {
	Rows  []Listed
	Total int  // at most MostCounted
	More  bool // there are more than MostCounted
}

// Listed is one message of a list. To is masked; it names nobody else.
type Listed struct {
	Ref       string
	Channel   Channel
	Kind      Kind
	To        string
	ToName    string
	State     State
	Reason    string
	QueuedAt  time.Time
	NotBefore time.Time
	SentAt    *time.Time
	SettledAt *time.Time
	Attempts  int
}

// Opened is one message with its words, what it is about and its receipts.
type Opened struct {
	Listed
	ID           int64
	Deadline     *time.Time
	ProviderRef  string
	ProviderCode string
	Subject      string
	Text         string
	Template     string // the words were written from: its name and version
	WordsKept    bool   // false: not rendered yet, or blanked after 90 days
	BlankedAt    *time.Time
	Restricted   bool // it is about a restricted record
	Health       bool // it is about health, and the person has not agreed to share that
	Items        []Thing
	Receipts     []Receipt
	Life         []LifeStep
	FirstRef     string // of the message that this one sends again
	AgainRef     string // of the message that sends this one again
}

// Thing is one thing a message is about, by reference.
type Thing struct {
	Kind        ItemKind
	TaskRef     string
	Code        string // of the task's standard
	MailWords   string
	Pathway     string
	ReleaseRef  string
	StartsAt    *time.Time // of an appointment
	ServiceName string
	FromDay     calendar.Date
	ToDay       calendar.Date
	Count       int
	Consented   bool // consent_to_share_health is in force
}

// Receipt is what a provider told of a message.
type Receipt struct {
	Status string
	Code   string
	At     time.Time
}
