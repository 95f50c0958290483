package sms

import (
	"context"
	"errors"
	"strconv"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"throughgate/notify"
)

var (
	_ notify.Finder  = (*Sender)(nil)
	_ notify.Blanker = (*Sender)(nil)
)

const (
	findPage = 100
	// findMost bounds one list: nobody gets so many texts from one unit.
	findMost = 1000
)

var errLongList = errors.New("sms: Twilio's list for one number is too long to be read whole")

// Find lists our texts to a number that Twilio made since an instant. It does
// not filter by the day of sending: a new text has none yet, and may be missing
// there. It fails rather than give a list that may be cut short.
func (s *Sender) Find(ctx context.Context, to string, since time.Time) ([]notify.Found, error) {
	if !e164.MatchString(to) {
		return nil, errors.New("sms: not a number that texts go to")
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	trip := &trip{ctx: ctx, api: s.api, transport: s.transport}
	params := new(openapi.ListMessageParams).SetTo(to).SetPageSize(findPage).SetLimit(findMost)
	messages, err := s.service(trip).ListMessage(params)
	if err != nil {
		return nil, scrub(err)
	}
	if len(messages) >= findMost {
		return nil, errLongList
	}
	var list []notify.Found
	for _, m := range messages {
		f, err := s.found(m)
		if err != nil {
			return nil, err
		}
		if s.ours(m) && !f.At.Before(since) && text(m.To) == to {
			list = append(list, f)
		}
	}
	return list, nil
}

// ours tells whether a text left from our number or messaging service.
func (s *Sender) ours(m openapi.ApiV2010Message) bool {
	if text(m.Direction) != "outbound-api" {
		return false
	}
	if s.cfg.MessagingServiceSID != "" {
		return text(m.MessagingServiceSid) == s.cfg.MessagingServiceSID
	}
	return text(m.From) == s.cfg.From
}

func (s *Sender) found(m openapi.ApiV2010Message) (notify.Found, error) {
	at, err := time.Parse(time.RFC1123Z, text(m.DateCreated))
	if err != nil || text(m.Sid) == "" {
		return notify.Found{}, errors.New("sms: Twilio's list cannot be read")
	}
	code := ""
	if m.ErrorCode != nil && *m.ErrorCode != 0 {
		code = strconv.Itoa(*m.ErrorCode)
	}
	return notify.Found{Ref: *m.Sid, Body: text(m.Body), At: at.UTC(), Status: text(m.Status), Code: code,
		Fault: ClassifyStatus(text(m.Status), code).Fault}, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
