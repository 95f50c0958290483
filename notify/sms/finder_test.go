package sms_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit/twiliod"
	"throughgate/notify"
	"throughgate/notify/sendertest"
	"throughgate/notify/sms"
)

func TestOurTextsToANumberAreFoundOverManyPages(t *testing.T) {
	server := newServer(t)
	sender := newSender(t, sms.Config{APIURL: server.URL})
	const many = 250 // three pages
	var want []notify.Found
	for i := range many {
		m := sendertest.Numbered(message(), i)
		m.Text = fmt.Sprint("Hello ", i)
		sent := sender.Send(t.Context(), m)
		want = append(want, notify.Found{Ref: sent.ProviderRef, Body: m.Text, At: instant, Status: "queued"})
		other := sendertest.Numbered(message(), many+i)
		other.To = "+447700900456"
		sender.Send(t.Context(), other)
	}
	failed := want[7].Ref
	_, _ = server.SendReceipt(t.Context(), failed, twiliod.Receipt{Status: "undelivered", ErrorCode: 30005}) // to nobody: the status is kept
	want[7].Status, want[7].Code, want[7].Fault = "undelivered", "30005", notify.FaultBadNumber
	got, err := sender.Find(t.Context(), message().To, instant.Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	byBody := cmp.Transformer("byReference", func(list []notify.Found) map[string]notify.Found {
		m := map[string]notify.Found{}
		for _, f := range list {
			m[f.Ref] = f
		}
		return m
	})
	if diff := cmp.Diff(want, got, byBody); diff != "" || len(got) != many {
		t.Errorf("%d found (-want +got):\n%s", len(got), diff)
	}
	all, err := sender.List(t.Context(), instant.Add(-time.Minute))
	if err != nil || len(all) != 2*many || all[0].To != "+447700900456" || all[0].ProviderRef == all[1].ProviderRef || all[2*many-1].ProviderRef != want[0].Ref {
		t.Errorf("%d texts listed, newest first, want %d: %v", len(all), 2*many, err)
	}
	if late, err := sender.List(t.Context(), instant.Add(time.Second)); err != nil || len(late) != 0 {
		t.Errorf("listed since later: %d, %v", len(late), err)
	}
	server.NextList(twiliod.Healthy, twiliod.ServerError)
	if cut, err := sender.List(t.Context(), instant); err == nil {
		t.Errorf("a list that was cut short: %d", len(cut))
	}
	if late, err := sender.Find(t.Context(), message().To, instant.Add(time.Second)); err != nil || len(late) != 0 {
		t.Errorf("since later: %d, %v", len(late), err)
	}
	elsewhere, err := newSender(t, sms.Config{APIURL: server.URL, MessagingServiceSID: "MG0123456789abcdef0123456789abcdef"}).
		Find(t.Context(), message().To, instant)
	if err != nil || len(elsewhere) != 0 {
		t.Errorf("texts of another sender of the account: %d, %v", len(elsewhere), err)
	}
}

func TestAListThatMayBeCutShortIsAnError(t *testing.T) {
	for name, faults := range map[string][]twiliod.Fault{
		"429": {twiliod.TooManyRequests}, "500": {twiliod.ServerError}, "502 with HTML": {twiliod.BadGateway}, "302": {twiliod.Redirect},
		"dropped": {twiliod.AcceptThenDrop}, "hung": {twiliod.AcceptThenHang}, "no body": {twiliod.EmptyCreated},
		"the second page fails": {twiliod.Healthy, twiliod.BadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newServer(t)
			sender := newSender(t, sms.Config{APIURL: server.URL, Timeout: time.Second})
			for i := range 120 {
				sender.Send(t.Context(), sendertest.Numbered(message(), i))
			}
			server.NextList(faults...)
			got, err := sender.Find(t.Context(), message().To, instant)
			if err == nil || len(got) != 0 {
				t.Fatalf("%d found, error %v", len(got), err)
			}
			if strings.Contains(err.Error(), message().To) {
				t.Errorf("the error repeats the number: %v", err)
			}
		})
	}
	server := newServer(t)
	sender := newSender(t, sms.Config{APIURL: server.URL})
	if _, err := sender.Find(t.Context(), "nobody", instant); err == nil {
		t.Error("no number: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sender.Find(ctx, message().To, instant); err == nil {
		t.Error("cancelled: no error")
	}
}
