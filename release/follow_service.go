package release

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// consequences sorts what has to follow by release.
type consequences struct {
	plan  []int64                 // to be planned again
	tell  []int64                 // whose day moved, or whose stay began or ended: what services were to be told is told anew
	out   []int64                 // released now
	ended []int64                 // nothing more is sent for these
	freed []int64                 // released in error, and services may be told now
	from  map[int64]calendar.Date // planned days before they moved, by release
	list  []*observed
}

// consequencesOf keeps to the unit's own people, and to those who have just
// left its areas: their services are told that it is closed.
func (s *Service) consequencesOf(list []*observed, closed []int64) consequences {
	q := consequences{from: map[int64]calendar.Date{}}
	for _, o := range list {
		left := o.stored != nil && o.state == MovedAway && o.stored.State != MovedAway
		if !left && !s.Unit.Covers(Scope{Areas: []string{o.homeArea}}) {
			continue
		}
		q.list = append(q.list, o)
		q.plan = append(q.plan, o.releaseID)
		if o.dayMoved() || o.otherDayMoved() || o.opens || o.justOut || o.stored != nil && o.state != o.stored.State {
			q.tell = append(q.tell, o.releaseID)
		}
		if o.dayMoved() {
			q.from[o.releaseID] = o.stored.PlannedDay
		}
		if o.stored != nil && !o.opens && o.stored.Withheld && !o.withheld && o.state == Released {
			q.freed, q.tell = append(q.freed, o.releaseID), append(q.tell, o.releaseID)
		}
		switch {
		case o.justOut:
			q.out = append(q.out, o.releaseID)
		case o.state.ended() || o.state == AtLarge:
			q.ended = append(q.ended, o.releaseID)
		}
	}
	q.plan, q.tell, q.ended = append(q.plan, closed...), append(q.tell, closed...), append(q.ended, closed...)
	slices.Sort(q.plan)
	return q
}

// otherDayMoved: the other of the two days that are told while the Friday scheme
// is presumed has come, gone or moved.
func (o *observed) otherDayMoved() bool {
	return o.stored != nil && (o.stored.Presumed != o.answer.Presumed || o.answer.Presumed && o.stored.WorkingDay != o.answer.WorkingDay)
}

// follow plans the people of the unit again, tells services and officers what
// changed, and does what a release, a death or another end asks for at once.
func (s *Service) follow(ctx context.Context, tx pgx.Tx, c cause, list []*observed, closed []int64) (int, error) {
	q := s.consequencesOf(list, closed)
	if len(q.plan) == 0 {
		return 0, recordChanges(ctx, tx, c.ref.Calendar, c.Source, c.now, list, nil)
	}
	again, back, err := s.takeBackTold(ctx, tx, c, q.tell)
	if err != nil {
		return 0, err
	}
	planned, err := s.planMoved(ctx, tx, c.who, c.now, c.ref, q.plan, q.from)
	if err != nil {
		return 0, err
	}
	if err := c.ref.BackAsTold(ctx, tx, c.who, c.now, back); err != nil {
		return 0, err
	}
	taken, err := takenWhileWithheld(ctx, tx, q.freed)
	if err != nil {
		return 0, err
	}
	if err := recordChanges(ctx, tx, c.ref.Calendar, c.Source, c.now, list, planned.Unmet); err != nil {
		return 0, err
	}
	if len(q.ended) > 0 {
		if _, err := s.Outbox.Cancel(ctx, tx, c.now, notify.Scope{ReleaseIDs: q.ended}, "nothing more is sent for this person"); err != nil {
			return 0, err
		}
	}
	queued := 0
	for _, do := range []func() (int, error){
		func() (int, error) { return s.remind(ctx, tx, c.now, q.plan) },
		func() (int, error) { return s.afterRelease(ctx, tx, c, q.out, true) },
		func() (int, error) { return s.afterRelease(ctx, tx, c, q.freed, false) },
		func() (int, error) { return s.tellServices(ctx, tx, c, q, slices.Concat(taken, planned.Taken), again) },
		func() (int, error) { return s.alertOfficers(ctx, tx, c, q.list) },
	} {
		n, err := do()
		if err != nil {
			return 0, err
		}
		queued += n
	}
	return queued, nil
}

// takeBackTold takes back what services were to be told about these releases
// and has not left: the day has changed again. Their holders are where they
// were when they were last really told. It gives what still has to be told all
// the same, withdrawals and meetings inside, and the tasks whose move was not
// told.
func (s *Service) takeBackTold(ctx context.Context, tx pgx.Tx, c cause, releases []int64) (again []notify.Dropped, tasks []int64, err error) {
	dropped, err := s.Outbox.DropTold(ctx, tx, c.now, releases)
	if err != nil || len(dropped) == 0 {
		return nil, nil, err
	}
	var told []toldDays
	for _, d := range dropped {
		if d.Kind == notify.ItemMoved {
			tasks, told = append(tasks, d.TaskID), append(told, knownBefore(d.From, d.Version, d.Count))
		} else {
			again = append(again, d)
		}
	}
	return again, tasks, noteTold(ctx, tx, tasks, told)
}

// tellServices queues what services are told: the new day of what they hold,
// and what is withdrawn from them. One message a recipient, half an hour later
// within working hours; there and back makes none (domain rule 6).
func (s *Service) tellServices(ctx context.Context, tx pgx.Tx, c cause, q consequences, taken []pathways.Taken, again []notify.Dropped) (int, error) {
	letters := c.told
	if letters == nil {
		letters = newLetters(notify.Told)
	}
	if err := tellMoved(ctx, tx, letters, q.plan); err != nil {
		return 0, err
	}
	requests, err := consentsTurned(ctx, tx, c, letters, q.plan)
	if err != nil {
		return 0, err
	}
	silent := map[int64]bool{} // nothing more goes to any service, or not yet
	for _, o := range q.list {
		silent[o.releaseID] = o.state == Died || o.withheld
	}
	for _, d := range again {
		if !silent[d.ReleaseID] {
			letters.addFor(d.ServiceID, pathways.Contact{Name: d.RecipientName, Email: d.Recipient},
				notify.Item{Kind: d.Kind, TaskID: d.TaskID, ReleaseID: d.ReleaseID, AppointmentID: d.AppointmentID})
		}
	}
	letters.withdrawn(slices.DeleteFunc(taken, func(t pathways.Taken) bool { return silent[t.ReleaseID] }))
	if err := s.meetingsInside(ctx, tx, c, q.list, letters); err != nil {
		return 0, err
	}
	if c.told == nil {
		requests = append(requests, letters.intents(c.occasionAt(), toldAt(c.ref.Calendar, c.ref.Catalogue.Settings, c.now))...)
	}
	queued, err := s.Outbox.Add(ctx, tx, c.now, requests)
	return len(queued), err
}

// occasionAt keeps what is told now apart from what was told before of the same
// cause; messages of one import come together.
func (c cause) occasionAt() string {
	if c.ImportID != 0 {
		return c.occasion
	}
	return c.occasion + ":" + c.now.UTC().Format(time.RFC3339Nano)
}
