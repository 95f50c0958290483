package main

import (
	"context"
	"os"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/web"
)

// bounceBox is the mailbox that this machine's mail server delivers bounces to.
func (a *app) bounceBox(ctx context.Context) (*email.BounceBox, error) {
	_, days, err := a.wordsAndDays(ctx)
	if err != nil {
		return nil, err
	}
	bounces, err := email.NewBounces(a.set.mailConfig(a.clock.Now))
	if err != nil {
		return nil, badSettings{problemsOf(err)}
	}
	machine, err := os.Hostname()
	if err != nil {
		machine = "" // then machines without names share one mark, which costs time only
	}
	return &email.BounceBox{Path: a.set.BounceMailbox, Machine: machine, Bounces: bounces, Log: a.log,
		Receipts: notify.NewReceipts(a.pool, a.clock.Now, days), Marks: notify.BounceMarks{Pool: a.pool, Clock: a.clock.Now}}, nil
}

// bounceWebhook is where mail servers elsewhere hand bounces over; without a
// secret it takes none.
func (a *app) bounceWebhook(days *calendar.Calendar) (web.BounceWebhook, error) {
	if a.set.BounceSecret == "" {
		return web.BounceWebhook{}, nil
	}
	bounces, err := email.NewBounces(a.set.mailConfig(a.clock.Now))
	if err != nil {
		return web.BounceWebhook{}, badSettings{problemsOf(err)}
	}
	return web.BounceWebhook{Secrets: listOf(a.set.BounceSecret), Read: bounces.Read, Log: a.log,
		Receipts: notify.NewReceipts(a.pool, a.clock.Now, days)}, nil
}
