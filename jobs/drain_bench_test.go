package jobs_test

import (
	"fmt"
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/smtpd"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/notify/email"
)

// BenchmarkDrain10500 sends 10,500 queued e-mails to a local SMTP server with
// the workers of the default settings.
func BenchmarkDrain10500(b *testing.B) {
	const messages = 10500
	w := newWorks(b, testkit.URL(b))
	sink, err := smtpd.Listen(smtpd.Config{Now: w.clock, KeepMails: 10})
	if err != nil {
		b.Fatal(err)
	}
	defer sink.Close()
	sender, err := email.New(email.Config{URL: "smtp://" + sink.Addr() + "?tls=none", From: "team@unit.example", Now: w.clock})
	if err != nil {
		b.Fatal(err)
	}
	defer sender.Close()
	courier, err := notify.NewCourier(notify.CourierParts{Pool: w.pool, Clock: w.clock, Calendar: calendar.New(nil), Composer: w.composer,
		Outbox: w.outbox, Senders: map[notify.Channel]notify.Sender{notify.Email: sender},
		Settings: notify.Settings{UnitName: "Haringey Support Team", PublicURL: "https://board.example", Environment: notify.Production}})
	if err != nil {
		b.Fatal(err)
	}
	runner := jobs.New(jobs.Parts{Pool: w.pool, Clock: w.clock, Courier: courier, RestartGrace: time.Nanosecond})
	round := 0
	for b.Loop() {
		b.StopTimer()
		round++
		w.add(messages, fmt.Sprint("round", round), time.Time{})
		b.StartTimer()
		if err := runner.Drain(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	if got := sink.Accepted(); got != int64(round*messages) {
		b.Fatalf("%d e-mails arrived, want %d", got, round*messages)
	}
	b.ReportMetric(float64(messages)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
