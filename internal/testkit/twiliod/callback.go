package twiliod

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Sign makes the X-Twilio-Signature of a form posted to a full address: the
// address, then each key with its value in the order of the keys, by HMAC-SHA1
// with the token (Twilio's "Validating requests").
func Sign(authToken, fullURL string, form url.Values) string {
	keys := make([]string, 0, len(form))
	for k := range form {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	mac := hmac.New(sha1.New, []byte(authToken))
	_, _ = io.WriteString(mac, fullURL)
	for _, k := range keys {
		_, _ = io.WriteString(mac, k+form.Get(k))
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// post sends a signed webhook and returns the status it was answered with.
func (s *Server) post(ctx context.Context, to string, form url.Values) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, fmt.Errorf("twiliod: webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", Sign(s.cfg.AuthToken, to, form))
	resp, err := s.cfg.HTTP.Do(req)
	if err != nil {
		return 0, fmt.Errorf("twiliod: webhook: %w", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxForm))
	return resp.StatusCode, nil
}

// SendReceipt makes one status callback now, out of turn if need be, and
// returns the status it was answered with. Twilio repeats callbacks and mixes
// up their order; this is how a test does.
func (s *Server) SendReceipt(ctx context.Context, sid string, r Receipt) (int, error) {
	t, ok := s.change(sid, func(t *Text) { t.Status, t.ErrorCode = r.Status, r.ErrorCode })
	if !ok {
		return 0, fmt.Errorf("twiliod: no text %s", sid)
	}
	if t.StatusCallback == "" {
		return 0, fmt.Errorf("twiliod: text %s asks for no status callback", sid)
	}
	form := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "AccountSid": {s.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"MessageStatus": {r.Status}, "SmsStatus": {r.Status}, "From": {t.From}, "To": {t.To},
	}
	if r.ErrorCode != 0 {
		form.Set("ErrorCode", strconv.Itoa(r.ErrorCode))
	}
	return s.post(ctx, t.StatusCallback, form)
}

// postReceipt makes one callback of the queue. Nobody is told when it fails:
// Twilio does not tell either.
func (s *Server) postReceipt(ctx context.Context, sid string, r Receipt) {
	if t, ok := s.Text(sid); ok && t.StatusCallback != "" {
		_, _ = s.SendReceipt(ctx, sid, r)
		return
	}
	s.change(sid, func(t *Text) { t.Status, t.ErrorCode = r.Status, r.ErrorCode })
}

// Settled waits until every callback of the texts taken so far was made.
func (s *Server) Settled(ctx context.Context) error { return s.calls.settled(ctx) }

// callQueue makes callbacks: those of one text in their order, those of several
// texts a few at a time.
type callQueue struct {
	ctx   context.Context
	call  func(ctx context.Context, sid string, r Receipt)
	slots chan struct{}
	all   sync.WaitGroup

	mu      sync.Mutex
	open    int
	closed  bool
	waiters []chan struct{}
}

const callsAtOnce = 8

func newCallQueue(ctx context.Context, call func(context.Context, string, Receipt)) *callQueue {
	return &callQueue{ctx: ctx, call: call, slots: make(chan struct{}, callsAtOnce)}
}

func (q *callQueue) add(sid string, receipts []Receipt) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.open++
	q.all.Go(func() {
		defer q.done()
		select {
		case q.slots <- struct{}{}:
		case <-q.ctx.Done():
			return
		}
		defer func() { <-q.slots }()
		for _, r := range receipts {
			if q.ctx.Err() != nil {
				return
			}
			q.call(q.ctx, sid, r)
		}
	})
}

func (q *callQueue) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.open--
	if q.open == 0 {
		for _, w := range q.waiters {
			close(w)
		}
		q.waiters = nil
	}
}

func (q *callQueue) settled(ctx context.Context) error {
	q.mu.Lock()
	if q.open == 0 {
		q.mu.Unlock()
		return nil
	}
	quiet := make(chan struct{})
	q.waiters = append(q.waiters, quiet)
	q.mu.Unlock()
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close takes no more and waits for those under way; the context has ended.
func (q *callQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.all.Wait()
}
