package release

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// subjectThing is how the audit calls a request.
const subjectThing = "subject access"

// errNotLead: the information lead answers requests of people.
var errNotLead = fault.Refused("The information lead answers requests for what is held")

// StartSubject starts a request of the person of a release, received on a London
// day. Errors: fault.NotFound, fault.Invalid (the day), fault.Conflict (one is open
// already), fault.Refused.
func (s *Service) StartSubject(ctx context.Context, who access.Actor, release string, received calendar.Date) (ref string, err error) {
	if who.Role != access.InformationLead {
		return "", errNotLead
	}
	now := s.Now()
	switch today := calendar.DayOf(now); {
	case received.IsZero():
		return "", fault.Invalid("Enter the day on which the request came")
	case received.After(today):
		return "", fault.Invalid("This day has not come yet: enter the day on which the request came")
	case received.Before(today.AddDays(-366)):
		return "", fault.Invalid("This is more than a year ago: check the day")
	}
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, who); err != nil { // the lead answers for everybody's record
			return err
		}
		var id int64
		if id, ref, err = insertSubject(ctx, tx, who, now, release, received, SubjectDue(received, subjectMonths)); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: subjectThing, ObjectID: id, Detail: "started", Releases: []string{release}})
	})
	return ref, err
}

// ExtendSubject puts the answer off by two months more, with the reason; the person
// has to be told of it within the first month (section 54(3A); article 12(3)).
// Errors: fault.NotFound, fault.Invalid, fault.Conflict, fault.Refused.
func (s *Service) ExtendSubject(ctx context.Context, who access.Actor, ref, reason string) error {
	reason, err := checkRemark(reason, "Write why two months more are needed")
	if err != nil {
		return err
	}
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		switch {
		case !r.ExtendedTo.IsZero():
			return "", fault.Conflict("It has been put off already, to %s.", r.ExtendedTo.Long())
		case calendar.DayOf(now).After(r.DueOn):
			return "", fault.Invalid("The first month is over: it can be put off only within it. Answer as soon as you can")
		}
		return "put off", setSubject(ctx, tx, r.ID, now, `extended_to = $3, extended_why = $4, extended_at = $2, extended_by = $5`,
			SubjectDue(r.ReceivedOn, longestMonths), reason, who.AccountID)
	})
}

// DraftSubject puts together what is held now, as one transaction sees it. Marks of
// parts that have changed since are taken back; the others stand. Errors as in
// ExtendSubject.
func (s *Service) DraftSubject(ctx context.Context, who access.Actor, ref string) error {
	if who.Role != access.InformationLead {
		return errNotLead
	}
	now := s.Now()
	var file SubjectFile
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		r, err := ReadSubject(ctx, tx, ref)
		if err != nil {
			return err
		}
		if err := r.mayChange(); err != nil {
			return err
		}
		file, err = collectSubject(ctx, tx, now, r)
		return err
	})
	if err != nil {
		return err
	}
	draft, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("write the draft: %w", err)
	}
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		before, err := ReadSubjectDraft(ctx, tx, r.ID)
		if err != nil {
			return "", err
		}
		marks, err := ReadSubjectMarks(ctx, tx, r.ID)
		if err != nil {
			return "", err
		}
		for _, m := range marks {
			if m.State() != PartEnded && !m.fits(before, file) {
				if err := setMark(ctx, tx, who, now, m.ID, `ended_at = $2, ended_by = $3`); err != nil {
					return "", err
				}
			}
		}
		return "put together", setSubject(ctx, tx, r.ID, now, `draft = $3, drafted_at = $2, drafted_by = $4`, draft, who.AccountID)
	})
}

// MarkSubject marks a part of the draft to be withheld. Errors: as in
// ExtendSubject, and FieldProblems.
func (s *Service) MarkSubject(ctx context.Context, who access.Actor, ref string, m NewMark) error {
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		draft, err := ReadSubjectDraft(ctx, tx, r.ID)
		if err != nil {
			return "", err
		}
		if m, err = m.checked(draft); err != nil {
			return "", err
		}
		if err := setSubject(ctx, tx, r.ID, now, ``); err != nil {
			return "", err
		}
		return "marked: " + string(m.Reason), insertMark(ctx, tx, who, now, r.ID, m)
	})
}

// UnmarkSubject takes a mark back: the part is given. Errors as in ExtendSubject.
func (s *Service) UnmarkSubject(ctx context.Context, who access.Actor, ref, mark string) error {
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		m, err := findMark(ctx, tx, r.ID, mark)
		if err != nil {
			return "", err
		}
		if m.State() == PartEnded {
			return "", fault.Conflict("This mark has been taken back already.")
		}
		if err := setSubject(ctx, tx, r.ID, now, ``); err != nil {
			return "", err
		}
		return "mark taken back", setMark(ctx, tx, who, now, m.ID, `ended_at = $2, ended_by = $3`)
	})
}

// ReadMark is the second reader's word on a mark: they agree to withhold the part,
// or it is given. Errors as in ExtendSubject.
func (s *Service) ReadMark(ctx context.Context, who access.Actor, ref, mark string, agree bool) error {
	return s.changeSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		m, err := findMark(ctx, tx, r.ID, mark)
		if err != nil {
			return "", err
		}
		if err := r.MaySecond(who, m); err != nil {
			return "", err
		}
		if m.State() != PartUnread {
			return "", fault.Conflict("Somebody has dealt with this mark already. Look at it again.")
		}
		if err := setSubject(ctx, tx, r.ID, now, ``); err != nil {
			return "", err
		}
		if agree {
			return "second reader agreed", setMark(ctx, tx, who, now, m.ID, `agreed = true, read_at = $2, read_by = $3`)
		}
		return "second reader did not agree", setMark(ctx, tx, who, now, m.ID, `agreed = false, read_at = $2, read_by = $3`)
	})
}

// GiveSubject gives the answer as it stands: from then on nothing of it changes.
// version is the one that was read. Errors as in ExtendSubject.
func (s *Service) GiveSubject(ctx context.Context, who access.Actor, ref string, version int) error {
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		if err := r.mayGive(); err != nil {
			return "", err
		}
		if r.Version != version {
			return "", fault.Conflict("The answer was changed while you had it open. Read it again before you give it.")
		}
		if err := setSubject(ctx, tx, r.ID, now, `given_at = $2, given_by = $3`, who.AccountID); err != nil {
			return "", err
		}
		return "given", access.Record(ctx, tx, now, who, SubjectDisclosed(r, "given"))
	})
}

// CloseSubject ends a request that is not answered: it was taken back, or was none.
// What was put together is deleted. Errors as in ExtendSubject.
func (s *Service) CloseSubject(ctx context.Context, who access.Actor, ref, reason string) error {
	reason, err := checkRemark(reason, "Write why it ends without an answer")
	if err != nil {
		return err
	}
	return s.withSubject(ctx, who, ref, func(tx pgx.Tx, now time.Time, r SubjectRequest) (string, error) {
		return "closed", setSubject(ctx, tx, r.ID, now, `closed_at = $2, closed_by = $3, closed_why = $4, draft = NULL`, who.AccountID, reason)
	})
}

// SubjectDisclosed is the audit's row of an answer that goes to the person.
func SubjectDisclosed(r SubjectRequest, how string) access.Entry {
	return access.Entry{Action: access.Disclose, ObjectKind: subjectThing, ObjectID: r.ID, Detail: how, Releases: []string{r.Reference}, To: fmt.Sprintf("person:%d", r.PersonID)}
}

// SubjectSeen is the audit's row of a look at a request.
func SubjectSeen(r SubjectRequest) access.Entry {
	return access.Entry{Action: access.Consult, ObjectKind: subjectThing, ObjectID: r.ID, Releases: []string{r.Reference}}
}

// withSubject changes a request that is not over, by the information lead.
func (s *Service) withSubject(ctx context.Context, who access.Actor, ref string, change func(pgx.Tx, time.Time, SubjectRequest) (string, error)) error {
	if who.Role != access.InformationLead {
		return errNotLead
	}
	return s.changeSubject(ctx, who, ref, change)
}

// changeSubject changes a request that the actor sees, and writes down what was done.
func (s *Service) changeSubject(ctx context.Context, who access.Actor, ref string, change func(pgx.Tx, time.Time, SubjectRequest) (string, error)) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := lockSubject(ctx, tx, ref); err != nil { // as themselves: the database judges
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		r, err := ReadSubject(ctx, tx, ref)
		if err != nil {
			return err
		}
		if err := r.mayChange(); err != nil {
			return err
		}
		done, err := change(tx, now, r)
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: subjectThing, ObjectID: r.ID, Detail: done, Releases: []string{r.Reference}})
	})
}

func findMark(ctx context.Context, tx pgx.Tx, request int64, ref string) (SubjectMark, error) {
	marks, err := ReadSubjectMarks(ctx, tx, request)
	if err != nil {
		return SubjectMark{}, err
	}
	for _, m := range marks {
		if m.Ref == ref {
			return m, nil
		}
	}
	return SubjectMark{}, fault.NotFound("mark")
}
