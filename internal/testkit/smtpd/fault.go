package smtpd

import (
	"slices"
	"sync"
)

// Fault is one way for a server to misbehave. It takes hold at MAIL and lasts
// for that message.
type Fault string

// The faults. "Kept" means that the server did take the message over.
const (
	Healthy       Fault = ""
	RefuseSender  Fault = "sender refused, 550"
	RefuseRcpt    Fault = "recipient refused, 550"
	RefusePolicy  Fault = "recipient refused by policy, 550 5.7.1"
	RefuseLogin   Fault = "recipient refused, 530"
	BusyRcpt      Fault = "recipient later, 450"
	BusyData      Fault = "data later, 451"             // after the final dot
	RefuseData    Fault = "data refused, 554"           // after the final dot
	Closing       Fault = "service closing, 421"        // at MAIL
	DropAtRcpt    Fault = "dropped at the recipient"    // before DATA
	DropBeforeDot Fault = "dropped before final dot"    // having read one byte of content
	DropAfterDot  Fault = "dropped after final dot"     // kept
	HangBeforeDot Fault = "hung before the final dot"   // nothing is read of the content
	HangAfterDot  Fault = "hung after the final dot"    // kept
	RsetFails     Fault = "accepted, then RSET fails"   // kept; unencrypted callers only
	QuitFails     Fault = "accepted, then QUIT fails"   // kept; unencrypted callers only
	Garbled       Fault = "garbled reply to final dot"  // kept
	Chatty        Fault = "reply repeats the recipient" // kept
	EarlyReply    Fault = "552 before the content ends" // and then closed
)

// Stage is a point of the conversation, for the hook of SetDelay.
type Stage string

// The stages, in their order.
const (
	AtMail Stage = "mail"
	AtRcpt Stage = "rcpt"
	AtData Stage = "data"      // the content is about to be read
	AtDot  Stage = "final dot" // the content was read, not yet kept
)

// faultPlan holds what is to go wrong.
type faultPlan struct {
	mu       sync.Mutex
	queue    []Fault
	standing Fault
	delay    func(Stage)
}

// SetFault makes every message from now on meet the fault; Healthy ends it.
func (s *Server) SetFault(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.standing = f
}

// Next makes the next messages meet these faults, one each, before the standing
// one counts again.
func (s *Server) Next(f ...Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queue = slices.Concat(s.faults.queue, f)
}

// SetDelay has wait called at every stage of every message; the server goes on
// when it returns. It may be nil.
func (s *Server) SetDelay(wait func(Stage)) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.delay = wait
}

func (p *faultPlan) take() Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		return p.standing
	}
	f := p.queue[0]
	p.queue = p.queue[1:]
	return f
}

func (p *faultPlan) wait(at Stage) {
	p.mu.Lock()
	delay := p.delay
	p.mu.Unlock()
	if delay != nil {
		delay(at)
	}
}
