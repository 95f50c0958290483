package sms

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// trip takes the one request of a call to the configured address, within our
// context, and notes how far it came.
type trip struct {
	ctx       context.Context
	api       *url.URL
	transport http.RoundTripper

	connected atomic.Bool  // there was a connection: something may have left
	status    atomic.Int64 // of the answer; 0: none came
}

func (t *trip) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(t.ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) },
	})
	r = r.Clone(ctx)
	r.URL.Scheme, r.URL.Host, r.Host = t.api.Scheme, t.api.Host, ""
	r.URL.Path = t.api.Path + r.URL.Path
	resp, err := t.transport.RoundTrip(r)
	if err == nil {
		t.status.Store(int64(resp.StatusCode))
	}
	return resp, err
}

// newTransport makes a connection for each text. A kept one that Twilio has
// closed in the meantime would swallow a request, and a person would have to
// find out what became of it: that costs more than a handshake.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DisableKeepAlives:   true,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}
