package email_test

import (
	"sync"
	"testing"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sendertest"
)

// BenchmarkSend is what 50 workers send to a server on the same machine, which
// takes its share of the processors.
func BenchmarkSend(b *testing.B) {
	for name, mode := range map[string]smtpd.TLSMode{"plain": smtpd.NoTLS, "starttls": smtpd.StartTLS} {
		b.Run(name, func(b *testing.B) {
			const workers = 50
			server := newServer(b, smtpd.Config{TLS: mode, CADir: b.TempDir()})
			sender := newSender(b, email.Config{URL: server.URL(), MaxConns: workers})
			work := make(chan int, workers)
			var all sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for range workers {
				all.Go(func() {
					for i := range work {
						if got := sender.Send(b.Context(), sendertest.Numbered(message(), i)); got.Outcome != notify.Accepted {
							b.Errorf("got %+v", got)
						}
					}
				})
			}
			for i := range b.N {
				work <- i
			}
			close(work)
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
