package release

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// A month to answer, and two more where it is needed (Data Protection Act 2018,
// section 54; UK GDPR, article 12(3)).
const (
	subjectMonths = 1
	longestMonths = 3
)

// SubjectDue is the last day on which an answer is in time: the same day of the
// month, so many months on, or the last day of a month that has none. It is not
// moved past a weekend: whoever answers before it is in time in any reading.
func SubjectDue(received calendar.Date, months int) calendar.Date {
	year, month, day := received.Civil()
	first := calendar.Day(year, month+time.Month(months), 1)
	last := calendar.Day(first.Year(), first.Month()+1, 1).AddDays(-1)
	return first.AddDays(min(day, last.DayOfMonth()) - 1)
}

// SubjectRequest is one request of a person for what is held about them.
type SubjectRequest struct {
	ID, PersonID int64
	Ref          string
	Reference    string // of the release from whose page it was started
	Restricted   bool
	Version      int
	ReceivedOn   calendar.Date
	DueOn        calendar.Date
	ExtendedTo   calendar.Date
	ExtendedWhy  string
	OpenedBy     string
	DraftedAt    *time.Time
	DraftedBy    string
	GivenAt      *time.Time
	GivenBy      string
	ClosedAt     *time.Time
	ClosedBy     string
	ClosedWhy    string
	Unread       int // parts that wait for a second reader
}

// AnswerBy is the day by which the answer is due.
func (r SubjectRequest) AnswerBy() calendar.Date {
	if !r.ExtendedTo.IsZero() {
		return r.ExtendedTo
	}
	return r.DueOn
}

// SubjectState is how far a request is.
type SubjectState string

// The states.
const (
	SubjectOpen    SubjectState = "open"    // nothing is put together yet
	SubjectDrafted SubjectState = "drafted" // and can be given
	SubjectReading SubjectState = "reading" // parts wait for a second reader
	SubjectGiven   SubjectState = "given"
	SubjectClosed  SubjectState = "closed"
)

// State is how far it is.
func (r SubjectRequest) State() SubjectState {
	switch {
	case r.GivenAt != nil:
		return SubjectGiven
	case r.ClosedAt != nil:
		return SubjectClosed
	case r.DraftedAt == nil:
		return SubjectOpen
	case r.Unread > 0:
		return SubjectReading
	}
	return SubjectDrafted
}

// mayChange refuses what is done to a request that is over.
func (r SubjectRequest) mayChange() error {
	switch r.State() {
	case SubjectGiven:
		return fault.Conflict("%s has given the answer already. Look at it again.", r.GivenBy)
	case SubjectClosed:
		return fault.Conflict("%s has closed this request already. Look at it again.", r.ClosedBy)
	case SubjectOpen, SubjectDrafted, SubjectReading:
	}
	return nil
}

// mayGive says what has to be done before the answer is given.
func (r SubjectRequest) mayGive() error {
	if err := r.mayChange(); err != nil {
		return err
	}
	switch r.State() {
	case SubjectOpen:
		return fault.Invalid("Put the answer together first, and read it")
	case SubjectReading:
		return fault.Invalid("Parts that are to be withheld wait for a second reader: nothing is given before they have answered, or the marks are taken back")
	case SubjectDrafted, SubjectGiven, SubjectClosed:
	}
	return nil
}

// WithholdReason is why a part is withheld: the list of section 45(4), and what
// article 15(4) and schedule 2 add.
type WithholdReason string

// The reasons.
const (
	WithholdInquiry  WithholdReason = "inquiry"
	WithholdCrime    WithholdReason = "crime"
	WithholdPublic   WithholdReason = "public_security"
	WithholdNational WithholdReason = "national_security"
	WithholdOthers   WithholdReason = "rights_of_others"
	WithholdLegal    WithholdReason = "legal_privilege"
)

// WithholdReasons lists them in the order of a form.
var WithholdReasons = []WithholdReason{WithholdInquiry, WithholdCrime, WithholdPublic, WithholdNational, WithholdOthers, WithholdLegal}

// Words is the reason as the person reads it.
func (r WithholdReason) Words() string {
	switch r {
	case WithholdInquiry:
		return "to avoid obstructing an inquiry, investigation or procedure (section 45(4)(a))"
	case WithholdCrime:
		return "to avoid prejudicing the prevention, detection or prosecution of offences, or the execution of penalties (section 45(4)(b))"
	case WithholdPublic:
		return "to protect public security (section 45(4)(c))"
	case WithholdNational:
		return "to protect national security (section 45(4)(d))"
	case WithholdOthers:
		return "to protect the rights and freedoms of others (section 45(4)(e); UK GDPR, article 15(4))"
	case WithholdLegal:
		return "legal professional privilege (Data Protection Act 2018, schedule 2, paragraph 19)"
	}
	return string(r)
}

// SubjectMark is a part of a draft that a reader would withhold.
type SubjectMark struct {
	ID       int64
	Ref      string
	Part     string
	Words    string // ""; the whole part
	Reason   WithholdReason
	Why      string
	MayTell  bool // that something was withheld
	MarkedAt time.Time
	MarkerID int64
	MarkedBy string
	Agreed   *bool
	ReadAt   *time.Time
	ReadBy   string
	EndedAt  *time.Time
}

// PartState is how a mark stands.
type PartState string

// The states.
const (
	PartUnread  PartState = "unread"  // no second reader has answered
	PartAgreed  PartState = "agreed"  // it is withheld
	PartRefused PartState = "refused" // it is given
	PartEnded   PartState = "ended"   // taken back, or the part has changed
)

// State is how it stands.
func (m SubjectMark) State() PartState {
	switch {
	case m.EndedAt != nil:
		return PartEnded
	case m.Agreed == nil:
		return PartUnread
	case *m.Agreed:
		return PartAgreed
	}
	return PartRefused
}

// NewMark is a mark as it is made.
type NewMark struct {
	Part, Words string
	Reason      WithholdReason
	Why         string
	MayTell     bool
}

// checked tidies a mark, and says what has to be mended in it. Errors:
// FieldProblems by the names of the form.
func (m NewMark) checked(draft SubjectFile) (NewMark, error) {
	var wrong FieldProblems
	line, found := draft.Line(m.Part)
	if !found {
		return m, fault.Invalid("This part is not in the answer any more: look at it again")
	}
	m.Words = strings.TrimSpace(m.Words)
	if m.Words != "" && !strings.Contains(line.Value, m.Words) {
		wrong = append(wrong, FieldProblem{Field: "words", Text: "Copy the words as they stand in the part, or leave the box empty for all of it"})
	}
	if !slices.Contains(WithholdReasons, m.Reason) {
		wrong = append(wrong, FieldProblem{Field: "reason", Text: "Choose the reason that the law gives"})
	}
	m.Why = strings.Join(strings.Fields(m.Why), " ")
	switch n := utf8.RuneCountInString(m.Why); {
	case n < shortestReason:
		wrong = append(wrong, FieldProblem{Field: "why", Text: "Write why it is necessary here, in a few words more: the second reader goes by it"})
	case n > longestReason:
		wrong = append(wrong, FieldProblem{Field: "why", Text: "Write it in at most 500 characters"})
	}
	if len(wrong) > 0 {
		return m, wrong
	}
	return m, nil
}

// fits tells whether a mark still says of a draft what it said when it was made.
func (m SubjectMark) fits(before, now SubjectFile) bool {
	was, had := before.Line(m.Part)
	is, has := now.Line(m.Part)
	return had && has && was.Value == is.Value
}

// MayRead tells whether somebody may look at a request: the information lead, and a
// coordinator who sees the person, as the second reader; at that of a restricted
// record the lead alone. The database has judged whose area it is.
func (r SubjectRequest) MayRead(who access.Actor) error {
	if who.Role == access.InformationLead || who.Role == access.Coordinator && !r.Restricted {
		return nil
	}
	return fault.Refused("The second reader is another information lead, or a coordinator of the person’s area where the record is not restricted")
}

// MaySecond tells whether somebody may be the second reader of a mark: who may look
// at it, and has not made it.
func (r SubjectRequest) MaySecond(who access.Actor, m SubjectMark) error {
	if m.MarkerID == who.AccountID {
		return fault.Refused("Somebody else reads it: who marks a part does not agree to it")
	}
	return r.MayRead(who)
}
