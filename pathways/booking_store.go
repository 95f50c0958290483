package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// StoreBookings writes appointments in set-based statements: a known one (by
// the sender's reference, else by person, service and the time as the sender
// last told it) is changed only where it differs, with a new version; its state
// becomes moved when its time or place changes and cancelled when the file says
// so. A row that the sender has told before changes nothing, though somebody has
// moved the appointment or recorded its outcome since. The caller holds the
// releases. Waiting reminders are the caller's to set right.
func StoreBookings(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, list []Booking) (Booked, error) {
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
			       u.cancelled, u.minutes, coalesce(x.id, y.id) AS known,
			       md5(concat_ws('|', u.person_id, u.release_id, u.service, extract(epoch FROM u.starts_at), u.place, u.phone, u.kind,
			                     u.safe, u.cancelled, coalesce(u.minutes, 0))) AS told
			FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[], $9::text[],
			            $10::text[], $11::bool[], $12::bool[], $13::integer[])
			     AS u(ref, external_id, person_id, release_id, starts_at, service, place, phone, kind, safe, cancelled, minutes)
			LEFT JOIN appointment x ON x.external_id = u.external_id
			LEFT JOIN LATERAL (SELECT id FROM appointment a
			     WHERE u.external_id IS NULL AND a.external_id IS NULL AND a.person_id = u.person_id AND a.service = u.service
			       AND (a.starts_at = u.starts_at OR a.told_start = u.starts_at)
			     ORDER BY a.told_start = u.starts_at DESC NULLS LAST LIMIT 1) y ON true),
		added AS (
			INSERT INTO appointment (ref, external_id, person_id, release_id, service, starts_at, minutes, place, place_safe,
			       phone, kind, state, created_at, updated_at, told, told_start)
			SELECT ref, external_id, person_id, release_id, service, starts_at, minutes, place, safe, phone, kind,
			       CASE WHEN cancelled THEN 'cancelled' ELSE 'booked' END, $1, $1, told, starts_at FROM told WHERE known IS NULL
			RETURNING id, version, state, starts_at, place, false AS moved),
		changed AS (
			UPDATE appointment a SET person_id = t.person_id, release_id = t.release_id, service = t.service,
			       starts_at = t.starts_at, minutes = t.minutes, place = t.place, place_safe = t.safe, phone = t.phone,
			       kind = t.kind, version = a.version + 1, updated_at = $1, told = t.told, told_start = t.starts_at,
			       state = CASE WHEN t.cancelled THEN 'cancelled'
			                    WHEN (a.starts_at, a.place) <> (t.starts_at, t.place) THEN 'moved'
			                    WHEN a.state = 'cancelled' THEN 'booked' ELSE a.state END
			FROM told t JOIN appointment b ON b.id = t.known WHERE a.id = b.id AND a.told <> t.told
			  AND ((a.person_id, a.release_id, a.service, a.starts_at, a.place, a.place_safe, a.phone, a.kind)
			       <> (t.person_id, t.release_id, t.service, t.starts_at, t.place, t.safe, t.phone, t.kind)
			       OR a.minutes IS DISTINCT FROM t.minutes OR (a.state = 'cancelled') <> t.cancelled)
			RETURNING a.id, a.version, a.state, a.starts_at, a.place, (b.starts_at, b.place) <> (a.starts_at, a.place) AS moved),
		heard AS ( -- told as it stands: from now on that row again changes nothing
			UPDATE appointment a SET told = t.told, told_start = t.starts_at FROM told t
			WHERE a.id = t.known AND a.told <> t.told AND a.id NOT IN (SELECT id FROM changed)),
		noted AS (
			INSERT INTO appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor)
			SELECT id, version, state, starts_at, place, moved, $1, $14 FROM (TABLE added UNION ALL TABLE changed) x ORDER BY id)
		SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed)`,
		now, refs, external, person, release, starts, service, place, phone, kind, safe, cancelled, minutes, who.Key()).
		Scan(&done.New, &done.Changed)
	if err != nil {
		return Booked{}, fmt.Errorf("store appointments: %w", err)
	}
	done.Unchanged = n - done.New - done.Changed
	return done, nil
}
