package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// readAppointments reads the appointments of a release with their history; with
// until those that were known of then, as they were: one that has changed since,
// and of which no step is kept, was booked.
func readAppointments(ctx context.Context, tx pgx.Tx, releaseID int64, until *time.Time) ([]StoryAppointment, error) {
	rows, _ := tx.Query(ctx, `
		select coalesce(a.external_id, a.ref) as id, coalesce(e.starts_at, a.starts_at) as starts_at, a.service,
		       coalesce(e.place, a.place) as place,
		       coalesce(e.state, case when $2::timestamptz is null or a.updated_at <= $2 then a.state else 'booked' end) as state,
		       a.ref, a.version, coalesce(a.minutes, 0) as minutes, a.place_safe, a.phone, a.kind,
		       (select max(coalesce(m.sent_at, m.claimed_at)) from message_item i join message m on m.id = i.message_id
		         where i.appointment_id = a.id and m.channel = 'text' and m.state in ('sent', 'delivered', 'unknown')
		           and ($2::timestamptz is null or coalesce(m.sent_at, m.claimed_at) <= $2)) as told_at
		  from appointment a
		  left join lateral (select starts_at, place, state from appointment_event
		                      where appointment_id = a.id and $2::timestamptz is not null and at <= $2 order by id desc limit 1) e on true
		 where a.release_id = $1 and ($2::timestamptz is null or a.created_at <= $2) order by 2, a.id`, releaseID, until)
	list, err := collect[StoryAppointment](rows, "appointments")
	if err != nil || until != nil {
		return list, err
	}
	return list, readVisitSteps(ctx, tx, releaseID, list)
}

func readVisitSteps(ctx context.Context, tx pgx.Tx, releaseID int64, list []StoryAppointment) error {
	byRef := make(map[string]*StoryAppointment, len(list))
	for i := range list {
		byRef[list[i].Ref] = &list[i]
	}
	rows, err := tx.Query(ctx, `
		select a.ref, e.state, e.at, coalesce(c.name, e.actor), e.reason, e.starts_at, e.place, e.moved
		  from appointment a join appointment_event e on e.appointment_id = a.id
		  left join account c on e.actor = 'account:' || c.id
		 where a.release_id = $1 order by e.id`, releaseID)
	if err != nil {
		return fmt.Errorf("read the history of appointments: %w", err)
	}
	var ref string
	var s VisitStep
	if _, err = pgx.ForEachRow(rows, []any{&ref, &s.State, &s.At, &s.By, &s.Reason, &s.StartsAt, &s.Place, &s.Moved}, func() error {
		if a := byRef[ref]; a != nil {
			s.By = actorWords(s.By, nil)
			a.Steps = append(a.Steps, s)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read the history of appointments: %w", err)
	}
	return nil
}
