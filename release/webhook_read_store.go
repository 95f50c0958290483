package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// contactOf is the target as a contact of its services, with what sharing
// agreements let them see today.
func (w *Webhooks) contactOf(ctx context.Context, tx pgx.Tx, t WebhookTarget) (access.Actor, error) {
	who := access.Actor{Role: access.SPOC, Areas: t.Areas, Services: t.Services}
	return pathways.WithSharing(ctx, tx, who, w.AgreementsFirst, calendar.DayOf(w.Now()))
}

// hookTask is a request as a service's list has it.
type hookTask struct {
	Ref, Standard, State          string
	Version                       int
	HandedOffOn, DueOn, FullUntil calendar.Date
	AcknowledgeBy                 *time.Time
	ServiceID                     int64
	ReleaseRef                    string
	PlannedDay, OrDay, ReleasedOn calendar.Date
	Restricted                    bool
}

// readHookTasks are the requests that a contact sees, of one id in a column.
// Nothing is said of somebody who has died.
func readHookTasks(ctx context.Context, tx pgx.Tx, who access.Actor, column string, id int64) ([]hookTask, error) {
	c := &conditions{}
	c.and(column + ` = ` + c.arg(id))
	c.seenBy(Scope{}, who)
	rows, _ := tx.Query(ctx, `
		select t.ref, t.standard, t.state, t.version, t.handed_off_on, t.due_on, t.full_until, t.acknowledge_by, coalesce(t.service_id, 0) as service_id,
		       r.ref as release_ref, r.planned_day, case when r.presumed and r.working_day <> r.planned_day then r.working_day end as or_day,
		       r.released_on, `+maskedSQL+` as restricted
		  from task t`+taskTables+`
		 where r.state <> 'died' and `+c.sql()+` order by t.id`, c.args...)
	return collect[hookTask](rows, "requests of a webhook")
}

// shown is the request and its person's days, as far as a service's list shows
// them: the same of a restricted record (access.ServiceMasked), and never a name.
func (t hookTask) shown() (webhookTask, webhookRelease) {
	see := access.ViewerFor(access.Reading{Role: access.SPOC, Restricted: t.Restricted})
	task := webhookTask{ID: t.Ref, Version: t.Version, Code: t.Standard, State: t.State, HandedOffOn: t.HandedOffOn, DueOn: t.DueOn,
		AcknowledgeBy: t.AcknowledgeBy, FullUntil: t.FullUntil}
	return access.Pick(see, access.FieldAsk, task), access.Pick(see, access.FieldDays, webhookRelease{t.ReleaseRef, t.PlannedDay, t.OrDay, t.ReleasedOn})
}

// toldOfTask is the reference of a request that the target was told of; "" where
// it was not, or where nothing may be said of its person any more.
func toldOfTask(ctx context.Context, tx pgx.Tx, d delivery) (string, error) {
	var ref string
	err := tx.QueryRow(ctx, `
		SELECT t.ref FROM task t JOIN release r ON r.id = t.release_id
		 WHERE t.id = $1 AND r.state <> 'died'
		   AND EXISTS (SELECT FROM webhook_delivery w WHERE w.task_id = t.id AND w.target = $2 AND w.state = 'delivered' AND w.id <> $3)`,
		d.TaskID, d.Target, d.ID).Scan(&ref)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("see whether a target was told of a request: %w", err)
	}
	return ref, nil
}

// saidAlready tells whether the target knows these days: it was told them last,
// or was never told any and they are what they were before this change. What else
// changed of the person is not its business, nor that anything did.
func saidAlready(ctx context.Context, tx pgx.Tx, d delivery, said string) (bool, error) {
	var last *string
	err := tx.QueryRow(ctx, `
		SELECT (SELECT w.said FROM webhook_delivery w
		         WHERE w.target = $1 AND w.release_id = $2 AND w.state = 'delivered' AND w.said <> '' AND w.id <> $3 ORDER BY w.settled_at DESC, w.id DESC LIMIT 1)`,
		d.Target, d.ReleaseID, d.ID).Scan(&last)
	if err != nil {
		return false, fmt.Errorf("see which days a target was told: %w", err)
	}
	if last != nil {
		return *last == said, nil
	}
	var same bool
	err = tx.QueryRow(ctx, `
		SELECT coalesce((
			SELECT (n.planned_day, n.working_day, n.friday_scheme_day, n.released_on) IS NOT DISTINCT FROM (b.planned_day, b.working_day, b.friday_scheme_day, b.released_on)
			  FROM release_history n
			  JOIN LATERAL (SELECT x.planned_day, x.working_day, x.friday_scheme_day, x.released_on FROM release_history x
			                 WHERE x.release_id = n.release_id AND x.id < n.id ORDER BY x.id DESC LIMIT 1) b ON true
			 WHERE n.id = $1), true)`, d.HistoryID).Scan(&same)
	if err != nil {
		return false, fmt.Errorf("see whether days have changed: %w", err)
	}
	return same, nil
}
