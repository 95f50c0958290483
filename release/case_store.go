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
	Watched       bool
	State         State
	LegalStatus   LegalStatus
	PlannedDay    calendar.Date
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
	Flags         []string
	Consents      []string
	ERSED         calendar.Date
	COMName       string
	COMEmail      string
}

// loadCases reads what a plan needs of these releases, in order of id.
func loadCases(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, ids []int64) ([]*pathways.Case, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, r.watched, r.state, r.legal_status, r.planned_day, r.released_on, r.release_learnt_at, r.received_day,
		       r.received_on, p.first_stored_on, p.date_of_birth, p.home_area, a.country, r.prison, r.out_of_area,
		       r.supervised, p.needs_assessed, p.needs, p.flags, coalesce(c.kinds, '{}'), e.day, p.com_name, p.com_email
		FROM release r JOIN person p ON p.id = r.person_id JOIN authority a ON a.gss_code = p.home_area
		LEFT JOIN LATERAL (SELECT array_agg(kind) AS kinds FROM consent
		                   WHERE person_id = p.id AND withdrawn_at IS NULL) c ON true
		LEFT JOIN LATERAL (SELECT max(day) AS day FROM release_date
		                   WHERE release_id = r.id AND type = 'ERSED' AND superseded_at IS NULL) e ON true
		WHERE r.id = ANY($1) ORDER BY r.id`, ids)
	if err != nil {
		return nil, fmt.Errorf("load cases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[caseRow])
	if err != nil {
		return nil, fmt.Errorf("load cases: %w", err)
	}
	out := make([]*pathways.Case, len(list))
	for i, r := range list {
		out[i] = r.toCase(cal)
	}
	return out, nil
}

func (r *caseRow) toCase(cal *calendar.Calendar) *pathways.Case {
	c := &pathways.Case{
		ReleaseID: r.ReleaseID, Watched: r.Watched, Ended: r.State.ended(), Paused: r.State.paused(),
		PlannedDay: r.PlannedDay, ActualDay: r.ReleasedOn, ReceivedDay: r.ReceivedDay, Received: r.ReceivedOn,
		FirstStored: r.FirstStored, BirthDate: r.BirthDate, HomeArea: r.HomeArea, Country: r.Country, Prison: r.Prison,
		OutOfArea: r.OutOfArea.Away(), Supervised: r.Supervised, NeedsAssessed: r.NeedsAssessed, Needs: r.Needs,
		Flags: r.Flags, Consents: r.Consents, ERSED: r.ERSED,
		ImmigrationHold: r.LegalStatus == ImmigrationDetainee || slices.Contains(r.Flags, "immigration_hold"),
		COM:             pathways.Contact{Name: r.COMName, Email: r.COMEmail},
	}
	if !r.ReleasedOn.IsZero() {
		c.LearntDay = r.ReleasedOn
		if r.LearntAt != nil {
			c.LearntDay = calendar.DayOf(*r.LearntAt)
		}
		c.Unexpected = Unexpected(cal, r.PlannedDay, r.ReleasedOn)
	}
	return c
}

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
