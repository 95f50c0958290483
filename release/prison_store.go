package release

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// PrisonQuery says whose people to show at a prison. Where a restricted record
// is held is masked: nobody of them stands at any prison.
type PrisonQuery struct {
	Scope Scope
	Now   time.Time
	Page  int // from 1, of the people there
}

// PrisonLine is one prison in the list of those that hold our people.
type PrisonLine struct {
	Code, Name string
	Phone      string // of its offender management unit; "" where the directory has none of its own
	People     int    // of ours, in custody as far as anybody knows
	Asks       int    // people the prison has to be asked about
	Open       int    // requests that the prison was asked and has not done
	NextGate   calendar.Date
}

// thereSQL: somebody of ours who is shown at a prison.
const thereSQL = `r.is_current and ` + insideSQL + ` and not ` + maskedSQL

// ReadPrisons lists the prisons that hold our people, those to ask first.
func ReadPrisons(ctx context.Context, tx pgx.Tx, q PrisonQuery) ([]PrisonLine, error) {
	c := newConditions(calendar.DayOf(q.Now), q.Now)
	c.scope(q.Scope)
	c.and(`r.is_current and ` + insideSQL + ` and r.person_id not in ` + c.restricted())
	rows, _ := tx.Query(ctx, `
		with there as (
			select r.prison, count(*)::int as people, min(r.planned_day) filter (where r.state = 'planned' and r.planned_day >= $1::date) as next_gate
			  from release r
			 where $2::timestamptz is not null and `+c.sql()+` group by r.prison),
		asks as (
			select r.prison, count(*)::int as asks
			  from release r
			 where `+askSQL+` and `+c.sql()+` group by r.prison),
		asked as (
			select r.prison, count(*)::int as open
			  from task t join release r on r.id = t.release_id
			 where t.standard = `+codesOf(`s.found_by = 'prison'`)+` and `+unsettled+c.theirs()+`
			   and t.state in `+askedStates+` and `+c.sql()+` group by r.prison)
		select pr.code, pr.name, coalesce(v.phone, '') as phone, h.people, coalesce(a.asks, 0) as asks, coalesce(k.open, 0) as open, h.next_gate
		  from there h join prison pr on pr.code = h.prison left join asks a on a.prison = h.prison left join asked k on k.prison = h.prison
		  left join service v on v.area = h.prison and v.service = 'prison_omu'
		 order by 5 desc, pr.name`, c.args...)
	return collect[PrisonLine](rows, "prisons")
}

// OMU is a prison's offender management unit, as the directory has it.
type OMU struct {
	Name, Contact, Email, Phone string
	OutOfHours, Opens, Closes   string
	General                     bool // the row for everywhere, not this prison's own
}

// PrisonCall is one answer that a call has brought lately.
type PrisonCall struct {
	ReleaseRef         string
	Surname, Forenames string
	Event              Word
	About, Reason      string
	At, RecordedAt     time.Time
	RecordedBy         string // in words
	PrisonName         string
}

// Prison is one prison with our people in it.
type Prison struct {
	Code, Name string
	OMU        *OMU       // nil where the directory has none
	Asked      []BoardRow // whom the prison has to be asked about, at most CallPage
	There      []BoardRow // one page of who is there, by day
	Total      int
	Calls      []PrisonCall // of the last seven days, the newest first
}

// CallPage is how many people one call is about at most.
const CallPage = 50

// ReadPrison reads one prison. fault.NotFound for a code that is none, or where
// nobody of ours is and nobody has rung.
func ReadPrison(ctx context.Context, tx pgx.Tx, q PrisonQuery, code string) (Prison, error) {
	p := Prison{Code: code}
	err := tx.QueryRow(ctx, `select name from prison where code = $1`, code).Scan(&p.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return Prison{}, fault.NotFound("prison")
	}
	if err != nil {
		return Prison{}, fmt.Errorf("read a prison: %w", err)
	}
	if p.OMU, err = readOMU(ctx, tx, code); err != nil {
		return Prison{}, err
	}
	at := func(condition string) *conditions {
		c := newConditions(calendar.DayOf(q.Now), q.Now)
		c.and(thereSQL)
		c.scope(q.Scope)
		c.and(`r.prison = ` + c.arg(code))
		if condition != "" {
			c.and(condition)
		}
		return c
	}
	today := calendar.DayOf(q.Now)
	if p.Asked, err = readTheseRows(ctx, tx, at(askSQL), listOrder(AskPrison), ` limit `+strconv.Itoa(CallPage), today); err != nil {
		return Prison{}, err
	}
	page := max(q.Page, 1)
	limit := ` limit ` + strconv.Itoa(BoardPage) + ` offset ` + strconv.Itoa((page-1)*BoardPage)
	if p.There, err = readTheseRows(ctx, tx, at(``), listOrder(Upcoming), limit, today); err != nil {
		return Prison{}, err
	}
	there := at(``)
	if err := tx.QueryRow(ctx, `select count(*) from release r join person p on p.id = r.person_id
		 where $1::date is not null and $2::timestamptz is not null and `+there.sql(), there.args...).Scan(&p.Total); err != nil {
		return Prison{}, fmt.Errorf("count who is at a prison: %w", err)
	}
	p.Calls, err = readCalls(ctx, tx, q, code)
	return p, err
}

// readOMU is the prison's own row of the directory, else the one for everywhere.
func readOMU(ctx context.Context, tx pgx.Tx, code string) (*OMU, error) {
	rows, _ := tx.Query(ctx, `
		select name, spoc_name as contact, spoc_email as email, phone, out_of_hours, opens, closes, area = '*' as general
		  from service where service = 'prison_omu' and area in ($1, '*') order by area = '*' limit 1`, code)
	list, err := collect[OMU](rows, "the directory")
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func readCalls(ctx context.Context, tx pgx.Tx, q PrisonQuery, code string) ([]PrisonCall, error) {
	c := newConditions(calendar.DayOf(q.Now), q.Now)
	c.scope(q.Scope)
	rows, _ := tx.Query(ctx, `
		select r.ref as release_ref, p.surname, p.forenames, e.event, e.about, e.reason, e.at, e.recorded_at,
		       coalesce(a.name, e.recorded_by) as recorded_by, pr.name as prison_name
		  from release r join person p on p.id = r.person_id
		  join life_event e on e.person_id = p.id and e.source = '`+callSource+`' and e.superseded_at is null
		  join prison pr on pr.code = r.prison
		  left join account a on 'account:' || a.id = e.recorded_by
		 where $1::date is not null and r.is_current and r.prison = `+c.arg(code)+` and not `+maskedSQL+` and `+c.sql()+`
		   and e.recorded_at > $2::timestamptz - interval '7 days'
		 order by e.recorded_at desc, e.id desc limit 20`, c.args...)
	return collect[PrisonCall](rows, "calls")
}

// peopleAtPrison are the people of a prison by the references of their releases.
func peopleAtPrison(ctx context.Context, tx pgx.Tx, scope Scope, code string) (map[string]int64, error) {
	c := &conditions{}
	c.and(thereSQL)
	c.scope(scope)
	c.and(`r.prison = ` + c.arg(code))
	rows, err := tx.Query(ctx, `select r.ref, r.person_id from release r join person p on p.id = r.person_id where `+c.sql(), c.args...)
	if err != nil {
		return nil, fmt.Errorf("find who is at a prison: %w", err)
	}
	people := map[string]int64{}
	var ref string
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&ref, &id}, func() error {
		people[ref] = id
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find who is at a prison: %w", err)
	}
	return people, nil
}

// recordedOfCall are the releases of which this call has recorded something
// already: its form was sent twice.
func recordedOfCall(ctx context.Context, tx pgx.Tx, c Call) (map[string]bool, error) {
	var ids []string
	of := map[string]string{}
	for _, a := range c.Answers {
		events, _ := a.events(c, 0, time.Time{})
		for _, e := range events {
			ids = append(ids, e.ExternalID)
			of[e.ExternalID] = a.Ref
		}
	}
	rows, err := tx.Query(ctx, `select external_id from life_event where external_id = any($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("read what a call has recorded: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read what a call has recorded: %w", err)
	}
	known := map[string]bool{}
	for _, id := range found {
		known[of[id]] = true
	}
	return known, nil
}
