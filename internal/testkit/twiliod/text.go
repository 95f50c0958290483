package twiliod

import (
	"slices"
	"time"
)

// Direction says who wrote a text.
type Direction string

// Outbound texts are ours; Inbound ones come from a handset.
const (
	Outbound Direction = "outbound-api"
	Inbound  Direction = "inbound"
)

// Text is one text message that the server took over.
type Text struct {
	Seq       int64 // 1 for the first
	SID       string
	At        time.Time // UTC, by the server's clock
	Direction Direction
	From, To  string
	// Body is what the handset shows. Blanked says that the sender has had it
	// wiped from the account since, which a handset does not feel.
	Body    string
	Blanked bool

	MessagingServiceSID string
	StatusCallback      string
	ValidityPeriod      time.Duration // 0: the provider's own 10 hours
	Status              string        // the last one there was a callback for
	ErrorCode           int
}

// keep stores a text within the limit and returns it numbered.
func (s *Server) keep(t Text) Text {
	s.mu.Lock()
	s.seq++
	t.Seq, t.At = s.seq, s.cfg.Now().UTC()
	s.texts = append(s.texts, t)
	if over := len(s.texts) - s.cfg.KeepTexts; over > 0 {
		s.texts = slices.Delete(s.texts, 0, over)
	}
	s.mu.Unlock()
	if s.cfg.OnText != nil {
		s.cfg.OnText(t)
	}
	return t
}

// Texts lists what is kept, oldest first.
func (s *Server) Texts() []Text {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.texts)
}

// Text finds a kept text by its SID.
func (s *Server) Text(sid string) (Text, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.index(sid); i >= 0 {
		return s.texts[i], true
	}
	return Text{}, false
}

// change edits a kept text; false if it is not, or no longer, there.
func (s *Server) change(sid string, edit func(*Text)) (Text, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(sid)
	if i < 0 {
		return Text{}, false
	}
	edit(&s.texts[i])
	return s.texts[i], true
}

func (s *Server) index(sid string) int {
	return slices.IndexFunc(s.texts, func(t Text) bool { return t.SID == sid })
}

// settled says that Twilio has done with the text.
func (t Text) settled() bool {
	switch t.Status {
	case "delivered", "undelivered", "failed", "canceled", "received", "read":
		return true
	}
	return false
}
