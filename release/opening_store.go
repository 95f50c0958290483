package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// OpenUntil is when the record of a release closes again that an account has
// opened; zero where it has not. It holds for the person, and for nobody else.
func OpenUntil(ctx context.Context, tx pgx.Tx, who access.Actor, releaseID int64, now time.Time) (time.Time, error) {
	var until *time.Time
	err := tx.QueryRow(ctx, `
		SELECT max(o.closes_at) FROM opening o JOIN release r ON r.person_id = o.person_id
		 WHERE r.id = $1 AND o.account_id = $2 AND o.opened_at <= $3 AND o.closes_at > $3`, releaseID, who.AccountID, now).Scan(&until)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for an opening: %w", err)
	}
	if until == nil {
		return time.Time{}, nil
	}
	return *until, nil
}

// mayLookAt refuses what is done to a restricted record that the actor has not
// open (domain rule 9).
func (h headRow) mayLookAt(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, refusal string) error {
	if !isRestricted(h.Flags) {
		return nil
	}
	until, err := OpenUntil(ctx, tx, who, h.ID, now)
	if err != nil {
		return err
	}
	if until.IsZero() {
		return fault.Refused("%s", refusal)
	}
	return nil
}

func insertOpening(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, head headRow, reason string) (id int64, ref string, err error) {
	ref = access.NewRef()
	err = tx.QueryRow(ctx, `
		INSERT INTO opening (ref, person_id, release_id, account_id, reason, opened_at, closes_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		ref, head.PersonID, head.ID, who.AccountID, reason, now, now.Add(OpenFor)).Scan(&id)
	if err != nil {
		return 0, "", fmt.Errorf("store an opening: %w", err)
	}
	return id, ref, nil
}

// closeOpenings ends what an account has open of a person.
func closeOpenings(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64) (ended int64, err error) {
	tag, err := tx.Exec(ctx, `UPDATE opening SET closes_at = $3 WHERE account_id = $1 AND person_id = $2 AND closes_at > $3`,
		who.AccountID, personID, now)
	if err != nil {
		return 0, fmt.Errorf("close an opening: %w", err)
	}
	return tag.RowsAffected(), nil
}

// OpeningsPage is how many openings one page shows.
const OpeningsPage = 25

// OpeningQuery says which openings to list.
type OpeningQuery struct {
	Scope    Scope
	Who      access.Actor
	Reviewed bool // those that are done with; else those that are not
	Page     int  // from 1
}

const openingColumns = `o.ref, r.ref AS release_ref, o.account_id, a.name AS by, a.role, o.reason, o.opened_at, o.closes_at,
	o.question, coalesce(q.name, '') AS asked_by, o.asked_at, o.answer, o.answered_at,
	o.finding, o.note, coalesce(v.name, '') AS reviewed_by, o.reviewed_at`

const openingTables = ` FROM opening o JOIN release r ON r.id = o.release_id JOIN person p ON p.id = o.person_id
	JOIN account a ON a.id = o.account_id LEFT JOIN account q ON q.id = o.asked_by LEFT JOIN account v ON v.id = o.reviewed_by`

// seenOpenings: the information lead sees those of their areas, everybody else
// their own.
func seenOpenings(c *conditions, scope Scope, who access.Actor) {
	if who.Role == access.InformationLead {
		scope = scope.For(who)
		c.and(`(` + c.arg(scope.All) + `::bool OR p.home_area = ANY(` + c.arg(scope.Areas) + `))`)
		return
	}
	c.and(`o.account_id = ` + c.arg(who.AccountID))
}

// ReadOpenings lists openings: those to be looked at oldest first, those that
// are done with newest first; and how many there are of each.
func ReadOpenings(ctx context.Context, tx pgx.Tx, q OpeningQuery) (list []Opening, toReview, reviewed int, err error) {
	c := &conditions{}
	seenOpenings(c, q.Scope, q.Who)
	if err = tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE o.reviewed_at IS NULL), count(*) FILTER (WHERE o.reviewed_at IS NOT NULL)`+
		openingTables+` WHERE `+c.sql(), c.args...).Scan(&toReview, &reviewed); err != nil {
		return nil, 0, 0, fmt.Errorf("count openings: %w", err)
	}
	which, order := `o.reviewed_at IS NULL`, `o.opened_at, o.id`
	if q.Reviewed {
		which, order = `o.reviewed_at IS NOT NULL`, `o.reviewed_at DESC, o.id DESC`
	}
	c.and(which)
	limit, offset := c.arg(OpeningsPage), c.arg((max(q.Page, 1)-1)*OpeningsPage)
	rows, _ := tx.Query(ctx, `SELECT `+openingColumns+openingTables+` WHERE `+c.sql()+` ORDER BY `+order+` LIMIT `+limit+` OFFSET `+offset, c.args...)
	list, err = collect[Opening](rows, "openings")
	return list, toReview, reviewed, err
}

// lockedOpening is an opening with its ids.
type lockedOpening struct {
	Opening
	ID, ReleaseID int64
	Email         string // of whoever opened it
}

// lockOpening reads one opening that the actor may see, to change it. Errors:
// fault.NotFound.
func lockOpening(ctx context.Context, tx pgx.Tx, scope Scope, who access.Actor, ref string) (lockedOpening, error) {
	c := &conditions{}
	c.and(`o.ref = ` + c.arg(ref))
	seenOpenings(c, scope, who)
	rows, _ := tx.Query(ctx, `SELECT `+openingColumns+`, o.id, o.release_id, a.email`+openingTables+` WHERE `+c.sql()+` FOR NO KEY UPDATE OF o`, c.args...)
	o, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[lockedOpening])
	if errors.Is(err, pgx.ErrNoRows) {
		return o, fault.NotFound("opening")
	}
	if err != nil {
		return o, fmt.Errorf("read an opening: %w", err)
	}
	return o, nil
}

func setOpeningQuestion(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, id int64, question string) error {
	_, err := tx.Exec(ctx, `UPDATE opening SET question = $2, asked_at = $3, asked_by = $4 WHERE id = $1`, id, question, now, who.AccountID)
	if err != nil {
		return fmt.Errorf("ask about an opening: %w", err)
	}
	return nil
}

func setOpeningAnswer(ctx context.Context, tx pgx.Tx, now time.Time, id int64, answer string) error {
	_, err := tx.Exec(ctx, `UPDATE opening SET answer = $2, answered_at = $3 WHERE id = $1`, id, answer, now)
	if err != nil {
		return fmt.Errorf("answer about an opening: %w", err)
	}
	return nil
}

func setOpeningFinding(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, id int64, finding Finding, note string) error {
	_, err := tx.Exec(ctx, `UPDATE opening SET finding = $2, note = $3, reviewed_at = $4, reviewed_by = $5 WHERE id = $1`,
		id, finding, note, now, who.AccountID)
	if err != nil {
		return fmt.Errorf("review an opening: %w", err)
	}
	return nil
}

// informationLeads are the accounts that are told of an opening of somebody of an
// area.
func informationLeads(ctx context.Context, tx pgx.Tx, area string) ([]pathways.Contact, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.name, a.email FROM account a JOIN account_area w ON w.account_id = a.id
		 WHERE a.role = 'information_lead' AND a.disabled_at IS NULL AND w.area = $1 ORDER BY a.id`, area)
	if err != nil {
		return nil, fmt.Errorf("find the information lead: %w", err)
	}
	var list []pathways.Contact
	var to pathways.Contact
	if _, err = pgx.ForEachRow(rows, []any{&to.Name, &to.Email}, func() error {
		list = append(list, to)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find the information lead: %w", err)
	}
	return list, nil
}
