package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Erasers are the roles that ask for somebody to be erased before their time,
// and that agree to it: two different people.
var Erasers = []access.Role{access.InformationLead, access.Coordinator}

// ErasureAnswer is what somebody says to a request to erase.
type ErasureAnswer string

// The answers. Only whoever has asked withdraws; only somebody else agrees.
const (
	ErasureAgreed    ErasureAnswer = "agreed"
	ErasureRefused   ErasureAnswer = "refused"
	ErasureWithdrawn ErasureAnswer = "withdrawn"
)

// AskedErasure is a request to erase somebody before their time.
type AskedErasure struct {
	ID       int64
	PersonID int64
	Ref      string
	AskedBy  string // the key of who
	Decision string
}

// may says whether somebody may give this answer. Errors: fault.Conflict,
// fault.Refused, fault.Invalid.
func (a AskedErasure) may(who access.Actor, answer ErasureAnswer) error {
	if a.Decision != "" {
		return fault.Conflict("This has been decided already. Look at the list again.")
	}
	switch answer {
	case ErasureAgreed:
		if a.AskedBy == who.Key() {
			return fault.Refused("You have asked for it yourself: somebody is erased before their time by two people")
		}
	case ErasureWithdrawn:
		if a.AskedBy != who.Key() {
			return fault.Refused("Only whoever has asked withdraws it: refuse it")
		}
	case ErasureRefused:
	default:
		return fault.Invalid("Choose what is right")
	}
	return nil
}

// AskErasure asks for the person of a release to be erased before their time
// (section 47 of the Data Protection Act 2018, Article 17 of the UK GDPR).
// Nothing is erased until somebody else agrees. Errors: fault.NotFound,
// fault.Invalid, fault.Refused, fault.Conflict where it has been asked already.
func (s *Service) AskErasure(ctx context.Context, who access.Actor, ref string, ground ErasureGround, why string) error {
	why, err := checkRetentionReason(why, "Write why they are erased")
	if err != nil {
		return err
	}
	if err := ground.check(); err != nil {
		return err
	}
	return s.withLeaver(ctx, who, ref, func(tx pgx.Tx, now time.Time, personID int64) (string, error) {
		tag, err := tx.Exec(ctx, `INSERT INTO erasure_request (ref, person_id, ground, why, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person_id) WHERE decision IN ('', 'agreed') DO NOTHING`, access.NewRef(), personID, string(ground), why, who.Key(), now)
		if err != nil {
			return "", fmt.Errorf("ask for an erasure: %w", err)
		}
		if tag.RowsAffected() == 1 {
			return "erasure asked: " + string(ground), nil
		}
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM erasure_request WHERE person_id = $1 AND decision = '' AND asked_by = $2)`, personID, who.Key()).Scan(&mine); err != nil {
			return "", fmt.Errorf("ask for an erasure: %w", err)
		}
		if !mine { // else the form was sent twice
			return "", fault.Conflict("Somebody has asked for this already: look at the list.")
		}
		return "", nil
	})
}

// AnswerErasure agrees to a request as a second person, refuses or withdraws it.
// Agreed, a worker erases within minutes, as soon as nothing is open about the
// person and nobody holds them. Errors as of AskErasure.
func (s *Service) AnswerErasure(ctx context.Context, who access.Actor, request string, answer ErasureAnswer) error {
	if !slices.Contains(Erasers, who.Role) {
		return fault.Refused("Your role does not erase people")
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := s.asLead(ctx, tx, who); err != nil {
			return err
		}
		scope := s.Unit.For(who)
		var a AskedErasure
		err := tx.QueryRow(ctx, `
			SELECT e.id, e.person_id, e.ref, e.asked_by, e.decision FROM erasure_request e JOIN person p ON p.id = e.person_id
			WHERE e.ref = $1 AND ($2 OR p.home_area = ANY($3)) FOR UPDATE OF e`, request, scope.All, scope.Areas).
			Scan(&a.ID, &a.PersonID, &a.Ref, &a.AskedBy, &a.Decision)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound("request")
		}
		if err != nil {
			return fmt.Errorf("read a request to erase: %w", err)
		}
		if err := a.may(who, answer); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE erasure_request SET decision = $2, decided_by = $3, decided_at = $4 WHERE id = $1`,
			a.ID, string(answer), who.Key(), now); err != nil {
			return fmt.Errorf("decide on a request to erase: %w", err)
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: a.PersonID, Detail: "erasure " + string(answer)})
	})
}

// asLead lets the information lead, who sees nobody's case, find people by their
// references.
func (s *Service) asLead(ctx context.Context, tx pgx.Tx, who access.Actor) error {
	if who.Role != access.InformationLead {
		return nil
	}
	return access.Follow(ctx, tx, who)
}

// withLeaver finds the person of a release's reference for those who may decide
// how long people are kept, and writes down what was done; "" where that was
// nothing.
func (s *Service) withLeaver(ctx context.Context, who access.Actor, ref string, change func(tx pgx.Tx, now time.Time, personID int64) (string, error)) error {
	if !slices.Contains(Erasers, who.Role) {
		return fault.Refused("Your role does not decide how long people are kept")
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := s.asLead(ctx, tx, who); err != nil {
			return err
		}
		scope := s.Unit.For(who)
		var personID int64
		err := tx.QueryRow(ctx, `
			SELECT coalesce(p.merged_into, p.id) FROM release r JOIN person p ON p.id = r.person_id
			WHERE r.ref = lower($1) AND ($2 OR p.home_area = ANY($3)) FOR NO KEY UPDATE OF r`, ref, scope.All, scope.Areas).Scan(&personID)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound("reference")
		}
		if err != nil {
			return fmt.Errorf("find a person: %w", err)
		}
		detail, err := change(tx, now, personID)
		if err != nil || detail == "" {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: personID, Detail: detail})
	})
}

// agreedErasure is a request that a second person has agreed to.
type agreedErasure struct {
	PersonID          int64
	Ground            ErasureGround
	AskedBy, AgreedBy string
}

// eraseAgreed erases whom two people have agreed to erase, each in a transaction.
// Whoever something is open about, or is held, waits.
func (s *Service) eraseAgreed(ctx context.Context, who access.Actor) error {
	var list []agreedErasure
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT person_id, ground, asked_by, decided_by FROM erasure_request WHERE decision = 'agreed' ORDER BY id`)
		if err != nil {
			return fmt.Errorf("read who is to be erased: %w", err)
		}
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[agreedErasure]); err != nil {
			return fmt.Errorf("read who is to be erased: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
			_, err := s.erasePeople(ctx, tx, who, []int64{a.PersonID}, eraseCause{request: &a})
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// ConfirmRetention confirms the rule by which people leave: from the next night
// on they do. due is how many people the page showed as due by it: where it is
// another number now, nothing is confirmed. Errors: fault.Refused, fault.Invalid,
// fault.Conflict.
func (s *Service) ConfirmRetention(ctx context.Context, who access.Actor, years, due int) error {
	if who.Role != access.InformationLead {
		return fault.Refused("The information lead confirms the rule")
	}
	rule, err := Retention{Years: years}.Checked()
	if err != nil {
		return err
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		list, err := dueByRule(ctx, tx, rule, now, calendar.DayOf(now), Scope{All: true})
		if err != nil {
			return err
		}
		if len(list) != due {
			return fault.Conflict("How many people are due by this rule has changed, to %d. Look at the number, and confirm it.", len(list))
		}
		if _, err := tx.Exec(ctx, `INSERT INTO retention_rule (years, due, confirmed_at, confirmed_by) VALUES ($1, $2, $3, $4)`, years, due, now, who.Key()); err != nil {
			return fmt.Errorf("confirm the rule of retention: %w", err)
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "retention", Detail: fmt.Sprintf("rule confirmed: %d years, %d due", years, due)})
	})
}
