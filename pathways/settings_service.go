package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// SettingsService changes what the unit has set.
type SettingsService struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// settingsLock lets one change of the settings pass at a time.
const settingsLock int64 = 0x7467_7365_74 // "tgset"

// Save stores the settings. They hold from the next watch, for what is asked
// and told from then on; version is that of the form. Errors: *BadEdit,
// fault.Conflict, fault.Refused.
func (s *SettingsService) Save(ctx context.Context, who access.Actor, version int, set Settings) error {
	if who.Role != access.Coordinator {
		return fault.Refused("Only the unit coordinator changes the settings")
	}
	if problems := set.Check(); len(problems) > 0 {
		return &BadEdit{problems}
	}
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, settingsLock); err != nil {
			return fmt.Errorf("take the lock of the settings: %w", err)
		}
		now := s.Now()
		stored, err := ChangeVersion(ctx, tx, SettingsChange, "")
		if err != nil {
			return err
		}
		if stored != version {
			return fault.Conflict("The settings have been changed since you opened this page")
		}
		cal, before, err := LoadTimes(ctx, tx)
		if err != nil {
			return err
		}
		fields := changedSettings(before, set)
		if len(fields) == 0 {
			return nil
		}
		if err := storeSettings(ctx, tx, set, fields); err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		if before.RungDays != set.RungDays {
			if err := stepAgain(ctx, tx, cal, set); err != nil {
				return err
			}
		}
		if err := RecordChange(ctx, tx, who, now, SettingsChange, "", version+1, fields); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "settings"})
	})
}

// waitingRung is a task that waits on rung 1.
type waitingRung struct {
	ID          int64
	State       State
	HandedOffOn calendar.Date
	DueOn       calendar.Date
	RungAt      time.Time
}

func stepsOf(cal *calendar.Calendar, set Settings, list []waitingRung) (ids []int64, next []*time.Time) {
	for _, w := range list {
		c := Climber{State: w.State, HandedOffOn: w.HandedOffOn, DueOn: w.DueOn, Rung: 1, RungOn: calendar.DayOf(w.RungAt)}
		ids, next = append(ids, w.ID), append(next, instant(c.Next(cal, set)))
	}
	return ids, next
}

func changedSettings(before, after Settings) []FieldChange {
	var list []FieldChange
	for _, rule := range SettingRules {
		if from, to := before.Get(rule.Name), after.Get(rule.Name); from != to {
			list = append(list, FieldChange{string(rule.Name), rule.Text(from), rule.Text(to)})
		}
	}
	return list
}
