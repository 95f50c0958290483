package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// NothingThen is the error of a day or an instant before anything was known.
const NothingThen = fault.Kind("nothing_then")

// ShowThen tells the story of one release as it was thought of at an instant
// that is not in the future. fault.NotFound as in Show; NothingThen where
// nothing was known yet.
//
// It is what Show told then, but for: who the person is, and contacts, which
// are today's; the rung of a task that has gone on since, which is not kept
// (0, and no next one); the place court of somebody whom only an extract, and no
// event, put there.
func ShowThen(ctx context.Context, tx pgx.Tx, contacts Contacts, scope Scope, find Find, at time.Time) (Story, error) {
	head, err := readHead(ctx, tx, scope, find)
	if err != nil {
		return Story{}, err
	}
	stays, err := readStaysThen(ctx, tx, head.PersonID, at)
	if err != nil {
		return Story{}, err
	}
	then, known := stayThen(stays, find.Ref)
	if !known {
		return Story{}, &fault.Error{Kind: NothingThen, Text: "Nothing was known then"}
	}
	now := head
	if head.ID != then.ID {
		if now, err = readHead(ctx, tx, scope, Find{Ref: then.Ref}); err != nil {
			return Story{}, err
		}
	}
	head = then.head(now)
	var kept Story
	if err := readKept(ctx, tx, head, &at, &kept); err != nil {
		return Story{}, err
	}
	standing, err := readSchemeThen(ctx, tx, head, at)
	if err != nil {
		return Story{}, err
	}
	head.Scheme = standing.decision
	head.Presumed = !head.FridaySchemeDay.IsZero() && head.Scheme == SchemeUndecided
	head.Place = placeThen(head, kept.Events, then.Newest)
	story := head.story(calendar.DayOf(at))
	story.Now = standing.Standing
	story.At, story.Dates, story.Changes, story.Events = at, kept.Dates, kept.Changes, kept.Events
	story.Episodes = episodesThen(stays)
	if story.Tasks, err = readTasksThen(ctx, tx, contacts, now, at); err != nil {
		return Story{}, err
	}
	if story.Appointments, err = readAppointments(ctx, tx, head.ID, &at); err != nil {
		return Story{}, err
	}
	if story.Messages, err = readMessagesThen(ctx, tx, head.ID, head.Ref, at); err != nil {
		return Story{}, err
	}
	story.Now.Titles, err = readTitles(ctx, tx, story.Changes)
	return story, err
}

// stayRow is one stay in custody as it was thought of.
type stayRow struct {
	ID                 int64
	Ref                string
	Episode            int
	Newest             bool // nothing else was thought of it since
	Prison, PrisonName string
	LegalStatus        LegalStatus
	CustodyStatus      CustodyStatus
	OutOfArea          string
	Miles              *int
	State              State
	DecidingType       DateType
	StatutoryDate      calendar.Date
	WorkingDay         calendar.Date
	FridaySchemeDay    calendar.Date
	PlannedDay         calendar.Date
	ReleasedOn         calendar.Date
	Reasons            []string
	Explanation        string
	ThoughtAt          time.Time
}

// readStaysThen reads the stays that were known of, in order. Of two thoughts
// of one instant the one written last holds: rows are only ever added.
func readStaysThen(ctx context.Context, tx pgx.Tx, personID int64, at time.Time) ([]stayRow, error) {
	rows, _ := tx.Query(ctx, `
		select r.id, r.ref, (row_number() over (order by r.episode))::int as episode,
		       not exists (select from release_history n where n.release_id = r.id and n.at > $2) as newest,
		       h.prison, pr.name as prison_name, h.legal_status, h.custody_status, h.out_of_area, h.miles, h.state, h.deciding_type,
		       h.statutory_date, h.working_day, h.friday_scheme_day, h.planned_day, h.released_on, h.reasons, h.explanation,
		       h.at as thought_at
		  from release r
		  cross join lateral (select x.* from release_history x where x.release_id = r.id and x.at <= $2
		                       order by x.at desc, x.id desc limit 1) h
		  join prison pr on pr.code = h.prison
		 where r.person_id = $1 and (r.undone_by is null or exists (select from import i where i.id = r.undone_by and i.undone_at > $2))
		 order by r.episode`, personID, at)
	return collect[stayRow](rows, "stays in custody")
}

// decided is the decision on the Friday scheme that held at an instant, and how
// pages tell it.
type decided struct {
	Standing
	decision SchemeDecision
}

// readSchemeThen finds the decision that held: one that was recorded by then,
// and since when the statutory date is the same.
func readSchemeThen(ctx context.Context, tx pgx.Tx, head headRow, at time.Time) (decided, error) {
	var d decided
	var recorded time.Time
	var by string
	err := tx.QueryRow(ctx, `
		select e.about, e.reason, e.recorded_at, e.recorded_by from life_event e
		 where e.person_id = $1 and e.event = 'friday_scheme' and e.recorded_at <= $3
		   and (e.superseded_at is null or e.superseded_at > $3)
		   and not exists (select from release_history x where x.release_id = $2 and x.at between e.recorded_at and $3
		                      and x.statutory_date is distinct from $4::date)
		 order by e.recorded_at desc, e.id desc limit 1`, head.PersonID, head.ID, at, head.StatutoryDate).
		Scan(&d.decision, &d.SchemeReason, &recorded, &by)
	if errors.Is(err, pgx.ErrNoRows) {
		return decided{}, nil
	}
	if err != nil {
		return decided{}, fmt.Errorf("read the decision on the Friday scheme: %w", err)
	}
	names, err := readActorNames(ctx, tx, []string{by})
	if err != nil {
		return decided{}, err
	}
	d.SchemeAt, d.SchemeBy = &recorded, actorWords(by, names)
	return d, nil
}

// readMessagesThen reads the messages that were queued by then, as they stood.
func readMessagesThen(ctx context.Context, tx pgx.Tx, releaseID int64, releaseRef string, at time.Time) ([]StoryMessage, error) {
	all, err := readMessages(ctx, tx, releaseID, releaseRef)
	if err != nil {
		return nil, err
	}
	then := []StoryMessage{}
	for _, m := range all {
		if !m.QueuedAt.After(at) {
			then = append(then, m.then(at))
		}
	}
	return then, nil
}

// readTasksThen reads the tasks that were planned by then, as they stood.
func readTasksThen(ctx context.Context, tx pgx.Tx, contacts Contacts, now headRow, at time.Time) ([]StoryTask, error) {
	stored, told, steps, err := readTaskRows(ctx, tx, contacts, now.ID)
	if err != nil {
		return nil, err
	}
	cal, err := pathways.LoadCalendar(ctx, tx)
	if err != nil {
		return nil, err
	}
	catalogue, err := pathways.LoadCatalogue(ctx, tx, now.ID)
	if err != nil {
		return nil, err
	}
	cases, err := loadCases(ctx, tx, cal, []int64{now.ID})
	if err != nil {
		return nil, err
	}
	view := tasksThen{at: at, cal: cal, catalogue: catalogue}
	if len(cases) > 0 {
		view.plan = *cases[0]
	}
	if view.days, err = readDays(ctx, tx, now.ID); err != nil {
		return nil, err
	}
	if view.plan.Consents, view.consentsChanged, err = readConsentsThen(ctx, tx, now.PersonID, at); err != nil {
		return nil, err
	}
	return view.tasks(stored, told, steps), nil
}

// readDays reads what the day was thought to be, oldest first.
func readDays(ctx context.Context, tx pgx.Tx, releaseID int64) ([]dayRow, error) {
	rows, _ := tx.Query(ctx, `
		select at, planned_day, released_on from release_history where release_id = $1 order by at, id`, releaseID)
	return collect[dayRow](rows, "what the day was thought to be")
}

// readConsentsThen reads the consents that were recorded, and whether any were
// recorded or withdrawn since.
func readConsentsThen(ctx context.Context, tx pgx.Tx, personID int64, at time.Time) (kinds []string, changed bool, err error) {
	err = tx.QueryRow(ctx, `
		select coalesce(array_agg(kind) filter (where recorded_at <= $2 and (withdrawn_at is null or withdrawn_at > $2)), '{}'),
		       coalesce(bool_or(recorded_at > $2 or withdrawn_at > $2), false)
		  from consent where person_id = $1`, personID, at).Scan(&kinds, &changed)
	if err != nil {
		return nil, false, fmt.Errorf("read consents: %w", err)
	}
	return kinds, changed, nil
}
