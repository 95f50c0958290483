package jobs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/release"
)

// hooks answers deliveries one after another; after the last it takes everything.
type hooks struct {
	*works
	answers []error
	tried   []string // minutes after the start, and whether it was the last attempt
	ask     func(tx pgx.Tx) error
}

func (h *hooks) Ask(ctx context.Context) error {
	ask := h.ask
	if h.ask = nil; ask == nil {
		return nil
	}
	return pg.InTx(ctx, h.pool, pg.As{Key: "system:test"}, ask)
}

func (h *hooks) Deliver(_ context.Context, id int64, last bool) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	when := h.now.Sub(start).String()
	if last {
		when += " last"
	}
	h.tried = append(h.tried, when)
	if len(h.answers) == 0 || id != 7 {
		return nil
	}
	answer := h.answers[0]
	h.answers = h.answers[1:]
	return answer
}

func TestAWebhookIsTriedAgainAfterThePausesOfTheSpecification(t *testing.T) {
	t.Parallel()
	w := newWorks(t, testkit.URL(t))
	inserter, err := jobs.NewInserter(w.clock)
	if err != nil {
		t.Fatal(err)
	}
	wrong := &release.WebhookUndelivered{Answer: notify.HookAnswer{Class: notify.HookAnsweredNo, Status: 503}}
	h := &hooks{works: w, answers: []error{wrong, &release.WebhookUndelivered{Answer: notify.HookAnswer{Class: notify.HookTimedOut}}, errors.New("Zzmarker")}}
	h.ask = func(tx pgx.Tx) error { return inserter.EnqueueWebhooks(context.Background(), tx, []int64{7}) }
	w.webhooks = h
	runner := w.newRunner(w.provider)
	for _, pause := range []time.Duration{0, 4 * time.Second, time.Second, 5*time.Minute - time.Second, time.Second, 30 * time.Minute, time.Hour} {
		w.moveClock(pause)
		w.drainWith(runner)
	}
	if want := []string{"0s", "5s", "5m5s", "35m5s"}; !slices.Equal(h.tried, want) {
		t.Errorf("tried %q, want %q", h.tried, want)
	}
	var texts []string
	if err := w.pool.QueryRow(t.Context(), `SELECT array(SELECT e ->> 'error' FROM unnest(errors) e) FROM river_job WHERE kind = 'webhook' AND state = 'completed'`).Scan(&texts); err != nil {
		t.Fatal(err)
	}
	if want := []string{"the other server answered 503", "it took too long", "an error of type *errors.errorString"}; !slices.Equal(texts, want) {
		t.Errorf("the job keeps %q, want %q", texts, want)
	}
}
