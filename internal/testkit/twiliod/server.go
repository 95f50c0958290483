// Package twiliod answers like Twilio's message API and sends no text to
// anybody: it keeps what it was given, makes the signed status callbacks that
// Twilio would make, and lets a test, or the demo's handset page, reply. It can
// be told to fail in the ways that matter.
package twiliod

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Config is the account that the server pretends to hold. AccountSID, AuthToken
// and Now are required.
type Config struct {
	AccountSID, AuthToken string
	// InboundURL is where Reply posts texts from handsets: the full public
	// address, which is signed. Without it Reply fails.
	InboundURL string
	// Receipts are the status callbacks made for each text; default queued,
	// sent, delivered. An empty slice that is not nil: none.
	Receipts []Receipt

	OnText    func(Text) // told of each text kept, in either direction
	KeepTexts int        // newest texts kept; default 10,000
	Now       func() time.Time
	// HTTP makes the callbacks; default a client that waits 5 s and follows
	// no redirect.
	HTTP *http.Client
}

// Receipt is what a status callback says.
type Receipt struct {
	Status    string // queued, sending, sent, delivered, undelivered, failed
	ErrorCode int    // 0: none
}

// Server is the pretended Twilio: an http.Handler, by itself or listening.
type Server struct {
	cfg   Config
	mux   *http.ServeMux
	ctx   context.Context // ends with Close
	stop  context.CancelFunc
	calls *callQueue

	mu       sync.Mutex
	texts    []Text // oldest first
	seq      int64
	optedOut map[string]bool // numbers that sent STOP
	fault    Fault
	next     []Fault
	nextList []Fault
	receipts []Receipt
}

// New makes a server that does not listen; serve it as an http.Handler.
func New(cfg Config) (*Server, error) {
	if cfg.AccountSID == "" || cfg.AuthToken == "" || cfg.Now == nil {
		return nil, errors.New("twiliod: Config.AccountSID, AuthToken and Now are needed")
	}
	if cfg.KeepTexts <= 0 {
		cfg.KeepTexts = 10_000
	}
	if cfg.Receipts == nil {
		cfg.Receipts = []Receipt{{Status: "queued"}, {Status: "sent"}, {Status: "delivered"}}
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{
			Timeout:       5 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	s := &Server{cfg: cfg, optedOut: map[string]bool{}, receipts: cfg.Receipts}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.calls = newCallQueue(s.ctx, s.postReceipt)
	s.mux = s.routes()
	return s, nil
}

// ServeHTTP answers one API call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Close ends hanging calls and waiting callbacks.
func (s *Server) Close() {
	s.stop()
	s.calls.close()
}

// newSID makes an identifier as Twilio's are: a prefix and 32 hexadecimal digits.
func newSID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return prefix + hex.EncodeToString(b[:])
}
