package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// StoredConsent is a consent as pages show it: in force, or the last one of its
// kind that was taken back. By and TakenBackBy are words, as in StoryStep.
type StoredConsent struct {
	Consent
	RecordedAt  time.Time
	By          string
	TakenBackAt *time.Time // nil: in force
	TakenBackOn calendar.Date
	TakenBackBy string
}

// InForce tells whether the consent stands.
func (c StoredConsent) InForce() bool { return c.TakenBackAt == nil }

func readConsents(ctx context.Context, tx pgx.Tx, personID int64) ([]StoredConsent, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT ON (c.kind) c.kind, c.given_on, c.recorded_at, coalesce(a.name, c.recorded_by), c.withdrawn_at, c.withdrawn_on,
		       coalesce(b.name, c.withdrawn_by)
		FROM consent c LEFT JOIN account a ON c.recorded_by = 'account:' || a.id LEFT JOIN account b ON c.withdrawn_by = 'account:' || b.id
		WHERE c.person_id = $1 ORDER BY c.kind, c.withdrawn_at DESC NULLS FIRST, c.id DESC`, personID)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c StoredConsent, err error) {
		err = row.Scan(&c.Kind, &c.GivenOn, &c.RecordedAt, &c.By, &c.TakenBackAt, &c.TakenBackOn, &c.TakenBackBy)
		c.By, c.TakenBackBy = actorWords(c.By, nil), actorWords(c.TakenBackBy, nil)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	return list, nil
}

// consentGoneSQL: a consent that task t of standard s and person p needs is not
// in force.
const consentGoneSQL = `EXISTS (SELECT FROM unnest(s.before_telling) AS b(need) WHERE b.need LIKE 'consent\_%' AND NOT EXISTS (
	SELECT FROM consent c WHERE c.person_id = p.id AND c.kind = b.need AND c.withdrawn_at IS NULL))`

// consentTurned is a request that a service holds and that stops, or goes on,
// because of a consent.
type consentTurned struct {
	TaskID, ReleaseID, ServiceID int64
	Contact                      pathways.Contact
	Stops                        bool
	Asked                        bool // a request for it has left, or is on its way
}

// turnByConsent marks the requests of these releases that a consent which is gone
// stops, and those that a later one opens again, and gives them: each once.
func turnByConsent(ctx context.Context, tx pgx.Tx, now, answerBy time.Time, releases []int64) ([]consentTurned, error) {
	rows, err := tx.Query(ctx, `
		UPDATE task t SET stopped_at = CASE WHEN t.stopped_at IS NULL THEN $2::timestamptz END, version = t.version + 1,
		       next_rung_at = CASE WHEN t.stopped_at IS NULL THEN t.next_rung_at ELSE greatest(t.next_rung_at, $3) END,
		       acknowledge_by = CASE WHEN t.stopped_at IS NULL THEN t.acknowledge_by ELSE greatest(t.acknowledge_by, $3) END
		FROM standard s, release r, person p
		WHERE s.code = t.standard AND r.id = t.release_id AND p.id = r.person_id AND t.release_id = ANY ($1) AND r.is_current
		  AND t.service_id IS NOT NULL AND s.found_by IN ('area', 'prison') AND t.state IN `+askedStates+`
		  AND r.state NOT IN ('died', 'removed', 'moved_away', 'at_large')
		  AND (t.stopped_at IS NULL) = `+consentGoneSQL+`
		RETURNING t.id, t.release_id, t.service_id, t.contact_name, t.contact_email, t.stopped_at IS NOT NULL,
		       EXISTS (SELECT FROM message_item i JOIN message m ON m.id = i.message_id WHERE i.task_id = t.id AND NOT i.dropped
		               AND m.kind = 'request' AND m.state IN ('queued', 'held', 'sending', 'sent', 'delivered', 'unknown')
		               AND (t.stopped_at IS NOT NULL OR m.state NOT IN ('queued', 'held')))`, releases, now, answerBy)
	if err != nil {
		return nil, fmt.Errorf("find what a consent stops: %w", err)
	}
	var out []consentTurned
	var t consentTurned
	if _, err = pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email, &t.Stops, &t.Asked}, func() error {
		out = append(out, t)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find what a consent stops: %w", err)
	}
	return out, nil
}

// consentsTurned tells whoever holds such a request once, in neutral words, to do
// nothing more for now, or to go on. Of a request that has not left there is
// nothing to take back, and it goes when it may. It gives the requests to queue.
func consentsTurned(ctx context.Context, tx pgx.Tx, c cause, told *letters, releases []int64) ([]notify.Intent, error) {
	cal, set := c.ref.Calendar, c.ref.Catalogue.Settings
	answerBy := cal.Add(calendar.DayOf(c.now), set.AnswerDays).At(set.AnswerAt/60, set.AnswerAt%60)
	list, err := turnByConsent(ctx, tx, c.now, answerBy, releases)
	if err != nil {
		return nil, err
	}
	requests := newLetters(notify.Request)
	for _, t := range list {
		switch {
		case t.Stops:
			told.addFor(t.ServiceID, t.Contact, notify.Item{Kind: notify.ItemPaused, TaskID: t.TaskID, ReleaseID: t.ReleaseID})
		case t.Asked:
			told.addFor(t.ServiceID, t.Contact, notify.Item{Kind: notify.ItemResumed, TaskID: t.TaskID, ReleaseID: t.ReleaseID})
		default:
			requests.addFor(t.ServiceID, t.Contact, notify.Item{Kind: notify.ItemTask, TaskID: t.TaskID, ReleaseID: t.ReleaseID})
		}
	}
	return requests.intents(c.occasionAt()+":consent", toldAt(cal, set, c.now)), nil
}
