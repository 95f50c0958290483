package pathways

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/access"
	"throughgate/internal/fault"
)

// LockedVisit is an appointment as the one who changes it finds it.
type LockedVisit struct {
	ID, ReleaseID int64
	Ref           string
	Service       string
	State         VisitState
	StartsAt      time.Time
	Place         string
	Version       int
	WasMoved      bool   // its time or place changed since it was booked
	LastActor     string // who changed it last, as a person is told
	LastAt        time.Time
}

// LockVisit locks an appointment; the caller holds its release: one order
// everywhere. fault.NotFound where it is not of this release.
func LockVisit(ctx context.Context, tx pgx.Tx, releaseID int64, ref string) (*LockedVisit, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.release_id, a.ref, a.service, a.state, a.starts_at, a.place, a.version,
		       EXISTS (SELECT 1 FROM appointment_event e WHERE e.appointment_id = a.id AND e.moved) AS was_moved,
		       coalesce(c.name, 'An import') AS last_actor, a.updated_at AS last_at
		FROM appointment a
		LEFT JOIN LATERAL (SELECT actor FROM appointment_event e WHERE e.appointment_id = a.id ORDER BY e.id DESC LIMIT 1) l ON true
		LEFT JOIN account c ON l.actor = 'account:' || c.id
		WHERE a.ref = $1 AND a.release_id = $2 FOR NO KEY UPDATE OF a`, ref, releaseID)
	if err != nil {
		return nil, fmt.Errorf("lock appointment: %w", err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[LockedVisit])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.NotFound("Appointment")
	}
	if err != nil {
		return nil, fmt.Errorf("lock appointment: %w", err)
	}
	return v, nil
}

// AddVisit stores an appointment and gives its id; the caller holds the release.
// One that was cancelled at that time with that service stands again. fault.Invalid where one stands there
// already, or is over.
func AddVisit(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, releaseID int64, v Visit) (id int64, err error) {
	codes, err := ServiceCodes(ctx, tx)
	if err != nil {
		return 0, err
	}
	if !slices.Contains(codes, v.Service) {
		return 0, fault.Invalid("Choose the service from the list: this one is not there")
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO appointment AS a (ref, person_id, release_id, service, starts_at, minutes, place, place_safe, phone, kind, state,
		       created_at, updated_at)
		SELECT $1, r.person_id, r.id, $3, $4, nullif($5, 0), $6, $7, $8, $9, 'booked', $10, $10 FROM release r WHERE r.id = $2
		   AND NOT EXISTS (SELECT 1 FROM appointment b WHERE b.person_id = r.person_id AND b.service = $3 AND b.starts_at = $4
		                   AND b.external_id IS NOT NULL AND b.state <> 'cancelled')
		ON CONFLICT (person_id, service, starts_at) WHERE external_id IS NULL DO UPDATE
		   SET release_id = excluded.release_id, minutes = excluded.minutes, place = excluded.place, place_safe = excluded.place_safe,
		       phone = excluded.phone, kind = excluded.kind, state = 'booked', version = a.version + 1, updated_at = excluded.updated_at
		   WHERE a.state = 'cancelled'
		RETURNING a.id`, access.NewRef(), releaseID, v.Service, v.StartsAt, v.Minutes, v.Place, v.PlaceSafe, v.Phone, v.Kind, now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, takenThen()
	}
	if err != nil {
		return 0, fmt.Errorf("store appointment: %w", err)
	}
	return id, noteVisit(ctx, tx, who, now, id, false, "")
}

func takenThen() error {
	return fault.Invalid("There is already an appointment with this service at this time: change that one")
}

// MoveVisit gives an appointment another time, place or length.
func MoveVisit(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was *LockedVisit, to Visit, why string) error {
	moved := !was.StartsAt.Equal(to.StartsAt) || was.Place != to.Place
	_, err := tx.Exec(ctx, `
		UPDATE appointment SET starts_at = $2, place = $3, place_safe = $4, minutes = nullif($5, 0), phone = $6, kind = $7,
		       state = CASE WHEN $8 THEN 'moved' ELSE state END, version = version + 1, updated_at = $9
		WHERE id = $1`, was.ID, to.StartsAt, to.Place, to.PlaceSafe, to.Minutes, to.Phone, to.Kind, moved, now)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.ConstraintName == "appointment_without_id" {
		return takenThen()
	}
	if err != nil {
		return fmt.Errorf("move appointment: %w", err)
	}
	return noteVisit(ctx, tx, who, now, was.ID, moved, why)
}

// SetVisit writes what became of an appointment. VisitBooked is that it stands
// after all: as moved where it had been.
func SetVisit(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was *LockedVisit, to VisitState, why string) error {
	if to == VisitBooked && was.WasMoved {
		to = VisitMoved
	}
	_, err := tx.Exec(ctx, `UPDATE appointment SET state = $2, version = version + 1, updated_at = $3 WHERE id = $1`, was.ID, string(to), now)
	if err != nil {
		return fmt.Errorf("set the state of an appointment: %w", err)
	}
	return noteVisit(ctx, tx, who, now, was.ID, false, why)
}

// noteVisit adds the step to the history and to the audit. One that is made again
// elsewhere than it was has moved as well.
func noteVisit(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, id int64, moved bool, why string) error {
	var state string
	err := tx.QueryRow(ctx, `
		INSERT INTO appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor, reason)
		SELECT a.id, a.version, a.state, a.starts_at, a.place,
		       $2 OR coalesce((SELECT (e.starts_at, e.place) <> (a.starts_at, a.place) FROM appointment_event e
		                       WHERE e.appointment_id = a.id ORDER BY e.id DESC LIMIT 1), false), $3, $4, $5
		FROM appointment a WHERE a.id = $1 RETURNING state`,
		id, moved, now, who.Key(), why).Scan(&state)
	if err != nil {
		return fmt.Errorf("note what became of an appointment: %w", err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "appointment", ObjectID: id, Detail: state})
}
