package notify

import (
	"time"

	"throughgate/internal/calendar"
)

// Letter is what a message holds, before it is put into words. E-mails carry
// initials and references only; names are on the page (domain rule 8).
type Letter struct {
	ServiceName string    // request, reminder, escalation: of which service
	FirstLoad   bool      // a first list of many
	Lines       []Line    // request, reminder, escalation, told
	Sections    []Section // digest, alert: in this order
	Appointment []AppointmentWords
	FirstName   string // text: "" where it may not be named
	Language    string // text: "en" or "cy"
	Urgent      bool   // alert after 16:00 or before a non-working day: out-of-hours numbers follow
	OutOfHours  []string
	HaveIt      string        // request, reminder: path of the page on which one says that one has it, without signing in
	Oldest      calendar.Date // escalation: the oldest unanswered request's day
	Meeting     *Meeting      // calendar file
	Head        Head          // audit head
	Account     *AccountWords // invitation, unused account, lists due
}

// Head is how far the audit is sealed.
type Head struct {
	Words    string // the head itself, as throughgate audit verify takes it
	SealedAt time.Time
}

// AccountWords are what a member of staff is told of their account.
type AccountWords struct {
	Link  string        // path of the first sign-in, with its token; "" where none is sent
	Until time.Time     // the link works before it
	On    calendar.Date // unused: the day on which the account is suspended; lists due: the first day by which one is to be confirmed
	Lists int           // lists due: how many
}

// Section groups lines of a digest under a heading.
type Section struct {
	Kind  ItemKind
	Lines []Line
}

// Line is one thing asked or told, by initials and reference.
type Line struct {
	Kind        ItemKind
	Code        string // standard's code
	MailWords   string // the standard's neutral words
	Initials    string
	Reference   string        // the release's opaque reference
	Path        string        // page of the task or release, from "/"
	AskedOn     calendar.Date // reminder: when it was first asked
	PlannedDay  calendar.Date
	OrDay       calendar.Date // the day is presumed: or this one, if the scheme is not applied; zero: one day only
	Left        bool          // the day is past: the person left on it
	DueOn       calendar.Date
	AnswerBy    time.Time // zero: no answer needed
	ShortNotice int       // working days to the due day; 0: not short notice
	Waiting     []string  // what it waits for: "consent_to_refer", "om_cleared", a code
	BlockedBy   []string  // codes of tasks that come first and are not done
	From, To    calendar.Date
	Count       int
	ServiceName string
	Note        string    // further neutral words: "general contact, not this prison"
	AnswerAgain bool      // told: the day came so much earlier that an answer is wanted again
	Unmet       []string  // officers: codes of what can no longer be met since the move
	Notice      *int      // officers: working days of notice gained, or lost where negative
	For         string    // the recipient stands in: for whom, and until when
	At          time.Time // meeting_inside: the start; hearing: zero
}

// AppointmentWords are one appointment in a text.
type AppointmentWords struct {
	StartsAt time.Time
	With     string // first name of the contact, "" for none
	Place    string // only where it is safe to text and may be named
	Ring     string // number to ring
	Today    bool
	Changed  bool // a text has told of it before, at another time or place
}
