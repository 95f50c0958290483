package release

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

// Forecast says what services would be asked, week by week, if the people of a
// list left on the days it gives: by the rules of the dates, the re-plan and the
// watch, in one read-only transaction. Nothing is stored and nobody is told. An
// actor with areas sees the people and the load of those areas alone.
func (s *Service) Forecast(ctx context.Context, who access.Actor, list []ForecastRow) (*Forecast, error) {
	var f *Forecast
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		f, err = s.forecast(ctx, tx, s.Unit.For(who), list)
		return err
	})
	return f, err
}

func (s *Service) forecast(ctx context.Context, tx pgx.Tx, scope Scope, list []ForecastRow) (*Forecast, error) {
	today := calendar.DayOf(s.Now())
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return nil, err
	}
	last, err := lastWatch(ctx, tx, today)
	if err != nil {
		return nil, err
	}
	first := today
	if last.done {
		first = today.AddDays(1)
	}
	found, err := findListed(ctx, tx, scope, list)
	if err != nil {
		return nil, err
	}
	t := newTally(today, first, ref.Directory)
	days, people, problems := sortForecast(list, found, today)
	t.Rejected = append(t.Rejected, problems...)
	listed := slices.Sorted(maps.Keys(days))
	for _, read := range []func() error{
		func() error { return t.readUsual(ctx, tx, scope) },
		func() error { return t.readOpen(ctx, tx, scope, listed) },
		func() error { return t.readPlanned(ctx, tx, ref, scope, listed) },
		func() error { return t.readLeaving(ctx, tx, scope, listed) },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	for part := range slices.Chunk(listed, atOnceInWatch) {
		if err := t.countListed(ctx, tx, ref, part, days, people); err != nil {
			return nil, err
		}
	}
	return t.finish(), nil
}

// countListed judges and plans these people of the list, as they are and as
// they would be.
func (t *tally) countListed(ctx context.Context, tx pgx.Tx, ref *pathways.Reference, ids []int64, days map[int64]calendar.Date, people map[int64]*forecastPerson) error {
	now, err := loadCases(ctx, tx, ref.Calendar, ids)
	if err != nil {
		return err
	}
	dates, err := datesInForceOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	would := make([]*pathways.Case, len(now))
	for i, c := range now {
		p := people[c.ReleaseID]
		moved, told := p.ifReleased(ref.Calendar, c, dates[c.ReleaseID], days[c.ReleaseID], t.Today)
		would[i] = moved
		t.People.Listed++
		t.refs = append(t.refs, p.Ref)
		t.Listed = append(t.Listed, ForecastRow{Reference: p.Ref, Day: days[c.ReleaseID]})
		if p.restricted() {
			t.People.Restricted++
		}
		switch {
		case !told:
			t.People.NoDay++
		case moved == c:
			t.People.SameDay++
		case !c.Watched:
			t.People.NotWatched++
		default:
			t.People.Moved++
		}
	}
	ahead, err := ref.AheadIf(ctx, tx, now, would, t.Today, t.FirstWatch)
	if err != nil {
		return err
	}
	for i, c := range now {
		p := people[c.ReleaseID]
		t.Notice.Before.add(t.person(before, c, ahead[i].Before, wantsHousing(c)))
		n := t.person(after, would[i], ahead[i].After, wantsHousing(c))
		t.Notice.After.add(n)
		if n.People > 0 && !p.restricted() {
			t.Short = append(t.Short, ShortNotice{Reference: p.Ref, From: c.PlannedDay, To: would[i].PlannedDay,
				Requests: n.Requests, Overdue: n.Overdue, TooLate: n.TooLate})
		}
	}
	return nil
}

// Seen are the rows of the audit for a look at a forecast: the people of the
// list, and no day or number of it.
func (f *Forecast) Seen() []access.Entry {
	entries := []access.Entry{}
	for part := range slices.Chunk(f.refs, seenAtOnce) {
		entries = append(entries, access.Entry{Action: access.Consult, ObjectKind: "forecast", Releases: part})
	}
	if len(entries) == 0 {
		entries = append(entries, access.Entry{Action: access.Consult, ObjectKind: "forecast"})
	}
	return entries
}

// seenAtOnce is how many people one row of the audit names.
const seenAtOnce = 1000

// WithFile puts what reading the file told beside the forecast: all its rows,
// those that could not be read, and the columns that nobody looks at.
func (f *Forecast) WithFile(rows int, unread []ForecastProblem, ignored []string) {
	f.Rows, f.Ignored = rows, ignored
	f.Rejected = append(f.Rejected, unread...)
	slices.SortStableFunc(f.Rejected, func(a, b ForecastProblem) int { return cmp.Compare(a.Line, b.Line) })
	f.Repeated = rows - len(f.Rejected) - f.People.Listed
}
