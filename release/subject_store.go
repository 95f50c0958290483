package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// subjectColumns read a request; r is its release, p the person.
const subjectColumns = `
	q.id, q.person_id, q.ref, r.ref AS reference, 'restricted' = ANY (p.flags) AS restricted, q.version, q.received_on, q.due_on, q.extended_to, q.extended_why,
	coalesce((SELECT a.name FROM account a WHERE a.id = q.opened_by), '') AS opened_by, q.drafted_at,
	coalesce((SELECT a.name FROM account a WHERE a.id = q.drafted_by), '') AS drafted_by, q.given_at,
	coalesce((SELECT a.name FROM account a WHERE a.id = q.given_by), '') AS given_by, q.closed_at,
	coalesce((SELECT a.name FROM account a WHERE a.id = q.closed_by), '') AS closed_by, q.closed_why,
	(SELECT count(*)::int FROM subject_withheld w WHERE w.request_id = q.id AND w.agreed IS NULL AND w.ended_at IS NULL) AS unread
	FROM subject_request q JOIN release r ON r.id = q.release_id JOIN person p ON p.id = q.person_id`

// SubjectsPage is how many requests that are over a page shows.
const SubjectsPage = 100

// ReadSubjects lists the requests that are open, the first due first, or those
// that are over, the newest first. The actor of the transaction sees their own.
func ReadSubjects(ctx context.Context, tx pgx.Tx, over bool) ([]SubjectRequest, error) {
	which := ` WHERE q.given_at IS NULL AND q.closed_at IS NULL ORDER BY coalesce(q.extended_to, q.due_on), q.id`
	if over {
		which = ` WHERE q.given_at IS NOT NULL OR q.closed_at IS NOT NULL ORDER BY coalesce(q.given_at, q.closed_at) DESC, q.id DESC LIMIT ` + fmt.Sprint(SubjectsPage)
	}
	rows, err := tx.Query(ctx, `SELECT `+subjectColumns+which)
	if err != nil {
		return nil, fmt.Errorf("read subject access requests: %w", err)
	}
	return collect[SubjectRequest](rows, "subject access requests")
}

// ReadSubject reads one request. fault.NotFound where the actor sees none.
func ReadSubject(ctx context.Context, tx pgx.Tx, ref string) (SubjectRequest, error) {
	return readSubject(ctx, tx, `q.ref = $1`, ref)
}

// ReadSubjectOf reads the request of the person of a release that is open, or the
// last one. fault.NotFound where there is none.
func ReadSubjectOf(ctx context.Context, tx pgx.Tx, release string) (SubjectRequest, error) {
	return readSubject(ctx, tx, `q.id = (SELECT x.id FROM subject_request x JOIN release v ON v.person_id = x.person_id
		WHERE v.ref = $1 ORDER BY x.id DESC LIMIT 1)`, release)
}

func readSubject(ctx context.Context, tx pgx.Tx, which, key string) (SubjectRequest, error) {
	rows, err := tx.Query(ctx, `SELECT `+subjectColumns+` WHERE `+which, key)
	if err != nil {
		return SubjectRequest{}, fmt.Errorf("read a subject access request: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[SubjectRequest])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fault.NotFound("request")
	}
	if err != nil {
		return r, fmt.Errorf("read a subject access request: %w", err)
	}
	return r, nil
}

// ReadSubjectDraft reads what was put together; the zero file where nothing was,
// or where it was closed.
func ReadSubjectDraft(ctx context.Context, tx pgx.Tx, id int64) (file SubjectFile, err error) {
	var draft *SubjectFile
	if err = tx.QueryRow(ctx, `SELECT draft FROM subject_request WHERE id = $1`, id).Scan(&draft); err != nil {
		return file, fmt.Errorf("read the draft: %w", err)
	}
	if draft != nil {
		file = *draft
	}
	return file, nil
}

// ReadSubjectMarks reads the parts that somebody would withhold, in the order in
// which they were marked.
func ReadSubjectMarks(ctx context.Context, tx pgx.Tx, request int64) ([]SubjectMark, error) {
	rows, err := tx.Query(ctx, `
		SELECT w.id, w.ref, w.part, w.words, w.reason, w.why, w.may_tell, w.marked_at, w.marked_by AS marker_id, coalesce(a.name, '') AS marked_by,
		       w.agreed, w.read_at, coalesce(b.name, '') AS read_by, w.ended_at
		  FROM subject_withheld w LEFT JOIN account a ON a.id = w.marked_by LEFT JOIN account b ON b.id = w.read_by
		 WHERE w.request_id = $1 ORDER BY w.id`, request)
	if err != nil {
		return nil, fmt.Errorf("read what is to be withheld: %w", err)
	}
	return collect[SubjectMark](rows, "what is to be withheld")
}

// lockSubject locks a request that the actor sees. fault.NotFound.
func lockSubject(ctx context.Context, tx pgx.Tx, ref string) error {
	var id int64
	err := tx.QueryRow(ctx, `SELECT id FROM subject_request WHERE ref = $1 FOR UPDATE`, ref).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.NotFound("request")
	}
	if err != nil {
		return fmt.Errorf("lock a subject access request: %w", err)
	}
	return nil
}

// insertSubject starts a request. fault.Conflict where one is open already.
func insertSubject(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, release string, received, due calendar.Date) (id int64, ref string, err error) {
	ref = access.NewRef()
	err = tx.QueryRow(ctx, `
		INSERT INTO subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by)
		SELECT $1, r.person_id, r.id, $3, $4, $5, $6 FROM release r WHERE r.ref = $2 RETURNING id`,
		ref, release, received, due, now, who.AccountID).Scan(&id)
	var refused *pgconn.PgError
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, "", fault.NotFound("release")
	case errors.As(err, &refused) && refused.Code == "23505":
		return 0, "", fault.Conflict("A request of this person is open already: go on with that one.")
	case err != nil:
		return 0, "", fmt.Errorf("start a subject access request: %w", err)
	}
	return id, ref, nil
}

// setSubject changes a request, or nothing, and counts its version up. $1 is its id, and $2 the
// instant.
func setSubject(ctx context.Context, tx pgx.Tx, id int64, now time.Time, set string, more ...any) error {
	if set != "" {
		set = ", " + set
	}
	tag, err := tx.Exec(ctx, `UPDATE subject_request SET version = version + 1`+set+` WHERE id = $1 AND $2::timestamptz IS NOT NULL`, append([]any{id, now}, more...)...)
	if err == nil && tag.RowsAffected() != 1 {
		err = errors.New("no row")
	}
	if err != nil {
		return fmt.Errorf("change a subject access request: %w", err)
	}
	return nil
}

func insertMark(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, request int64, m NewMark) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO subject_withheld (ref, request_id, part, words, reason, why, may_tell, marked_at, marked_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		access.NewRef(), request, m.Part, m.Words, string(m.Reason), m.Why, m.MayTell, now, who.AccountID)
	if err != nil {
		return fmt.Errorf("mark a part: %w", err)
	}
	return nil
}

// setMark changes a mark. $1 is its id, $2 the instant, $3 the account.
func setMark(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, id int64, set string) error {
	if _, err := tx.Exec(ctx, `UPDATE subject_withheld SET `+set+` WHERE id = $1`, id, now, who.AccountID); err != nil {
		return fmt.Errorf("change a mark: %w", err)
	}
	return nil
}
