package pathways

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// PlanEdit holds an edit of the catalogue against the rules and against what is
// stored. blocked finds the words that no e-mail may carry. Errors: *BadEdit,
// fault.Conflict (somebody else changed the standard), fault.NotFound,
// fault.Refused.
func PlanEdit(ctx context.Context, tx pgx.Tx, who access.Actor, edit StandardEdit, blocked func(string) []string) (PlannedEdit, error) {
	if who.Role != access.Coordinator {
		return PlannedEdit{}, fault.Refused("Only the unit coordinator changes the catalogue of standards")
	}
	rules := EditRules{Blocked: blocked}
	var err error
	if rules.Stored, err = ReadStandards(ctx, tx); err != nil {
		return PlannedEdit{}, err
	}
	if rules.Services, err = ReadServiceCodes(ctx, tx); err != nil {
		return PlannedEdit{}, err
	}
	planned := PlannedEdit{Retire: edit.Retire}
	if !edit.New {
		switch planned.Before = rules.find(edit.Code); {
		case planned.Before == nil:
			return PlannedEdit{}, fault.NotFound("standard")
		case planned.Before.Version != edit.Version:
			return PlannedEdit{}, fault.Conflict("The standard has been changed since you opened this page")
		}
	}
	var problems []EditProblem
	if edit.Retire && planned.Before != nil {
		planned.After, problems = planned.Before.Standard, rules.MayRetire(edit.Code)
	} else {
		planned.After, problems = rules.Read(edit)
	}
	if len(problems) > 0 {
		return PlannedEdit{}, &BadEdit{problems}
	}
	return planned, nil
}

// MakeEdit stores an edit of the catalogue, with its history. The next watch
// plans everybody by it. Errors: those of [PlanEdit].
func MakeEdit(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, edit StandardEdit, blocked func(string) []string) error {
	if err := lockCatalogue(ctx, tx); err != nil {
		return err
	}
	planned, err := PlanEdit(ctx, tx, who, edit, blocked)
	if err != nil || !planned.changes() {
		return err
	}
	return keepStandard(ctx, tx, who, now, planned)
}

// changes tells whether the edit changes anything.
func (e PlannedEdit) changes() bool {
	if e.Before == nil {
		return true
	}
	if gone := e.Before.RetiredAt != nil; gone || e.Retire {
		return gone != e.Retire // brought back, or retired and not twice
	}
	return len(StandardChanges(&e.Before.Standard, &e.After)) > 0
}

// Of is the catalogue as the edit leaves it.
func (e PlannedEdit) Of(cat *Catalogue) *Catalogue {
	var list []Standard
	for _, s := range cat.All() {
		if s.Code != e.After.Code {
			list = append(list, *s)
		}
	}
	if !e.Retire {
		list = append(list, e.After)
	}
	edited := NewCatalogue(list)
	edited.Settings = cat.Settings
	return edited
}
