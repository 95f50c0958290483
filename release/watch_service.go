package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

// The clock of a watch day, London (domain rule 8, timing).
const (
	watchHour                = 5
	digestHour, digestMinute = 7, 30
	morningHour              = 8 // of a day that is watched at another
)

// Swept is what one watch did, in the shape of `sweep --json` (interface.md 4).
type Swept struct {
	Date           calendar.Date `json:"date"`
	Planned        int           `json:"planned"`
	HandedOff      int           `json:"handed_off"`
	Reminded       int           `json:"reminded"`
	Escalated      int           `json:"escalated"`
	Digests        int           `json:"digests"`
	Alerts         int           `json:"alerts"`
	MessagesQueued int           `json:"messages_queued"`
}

// SweepOrder says which day is swept and how.
type SweepOrder struct {
	Day         calendar.Date
	ByHand      bool // messages go at once, whatever the hour
	AllowFuture bool // demo and test only
}

// DueWatch runs the watch of today if it is 05:00 London or later and it has
// not been done. It is asked every minute on every node; the ledger makes it
// run once.
func (s *Service) DueWatch(ctx context.Context) error {
	now := s.Now()
	today := calendar.DayOf(now)
	if now.Before(today.At(watchHour, 0)) {
		return nil
	}
	var done bool
	if err := pg.ReadTx(ctx, s.Pool, access.System("watch"), func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM watch_day WHERE day >= $1)`, today).Scan(&done)
	}); err != nil {
		return fmt.Errorf("read the watch ledger: %w", err)
	}
	if done {
		return nil
	}
	_, err := s.Sweep(ctx, access.System("watch"), SweepOrder{Day: today})
	return err
}

// Sweep does what the daily watch does for a London day, in one transaction with
// its messages and jobs. On a day already done, or caught up by a later one, it
// does nothing. Days missed before are caught up in the same pass: what they
// would have handed off goes now, one message a recipient. Errors: fault.Refused
// for a future day.
func (s *Service) Sweep(ctx context.Context, who access.Actor, order SweepOrder) (Swept, error) {
	if order.Day.After(calendar.DayOf(s.Now())) && !order.AllowFuture {
		return Swept{}, fault.Refused("%s is in the future: the watch of a day runs on that day", order.Day)
	}
	var done Swept
	err := pg.InCachedTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		var err error
		done, err = s.sweep(ctx, tx, who, order)
		return err
	})
	if err != nil {
		return Swept{}, fmt.Errorf("watch of %s: %w", order.Day, err)
	}
	return done, nil
}

func (s *Service) sweep(ctx context.Context, tx pgx.Tx, who access.Actor, order SweepOrder) (Swept, error) {
	day := order.Day
	if err := lockForWatch(ctx, tx); err != nil {
		return Swept{}, err
	}
	// Only now, with the lock: whatever is stored from here on is later than
	// this, and news for the next watch.
	clock := s.Now()
	last, err := lastWatch(ctx, tx, day)
	if err != nil {
		return Swept{}, err
	}
	if last.done {
		return Swept{Date: day}, nil
	}
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return Swept{}, err
	}
	now := clock
	if calendar.DayOf(clock) != day { // the watch of another day: as if it were that morning
		now = day.At(morningHour, 0)
	}
	w := &watch{Service: s, tx: tx, who: who, now: now, clock: clock, day: day, ref: ref, last: last,
		working: ref.Calendar.Working(day), occasion: day.String(), timing: timing(order, day, clock, ref.Catalogue.Settings), changes: newLetters(notify.Told)}
	if err := w.run(ctx); err != nil {
		return Swept{}, err
	}
	if err := w.close(ctx, order); err != nil {
		return Swept{}, err
	}
	return w.done, nil
}

// when says when the messages of a watch may leave.
type when struct{ digests, services time.Time }

// timing: digests at 07:30, service e-mails when the unit's hours begin (08:00);
// at once when the watch is run later or by hand, or for another day.
func timing(order SweepOrder, day calendar.Date, clock time.Time, set pathways.Settings) when {
	t := when{clock, clock}
	if order.ByHand || calendar.DayOf(clock) != day {
		return t
	}
	if at := day.At(digestHour, digestMinute); at.After(clock) {
		t.digests = at
	}
	if at := set.Opens(day); at.After(clock) {
		t.services = at
	}
	return t
}

// watch is one run.
type watch struct {
	*Service
	tx       pgx.Tx
	who      access.Actor
	now      time.Time // the instant of the day that is watched
	clock    time.Time // the present: when messages are queued
	day      calendar.Date
	working  bool // services may be written to, digests go
	ref      *pathways.Reference
	last     ledger
	occasion string
	timing   when
	done     Swept
	hand     []pathways.HandOff
	taken    []pathways.Taken // withdrawn from services by this watch
	changes  *letters         // what services are told of changes, one message each
	climbed  []pathways.Climbed
}

func (w *watch) run(ctx context.Context) error {
	w.done.Date = w.day
	steps := []func(context.Context) error{w.refreshWatched, w.heldByMailbox, w.agreementsTurn, w.planEdited, w.judgePassed, w.markGone, w.planWindow, w.askOnceMore, w.judgeTooLate}
	if w.working {
		steps = append(steps, w.judgeNotConfirmed)
	}
	steps = append(steps, w.changeHands, w.handOff, w.tellTaken)
	if w.working {
		steps = append(steps, w.climb, w.judgeAnswering, w.writeToServices, w.writeDigests, w.firstSeen)
	}
	for _, step := range append(steps, w.remindAgain, w.writeAlerts, w.agreementsEnd, w.judgeAccounts, w.sendHead, w.blankWords) {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}
