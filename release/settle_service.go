package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// cause is what makes releases be judged again: a file, an event, a list, the
// watch.
type cause struct {
	Source
	who      access.Actor
	now      time.Time
	ref      *pathways.Reference
	places   *places
	occasion string // keeps apart what one recipient may get: "import:7"

	// told gathers what services are told, where the cause is part of something
	// larger that tells them once: the watch. nil: they are told by themselves.
	told *letters
}

func (c cause) today() calendar.Date { return calendar.DayOf(c.now) }

// newCause reads what judging leans on.
func (s *Service) newCause(ctx context.Context, tx pgx.Tx, who access.Actor, src Source, occasion string) (cause, error) {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return cause{}, err
	}
	where, err := loadPlaces(ctx, tx)
	if err != nil {
		return cause{}, err
	}
	return cause{Source: src, who: who, now: s.Now(), ref: ref, places: where, occasion: occasion}, nil
}

func (s *Service) surroundings(c cause) surroundings {
	return surroundings{cal: c.ref.Calendar, set: c.ref.Catalogue.Settings, places: c.places, unit: s.Unit, now: c.now, today: c.today()}
}

// holding makes the messages of an import wait until it is closed: then one
// recipient gets one message however many batches there were, and the brake can
// still hold all of them (domain rule 6).
type holding struct {
	Outbox
	importID int64
}

// Add queues nothing yet: CloseImport does.
func (h holding) Add(ctx context.Context, tx pgx.Tx, now time.Time, list []notify.Intent) ([]int64, error) {
	for i := range list {
		if list[i].State == "" || list[i].State == notify.Queued {
			list[i].State = notify.Held
		}
		list[i].ImportID = h.importID
	}
	return h.Outbox.Add(ctx, tx, now, list)
}

// holdingBack is the service whose messages wait for the import to be closed;
// the service itself where the cause is no import.
func (s *Service) holdingBack(c cause) *Service {
	if c.ImportID == 0 {
		return s
	}
	held := *s
	held.Outbox = holding{s.Outbox, c.ImportID}
	return &held
}

// noteListedAfterRelease: a newer extract lists somebody as in prison whose
// release is recorded. The release stands; somebody has to ask.
const noteListedAfterRelease = "listed_after_release"

// settle makes the stored releases of these people what all that is known makes
// of them, and lets everything follow in the same transaction: history, plan,
// messages. What is judged as it is stored changes nothing. It returns how many
// messages were queued.
func (s *Service) settle(ctx context.Context, tx pgx.Tx, c cause, list []*observed) (int, error) {
	by := s.surroundings(c)
	var fresh, changed []*observed
	for _, o := range list {
		o.judge(by)
		if o.told && o.state == Released && o.Status == ActiveIn && calendar.DayOf(o.seenAt).After(o.releasedOn) {
			o.Notes = append(o.Notes, noteListedAfterRelease)
		}
		switch {
		case o.stored == nil:
			fresh = append(fresh, o)
		case o.told || o.corrected || o.differs() || len(o.made)+len(o.takenBack) > 0:
			changed = append(changed, o)
		}
	}
	closed, err := turnPages(ctx, tx, list)
	if err != nil || len(fresh)+len(changed) == 0 {
		return 0, err
	}
	if err := s.store(ctx, tx, c, fresh, changed); err != nil {
		return 0, err
	}
	return s.holdingBack(c).follow(ctx, tx, c, slices.Concat(fresh, changed), closed)
}

// store writes what was judged, one statement a table.
func (s *Service) store(ctx context.Context, tx pgx.Tx, c cause, fresh, changed []*observed) error {
	opened := slices.Clone(fresh)
	var known []*observed
	var from, to []int64
	for _, o := range changed {
		if !o.opens {
			known = append(known, o)
			continue
		}
		opened = append(opened, o)
	}
	ids, err := reserve(ctx, tx, "release", len(opened))
	if err != nil {
		return err
	}
	for i, o := range opened {
		o.releaseID = ids[i]
		if o.stored != nil && (o.told || o.present().OpenedBy == Recalled || len(o.Dates) > 0) {
			from, to = append(from, o.stored.ReleaseID), append(to, o.releaseID)
		}
	}
	all := slices.Concat(fresh, changed)
	told := make([]*observed, 0, len(all))
	for _, o := range all {
		if o.told {
			told = append(told, o)
		}
	}
	for _, write := range []func() error{
		func() error { return writePeople(ctx, tx, c.now, all) },
		func() error { return insertNumbers(ctx, tx, fresh) },
		func() error { return writeConsents(ctx, tx, c.now, c.Name, told) },
		func() error { return s.insertReleases(ctx, tx, c, opened) },
		func() error { return updateReleases(ctx, tx, c.now, known) },
		func() error { return copyDates(ctx, tx, from, to) },
		func() error { return writeDates(ctx, tx, c.now, c.Name, told) },
		func() error { return s.keepEvents(ctx, tx, c, all) },
		func() error { return recordHistory(ctx, tx, c.now, thoughtAnew(all)) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// keepEvents stores what the extracts brought about as events like any other.
func (s *Service) keepEvents(ctx context.Context, tx pgx.Tx, c cause, list []*observed) error {
	var made []LifeEvent
	var back []int64
	for _, o := range list {
		back = append(back, o.takenBack...)
		for _, e := range o.made {
			made = append(made, o.event(e, c))
		}
		more := slices.ContainsFunc(o.made, func(e LifeEvent) bool { return !e.returned() })
		if o.told && o.stored != nil && !o.opens && !more && o.stored.Prison != o.present().Prison {
			made = append(made, o.event(LifeEvent{At: o.seenAt, Word: Transferred, Prison: o.present().Prison}, c))
		}
	}
	if err := supersedeEvents(ctx, tx, c.now, back); err != nil {
		return err
	}
	return storeEvents(ctx, tx, c.now, c.who.Key(), made)
}

func (o *observed) event(e LifeEvent, c cause) LifeEvent {
	e.PersonID, e.Source = o.personID, c.Name
	if c.ImportID != 0 {
		e.Source = fmt.Sprintf("import:%d", c.ImportID)
	}
	return e
}

// resettle reads what is known of these people and settles it: a rule, a list,
// an event or the calendar has changed.
func (s *Service) resettle(ctx context.Context, tx pgx.Tx, c cause, people []int64) (int, error) {
	queued := 0
	for start := 0; start < len(people); start += atOnceInWatch {
		list, err := loadKnown(ctx, tx, people[start:min(start+atOnceInWatch, len(people))])
		if err != nil {
			return 0, err
		}
		lot := c
		if start > 0 && c.ImportID == 0 { // one recipient may be told of several lots
			lot.occasion = fmt.Sprintf("%s:%d", c.occasion, start)
		}
		n, err := s.settle(ctx, tx, lot, list)
		if err != nil {
			return 0, err
		}
		queued += n
	}
	return queued, nil
}
