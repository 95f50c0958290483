package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
)

// Book stores appointments and sets the reminder texts of their people right,
// in the caller's transaction. A past appointment is stored and nothing is sent
// for it. Each appointment is named once in the list.
func (s *Service) Book(ctx context.Context, tx pgx.Tx, who access.Actor, list []pathways.Booking) (pathways.Booked, error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return pathways.Booked{}, err
	}
	now := s.Now()
	var ids []int64
	for i := range list {
		ids = append(ids, list[i].ReleaseID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if _, err := tx.Exec(ctx, `SELECT id FROM release WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, ids); err != nil {
		return pathways.Booked{}, fmt.Errorf("lock releases: %w", err)
	}
	done, err := pathways.StoreBookings(ctx, tx, who, now, list)
	if err != nil {
		return pathways.Booked{}, err
	}
	if done.New+done.Changed == 0 {
		return done, nil
	}
	inUnit, err := s.ofUnit(ctx, tx, ids)
	if err != nil {
		return pathways.Booked{}, err
	}
	if done.MessagesQueued, err = s.remind(ctx, tx, now, inUnit); err != nil {
		return pathways.Booked{}, err
	}
	return done, access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "appointment",
		Detail: fmt.Sprintf("%d new, %d changed", done.New, done.Changed)})
}

// ofUnit keeps the releases of the unit's own people: nobody else is told
// anything.
func (s *Service) ofUnit(ctx context.Context, tx pgx.Tx, ids []int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE ($1 OR p.home_area = ANY($2)) AND r.id = ANY($3) ORDER BY r.id`, s.Unit.All, s.Unit.Areas, ids)
	if err != nil {
		return nil, fmt.Errorf("find the unit's releases: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find the unit's releases: %w", err)
	}
	return out, nil
}
