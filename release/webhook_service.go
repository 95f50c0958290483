package release

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
)

// WebhookPoster sends one request once.
type WebhookPoster interface {
	Post(ctx context.Context, to notify.Hook, r notify.HookRequest) notify.HookAnswer
}

// Webhooks tell other systems of services what changes, by requests that are
// signed. The events were written with the changes themselves, by the database.
type Webhooks struct {
	Pool            *pgxpool.Pool
	Now             func() time.Time // UTC
	Targets         []WebhookTarget  // of the settings; none: off
	AgreementsFirst bool             // production: no agreement, no event
	Poster          WebhookPoster
	Enqueue         func(ctx context.Context, tx pgx.Tx, deliveries []int64) error
}

func delivers() access.Actor { return access.System("webhooks") }

// atOnceWebhooks bounds how many events one look takes up.
const atOnceWebhooks = 1000

// Ask takes up the events that wait: it writes the settings' targets into the
// database, forgets what no target may hear of, and asks for the delivery of the
// rest. Any number of processes may ask at once.
func (w *Webhooks) Ask(ctx context.Context) error {
	return pg.InTx(ctx, w.Pool, delivers(), func(tx pgx.Tx) error {
		now := w.Now()
		if err := storeWebhookTargets(ctx, tx, now, w.Targets); err != nil {
			return err
		}
		if err := tidyWebhooks(ctx, tx, now.Add(-webhookKept)); err != nil || len(w.Targets) == 0 {
			return err
		}
		if paused, err := webhooksPaused(ctx, tx, now); err != nil || paused {
			return err
		}
		if err := forgetOthers(ctx, tx); err != nil {
			return err
		}
		ids, err := takeWebhooks(ctx, tx, now, atOnceWebhooks)
		if err != nil || len(ids) == 0 {
			return err
		}
		return w.Enqueue(ctx, tx, ids)
	})
}

// WebhookUndelivered says that an attempt failed and is to be made again.
type WebhookUndelivered struct{ Answer notify.HookAnswer }

func (e *WebhookUndelivered) Error() string {
	return "a webhook was not delivered: " + string(e.Answer.Class)
}

// Deliver makes one attempt at a delivery that still waits. last: no other
// follows. What it says is read at this moment, so that nothing leaves that holds
// no more. Errors: *WebhookUndelivered. A crash after the request was sent, and
// before that was written down, sends it again under the same id.
func (w *Webhooks) Deliver(ctx context.Context, id int64, last bool) error {
	var d delivery
	var say webhookSaying
	err := pg.InTx(ctx, w.Pool, delivers(), func(tx pgx.Tx) (err error) {
		if d, err = lockDelivery(ctx, tx, id); err != nil || d.State != WebhookWaiting {
			return err
		}
		target, known := w.target(d.Target)
		paused, err := webhooksPaused(ctx, tx, w.Now())
		if err != nil {
			return err
		}
		if !known || d.Off || paused { // it waits until the target is switched on again
			d.State = ""
			return putBackWebhook(ctx, tx, id)
		}
		if say, err = w.compose(ctx, tx, target, d); err != nil {
			return err
		}
		if say.body == nil {
			d.State = WebhookNothingToSay
			return settleWebhook(ctx, tx, w.Now(), id, WebhookNothingToSay, notify.HookAnswer{}, "")
		}
		return nil
	})
	if err != nil || d.State != WebhookWaiting {
		return err
	}
	target, _ := w.target(d.Target)
	answer := w.Poster.Post(ctx, target.Hook, notify.HookRequest{ID: d.EventID, At: w.Now(), Body: say.body})
	err = pg.InTx(context.WithoutCancel(ctx), w.Pool, delivers(), func(tx pgx.Tx) error {
		return w.settle(ctx, tx, d, say, answer, last)
	})
	if err != nil || answer.Class == notify.HookTaken || answer.Class == notify.HookGone {
		return err
	}
	return &WebhookUndelivered{Answer: answer}
}

func (w *Webhooks) settle(ctx context.Context, tx pgx.Tx, d delivery, say webhookSaying, answer notify.HookAnswer, last bool) error {
	ctx, now := context.WithoutCancel(ctx), w.Now()
	if len(say.releases) > 0 && answer.Class != notify.HookUnreachable && answer.Class != notify.HookForbidden { // it was told, or may have been
		entry := access.Entry{Action: access.Disclose, ObjectKind: "webhook", ObjectID: d.ID, Releases: say.releases, To: "webhook:" + d.Target}
		if err := access.Record(ctx, tx, now, delivers(), access.Under(entry, say.agreement)); err != nil {
			return err
		}
	}
	state := WebhookWaiting
	switch {
	case answer.Class == notify.HookTaken:
		state = WebhookDelivered
	case last, answer.Class == notify.HookGone:
		state = WebhookFailed
	}
	if err := settleWebhook(ctx, tx, now, d.ID, state, answer, say.said); err != nil {
		return err
	}
	since, err := noteAnswer(ctx, tx, now, d.Target, answer)
	if err != nil || answer.Class == notify.HookTaken || !switchesOff(since, now, answer.Class) {
		return err
	}
	return switchWebhookOff(ctx, tx, now, d.Target)
}

func (w *Webhooks) target(id string) (WebhookTarget, bool) {
	i := slices.IndexFunc(w.Targets, func(t WebhookTarget) bool { return t.ID == id })
	if i < 0 {
		return WebhookTarget{}, false
	}
	return w.Targets[i], true
}

// States are the targets of the settings with how they answer.
func (w *Webhooks) States(ctx context.Context, who access.Actor) (list []WebhookState, err error) {
	err = pg.ReadTx(ctx, w.Pool, who, func(tx pgx.Tx) error {
		stored, err := readWebhookStates(ctx, tx)
		for _, t := range w.Targets {
			s := stored[t.ID]
			s.ID, s.Services, s.Areas, s.Host = t.ID, t.Services, len(t.Areas), hostOf(t.Hook.URL)
			s.Events = nil
			for _, e := range t.Events {
				s.Events = append(s.Events, string(e))
			}
			list = append(list, s)
		}
		return err
	})
	return list, err
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Deliveries are the last ones of a target. Errors: fault.NotFound.
func (w *Webhooks) Deliveries(ctx context.Context, who access.Actor, target string) (list []WebhookDelivery, err error) {
	if _, known := w.target(target); !known {
		return nil, fault.NotFound("Target")
	}
	err = pg.ReadTx(ctx, w.Pool, who, func(tx pgx.Tx) error {
		list, err = readDeliveries(ctx, tx, target)
		return err
	})
	return list, err
}

// SendTest queues an event that says nothing. Errors: fault.NotFound;
// fault.Conflict: the target is switched off, or no worker has read the settings.
func (w *Webhooks) SendTest(ctx context.Context, who access.Actor, target string) error {
	return w.change(ctx, who, target, "a test is sent", func(tx pgx.Tx, s WebhookState) error {
		if s.OffAt != nil {
			return fault.Conflict("This target is switched off: switch it on first")
		}
		id, err := insertTest(ctx, tx, w.Now(), target)
		if err != nil {
			return err
		}
		return w.Enqueue(ctx, tx, []int64{id})
	})
}

// SwitchOn lets a target that failed be told again, of what has waited too.
// Errors: fault.NotFound; fault.Conflict: it is on.
func (w *Webhooks) SwitchOn(ctx context.Context, who access.Actor, target string) error {
	return w.change(ctx, who, target, "switched on", func(tx pgx.Tx, s WebhookState) error {
		if s.OffAt == nil {
			return fault.Conflict("This target is on")
		}
		return switchWebhookOn(ctx, tx, w.Now(), who, target)
	})
}

// DeliverAgain delivers an event once more, under its id: one that failed, or was
// delivered and lost. Errors: fault.NotFound, fault.Conflict.
func (w *Webhooks) DeliverAgain(ctx context.Context, who access.Actor, target string, id int64) error {
	return w.change(ctx, who, target, fmt.Sprintf("event %d is delivered again", id), func(tx pgx.Tx, s WebhookState) error {
		if s.OffAt != nil {
			return fault.Conflict("This target is switched off: switch it on first")
		}
		if err := reopenDelivery(ctx, tx, w.Now(), target, id); err != nil {
			return err
		}
		return w.Enqueue(ctx, tx, []int64{id})
	})
}

func (w *Webhooks) change(ctx context.Context, who access.Actor, target, what string, do func(tx pgx.Tx, s WebhookState) error) error {
	if _, known := w.target(target); !known {
		return fault.NotFound("Target")
	}
	return pg.InTx(ctx, w.Pool, who, func(tx pgx.Tx) error {
		stored, err := readWebhookStates(ctx, tx)
		if err != nil {
			return err
		}
		s := stored[target]
		if !s.Seen {
			return fault.Conflict("No worker has read this target from the settings yet: start one")
		}
		if err := do(tx, s); err != nil {
			return err
		}
		return access.Record(ctx, tx, w.Now(), who, access.Entry{Action: access.Alter, ObjectKind: "webhook", Detail: target + ": " + what})
	})
}

// webhookSaying is what an event says, and of whom; without a body, nothing.
type webhookSaying struct {
	body      []byte
	said      string
	releases  []string // references
	agreement int64
}

// compose says what a target may hear of a change, by what a contact of its
// services would see in a list now.
func (w *Webhooks) compose(ctx context.Context, tx pgx.Tx, target WebhookTarget, d delivery) (webhookSaying, error) {
	body := webhookBody{Type: d.Kind, Timestamp: d.At.UTC()}
	who, err := w.contactOf(ctx, tx, target)
	if err != nil {
		return webhookSaying{}, err
	}
	var say webhookSaying
	switch d.Kind {
	case WebhookTest:
	case WebhookTask:
		rows, err := readHookTasks(ctx, tx, who, "t.id", d.TaskID)
		if err != nil {
			return say, err
		}
		if len(rows) == 0 {
			if who.NoAgreement != "" || len(who.Barred) > 0 { // not even that
				return say, nil
			}
			gone, err := toldOfTask(ctx, tx, d)
			if err != nil || gone == "" {
				return say, err
			}
			body.Data.Task = &webhookTask{ID: gone, State: webhookGone}
			break
		}
		task, days := rows[0].shown()
		body.Data.Task, body.Data.Release = &task, &days
		say.said, say.releases, say.agreement = days.said(), []string{days.ID}, who.Under[rows[0].ServiceID]
	case WebhookDate:
		rows, err := readHookTasks(ctx, tx, who, "t.release_id", d.ReleaseID)
		if err != nil || len(rows) == 0 {
			return say, err
		}
		_, days := rows[0].shown()
		if known, err := saidAlready(ctx, tx, d, days.said()); err != nil || known {
			return say, err
		}
		body.Data.Release = &days
		for _, r := range rows {
			body.Data.Tasks = append(body.Data.Tasks, r.Ref)
		}
		say.said, say.releases, say.agreement = days.said(), []string{days.ID}, who.Under[rows[0].ServiceID]
	}
	say.body, err = json.Marshal(body)
	if err != nil {
		return webhookSaying{}, fmt.Errorf("write a webhook: %w", err)
	}
	return say, nil
}
