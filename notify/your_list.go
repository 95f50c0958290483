package notify

import (
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// AttentionKind is why a thing stands on somebody's list, as it is stored.
type AttentionKind string

// The kinds that pages tell apart; a kind that is none of them is dealt with by
// a note, as most are.
const (
	OnListUndelivered  AttentionKind = "undelivered"
	OnListUnknown      AttentionKind = "unknown_outcome"
	OnListReply        AttentionKind = "reply"
	OnListNotAnswering AttentionKind = "not_answering"
	OnListToldData     AttentionKind = "told_data"
	OnListHeldRow      AttentionKind = "held_row"
	OnListAccount      AttentionKind = "account_alarm"
	OnListQuestion     AttentionKind = "question" // a service asks something about a request
)

// YourListPage is how many things one page shows.
const YourListPage = 25

// YourListQuery says whose list is read.
type YourListQuery struct {
	Role  access.Role
	For   []access.Role // of those for whom the reader stands in
	Areas []string      // as in ListQuery
	Page  int           // from 1
}

// YourList is one page of what waits for somebody, the oldest due day first.
type YourList struct {
	Rows  []OnList
	Total int
}

// OnList is one thing to deal with. Who it is about is a reference, and the
// initials where the record is not restricted.
type OnList struct {
	ID          int64
	Kind        AttentionKind
	Note        string
	DueOn       calendar.Date
	OpenedAt    time.Time
	Initials    string
	ReleaseRef  string
	MessageRef  string
	TaskRef     string
	TaskHealth  bool // the task is about health, and the person has not agreed to share that
	ServiceName string
	Phone       string // of a service that does not answer
	AboveThem   string // address of its commissioner, where the directory has it: nothing is sent there
	Restricted  bool
	Number      string // masked; of a reply
	Reply       string // what a text says; empty for a restricted record
	Meaning     string // of a reply: "change", "stop", "wrong_number", "not_understood"
	ClosedAt    *time.Time
}

// Late tells whether a thing should have been dealt with before today.
func (o OnList) Late(today calendar.Date) bool { return !o.DueOn.IsZero() && o.DueOn.Before(today) }

// ListRoles are the roles whose lists a role reads and closes: a coordinator
// covers for the link officers. Nil for roles without a list.
func ListRoles(role access.Role) []access.Role {
	switch role {
	case access.LinkOfficer:
		return []access.Role{access.LinkOfficer}
	case access.Coordinator:
		return []access.Role{access.Coordinator, access.LinkOfficer}
	case access.Administrator:
		return []access.Role{access.Administrator}
	case access.InformationLead:
		return []access.Role{access.InformationLead}
	case access.OffenderManager, access.SPOC:
	}
	return nil
}

// ClosedByNote tells whether a thing leaves the list by a note. What became of a
// message that nobody knows of is said on the message's page, and a question is
// answered on the request's.
func (k AttentionKind) ClosedByNote() bool { return k != OnListUnknown && k != OnListQuestion }
