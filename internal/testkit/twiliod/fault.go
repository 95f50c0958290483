package twiliod

import "slices"

// Fault is one way for the API to fail when a text is handed in. A Fault from
// 10000 up is a Twilio error code: the text is refused with it.
type Fault int

// The faults. "Kept" means that the text did go out.
const (
	Healthy           Fault = iota
	ServerError             // 500 with Twilio's JSON
	BadGateway              // 502 with HTML, as from a proxy
	Redirect                // 302
	EmptyCreated            // 201 without a body; kept
	AcceptThenHang          // no answer; kept
	AcceptThenDrop          // the connection closes without an answer; kept
	RefuseThenHang          // no answer; not kept
	ServerErrorNoJSON       // 500 with plain text

	TooManyRequests Fault = 20429 // 429
	BadCredentials  Fault = 20003 // 401
	BadNumber       Fault = 21211
	OptedOut        Fault = 21610
)

// SetFault makes every text from now on meet the fault; Healthy ends it.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Next makes the next texts meet these faults, one each, before the standing
// one counts again.
func (s *Server) Next(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = slices.Concat(s.next, f)
}

// SetReceipts changes the status callbacks for the texts to come.
func (s *Server) SetReceipts(r ...Receipt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receipts = slices.Clone(r)
}

func (s *Server) takeFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		return s.fault
	}
	f := s.next[0]
	s.next = s.next[1:]
	return f
}

func (s *Server) receiptsNow() []Receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.receipts)
}

// kept says whether the text goes out although the answer is lost.
func (f Fault) kept() bool { return f == EmptyCreated || f == AcceptThenHang || f == AcceptThenDrop }
