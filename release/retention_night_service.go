package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// retentionLock lets one process at a time erase.
const retentionLock int64 = 0x7467_6b65_6570 // "tgkeep"

// DueErasures erases whom two people have agreed to erase, at any hour, and once
// a night whoever leaves by the rule. Any number of processes may ask at once.
// While an import is running it waits for the next time.
func (s *Service) DueErasures(ctx context.Context) error {
	if s.AuditKeys.None() {
		return nil
	}
	who := access.System("retention")
	if err := s.eraseAgreed(ctx, who); err != nil {
		return notMeanwhile(err)
	}
	if !erasesAtNight(s.Now()) {
		return nil
	}
	_, err := s.eraseTonight(ctx, who)
	return notMeanwhile(err)
}

// notMeanwhile: an import that is running has only to end first.
func notMeanwhile(err error) error {
	if fault.Is(err, fault.KindConflict) {
		return nil
	}
	return err
}

// EraseByRule erases now whoever leaves by the rule, as a night does. Errors:
// fault.Refused where nobody has confirmed the rule, or more people are due than
// anybody has foreseen; fault.Conflict while an import is running or another
// process erases.
func (s *Service) EraseByRule(ctx context.Context, who access.Actor) (ErasedNight, error) {
	if s.AuditKeys.None() {
		return ErasedNight{}, errNoErasedKey
	}
	var done ErasedNight
	err := s.alone(ctx, who, func(tx pgx.Tx) (err error) {
		done, err = s.eraseAll(ctx, tx, who)
		return err
	})
	if err != nil {
		return done, err
	}
	switch done.Outcome {
	case NightNotConfirmed:
		return done, fault.Refused("Nobody has confirmed the rule yet: an information lead does it on the page “Erasing records”. Nobody was erased")
	case NightTooMany:
		return done, fault.Refused("%d people are due at once, more than were foreseen when the rule was confirmed: an information lead looks at them on the page “Erasing records” and confirms the rule again. Nobody was erased", done.Due)
	case NightDone:
	}
	return done, nil
}

// alone runs fn while no other process erases. Errors: fault.Conflict.
func (s *Service) alone(ctx context.Context, who access.Actor, fn func(pgx.Tx) error) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, retentionLock).Scan(&mine); err != nil {
			return fmt.Errorf("take the lock of erasing: %w", err)
		}
		if !mine {
			return fault.Conflict("another process is erasing: wait until it has ended")
		}
		return fn(tx)
	})
}

// eraseTonight erases once a London day, and writes the ledger.
func (s *Service) eraseTonight(ctx context.Context, who access.Actor) (done ErasedNight, err error) {
	err = s.alone(ctx, who, func(tx pgx.Tx) error {
		day := calendar.DayOf(s.Now())
		var over bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM retention_night WHERE day = $1)`, day).Scan(&over); err != nil || over {
			return err
		}
		if done, err = s.eraseAll(ctx, tx, who); err != nil {
			return err
		}
		return tidyErased(ctx, tx, done.At)
	})
	return done, err
}

// eraseAll erases in batches, each a transaction of its own, and writes the
// ledger in the one it is given.
func (s *Service) eraseAll(ctx context.Context, tx pgx.Tx, who access.Actor) (ErasedNight, error) {
	now := s.Now()
	done := ErasedNight{Day: calendar.DayOf(now), At: now}
	rule, err := readRetention(ctx, tx)
	if err != nil {
		return done, err
	}
	due, err := dueByRule(ctx, tx, rule, now, done.Day, Scope{All: true})
	if err != nil {
		return done, err
	}
	since, err := erasedSince(ctx, tx, rule)
	if err != nil {
		return done, err
	}
	done.Due, done.Outcome = len(due), rule.tonight(len(due), since)
	if done.Outcome == NightDone {
		for part := range slices.Chunk(due, erasedAtOnce) {
			err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
				n, err := s.erasePeople(ctx, tx, who, part, eraseCause{rule: &rule})
				done.Erased += n
				return err
			})
			if err != nil {
				return done, err
			}
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO retention_night (day, due, erased, outcome, done_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (day) DO UPDATE SET due = excluded.due, erased = retention_night.erased + excluded.erased, outcome = excluded.outcome, done_at = excluded.done_at`,
		done.Day, done.Due, done.Erased, string(done.Outcome), now)
	if err != nil {
		return done, fmt.Errorf("write the ledger of nights: %w", err)
	}
	return done, nil
}

// dueByRule are the ids of those whom the rule lets leave on a day.
func dueByRule(ctx context.Context, tx pgx.Tx, rule Retention, now time.Time, day calendar.Date, scope Scope) ([]int64, error) {
	list, err := readLeavers(ctx, tx, leaversAsked{now: now, day: day, before: rule.lastFrom(day), scope: scope})
	if err != nil {
		return nil, err
	}
	var due []int64
	for _, l := range list {
		if rule.Stays(l.Leaver, day) == Leaves {
			due = append(due, l.PersonID)
		}
	}
	return due, nil
}

// tidyErased forgets hashes that are as old as the rule is long, and the cells of
// held rows that were decided on long ago.
func tidyErased(ctx context.Context, tx pgx.Tx, now time.Time) error {
	for _, sql := range []string{
		`DELETE FROM erased_number WHERE erased_at < $1::timestamptz - make_interval(years => coalesce((SELECT years FROM retention_rule ORDER BY id DESC LIMIT 1), ` + fmt.Sprint(UsualYears) + `))`,
		`UPDATE import_problem SET cells = '{}' WHERE cells <> '{}' AND decided_at < $1::timestamptz - make_interval(days => ` + fmt.Sprint(keptRowsUntil) + `)`,
	} {
		if _, err := tx.Exec(ctx, sql, now); err != nil {
			return fmt.Errorf("tidy what is left of erased people: %w", err)
		}
	}
	return nil
}
