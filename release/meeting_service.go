package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// meetingsInside tells services with a booked visit or video meeting before the
// release that the person is elsewhere now; other services of the area hear
// nothing of a transfer (domain rule 4). What is booked for a day before the
// release is inside; without a day, what its kind says is a visit or a video
// meeting.
func (s *Service) meetingsInside(ctx context.Context, tx pgx.Tx, c cause, list []*observed, letters *letters) error {
	var transferred []int64
	var inside []calendar.Date // before this day they are in prison, whatever the file says of the new day
	for _, o := range list {
		if o.transferred() {
			transferred, inside = append(transferred, o.releaseID), append(inside, o.stored.PlannedDay)
		}
	}
	if len(transferred) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.release_id, v.id, coalesce(nullif(v.spoc_name, ''), v.name), v.spoc_email
		FROM unnest($1::bigint[], $3::date[]) AS u(id, inside) JOIN appointment a ON a.release_id = u.id
		JOIN release r ON r.id = a.release_id JOIN person p ON p.id = a.person_id
		JOIN LATERAL (SELECT id, name, spoc_name, spoc_email FROM service
		              WHERE service = a.service AND area IN (p.home_area, '*') ORDER BY area = '*' LIMIT 1) v ON true
		WHERE a.state IN ('booked', 'moved') AND a.starts_at > $2
		  AND (a.kind ~* '(visit|video|inside|prison)' OR (a.starts_at AT TIME ZONE 'Europe/London')::date < least(u.inside, r.planned_day))
		  AND 'restricted' <> ALL(p.flags)
		ORDER BY a.id`, transferred, c.now, inside)
	if err != nil {
		return fmt.Errorf("find meetings inside: %w", err)
	}
	item := notify.Item{Kind: notify.ItemMeetingInside}
	var service int64
	var to pathways.Contact
	if _, err = pgx.ForEachRow(rows, []any{&item.AppointmentID, &item.ReleaseID, &service, &to.Name, &to.Email}, func() error {
		letters.addFor(service, to, item)
		return nil
	}); err != nil {
		return fmt.Errorf("find meetings inside: %w", err)
	}
	return nil
}

// transferred tells whether somebody who is inside is in another prison now.
func (o *observed) transferred() bool {
	return o.stored != nil && !o.opens && o.stored.Prison != o.present().Prison && !o.state.ended() &&
		o.state != Released && o.state != AtLarge && o.state != LeftUnknown
}
