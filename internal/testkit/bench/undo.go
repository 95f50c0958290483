package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// undo takes an extract back that has moved people, beside what the extract took.
func (b *bench) undo(ctx context.Context) error {
	file, moved, err := b.aWeekEarlier()
	if err != nil {
		return err
	}
	var ours, floor []time.Duration
	for range b.size.runs {
		if err := b.onCopy(ctx, watchedDB, connections, func(pool *pgxpool.Pool) error {
			took, _, err := b.moveIn(ctx, pool, file, moved)
			if err != nil {
				return err
			}
			floor = append(floor, took)
			s, err := wire(pool, clockFrom(b.watched.AddDays(1).At(11, 0)))
			if err != nil {
				return err
			}
			began := time.Now()
			undone, err := s.releases.UndoImport(ctx, importing, 0)
			ours = append(ours, time.Since(began))
			if err == nil && undone.PeopleRestored < moved {
				err = fmt.Errorf("%d people were moved and %d put back", moved, undone.PeopleRestored)
			}
			return err
		}); err != nil {
			return err
		}
	}
	b.timed("undo", thousands(float64(moved))+" people", ours, floor)
	return nil
}
