package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
	"throughgate/pathways"
)

// meetingsInside tells services with a booked visit or video meeting before the
// release that the person is elsewhere now; other services of the area hear
// nothing of a transfer (domain rule 4).
func (s *Service) meetingsInside(ctx context.Context, tx pgx.Tx, c cause, list []*observed, letters *letters) error {
	var transferred []int64
	for _, o := range list {
		if o.transferred() {
			transferred = append(transferred, o.releaseID)
		}
	}
	if len(transferred) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.release_id, v.id, coalesce(nullif(v.spoc_name, ''), v.name), v.spoc_email
		FROM appointment a JOIN release r ON r.id = a.release_id JOIN person p ON p.id = a.person_id
		JOIN LATERAL (SELECT id, name, spoc_name, spoc_email FROM service
		              WHERE service = a.service AND area IN (p.home_area, '*') ORDER BY area = '*' LIMIT 1) v ON true
		WHERE a.release_id = ANY($1) AND a.state IN ('booked', 'moved') AND a.starts_at > $2
		  AND (r.planned_day IS NULL OR (a.starts_at AT TIME ZONE 'Europe/London')::date < r.planned_day)
		  AND 'restricted' <> ALL(p.flags)
		ORDER BY a.id`, transferred, c.now)
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
