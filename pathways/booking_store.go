package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// StoreBookings writes appointments in set-based statements: a known one (by
// the sender's reference, else by person, service and time) is changed only
// where it differs, with a new version; its state becomes moved when its time or
// place changes and cancelled when the file says so. The caller holds the
// releases. Waiting reminders are the caller's to set right.
func StoreBookings(ctx context.Context, tx pgx.Tx, now time.Time, list []Booking) (Booked, error) {
	n := len(list)
	refs, external := make([]string, n), make([]*string, n)
	person, release := make([]int64, n), make([]int64, n)
	starts := make([]time.Time, n)
	service, place, phone, kind := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	safe, cancelled := make([]bool, n), make([]bool, n)
	minutes := make([]*int32, n)
	for i := range list {
		b := &list[i]
		refs[i], person[i], release[i], starts[i] = access.NewRef(), b.PersonID, b.ReleaseID, b.StartsAt
		service[i], place[i], phone[i], kind[i], safe[i], cancelled[i] = b.Service, b.Place, b.Phone, b.Kind, b.PlaceSafe, b.Cancelled
		if b.ExternalID != "" {
			external[i] = &b.ExternalID
		}
		if b.Minutes > 0 {
			m := int32(b.Minutes)
			minutes[i] = &m
		}
	}
	var done Booked
	err := tx.QueryRow(ctx, `
		WITH told AS (
			SELECT u.ref, u.external_id, u.person_id, u.release_id, u.starts_at, u.service, u.place, u.phone, u.kind, u.safe,
			       u.cancelled, u.minutes, coalesce(x.id, y.id) AS known
			FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[], $9::text[],
			            $10::text[], $11::bool[], $12::bool[], $13::integer[])
			     AS u(ref, external_id, person_id, release_id, starts_at, service, place, phone, kind, safe, cancelled, minutes)
			LEFT JOIN appointment x ON x.external_id = u.external_id
			LEFT JOIN appointment y ON u.external_id IS NULL AND y.external_id IS NULL AND y.person_id = u.person_id
			     AND y.service = u.service AND y.starts_at = u.starts_at),
		added AS (
			INSERT INTO appointment (ref, external_id, person_id, release_id, service, starts_at, minutes, place, place_safe,
			       phone, kind, state, created_at, updated_at)
			SELECT ref, external_id, person_id, release_id, service, starts_at, minutes, place, safe, phone, kind,
			       CASE WHEN cancelled THEN 'cancelled' ELSE 'booked' END, $1, $1 FROM told WHERE known IS NULL
			RETURNING id),
		changed AS (
			UPDATE appointment a SET person_id = t.person_id, release_id = t.release_id, service = t.service,
			       starts_at = t.starts_at, minutes = t.minutes, place = t.place, place_safe = t.safe, phone = t.phone,
			       kind = t.kind, version = a.version + 1, updated_at = $1,
			       state = CASE WHEN t.cancelled THEN 'cancelled'
			                    WHEN (a.starts_at, a.place) <> (t.starts_at, t.place) THEN 'moved'
			                    WHEN a.state = 'cancelled' THEN 'booked' ELSE a.state END
			FROM told t WHERE a.id = t.known
			  AND ((a.person_id, a.release_id, a.service, a.starts_at, a.place, a.place_safe, a.phone, a.kind)
			       <> (t.person_id, t.release_id, t.service, t.starts_at, t.place, t.safe, t.phone, t.kind)
			       OR a.minutes IS DISTINCT FROM t.minutes OR (a.state = 'cancelled') <> t.cancelled)
			RETURNING a.id)
		SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed)`,
		now, refs, external, person, release, starts, service, place, phone, kind, safe, cancelled, minutes).
		Scan(&done.New, &done.Changed)
	if err != nil {
		return Booked{}, fmt.Errorf("store appointments: %w", err)
	}
	done.Unchanged = n - done.New - done.Changed
	return done, nil
}
