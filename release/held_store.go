package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

// ByReview stands where the brake's words stand for an import that waits for
// the answers of a go-live review.
const ByReview = "review"

// changedSQL are the unit's current releases r of people p whom import $3
// created or changed.
const changedSQL = `
	FROM extract_row e JOIN person p ON p.id = e.person_id JOIN release r ON r.person_id = p.id AND r.is_current
	WHERE e.import_id = $3 AND ` + unitSQL

// holdThese keeps back the releases of people whom an open import has just
// written. One that another import holds stays with that one: what it was held
// for has not been sent.
func (s *Service) holdThese(ctx context.Context, tx pgx.Tx, importID int64, people []int64) error {
	_, err := tx.Exec(ctx, `
		WITH mine AS (SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		              WHERE `+unitSQL+` AND p.id = ANY($4) AND r.is_current AND r.held_by IS NULL ORDER BY r.id FOR NO KEY UPDATE OF r)
		UPDATE release SET held_by = $3 FROM mine WHERE release.id = mine.id`, s.Unit.All, s.Unit.Areas, importID, people)
	if err != nil {
		return fmt.Errorf("hold releases: %w", err)
	}
	return nil
}

// holdAll keeps back every release that the import created or changed. The
// newest import that holds a release has it: whoever sends that one has seen
// how things stand now.
func (s *Service) holdAll(ctx context.Context, tx pgx.Tx, importID int64) error {
	_, err := tx.Exec(ctx, `
		WITH mine AS (SELECT r.id `+changedSQL+` ORDER BY r.id FOR NO KEY UPDATE OF r)
		UPDATE release SET held_by = $3 FROM mine
		WHERE release.id = mine.id AND release.held_by IS DISTINCT FROM $3`, s.Unit.All, s.Unit.Areas, importID)
	if err != nil {
		return fmt.Errorf("hold releases: %w", err)
	}
	return nil
}

// letGo ends the hold of an import: its releases are as any other, its messages
// leave at their time. It gives how many of each.
func (s *Service) letGo(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) (releases, messages int, err error) {
	rows, err := tx.Query(ctx, `
		WITH mine AS (SELECT id FROM release WHERE held_by = $1 ORDER BY id FOR NO KEY UPDATE)
		UPDATE release SET held_by = NULL FROM mine WHERE release.id = mine.id RETURNING release.id`, importID)
	if err != nil {
		return 0, 0, fmt.Errorf("let releases go: %w", err)
	}
	freed, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, 0, fmt.Errorf("let releases go: %w", err)
	}
	if err := s.Outbox.Hasten(ctx, tx, now, freed, untilImportIsSent); err != nil {
		return 0, 0, err
	}
	ids, err := s.Outbox.ReleaseHeld(ctx, tx, now, importID)
	return len(freed), len(ids), err
}

// noteHeld writes why an import is held, and in the audit that it is.
func noteHeld(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, importID int64, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE import SET brake = $2 WHERE id = $1`, importID, why); err != nil {
		return fmt.Errorf("note why import %d is held: %w", importID, err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "import", ObjectID: importID, Detail: "held: " + why})
}

// noteSent writes that somebody let an import go.
func noteSent(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, importID int64) error {
	if _, err := tx.Exec(ctx, `UPDATE import SET sent_at = $2, sent_by = $3 WHERE id = $1`, importID, now, who.Key()); err != nil {
		return fmt.Errorf("note that import %d was sent: %w", importID, err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "import", ObjectID: importID, Detail: "held messages sent"})
}

func countHeld(ctx context.Context, tx pgx.Tx, importID int64) (int, error) {
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM message WHERE import_id = $1 AND state = 'held'`, importID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count held messages: %w", err)
	}
	return n, nil
}

// heldRow is an import as send finds it.
type heldRow struct {
	Finished bool
	Brake    string
	SentAt   *time.Time
	UndoneAt *time.Time
	Waiting  int // tasks of a review without an answer
}

func lockHeldImport(ctx context.Context, tx pgx.Tx, importID int64) (heldRow, error) {
	var h heldRow
	err := tx.QueryRow(ctx, `
		SELECT finished_at IS NOT NULL, brake, sent_at, undone_at,
		       (SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id
		        WHERE r.held_by = import.id AND t.review AND t.state IN ('planned', 'too_late'))
		FROM import WHERE id = $1 AND kind = 'releases' FOR UPDATE`, importID).Scan(&h.Finished, &h.Brake, &h.SentAt, &h.UndoneAt, &h.Waiting)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, fault.NotFound(fmt.Sprintf("Import %d", importID))
	}
	if err != nil {
		return h, fmt.Errorf("find import %d: %w", importID, err)
	}
	return h, nil
}

// readHeld lists the imports that wait for somebody, oldest first.
func readHeld(ctx context.Context, tx pgx.Tx) ([]HeldImport, error) {
	rows, err := tx.Query(ctx, `
		SELECT i.id, i.started_at, i.file_name, i.brake,
		       (SELECT count(*) FROM message m WHERE m.import_id = i.id AND m.state = 'held'),
		       (SELECT count(*) FROM release r WHERE r.held_by = i.id)
		FROM import i WHERE i.kind = 'releases' AND i.brake <> '' AND i.sent_at IS NULL AND i.undone_at IS NULL AND i.finished_at IS NOT NULL
		ORDER BY i.id`)
	if err != nil {
		return nil, fmt.Errorf("list held imports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[HeldImport])
	if err != nil {
		return nil, fmt.Errorf("list held imports: %w", err)
	}
	return list, nil
}

// askAgainWhileHeld is how often a message that was queued before an import is
// asked about as long as the import is held.
const askAgainWhileHeld = 15 * time.Minute

// untilImportIsSent is why a message waits that an import under way, or held,
// concerns.
const untilImportIsSent = "waits until an import about this person is sent"

// askForHeld asks, with others, for the releases that an import holds of those
// that messages are about. What was queued before the import is put off: a request
// or a word to a service would name the new day, and a text that waited for the
// release would go because of it. Officers are told.
//
// The lock makes this wait for an import that is just letting go, and that one
// for these messages to be put off: then it finds them and hastens them.
func askForHeld(batch *pgx.Batch, messages []notify.Message) {
	ids, releases := mayWaitForImport(messages)
	batch.Queue(`
		SELECT r.id FROM release r
		WHERE r.held_by IS NOT NULL AND (r.id = ANY($2) OR r.id IN (
		      SELECT coalesce(i.release_id, t.release_id) FROM message_item i LEFT JOIN task t ON t.id = i.task_id
		      WHERE i.message_id = ANY($1) AND NOT i.dropped))
		ORDER BY r.id FOR SHARE`, ids, releases)
}

func mayWaitForImport(messages []notify.Message) (ids, releases []int64) {
	for _, m := range messages {
		switch m.Kind {
		case notify.Request, notify.Reminder, notify.Told, notify.AppointmentReminder, notify.CalendarFile:
			ids, releases = append(ids, m.ID), append(releases, m.ReleaseID)
		case notify.Escalation, notify.Digest, notify.Alert, notify.AutoReply, notify.AuditHead, notify.Invitation, notify.Unused, notify.ListsDue:
		}
	}
	return ids, releases
}

func readHeldReleases(results pgx.BatchResults) ([]int64, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, fmt.Errorf("see whether an import holds messages: %w", err)
	}
	held, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("see whether an import holds messages: %w", err)
	}
	return held, nil
}

// waitingForImport are those of the messages that are about one of these
// releases, and wait for the import that holds it.
func waitingForImport(ctx context.Context, tx pgx.Tx, messages []notify.Message, held []int64) (map[int64]bool, error) {
	if len(held) == 0 {
		return nil, nil
	}
	ids, releases := mayWaitForImport(messages)
	rows, err := tx.Query(ctx, `
		SELECT u.id FROM unnest($1::bigint[], $2::bigint[]) AS u(id, release)
		WHERE u.release = ANY($3) OR EXISTS (
		      SELECT 1 FROM message_item i LEFT JOIN task t ON t.id = i.task_id
		      WHERE i.message_id = u.id AND NOT i.dropped AND coalesce(i.release_id, t.release_id) = ANY($3))`, ids, releases, held)
	if err != nil {
		return nil, fmt.Errorf("see which messages an import holds: %w", err)
	}
	waiting := map[int64]bool{}
	var id int64
	if _, err = pgx.ForEachRow(rows, []any{&id}, func() error { waiting[id] = true; return nil }); err != nil {
		return nil, fmt.Errorf("see which messages an import holds: %w", err)
	}
	return waiting, nil
}
