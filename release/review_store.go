package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// markForReview makes the planned tasks whose hand-off day lies before today
// wait for an answer: those of the watched people of the unit whose release the
// import holds.
func (s *Service) markForReview(ctx context.Context, tx pgx.Tx, today calendar.Date, importID int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE task t SET review = true, version = t.version + 1
		FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.held_by = $3 AND r.is_current AND r.watched AND t.release_id = r.id
		  AND t.state = 'planned' AND t.hand_off_on < $4 AND NOT t.review`, s.Unit.All, s.Unit.Areas, importID, today)
	if err != nil {
		return fmt.Errorf("mark tasks for the review: %w", err)
	}
	return nil
}

// reviewRow is a task that waits for an answer, as it is stored.
type reviewRow struct {
	ReleaseID    int64
	TaskID       int64
	Prison       string
	Reference    string
	PrisonNumber string
	Forenames    string
	Surname      string
	Flags        []string
	Code         string
	Title        string
	PlannedDay   calendar.Date
	HandOffOn    calendar.Date
	Service      string
	Ref          string
}

// readReview lists the tasks of the unit that wait for an answer, by prison,
// then planned day; of one import, or, for 0, of all.
func (s *Service) readReview(ctx context.Context, tx pgx.Tx, importID int64) ([]reviewRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, t.id, pr.name, r.ref, n.prison_number, p.forenames, p.surname, p.flags, t.standard, st.title, r.planned_day,
		       t.hand_off_on, st.service, t.ref
		FROM task t JOIN standard st ON st.code = t.standard JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		JOIN person_number n ON n.person_id = p.id AND n.is_current JOIN prison pr ON pr.code = r.prison
		WHERE `+unitSQL+` AND t.review AND t.state IN ('planned', 'too_late') AND ($3 = 0 OR r.held_by = $3)
		ORDER BY pr.name, r.planned_day NULLS LAST, n.prison_number, st.position`, s.Unit.All, s.Unit.Areas, importID)
	if err != nil {
		return nil, fmt.Errorf("list the tasks of the review: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reviewRow])
	if err != nil {
		return nil, fmt.Errorf("list the tasks of the review: %w", err)
	}
	return list, nil
}

func (r *reviewRow) task(contact pathways.Contact) ReviewTask {
	t := ReviewTask{Prison: r.Prison, Reference: r.Reference, PrisonNumber: r.PrisonNumber, Initials: initials(r.Forenames, r.Surname),
		Code: r.Code, Title: r.Title, PlannedDay: r.PlannedDay, HandOffOn: r.HandOffOn, Service: r.Service, Contact: contact.Email, Ref: r.Ref}
	if slices.Contains(r.Flags, "restricted") { // masked, here as on the board (domain 9)
		t.PrisonNumber, t.Initials = "", ""
	}
	return t
}

// reviewedRow is a task that a line of a review names.
type reviewedRow struct {
	ID        int64
	Ref       string
	ReleaseID int64
	Review    bool
	State     pathways.State
	HeldBy    int64  // the import that holds the release for a review; 0: none
	Answered  string // the answer that was taken before; "": none
}

// lockReviewed locks the releases of these tasks, and those that their imports
// hold as well, by id, and reads the tasks, by reference. What was answered before stands in the audit.
func (s *Service) lockReviewed(ctx context.Context, tx pgx.Tx, refs []string) (map[string]reviewedRow, error) {
	if _, err := tx.Exec(ctx, `
		WITH named AS (SELECT t.release_id, x.held_by FROM task t JOIN release x ON x.id = t.release_id WHERE t.ref = ANY($1))
		SELECT r.id FROM release r
		WHERE r.id IN (SELECT release_id FROM named) OR r.held_by IN (SELECT held_by FROM named WHERE held_by IS NOT NULL)
		ORDER BY r.id FOR NO KEY UPDATE`, refs); err != nil {
		return nil, fmt.Errorf("lock releases: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.ref, t.release_id, t.review, t.state, coalesce(i.id, 0), coalesce(a.detail, '')
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		LEFT JOIN import i ON i.id = r.held_by AND i.brake = '`+ByReview+`'
		LEFT JOIN LATERAL (SELECT detail FROM audit WHERE object_kind = 'task' AND object_id = t.id
		                   AND detail IN ('send', 'accepted', 'not_eligible') ORDER BY id LIMIT 1) a ON NOT t.review
		WHERE `+unitSQL+` AND t.ref = ANY($3) ORDER BY t.id`, s.Unit.All, s.Unit.Areas, refs)
	if err != nil {
		return nil, fmt.Errorf("find the tasks of the review: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reviewedRow])
	if err != nil {
		return nil, fmt.Errorf("find the tasks of the review: %w", err)
	}
	out := make(map[string]reviewedRow, len(list))
	for _, r := range list {
		out[r.Ref] = r
	}
	return out, nil
}

// CountReview counts the tasks within a scope that wait for an answer of a
// review.
func CountReview(ctx context.Context, tx pgx.Tx, scope Scope) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND t.review AND t.state IN ('planned', 'too_late')`, scope.All, scope.Areas).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the tasks of the review: %w", err)
	}
	return n, nil
}
