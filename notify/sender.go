package notify

import (
	"context"
	"time"
)

// Outgoing is one message, to one recipient, ready to leave. Nothing in it is
// looked up again: what the words may say was decided before.
type Outgoing struct {
	// Ref is the opaque reference of the message row. The Message-ID of an
	// e-mail is made of it, so that a second sending is recognisable as such.
	Ref     string
	Attempt int    // 1 for the first
	To      string // bare e-mail address, or E.164 number

	Subject, Text, HTML string // a text message has only Text

	Calendar       string         // an e-mail's calendar file (RFC 5545, lines end in CRLF); may be empty
	CalendarMethod CalendarMethod // what a calendar is to do with it

	FromName string // the unit's plain name
	ReplyTo  string // bare e-mail address of the unit's mailbox; may be empty

	// Token is unguessable and part of the status callback address of a text:
	// the first callback ties the provider's reference to the row even when
	// the answer to Send was lost.
	Token string
	// ValidFor is how long the words of a text are of use, 1 s to 10 h. The
	// provider drops a text that it could not pass on within that time.
	ValidFor time.Duration
}

// CalendarMethod is what a calendar is to do with a file that comes by e-mail
// (RFC 5546).
type CalendarMethod string

// The methods.
const (
	CalendarRequest CalendarMethod = "REQUEST" // enter it, or bring it up to date
	CalendarCancel  CalendarMethod = "CANCEL"
)

// Outcome says what became of one attempt, and so what may be done with the
// message next.
type Outcome string

const (
	// Accepted: the provider has taken the message over. Whether it arrives
	// is told by a receipt (texts) or a bounce (e-mail).
	Accepted Outcome = "accepted"
	// Refused: the provider said no for good. Nothing was sent; sending the
	// same again would be refused again.
	Refused Outcome = "refused"
	// Later: nothing was sent, and it may be tried again any number of times.
	Later Outcome = "later"
	// Interrupted: the connection of an e-mail dropped before the final dot.
	// It may be sent once more, with the same Message-ID. Texts never have it.
	Interrupted Outcome = "interrupted"
	// Unknown: the provider may or may not have taken it. Never sent again
	// blindly; a receipt or a person settles it.
	Unknown Outcome = "unknown"
)

// Fault names why an attempt, or a delivery, failed, where somebody has to do
// something about it. The set is closed.
type Fault string

const (
	// FaultNone: no fault, or none that asks for more than the Outcome does.
	FaultNone Fault = ""
	// FaultBadNumber: this number cannot take texts; never text it again.
	FaultBadNumber Fault = "bad_number"
	// FaultOptedOut: the person sent STOP; never text the number again.
	FaultOptedOut Fault = "opted_out"
	// FaultAccountAlarm: our account, sender or settings are at fault, so each
	// next message would fail too: stop this queue and alarm somebody. From
	// Send it comes with Later: the message itself is not to blame and stays.
	FaultAccountAlarm Fault = "account_alarm"
	// FaultBadAddress: this e-mail address takes no mail.
	FaultBadAddress Fault = "bad_address"
	// FaultLaterTellWorker: the phone is off or out of reach: try again later
	// and tell the worker, who may know another way.
	FaultLaterTellWorker Fault = "later_tell_worker"
	// FaultUnknownCode: the provider gave a reason that nobody here knows: alarm
	// somebody, and never take it for a success. From receipts only.
	FaultUnknownCode Fault = "unknown_code"
	// FaultTimeout: the provider did not answer in time.
	FaultTimeout Fault = "timeout"
)

// Result is what one attempt came to. It holds no address and no words, and
// may be logged.
type Result struct {
	Outcome Outcome
	Fault   Fault
	// ProviderRef is the Message SID, or the mail server's reply to the final
	// dot; empty unless Accepted.
	ProviderRef string
	// Code is the provider's own code, such as "21610" or "550"; empty if it
	// gave none.
	Code string
}

// Sender hands one message to a provider. Send never panics on bad input, ends
// soon after ctx does, and may be called by many goroutines at once. It opens
// no transaction and must not be called inside one.
type Sender interface {
	Send(ctx context.Context, m Outgoing) Result
}

// Finder is a Sender whose provider can be asked what it has taken over: that
// settles texts of unknown outcome.
type Finder interface {
	// Find lists every text of ours to one number that the provider knows of and
	// took since an instant, or fails: a list that may be cut short is an error.
	Find(ctx context.Context, to string, since time.Time) ([]Found, error)
}

// Lister is a Sender whose provider can be asked for everything that it took
// over from us.
type Lister interface {
	// List gives every text of ours that the provider took since an instant, the
	// newest first, or fails: a list that may be cut short is an error.
	List(ctx context.Context, since time.Time) ([]Seen, error)
}

// Found is one text as the provider's list shows it. It holds words: it is
// neither stored nor logged.
type Found struct {
	Ref    string // Message SID
	Body   string
	At     time.Time // when the provider took it, UTC, to the second
	Status string    // the provider's word, as in a receipt
	Code   string    // the provider's error code, "" for none
	Fault  Fault     // what the code means
}

// Blanker is a Sender whose provider keeps the words until it is told to wipe
// them. Blank may be repeated.
type Blanker interface {
	Blank(ctx context.Context, providerRef string) error
}
