package sms

import (
	"context"
	"errors"
	"net/url"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"throughgate/notify"
)

var _ notify.Lister = (*Sender)(nil)

const (
	listPage = 200
	// listMost bounds the pages of one list: a hundred thousand texts.
	listMost = 500
)

var errLongReading = errors.New("sms: Twilio's list is too long to be read whole: ask for a shorter time")

// List gives every text of ours that Twilio made since an instant, newest first,
// page by page until one is older. As in Find there is no filter by the day of
// sending.
func (s *Sender) List(ctx context.Context, since time.Time) ([]notify.Seen, error) {
	var list []notify.Seen
	token, number := "", ""
	for range listMost {
		page, err := s.page(ctx, token, number)
		if err != nil {
			return nil, err
		}
		for _, m := range page.Messages {
			f, err := s.found(m)
			if err != nil {
				return nil, err
			}
			if f.At.Before(since) {
				return list, nil
			}
			if s.ours(m) {
				list = append(list, notify.Seen{ProviderRef: f.Ref, To: text(m.To), At: f.At, Status: f.Status})
			}
		}
		next, err := url.Parse(text(page.NextPageUri))
		if err != nil || next.Query().Get("PageToken") == "" {
			return list, nil
		}
		token, number = next.Query().Get("PageToken"), next.Query().Get("Page")
	}
	return nil, errLongReading
}

func (s *Sender) page(ctx context.Context, token, number string) (*openapi.ListMessageResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	trip := &trip{ctx: ctx, api: s.api, transport: s.transport}
	params := new(openapi.ListMessageParams).SetPageSize(listPage)
	if s.cfg.MessagingServiceSID == "" {
		params.SetFrom(s.cfg.From)
	}
	page, err := s.service(trip).PageMessage(params, token, number)
	if err != nil {
		return nil, scrub(err)
	}
	return page, nil
}
