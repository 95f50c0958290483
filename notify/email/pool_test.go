package email_test

import (
	"sync"
	"testing"
	"time"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sendertest"
)

func TestDeadIdleConnectionIsReplacedUnnoticed(t *testing.T) {
	for name, kill := range map[string]func(*smtpd.Server){
		"dropped by the server":  (*smtpd.Server).DropIdle,
		"closed at the next use": func(s *smtpd.Server) { s.Next(smtpd.Closing) },
		"refused at the next use, as by a limit of messages for one connection": func(s *smtpd.Server) { s.Next(smtpd.RefuseSender) },
		"dropped at the recipient": func(s *smtpd.Server) { s.Next(smtpd.DropAtRcpt) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newServer(t, smtpd.Config{})
			sender := newSender(t, email.Config{URL: server.URL()})
			for i := range 3 {
				m := sendertest.Numbered(message(), i)
				if got := sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
					t.Fatalf("message %d: %+v", i, got)
				}
				if n := seen(server, m.Ref); n != 1 {
					t.Fatalf("message %d was taken over %d times", i, n)
				}
				kill(server)
			}
		})
	}
}

func TestAfterARestartOfTheServerEveryKeptConnectionIsReplaced(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	for round := range 2 {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				m := sendertest.Numbered(message(), 100*round+i)
				if got := sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
					t.Errorf("round %d, message %d: %+v", round, i, got)
				}
			})
		}
		all.Wait()
		server.Down()
		if err := server.Up(); err != nil {
			t.Fatal(err)
		}
	}
	if n := server.Accepted(); n != 40 {
		t.Errorf("taken over %d mails, want 40", n)
	}
}

func TestConnectionsAreKeptAndBounded(t *testing.T) {
	// A server that would turn the fourth connection away: with three at most,
	// nobody hears it.
	server := newServer(t, smtpd.Config{MaxConns: 3})
	sender := newSender(t, email.Config{URL: server.URL(), MaxConns: 3})
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			if got := sender.Send(t.Context(), sendertest.Numbered(message(), i)); got.Outcome != notify.Accepted {
				t.Errorf("message %d: %+v", i, got)
			}
		})
	}
	all.Wait()
	if n := server.Connections(); n > 3 {
		t.Errorf("%d connections were made for 30 messages, want 3 at most", n)
	}
}

func TestRefusedRecipientsDoNotCostAConnection(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL(), MaxConns: 1})
	server.Next(smtpd.RefuseRcpt, smtpd.BusyRcpt, smtpd.BusyData, smtpd.RefuseData)
	for i := range 5 {
		sender.Send(t.Context(), sendertest.Numbered(message(), i))
	}
	if got := seen(server, sendertest.Numbered(message(), 4).Ref); got != 1 {
		t.Errorf("the message after the refused ones was taken over %d times", got)
	}
	if n := server.Connections(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

func TestUnusedConnectionIsClosedAfterAWhile(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	quiet := make(chan struct{})
	server.OnQuiet(func() { close(quiet) })
	sender := newSender(t, email.Config{URL: server.URL(), MaxIdle: time.Millisecond})
	if got := sender.Send(t.Context(), message()); got.Outcome != notify.Accepted {
		t.Fatalf("got %+v", got)
	}
	select {
	case <-quiet:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open")
	}
}

func TestCloseEndsKeptConnections(t *testing.T) {
	for _, fault := range []smtpd.Fault{smtpd.Healthy, smtpd.QuitFails} {
		server := newServer(t, smtpd.Config{})
		quiet := make(chan struct{})
		server.OnQuiet(func() { close(quiet) })
		server.Next(fault)
		sender := newSender(t, email.Config{URL: server.URL()})
		if got := sender.Send(t.Context(), message()); got.Outcome != notify.Accepted {
			t.Fatalf("%q: got %+v", fault, got)
		}
		sender.Close()
		select {
		case <-quiet:
		case <-time.After(10 * time.Second):
			t.Errorf("%q: the connection is still open", fault)
		}
		if n := server.Accepted(); n != 1 {
			t.Errorf("%q: taken over %d mails", fault, n)
		}
	}
}

func TestCloseLetsAMessageOnItsWayArrive(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	quiet, reached, release := make(chan struct{}), make(chan struct{}), make(chan struct{})
	server.OnQuiet(func() { close(quiet) })
	server.SetDelay(func(at smtpd.Stage) {
		if at == smtpd.AtDot {
			close(reached)
			<-release
		}
	})
	sender := newSender(t, email.Config{URL: server.URL()})
	result := make(chan notify.Result, 1)
	go func() { result <- sender.Send(t.Context(), message()) }()
	<-reached
	sender.Close()
	close(release)
	if got := <-result; got.Outcome != notify.Accepted {
		t.Errorf("got %+v", got)
	}
	select {
	case <-quiet:
	case <-time.After(10 * time.Second):
		t.Error("the connection is still open")
	}
}
