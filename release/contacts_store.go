package release

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// Contacts answers who would be told of each planned task today, by task id.
// Tasks for which nobody is found are left out.
type Contacts interface {
	Contacts(ctx context.Context, tx pgx.Tx, releaseID int64) (map[int64]pathways.Contact, error)
}

// Contacts tells, for each planned task of a release, who would be told today,
// by task id. Tasks for which nobody is found are left out, and so is one that
// waits for its housing authority.
func (s *Service) Contacts(ctx context.Context, tx pgx.Tx, releaseID int64) (map[int64]pathways.Contact, error) {
	ref, err := pathways.LoadReferenceFor(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst, releaseID)
	if err != nil {
		return nil, err
	}
	cases, err := loadCases(ctx, tx, ref.Calendar, []int64{releaseID})
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	today := calendar.DayOf(s.Now())
	told, err := ref.Holders(ctx, tx, cases[0], today)
	if err != nil {
		return nil, err
	}
	away, err := access.ReadStandIns(ctx, tx, today)
	if err != nil {
		return nil, err
	}
	for id, c := range told {
		if in, absent := away[strings.ToLower(c.Email)]; absent {
			told[id] = s.deputyOf(in)
		}
	}
	return told, nil
}

// deputyOf is who is told for somebody who is away: with nobody left, the unit.
func (s *Service) deputyOf(in access.StandIn) pathways.Contact {
	if in.Email == "" {
		return s.Unit.Contact()
	}
	return pathways.Contact{Name: in.Name, Email: in.Email}
}
