package smtpd

import (
	"slices"
	"sync"
)

// overhead is what a kept mail costs beside its bytes, roughly.
const overhead = 2 << 10

// mailbox keeps the newest mails within its limits.
type mailbox struct {
	keepMails int
	keepBytes int64

	mu       sync.Mutex
	mails    []Mail // oldest first
	bytes    int64
	accepted int64
}

func (b *mailbox) add(m Mail) Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted++
	m.Seq = b.accepted
	b.mails = append(b.mails, m)
	b.bytes += m.size()
	for len(b.mails) > 1 && (len(b.mails) > b.keepMails || b.bytes > b.keepBytes) {
		b.bytes -= b.mails[0].size()
		b.mails[0] = Mail{} // the array lives on: let go of the content
		b.mails = b.mails[1:]
	}
	return m
}

func (m *Mail) size() int64 {
	return int64(len(m.Raw)+len(m.Text)+len(m.HTML)) + overhead
}

// keep stores one mail that was read to its end, of which the envelope is given.
// False: the server is closed.
func (s *Server) keep(envelope Mail, raw []byte) bool {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return false
	}
	m := parse(raw)
	m.From, m.To, m.Bounce = envelope.From, slices.Clone(envelope.To), envelope.Bounce
	m.ReceivedAt = s.cfg.Now().UTC()
	m = s.box.add(m)
	if s.cfg.OnMessage != nil {
		s.cfg.OnMessage(m)
	}
	return true
}

// Mails lists what is kept, oldest first. The contents are shared: read only.
func (s *Server) Mails() []Mail {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	return slices.Clone(s.box.mails)
}

// Mail finds a kept mail by its number.
func (s *Server) Mail(seq int64) (Mail, bool) {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	i := slices.IndexFunc(s.box.mails, func(m Mail) bool { return m.Seq == seq })
	if i < 0 {
		return Mail{}, false
	}
	return s.box.mails[i], true
}

// Accepted counts every mail ever taken, those no longer kept included.
func (s *Server) Accepted() int64 {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	return s.box.accepted
}

// Clear empties the mailbox; the count goes on.
func (s *Server) Clear() {
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.mails, s.box.bytes = nil, 0
}
