package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"throughgate/notify"
)

const (
	// timeout bounds one attempt, all of it.
	timeout = 10 * time.Second
	// mostRead is how much of an answer is read, so that the line can be closed in
	// good order. None of it is kept.
	mostRead = 4 << 10
)

// Poster sends webhooks. The zero value is ready.
type Poster struct {
	roots *tls.Config // of tests; nil: the machine's own
}

// Post sends one request once. What went wrong is in the answer.
func (p Poster) Post(ctx context.Context, to notify.Hook, r notify.HookRequest) notify.HookAnswer {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(r.Body))
	if err != nil {
		return notify.HookAnswer{Class: notify.HookUnreachable}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "webhooks/1") // which product this is tells what it is about
	request.Header.Set("webhook-id", r.ID)
	request.Header.Set("webhook-timestamp", seconds(r.At))
	request.Header.Set("webhook-signature", signature(to.Secrets, r.ID, r.At, r.Body))
	response, err := p.client(to).Do(request)
	if err != nil {
		return notify.HookAnswer{Class: classOf(ctx, err)}
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, mostRead) // whatever it says, and however it ends
	switch {
	case response.StatusCode >= 200 && response.StatusCode < 300:
		return notify.HookAnswer{Class: notify.HookTaken, Status: response.StatusCode}
	case response.StatusCode == http.StatusGone:
		return notify.HookAnswer{Class: notify.HookGone, Status: response.StatusCode}
	}
	return notify.HookAnswer{Class: notify.HookAnsweredNo, Status: response.StatusCode}
}

// client is made for each attempt: no line is kept, no proxy of the machine's
// settings is asked, and nothing is followed.
func (p Poster) client(to notify.Hook) *http.Client {
	dialer := &net.Dialer{Timeout: timeout, Control: guard(to.Private)}
	return &http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, TLSClientConfig: p.roots, TLSHandshakeTimeout: timeout,
			ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func classOf(ctx context.Context, err error) notify.HookClass {
	var network net.Error
	switch {
	case errors.Is(err, errForbidden):
		return notify.HookForbidden
	case ctx.Err() != nil, errors.As(err, &network) && network.Timeout():
		return notify.HookTimedOut
	}
	return notify.HookUnreachable
}
