package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// Hold keeps somebody beyond their time. By and EndedBy are words, as in StoryStep.
type Hold struct {
	ByKey    string // the actor who keeps it
	By       string
	At       time.Time
	Reason   string
	Until    calendar.Date // the last day; zero: until it is taken off
	EndedAt  *time.Time
	EndedBy  string
	EndedWhy string
}

// InForce tells whether it keeps its person on a day.
func (h Hold) InForce(day calendar.Date) bool {
	return h.EndedAt == nil && (h.Until.IsZero() || !h.Until.Before(day))
}

// PlaceHold keeps the person of a release beyond their time, until a day (zero:
// until it is taken off). Errors: fault.NotFound, fault.Invalid, fault.Refused,
// fault.Conflict where somebody holds them already.
func (s *Service) PlaceHold(ctx context.Context, who access.Actor, ref, reason string, until calendar.Date) error {
	reason, err := checkRetentionReason(reason, "Write why the record is kept")
	if err != nil {
		return err
	}
	if !until.IsZero() && until.Before(calendar.DayOf(s.Now())) {
		return fault.Invalid("This day is over: give one that is to come, or none")
	}
	return s.withHolds(ctx, who, ref, func(tx pgx.Tx, now time.Time, personID int64) (string, error) {
		holds, err := readHolds(ctx, tx, personID)
		if err != nil {
			return "", err
		}
		for _, h := range holds {
			if h.ByKey == who.Key() && h.Reason == reason && h.InForce(calendar.DayOf(now)) { // the form was sent twice
				return "", nil
			}
			if h.InForce(calendar.DayOf(now)) {
				return "", fault.Conflict("%s keeps this record already: take that off first.", capitalised(h.By))
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO retention_hold (person_id, reason, until_day, placed_at, placed_by) VALUES ($1, $2, $3, $4, $5)`,
			personID, reason, until, now, who.Key())
		if err != nil {
			return "", fmt.Errorf("keep a record: %w", err)
		}
		return "kept beyond its time", nil
	})
}

// EndHold lets the person of a release leave by the rule again. Errors as of
// PlaceHold.
func (s *Service) EndHold(ctx context.Context, who access.Actor, ref, why string) error {
	why, err := checkRemark(why, "Write why the record need not be kept any more")
	if err != nil {
		return err
	}
	return s.withHolds(ctx, who, ref, func(tx pgx.Tx, now time.Time, personID int64) (string, error) {
		tag, err := tx.Exec(ctx, `UPDATE retention_hold h SET ended_at = $3, ended_by = $4, ended_why = $5 WHERE h.person_id = $1 AND `+holdInForce,
			personID, calendar.DayOf(now), now, who.Key(), why)
		if err != nil {
			return "", fmt.Errorf("stop keeping a record: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return "", fault.Conflict("Nobody keeps this record any more. Look at it again.")
		}
		return "kept no longer", nil
	})
}

// withHolds is withLeaver for whoever may keep somebody: their officers too.
func (s *Service) withHolds(ctx context.Context, who access.Actor, ref string, change func(tx pgx.Tx, now time.Time, personID int64) (string, error)) error {
	if who.Role == access.InformationLead {
		return s.withLeaver(ctx, who, ref, change)
	}
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		if err := head.mayChange(); err != nil {
			return err
		}
		detail, err := change(tx, now, head.PersonID)
		if err != nil || detail == "" {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: head.PersonID, Detail: detail})
	})
}

// readHolds reads who kept a person beyond their time, newest first.
func readHolds(ctx context.Context, tx pgx.Tx, personID int64) ([]Hold, error) {
	rows, err := tx.Query(ctx, `
		SELECT h.placed_by, coalesce(a.name, h.placed_by), h.placed_at, h.reason, h.until_day, h.ended_at, coalesce(b.name, h.ended_by), h.ended_why
		FROM retention_hold h LEFT JOIN account a ON h.placed_by = 'account:' || a.id LEFT JOIN account b ON h.ended_by = 'account:' || b.id
		WHERE h.person_id = $1 ORDER BY h.id DESC`, personID)
	if err != nil {
		return nil, fmt.Errorf("read who keeps a record: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Hold])
	if err != nil {
		return nil, fmt.Errorf("read who keeps a record: %w", err)
	}
	return list, nil
}
