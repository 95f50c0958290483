// Package machine is what the work in the background tells the administrator: how
// its queues stand, and which jobs failed. It holds nothing of any case: no
// arguments, and of an error its class. jobs answers with it, web shows it.
package machine

import "time"

// Queue is how one queue of jobs stands.
type Queue struct {
	Name        string
	PausedAt    time.Time // zero: it is worked
	PausedBy    string    // name; "" where nobody said so on our pages
	Reason      string    // as whoever paused it wrote it
	Ready       int       // wait to be taken
	OldestReady time.Duration
	Running     int
	Retrying    int // failed, and will be tried again
	Failed      int // failed for good in the last 24 hours
}

// Paused tells whether no job of the queue is taken.
func (q Queue) Paused() bool { return !q.PausedAt.IsZero() }

// Job is one that failed.
type Job struct {
	ID          int64
	Kind        string
	Queue       string
	Attempt     int
	MaxAttempts int
	Dead        bool      // it is not tried again by itself
	FailedAt    time.Time // the last time
	NextAt      time.Time // when it is tried again; zero where it is not
	Class       Class     // of its last error
	Code        string    // of the database's refusal, or the type of an error of ours
}

// Class is what kind of error a job ended with. The set is closed: the words of an
// error are not shown, for they may hold anything.
type Class string

// The classes.
const (
	NoError        Class = ""
	DatabaseSaidNo Class = "database_said_no" // Code is the SQLSTATE
	DatabaseAway   Class = "database_away"
	TookTooLong    Class = "took_too_long"
	Stopped        Class = "stopped"
	Mistake        Class = "mistake" // the program's own: the log has where
	OurType        Class = "our_type"
	WorkerDied     Class = "worker_died"
	AnswerWasNo    Class = "answer_was_no" // of somebody else's server; Code is its status
	OtherAway      Class = "other_away"    // somebody else's server could not be reached
	NotAllowed     Class = "not_allowed"   // its address is one that is not called
	OtherError     Class = "other"
)
