package twiliod

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Reply is a text written on a handset: it is kept and posted, signed, to the
// inbound address. As at Twilio, STOP and its like, alone in the message, have
// later texts to that number refused with 21610 until START.
func (s *Server) Reply(ctx context.Context, from, to, body string) error {
	if s.cfg.InboundURL == "" {
		return errors.New("twiliod: Config.InboundURL is needed for replies")
	}
	s.noteOptOut(from, body)
	t := s.keep(Text{SID: newSID("SM"), Direction: Inbound, From: from, To: to, Body: body, Status: "received"})
	status, err := s.post(ctx, s.cfg.InboundURL, url.Values{
		"MessageSid": {t.SID}, "SmsSid": {t.SID}, "SmsMessageSid": {t.SID}, "AccountSid": {s.cfg.AccountSID},
		"ApiVersion": {"2010-04-01"}, "From": {from}, "To": {to}, "Body": {body},
		"NumMedia": {"0"}, "NumSegments": {"1"}, "SmsStatus": {"received"},
	})
	if err != nil {
		return err
	}
	if status < http.StatusOK || status > 299 {
		return fmt.Errorf("twiliod: the reply was answered with status %d", status)
	}
	return nil
}

// noteOptOut follows Twilio's default keywords for one number.
func (s *Server) noteOptOut(number, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch strings.ToUpper(strings.TrimSpace(body)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT":
		s.optedOut[number] = true
	case "START", "UNSTOP", "YES":
		delete(s.optedOut, number)
	}
}

func (s *Server) hasOptedOut(number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.optedOut[number]
}
