package simulation

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// How many of ten thousand members of staff, on one working day: begin to be
// away or say when they will be; come back early; leave the unit while they
// stand in.
const (
	rateAway      = 220
	rateBackEarly = 500
	rateLeavesJob = 300
)

// staffComeAndGo is seven o'clock: some are ill from today, some say when they
// will be on leave, some are back early, and a deputy may leave for good. The
// messages of the night have been written by then.
func (w *world) staffComeAndGo(ctx context.Context, day calendar.Date) error {
	if !w.o.has("away") {
		return nil
	}
	if err := w.comeBack(ctx, day); err != nil {
		return err
	}
	for _, a := range w.house.staff {
		c := chanceOf(w.o.Seed, "away", a.Email, day.String())
		if a.Email == head || slices.Contains(cover, a.Email) || !c.of(rateAway) {
			continue
		}
		if err := w.goesAway(ctx, day, a, c); err != nil {
			return err
		}
	}
	return nil
}

// goesAway notes an absence as the coordinator would on the page, with one of the
// deputies that the page offers. One that the page refuses is not noted: they are
// away already, or the deputy is.
func (w *world) goesAway(ctx context.Context, day calendar.Date, a access.Account, c chance) error {
	page, err := w.house.absences.Read(ctx, w.house.head, a.Ref)
	if err != nil {
		return err
	}
	if len(page.Deputies) == 0 {
		return nil
	}
	slices.SortFunc(page.Deputies, func(x, y access.Deputy) int { return cmp.Compare(x.Name, y.Name) })
	from := day
	if c.of(5000) {
		from = day.AddDays(c.between(1, 6))
	}
	order := access.AbsenceOrder{Away: a.Ref, From: from, To: from.AddDays(c.between(0, 12)), Deputy: page.Deputies[c.IntN(len(page.Deputies))].Ref}
	err = w.house.absences.Set(ctx, w.house.head, order)
	if fault.Is(err, fault.KindInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := w.absences(ctx, day)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(x access.Absence) bool { return x.AccountID == a.ID && x.From == order.From })
	if i < 0 {
		return fmt.Errorf("the absence of %s is not listed", a.Email)
	}
	w.oracle.Away(w.clock.now(), a.Email, list[i].DeputyEmail, order.From.String(), order.To.String())
	w.journal.write(w.clock.now(), "", fmt.Sprintf("away: %s from %s to %s, %s stands in", a.Email, order.From, order.To, list[i].DeputyEmail))
	return nil
}

// comeBack ends absences before their last day, and the employment of some who
// stand in.
func (w *world) comeBack(ctx context.Context, day calendar.Date) error {
	list, err := w.absences(ctx, day)
	if err != nil {
		return err
	}
	for _, x := range list {
		c := chanceOf(w.o.Seed, "back", x.Email, day.String())
		if !x.From.After(day) && slices.Contains(cover, x.DeputyEmail) && c.of(rateLeavesJob) {
			if err := w.leavesTheUnit(ctx, x.DeputyEmail); err != nil {
				return err
			}
			continue
		}
		if !c.of(rateBackEarly) {
			continue
		}
		if err := w.house.absences.End(ctx, w.house.head, x.Ref); err != nil {
			return err
		}
		w.oracle.Back(w.clock.now(), x.Email, x.From.String())
		w.journal.write(w.clock.now(), "", "back: "+x.Email)
	}
	return nil
}

func (w *world) leavesTheUnit(ctx context.Context, email string) error {
	err := pg.InTx(ctx, w.house.pool, w.house.head, func(tx pgx.Tx) error {
		return access.DisableAccount(ctx, tx, w.clock.now(), w.house.head, email)
	})
	if fault.Is(err, fault.KindConflict) { // they left while they stood in for somebody else
		return nil
	}
	if err != nil {
		return err
	}
	w.oracle.LeftTheUnit(w.clock.now(), email)
	w.journal.write(w.clock.now(), "", "left the unit: "+email)
	return nil
}

// absences lists those that are not over, in an order that the seed decides.
func (w *world) absences(ctx context.Context, day calendar.Date) (list []access.Absence, err error) {
	err = pg.ReadTx(ctx, w.house.eyes, access.System("simulate"), func(tx pgx.Tx) error {
		list, err = access.ReadAbsences(ctx, tx, day)
		return err
	})
	slices.SortFunc(list, func(x, y access.Absence) int { return cmp.Or(cmp.Compare(x.Email, y.Email), x.From.Compare(y.From)) })
	return list, err
}
