package sms

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"throughgate/notify"
)

// Sender sends texts from one Twilio account.
type Sender struct {
	cfg       Config
	api       *url.URL
	public    *url.URL
	timeout   time.Duration
	transport *http.Transport
}

var _ notify.Sender = (*Sender)(nil)

// New checks the settings and reports every problem at once, without showing
// the token. It does not connect.
func New(cfg Config) (*Sender, error) {
	api, public, err := cfg.check()
	if err != nil {
		return nil, err
	}
	return &Sender{
		cfg: cfg, api: api, public: public,
		timeout:   cmp.Or(cfg.Timeout, 20*time.Second),
		transport: newTransport(),
	}, nil
}

// StatusPath is where, below the public address, receipts of a text are posted:
// this and its token.
const StatusPath = "/webhooks/twilio/status/"

// longest and shortest are Twilio's bounds for ValidityPeriod.
const (
	shortest = time.Second
	longest  = 36000 * time.Second
)

// Send hands the text to Twilio. A text without words, token or time left is
// refused unsent; a longer ValidFor than Twilio's 10 hours is cut to that.
func (s *Sender) Send(ctx context.Context, m notify.Outgoing) notify.Result {
	if !e164.MatchString(m.To) {
		return notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadNumber}
	}
	if m.Text == "" || m.Token == "" || m.ValidFor < shortest {
		return notify.Result{Outcome: notify.Refused}
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	trip := &trip{ctx: ctx, api: s.api, transport: s.transport}
	if err := ctx.Err(); err != nil {
		return judge(nil, err, trip)
	}
	params := new(openapi.CreateMessageParams).
		SetTo(m.To).
		SetBody(m.Text).
		SetStatusCallback(s.public.String() + StatusPath + url.PathEscape(m.Token)).
		SetValidityPeriod(int(min(m.ValidFor, longest) / time.Second))
	if s.cfg.MessagingServiceSID != "" {
		params.SetMessagingServiceSid(s.cfg.MessagingServiceSID)
	} else {
		params.SetFrom(s.cfg.From)
	}
	message, err := s.service(trip).CreateMessage(params)
	return judge(message, err, trip)
}

// Blank wipes the words of a delivered text from the Twilio account, which
// would keep them for 13 months. It may be repeated.
func (s *Sender) Blank(ctx context.Context, providerRef string) error {
	if !alphanumeric.MatchString(providerRef) {
		return errBadRef
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	trip := &trip{ctx: ctx, api: s.api, transport: s.transport}
	_, err := s.service(trip).UpdateMessage(providerRef, new(openapi.UpdateMessageParams).SetBody(""))
	return scrub(err)
}

// service is Twilio's client for one call: it knows neither our context nor
// another address, so the trip brings both.
func (s *Sender) service(t *trip) *openapi.ApiService {
	c := &client.Client{
		Credentials: client.NewCredentials(s.cfg.AccountSID, s.cfg.AuthToken),
		HTTPClient: &http.Client{
			Transport: t,
			// A redirect is an answer we do not understand, not one to follow:
			// the words and the token would travel to another place.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	c.SetAccountSid(s.cfg.AccountSID)
	return openapi.NewApiServiceWithClient(c)
}
