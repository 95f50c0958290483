package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// caseRow is a case as it is stored.
type caseRow struct {
	ReleaseID     int64
	IsCurrent     bool
	Watched       bool
	State         State
	LeftBy        Word
	Withheld      bool
	OnHold        bool
	OpenedAt      *time.Time
	PersonID      int64
	ReasonStands  bool          // somebody has written why, for this planned day
	AskedFor      calendar.Date // left, reason unknown, and the requests have gone: the day of leaving they went for
	LegalStatus   LegalStatus
	PlannedDay    calendar.Date
	OtherDay      calendar.Date // while the Friday scheme is presumed
	ReleasedOn    calendar.Date
	LearntAt      *time.Time
	ReceivedDay   calendar.Date
	ReceivedOn    calendar.Date
	FirstStored   calendar.Date
	BirthDate     calendar.Date
	HomeArea      string
	Country       string
	Prison        string
	OutOfArea     OutOfArea
	Supervised    bool
	NeedsAssessed bool
	Needs         []string
	NeedsUnknown  []string
	Flags         []string
	Consents      []string
	ERSED         calendar.Date
	COMName       string
	COMEmail      string
}

// loadCases reads what a plan needs of these releases, in order of id.
func loadCases(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, ids []int64) ([]*pathways.Case, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, r.is_current, r.watched, r.state, r.left_by, r.withheld, r.held_by IS NOT NULL, r.opened_at, r.person_id,
		       `+pathways.ReasonStandsSQL+`, CASE WHEN r.state = 'left_unknown' AND r.requests_at IS NULL THEN r.left_on END, r.legal_status, r.planned_day, `+orDay+`, r.released_on, r.release_learnt_at, r.received_day, r.received_on, p.first_stored_on, p.date_of_birth, p.home_area, a.country, r.prison, r.out_of_area,
		       r.supervised, p.needs_assessed, p.needs, p.needs_unknown, p.flags, coalesce(c.kinds, '{}'), e.day, p.com_name, p.com_email
		FROM release r JOIN person p ON p.id = r.person_id JOIN authority a ON a.gss_code = p.home_area
		LEFT JOIN LATERAL (SELECT array_agg(kind) AS kinds FROM consent
		                   WHERE person_id = p.id AND withdrawn_at IS NULL) c ON true
		LEFT JOIN (SELECT release_id, max(day) AS day FROM release_date
		           WHERE release_id = ANY($1) AND type = 'ERSED' AND superseded_at IS NULL GROUP BY release_id) e ON e.release_id = r.id
		WHERE r.id = ANY($1) ORDER BY r.id`, ids)
	if err != nil {
		return nil, fmt.Errorf("load cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[caseRow])
	if err != nil {
		return nil, fmt.Errorf("load cases: %w", err)
	}
	before, err := doneBefore(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	out := make([]*pathways.Case, len(list))
	for i, r := range list {
		out[i] = r.toCase(cal)
		out[i].DoneBefore = before[r.ReleaseID]
	}
	return out, nil
}

// doneBefore reads, for stays that followed another, what was done in the 12
// months before them: asked again as "was done on ...: still good?" (domain
// rule 4).
func doneBefore(ctx context.Context, tx pgx.Tx, list []*caseRow) (map[int64]map[string]calendar.Date, error) {
	var again []int64
	for _, r := range list {
		if r.OpenedAt != nil && r.IsCurrent {
			again = append(again, r.ReleaseID)
		}
	}
	if len(again) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT r.id, t.standard, max((t.done_at AT TIME ZONE 'Europe/London')::date)
		FROM release r JOIN release b ON b.person_id = r.person_id AND b.id <> r.id JOIN task t ON t.release_id = b.id AND t.state = 'done'
		WHERE r.id = ANY($1) AND t.done_at > r.opened_at - interval '12 months'
		GROUP BY r.id, t.standard`, again)
	if err != nil {
		return nil, fmt.Errorf("read what was done before: %w", err)
	}
	out := map[int64]map[string]calendar.Date{}
	var id int64
	var code string
	var day calendar.Date
	if _, err = pgx.ForEachRow(rows, []any{&id, &code, &day}, func() error {
		if out[id] == nil {
			out[id] = map[string]calendar.Date{}
		}
		out[id][code] = day
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what was done before: %w", err)
	}
	return out, nil
}

func (r *caseRow) toCase(cal *calendar.Calendar) *pathways.Case {
	c := &pathways.Case{
		ReleaseID: r.ReleaseID, Watched: r.Watched, Ended: r.State.ended() || !r.IsCurrent, Closed: r.closed(), Stopped: r.State == AtLarge,
		Paused: r.paused(), Withheld: r.Withheld, OnHold: r.OnHold,
		PlannedDay: r.PlannedDay, OtherDay: r.OtherDay, ActualDay: r.ReleasedOn, ReceivedDay: r.ReceivedDay, Received: r.ReceivedOn,
		FirstStored: r.FirstStored, BirthDate: r.BirthDate, HomeArea: r.HomeArea, Country: r.Country, Prison: r.Prison,
		OutOfArea: r.OutOfArea.Away(), Supervised: r.Supervised, NeedsAssessed: r.NeedsAssessed, Needs: r.Needs, NeedsUnknown: r.NeedsUnknown,
		Flags: r.Flags, Consents: r.Consents, ERSED: r.ERSED,
		ImmigrationHold: r.LegalStatus == ImmigrationDetainee || slices.Contains(r.Flags, "immigration_hold"),
		COM:             pathways.Contact{Name: r.COMName, Email: r.COMEmail},
	}
	if !r.ReleasedOn.IsZero() {
		c.LearntDay = r.ReleasedOn
		if r.LearntAt != nil {
			c.LearntDay = calendar.DayOf(*r.LearntAt)
		}
		c.Unexpected = Unexpected(cal, r.PlannedDay, r.ReleasedOn) || r.LeftBy == ReleasedFromCourt || r.LeftBy == ReleasedInError
	}
	if !r.AskedFor.IsZero() { // asked for as for an unexpected release, until somebody knows
		c.ActualDay, c.LearntDay, c.Unexpected = r.AskedFor, r.AskedFor, true
	}
	if r.OpenedAt != nil {
		c.ReturnedDay = calendar.DayOf(*r.OpenedAt)
		if !r.ReceivedOn.IsZero() { // what told of the stay first may not be how it began
			c.ReturnedDay = r.ReceivedOn
		}
	}
	return c
}

// paused: a day that passed is paused until somebody writes why.
func (r *caseRow) paused() bool {
	return r.State.paused() && (r.State == AtLarge || !r.ReasonStands)
}

// closed is why nothing more is done for a release that has ended, as it stands
// with its tasks.
func (r *caseRow) closed() string {
	switch {
	case r.State == Died:
		return "please make no contact, ring the unit"
	case !r.IsCurrent:
		return "back in custody"
	case r.State == Removed:
		return "removed"
	case r.State == MovedAway:
		return "closed"
	}
	return ""
}

// Ended tells whether nothing more is planned or told for this release.
func (s State) Ended() bool { return s.ended() }

// ended: nothing more is planned or told for this release.
func (s State) ended() bool {
	switch s {
	case Died, Removed, MovedAway:
		return true
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed, NotConfirmed, LeftUnknown, AtLarge, Released:
		return false
	}
	return false
}

// paused: nothing new is handed off and no rung is climbed until a new date, a
// release or a written reason (domain rule 2).
func (s State) paused() bool {
	switch s {
	case DatePassed, NotConfirmed, LeftUnknown, AtLarge:
		return true
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, Released, Removed, Died, MovedAway:
		return false
	}
	return false
}
