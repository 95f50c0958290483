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
)

// ExtractKeeper keeps what the extracts have told of a person: a correction is
// written there too, so that the next extract is compared with it.
type ExtractKeeper interface {
	Corrected(ctx context.Context, tx pgx.Tx, personID int64, made []Edit) error
}

// Correct writes what an officer has corrected about the person of a release and
// lets everything follow: plan, reminders, out of area. The old values stay in
// the history. Where they are and when they leave is not touched: that is told
// by events and extracts. A field that somebody else has changed meanwhile is a
// conflict. Errors: FieldProblems, fault.NotFound, fault.Conflict, fault.Refused.
func (s *Service) Correct(ctx context.Context, who access.Actor, ref string, c Correction) error {
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		if err := head.mayChange(); err != nil {
			return err
		}
		if head.State == Died {
			return fault.Invalid("Please make no contact. Ring the unit")
		}
		if slices.ContainsFunc(c.Edits, func(e Edit) bool { return e.Field.tellsNeeds() }) && !healthBasis(who, head.HealthConsent) {
			return fault.Refused("Needs tell of health: they are recorded by those with a recorded basis")
		}
		list, err := loadKnown(ctx, tx, []int64{head.PersonID})
		if err != nil {
			return err
		}
		o := list[0]
		made, clash, wrong := o.apply(c.Edits)
		if slices.ContainsFunc(made, func(e Edit) bool { return e.Field.agreement() }) {
			o.agreedAnew = true
			if len(wrong) == 0 {
				wrong = o.agreementProblems(calendar.DayOf(now))
			}
		}
		switch {
		case len(clash) > 0:
			return s.clashed(ctx, tx, head.PersonID, clash[0])
		case len(wrong) > 0:
			return wrong
		case len(made) == 0: // nothing differs, or the form was sent twice
			return nil
		}
		if area, moved := findEdit(made, FieldArea); moved && !s.Unit.Covers(Scope{Areas: []string{area.Now}}) {
			return FieldProblems{{FieldArea, "This is not one of the unit's areas. Has the person moved? Record that as something that happened"}}
		}
		return s.correct(ctx, tx, who, now, o, made)
	})
}

func (s *Service) correct(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, o *observed, made []Edit) error {
	o.corrected = true
	c, err := s.newCause(ctx, tx, who, Source{Name: ByHandSource, AsOf: now}, fmt.Sprintf("correction:%d", o.personID))
	if err != nil {
		return err
	}
	if _, err := s.settle(ctx, tx, c, []*observed{o}); err != nil {
		return err
	}
	if err := storeEdits(ctx, tx, who, now, o.personID, made); err != nil {
		return err
	}
	if s.Extracts != nil {
		if err := s.Extracts.Corrected(ctx, tx, o.personID, o.forExtracts(made)); err != nil {
			return err
		}
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: o.personID, Detail: "corrected by hand"})
}

// clashed says who changed a field meanwhile: another officer, or an extract.
func (s *Service) clashed(ctx context.Context, tx pgx.Tx, personID int64, e Edit) error {
	edits, err := readEdits(ctx, tx, personID)
	if err != nil {
		return err
	}
	for _, done := range edits {
		if done.Field == e.Field && done.New == e.Was {
			return fault.Conflict("%s changed this at %s, while you had the form open. Look at it again before you change it.",
				capitalised(done.By), done.At.In(calendar.London).Format("15:04 on Monday 2 January"))
		}
	}
	return fault.Conflict("A newer extract changed this while you had the form open. Look at it again before you change it.")
}

func findEdit(list []Edit, f Field) (Edit, bool) {
	i := slices.IndexFunc(list, func(e Edit) bool { return e.Field == f })
	if i < 0 {
		return Edit{}, false
	}
	return list[i], true
}
