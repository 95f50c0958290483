package email_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sendertest"
)

var instant = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// clock tells the instant in a zone of its own: mail is to be dated in UTC.
func clock() time.Time { return instant.In(time.FixedZone("east", 3*60*60)) }

// generous is a pause before the final dot that a busy machine can keep: the
// tests that need it end it early, by dropping the line.
const generous = 5 * time.Second

func newServer(t testing.TB, cfg smtpd.Config) *smtpd.Server {
	t.Helper()
	cfg.Now = clock
	s, err := smtpd.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func newSender(t testing.TB, cfg email.Config) *email.Sender {
	t.Helper()
	cfg.From, cfg.Now = "notices@unit.example", clock
	s, err := email.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func message() notify.Outgoing {
	return notify.Outgoing{
		Ref: "0198c5d2-7d1e", Attempt: 1, To: "spoc@housing.example",
		Subject: "A request by 3 December", Text: "Dear colleague,\n\nplease look at request ABC-1.\n",
		HTML:     "<p>Dear colleague,</p><p>please look at request ABC-1.</p>",
		FromName: "North Area Unit", ReplyTo: "unit@unit.example",
	}
}

func seen(s *smtpd.Server, ref string) int {
	n := 0
	for _, m := range s.Mails() {
		if m.MessageID == ref+"@unit.example" {
			n++
		}
	}
	return n
}

func TestSenderConforms(t *testing.T) {
	faults := map[sendertest.Situation]smtpd.Fault{
		sendertest.Healthy: smtpd.Healthy, sendertest.RefusesRecipient: smtpd.RefuseRcpt,
		sendertest.AsksToWait: smtpd.BusyRcpt, sendertest.RefusesUs: smtpd.RefuseSender,
		sendertest.HangsBefore: smtpd.HangBeforeDot, sendertest.HangsAfter: smtpd.HangAfterDot,
		sendertest.DropsAfter: smtpd.DropAfterDot, sendertest.InTrouble: smtpd.BusyData,
		sendertest.BreaksBefore: smtpd.DropAtRcpt, sendertest.GarblesAfter: smtpd.Garbled,
	}
	for name, mode := range map[string]smtpd.TLSMode{"plain": smtpd.NoTLS, "starttls": smtpd.StartTLS, "implicit": smtpd.ImplicitTLS} {
		t.Run(name, func(t *testing.T) {
			sendertest.Run(t, func(t *testing.T) sendertest.Rig {
				server := newServer(t, smtpd.Config{TLS: mode, CADir: t.TempDir(), User: "unit", Pass: "s3cret/#@"})
				return sendertest.Rig{
					Sender:  newSender(t, email.Config{URL: server.URL()}),
					Message: message(),
					Seen:    func(m notify.Outgoing) int { return seen(server, m.Ref) },
					Set: func(s sendertest.Situation) {
						if s == sendertest.Down {
							server.Down()
							return
						}
						if err := server.Up(); err != nil {
							t.Fatal(err)
						}
						server.SetFault(faults[s])
					},
				}
			})
		})
	}
}

func TestEveryAnswerHasItsOutcome(t *testing.T) {
	tests := []struct {
		fault smtpd.Fault
		want  notify.Result
		seen  int
	}{
		{smtpd.RefuseSender, notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: "550"}, 0},
		{smtpd.RefuseRcpt, notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadAddress, Code: "550"}, 0},
		{smtpd.RefusePolicy, notify.Result{Outcome: notify.Refused, Code: "550"}, 0},
		{smtpd.RefuseLogin, notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: "530"}, 0},
		{smtpd.Chatty, notify.Result{Outcome: notify.Accepted, ProviderRef: "2.0.0 Queued for <recipient>"}, 1},
		{smtpd.BusyRcpt, notify.Result{Outcome: notify.Later, Code: "450"}, 0},
		{smtpd.BusyData, notify.Result{Outcome: notify.Later, Code: "451"}, 0},
		{smtpd.RefuseData, notify.Result{Outcome: notify.Refused, Code: "554"}, 0},
		{smtpd.Closing, notify.Result{Outcome: notify.Later, Code: "421"}, 0},
		{smtpd.EarlyReply, notify.Result{Outcome: notify.Refused, Code: "552"}, 0},
		{smtpd.DropAtRcpt, notify.Result{Outcome: notify.Interrupted}, 0},
		{smtpd.DropBeforeDot, notify.Result{Outcome: notify.Interrupted}, 0},
		{smtpd.DropAfterDot, notify.Result{Outcome: notify.Unknown}, 1},
		{smtpd.Garbled, notify.Result{Outcome: notify.Unknown}, 1},
		{smtpd.RsetFails, notify.Result{Outcome: notify.Accepted, ProviderRef: "2.0.0 OK: queued"}, 1},
		{smtpd.QuitFails, notify.Result{Outcome: notify.Accepted, ProviderRef: "2.0.0 OK: queued"}, 1},
	}
	for _, test := range tests {
		t.Run(string(test.fault), func(t *testing.T) {
			t.Parallel()
			server := newServer(t, smtpd.Config{})
			pause := time.Duration(0)
			if test.fault == smtpd.DropBeforeDot || test.fault == smtpd.EarlyReply {
				pause = generous
			}
			sender := newSender(t, email.Config{URL: server.URL(), DotPause: pause})
			server.Next(test.fault)
			if got := sender.Send(t.Context(), message()); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if n := seen(server, message().Ref); n != test.seen {
				t.Errorf("taken over %d times, want %d", n, test.seen)
			}
		})
	}
}

func TestDroppedBeforeFinalDotAndSentAgainHasTheSameMessageID(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL(), DotPause: generous})
	server.Next(smtpd.DropBeforeDot)
	m := message()
	if got := sender.Send(t.Context(), m); got.Outcome != notify.Interrupted {
		t.Fatalf("got %+v", got)
	}
	again := newSender(t, email.Config{URL: server.URL()})
	m.Attempt = 2
	if got := again.Send(t.Context(), m); got.Outcome != notify.Accepted {
		t.Fatalf("got %+v", got)
	}
	mails := server.Mails()
	if len(mails) != 1 || mails[0].MessageID != m.Ref+"@unit.example" {
		t.Errorf("received %d mails", len(mails))
	}
}

func TestLargeLetterCutOffInTheMiddleIsInterrupted(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	server.Next(smtpd.DropBeforeDot)
	m := message()
	m.Text = strings.Repeat("All work and no play makes a long letter.\n", 200_000)
	if got := sender.Send(t.Context(), m); got.Outcome != notify.Interrupted {
		t.Errorf("got %+v", got)
	}
	if n := server.Accepted(); n != 0 {
		t.Errorf("taken over %d times", n)
	}
}

func TestNoAnswerBeforeTheContentMayBeTriedAgain(t *testing.T) {
	for _, at := range []smtpd.Stage{smtpd.AtMail, smtpd.AtRcpt} {
		server := newServer(t, smtpd.Config{})
		sender := newSender(t, email.Config{URL: server.URL()})
		release := make(chan struct{})
		server.SetDelay(func(s smtpd.Stage) {
			if s == at {
				<-release
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		got := sender.Send(ctx, message())
		cancel()
		close(release)
		if want := (notify.Result{Outcome: notify.Later, Fault: notify.FaultTimeout}); got != want {
			t.Errorf("at %s: got %+v, want %+v", at, got, want)
		}
	}
}

func TestServerThatNeverGreetsIsGivenUp(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts, nobody speaks
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for _, mode := range []string{"none", "starttls", "implicit"} {
		sender := newSender(t, email.Config{URL: "smtp://" + silent.Addr().String() + "?tls=" + mode})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		got := sender.Send(ctx, message())
		cancel()
		if want := (notify.Result{Outcome: notify.Later, Fault: notify.FaultTimeout}); got != want {
			t.Errorf("tls=%s: got %+v, want %+v", mode, got, want)
		}
	}
}

func TestSlowServerIsWaitedFor(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	slow := make(chan struct{})
	var once sync.Once
	time.AfterFunc(150*time.Millisecond, func() { close(slow) })
	server.SetDelay(func(at smtpd.Stage) {
		if at == smtpd.AtDot {
			once.Do(func() { <-slow })
		}
	})
	if got := sender.Send(t.Context(), message()); got.Outcome != notify.Accepted {
		t.Errorf("got %+v", got)
	}
	if n := seen(server, message().Ref); n != 1 {
		t.Errorf("taken over %d times", n)
	}
}

func TestCancelledAfterFinalDotIsUnknown(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	server.SetDelay(func(at smtpd.Stage) {
		if at == smtpd.AtDot {
			cancel()
			<-release
		}
	})
	got := sender.Send(ctx, message())
	close(release)
	if want := (notify.Result{Outcome: notify.Unknown}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSenderOwnTimeoutBoundsASend(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	server.SetFault(smtpd.HangAfterDot)
	sender := newSender(t, email.Config{URL: server.URL(), Timeout: 100 * time.Millisecond})
	if got := sender.Send(t.Context(), message()); got.Outcome != notify.Unknown || got.Fault != notify.FaultTimeout {
		t.Errorf("got %+v", got)
	}
}
