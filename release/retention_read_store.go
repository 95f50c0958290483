package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// RetentionPage is what the page of those who leave shows: references and days,
// no names.
type RetentionPage struct {
	Rule    Retention
	DueNow  int           // by the rule in force, in every area
	DueBy   int           // by the years that are asked about
	Waits   NightOutcome  // how tonight would end
	Last    *ErasedNight  // nil: no night yet
	Leaving []LeavingLine // due now, and within soonDays
	Kept    []LeavingLine // whose time is over, and what keeps them
	Holds   []HoldLine
	Asked   []AskedLine
	Erased  []ErasedLine
	Total   int // erased, of the reader's areas
}

// LeavingLine is one person by the reference of their present release.
type LeavingLine struct {
	Ref     string        `json:"reference"`
	Last    calendar.Date `json:"last_day"`  // from which it counts; zero: none is known
	On      calendar.Date `json:"leaves_on"` // zero: by rule never
	Stays   Staying       `json:"stays"`     // "": due, or not yet
	Pending Pending       `json:"open"`
}

// HoldLine is somebody who is kept.
type HoldLine struct {
	Ref        string
	Restricted bool // why is for the information lead
	Hold
}

// AskedLine is a request to erase somebody.
type AskedLine struct {
	Ref        string // of the request
	ReleaseRef string
	Ground     ErasureGround
	Why        string
	ByKey, By  string
	At         time.Time
	Decision   string
	DecidedBy  string
	Stays      Staying // what an agreed one waits for
	Listed     bool    // the next extract would bring them back
	Restricted bool    // why is for the information lead
}

// ErasedLine is the proof of an erasure.
type ErasedLine struct {
	Refs     []string      `json:"references"`
	Cause    string        `json:"cause"`
	Years    int           `json:"years,omitempty"`
	LastDay  calendar.Date `json:"last_day"`
	Ground   ErasureGround `json:"ground,omitempty"`
	AskedBy  string        `json:"asked_by,omitempty"`
	AgreedBy string        `json:"agreed_by,omitempty"`
	At       time.Time     `json:"erased_at"`
	By       string        `json:"erased_by"`
	Tables   []string      `json:"tables"`
	Rows     []int         `json:"rows"`
	Together int           `json:"together"`
	PersonID int64         `json:"person"` // as the audit has it
}

// ErasedPage is how many proofs one page shows.
const ErasedPage = 25

// RetentionQuery says what to read. Years 0 is the rule in force.
type RetentionQuery struct {
	Scope Scope
	Now   time.Time
	Years int
	Page  int // of the proofs, from 1
}

// ReadRetentionPage reads the page. The caller lets the information lead see past
// the areas (access.Follow).
func ReadRetentionPage(ctx context.Context, tx pgx.Tx, q RetentionQuery) (RetentionPage, error) {
	var p RetentionPage
	var err error
	if p.Rule, err = readRetention(ctx, tx); err != nil {
		return p, err
	}
	asked := p.Rule
	if q.Years > 0 {
		asked.Years = q.Years
	}
	today := calendar.DayOf(q.Now)
	due, err := dueByRule(ctx, tx, p.Rule, q.Now, today, Scope{All: true})
	if err != nil {
		return p, err
	}
	p.DueNow, p.DueBy = len(due), len(due)
	if asked.Years != p.Rule.Years {
		if due, err = dueByRule(ctx, tx, asked, q.Now, today, Scope{All: true}); err != nil {
			return p, err
		}
		p.DueBy = len(due)
	}
	since, err := erasedSince(ctx, tx, p.Rule)
	if err != nil {
		return p, err
	}
	p.Waits = p.Rule.tonight(p.DueNow, since)
	if p.Leaving, p.Kept, err = readLeaving(ctx, tx, p.Rule, q); err != nil {
		return p, err
	}
	for _, read := range []func(context.Context, pgx.Tx, RetentionQuery) error{p.readLast, p.readHolds, p.readAsked, p.readErased} {
		if err := read(ctx, tx, q); err != nil {
			return p, err
		}
	}
	return p, nil
}

// readLeaving reads who leaves within soonDays, and whose time is over but
// something keeps them.
func readLeaving(ctx context.Context, tx pgx.Tx, rule Retention, q RetentionQuery) (leaving, kept []LeavingLine, err error) {
	today := calendar.DayOf(q.Now)
	list, err := readLeavers(ctx, tx, leaversAsked{now: q.Now, day: today, before: rule.lastFrom(today.AddDays(soonDays)), scope: q.Scope})
	if err != nil {
		return nil, nil, err
	}
	for _, l := range list {
		line := rule.line(l.Ref, l.Leaver, today)
		switch line.Stays {
		case Leaves:
			leaving = append(leaving, line)
		case StaysNotYet:
			if !line.On.After(today.AddDays(soonDays)) {
				leaving = append(leaving, line)
			}
		case StaysUnended:
			if !l.Listed {
				kept = append(kept, line)
			}
		case StaysHeld, StaysOpen, StaysListed:
			kept = append(kept, line)
		}
	}
	return leaving, kept, nil
}

func (r Retention) line(ref string, l Leaver, today calendar.Date) LeavingLine {
	line := LeavingLine{Ref: ref, Last: l.LastDay(), Stays: r.Stays(l, today), Pending: l.Pending}
	if !line.Last.IsZero() {
		line.On = r.LeavesOn(line.Last)
	}
	return line
}

func (p *RetentionPage) readLast(ctx context.Context, tx pgx.Tx, _ RetentionQuery) error {
	rows, err := tx.Query(ctx, `SELECT day, due, erased, outcome, done_at FROM retention_night ORDER BY day DESC LIMIT 1`)
	if err != nil {
		return fmt.Errorf("read the last night: %w", err)
	}
	var n ErasedNight
	_, err = pgx.ForEachRow(rows, []any{&n.Day, &n.Due, &n.Erased, &n.Outcome, &n.At}, func() error {
		p.Last = &n
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the last night: %w", err)
	}
	return nil
}

func (p *RetentionPage) readHolds(ctx context.Context, tx pgx.Tx, q RetentionQuery) error {
	rows, err := tx.Query(ctx, `
		SELECT r.ref, h.placed_by, coalesce(a.name, h.placed_by), h.placed_at, h.reason, h.until_day, h.ended_at, '', '', 'restricted' = ANY(p.flags)
		FROM retention_hold h JOIN person p ON p.id = h.person_id JOIN release r ON r.person_id = p.id AND r.is_current
		LEFT JOIN account a ON h.placed_by = 'account:' || a.id
		WHERE `+holdInForce+` AND ($1 OR p.home_area = ANY($3)) ORDER BY h.placed_at, h.id`, q.Scope.All, calendar.DayOf(q.Now), q.Scope.Areas)
	if err != nil {
		return fmt.Errorf("read who is kept: %w", err)
	}
	p.Holds, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h HoldLine, err error) {
		return h, row.Scan(&h.Ref, &h.ByKey, &h.By, &h.At, &h.Reason, &h.Until, &h.EndedAt, &h.EndedBy, &h.EndedWhy, &h.Restricted)
	})
	if err != nil {
		return fmt.Errorf("read who is kept: %w", err)
	}
	return nil
}

func (p *RetentionPage) readAsked(ctx context.Context, tx pgx.Tx, q RetentionQuery) error {
	rows, err := tx.Query(ctx, `
		SELECT e.ref, r.ref, e.ground, e.why, e.asked_by, coalesce(a.name, e.asked_by), e.asked_at, e.decision, coalesce(b.name, e.decided_by), 'restricted' = ANY(p.flags), e.person_id
		FROM erasure_request e JOIN person p ON p.id = e.person_id JOIN release r ON r.person_id = p.id AND r.is_current
		LEFT JOIN account a ON e.asked_by = 'account:' || a.id LEFT JOIN account b ON e.decided_by = 'account:' || b.id
		WHERE e.decision IN ('', 'agreed') AND ($1 OR p.home_area = ANY($2)) ORDER BY e.id`, q.Scope.All, q.Scope.Areas)
	if err != nil {
		return fmt.Errorf("read who is to be erased: %w", err)
	}
	var people []int64
	p.Asked, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (l AskedLine, err error) {
		var person int64
		err = row.Scan(&l.Ref, &l.ReleaseRef, &l.Ground, &l.Why, &l.ByKey, &l.By, &l.At, &l.Decision, &l.DecidedBy, &l.Restricted, &person)
		people = append(people, person)
		return l, err
	})
	if err != nil {
		return fmt.Errorf("read who is to be erased: %w", err)
	}
	if len(people) == 0 {
		return nil
	}
	list, err := readLeavers(ctx, tx, leaversAsked{now: q.Now, day: calendar.DayOf(q.Now), before: endOfTime, people: people, scope: q.Scope})
	if err != nil {
		return err
	}
	at := map[int64]Leaver{}
	for _, l := range list {
		at[l.PersonID] = l.Leaver
	}
	for i, person := range people {
		p.Asked[i].Stays, p.Asked[i].Listed = at[person].mayGo(), at[person].Listed
	}
	return nil
}

func (p *RetentionPage) readErased(ctx context.Context, tx pgx.Tx, q RetentionQuery) (err error) {
	if err = tx.QueryRow(ctx, `SELECT count(*)::int FROM erasure e WHERE $1 OR e.home_area = ANY($2)`, q.Scope.All, q.Scope.Areas).Scan(&p.Total); err != nil {
		return fmt.Errorf("count proofs: %w", err)
	}
	p.Erased, err = ReadErased(ctx, tx, q.Scope, ErasedPage, (max(q.Page, 1)-1)*ErasedPage)
	return err
}

// ReadErased reads the proofs of erasures, newest first.
func ReadErased(ctx context.Context, tx pgx.Tx, scope Scope, limit, offset int) ([]ErasedLine, error) {
	return readProofsWhere(ctx, tx, `$1 OR e.home_area = ANY($2) ORDER BY e.id DESC LIMIT $3 OFFSET $4`, scope.All, scope.Areas, limit, offset)
}

func readProofsWhere(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]ErasedLine, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.refs, e.cause, coalesce(e.years, 0), e.last_day, e.ground, coalesce(a.name, e.asked_by), coalesce(b.name, e.agreed_by),
		       e.erased_at, e.erased_by, e.tables, e.rows, e.together, e.person_id
		FROM erasure e LEFT JOIN account a ON e.asked_by = 'account:' || a.id LEFT JOIN account b ON e.agreed_by = 'account:' || b.id
		WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read proofs: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ErasedLine])
	if err != nil {
		return nil, fmt.Errorf("read proofs: %w", err)
	}
	return list, nil
}

// RetentionOne is what the page of one reference shows.
type RetentionOne struct {
	Line       LeavingLine
	Listed     bool
	Restricted bool
	Holds      []Hold // newest first
	Asked      *AskedLine
	Erased     *ErasedLine // they were erased: nothing else is known
}

// Held is the hold in force on a day.
func (r RetentionOne) Held(day calendar.Date) (Hold, bool) { return heldOn(r.Holds, day) }

func heldOn(holds []Hold, day calendar.Date) (Hold, bool) {
	for _, h := range holds {
		if h.InForce(day) {
			return h, true
		}
	}
	return Hold{}, false
}

// ReadRetentionOne reads how long the person of a release's reference is kept;
// of somebody who was erased, the proof. Errors: fault.NotFound.
func ReadRetentionOne(ctx context.Context, tx pgx.Tx, q RetentionQuery, ref string) (RetentionOne, error) {
	var one RetentionOne
	var personID int64
	err := tx.QueryRow(ctx, `
		SELECT coalesce(p.merged_into, p.id), 'restricted' = ANY(p.flags) FROM release r JOIN person p ON p.id = r.person_id
		WHERE r.ref = lower($1) AND ($2 OR p.home_area = ANY($3))`, ref, q.Scope.All, q.Scope.Areas).Scan(&personID, &one.Restricted)
	if errors.Is(err, pgx.ErrNoRows) {
		return readErasedOne(ctx, tx, q, ref)
	}
	if err != nil {
		return one, fmt.Errorf("find a person: %w", err)
	}
	rule, err := readRetention(ctx, tx)
	if err != nil {
		return one, err
	}
	today := calendar.DayOf(q.Now)
	list, err := readLeavers(ctx, tx, leaversAsked{now: q.Now, day: today, before: endOfTime, people: []int64{personID}, scope: q.Scope})
	if err != nil {
		return one, err
	}
	if len(list) == 0 {
		return one, fault.NotFound("reference")
	}
	l := list[0]
	one.Line, one.Listed = rule.line(l.Ref, l.Leaver, today), l.Listed
	if one.Holds, err = readHolds(ctx, tx, personID); err != nil {
		return one, err
	}
	var p RetentionPage
	if err := p.readAsked(ctx, tx, q); err != nil {
		return one, err
	}
	for i := range p.Asked {
		if p.Asked[i].ReleaseRef == l.Ref {
			one.Asked = &p.Asked[i]
		}
	}
	return one, nil
}

func readErasedOne(ctx context.Context, tx pgx.Tx, q RetentionQuery, ref string) (RetentionOne, error) {
	list, err := readProofsWhere(ctx, tx, `lower($3) = ANY(e.refs) AND ($1 OR e.home_area = ANY($2))`, q.Scope.All, q.Scope.Areas, ref)
	if err != nil {
		return RetentionOne{}, err
	}
	if len(list) == 0 {
		return RetentionOne{}, fault.NotFound("reference")
	}
	return RetentionOne{Erased: &list[0]}, nil
}
