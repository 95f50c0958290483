package release

import "time"

// ImportPage is how many imports one page of the history shows.
const ImportPage = 25

// PastImport is one import of the history. An import that is not finished is
// running, or died and is seen to within the minute.
type PastImport struct {
	ID             int64
	Kind           string
	Source         string
	FileName       string
	AsOf           time.Time
	By             string // a person's name; "" for the program itself, by command
	StartedAt      time.Time
	FinishedAt     *time.Time
	Rows           int
	New            int
	Changed        int
	Unchanged      int
	OutsideUnit    int
	Rejected       int
	Held           int
	MessagesQueued int
	MessagesHeld   int
	Brake          string // the brake's words, or "review"; "": nothing is held
	SentAt         *time.Time
	SentBy         string // a person's name; "" by command
	UndoneAt       *time.Time
	UndoneBy       string // a person's name; "" by command
	Waiting        int    // messages that still wait for somebody to press send
	WaitingPeople  int    // releases
	WaitingTasks   int    // tasks of a review without an answer
}

// Waits tells whether somebody has to press send, or to answer the review.
func (p PastImport) Waits() bool {
	return p.Brake != "" && p.SentAt == nil && p.UndoneAt == nil && p.FinishedAt != nil
}

// ImportProblem is a row of an import that was rejected or held. No cell of it
// stands here.
type ImportProblem struct {
	Held     bool
	Line     int
	Column   string
	Problem  string
	Decision HeldDecision // "": none
	Reason   string
}

// HeldMessages counts what an import would send, by kind of message.
type HeldMessages struct {
	Kind    string `json:"kind"`
	Channel string `json:"channel"`
	Count   int    `json:"count"`
	To      int    `json:"to"` // different recipients
}
