package intake

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// SaveLocalPrisons replaces the list of prisons (codes) that are local to a home
// area (GSS code), by hand and with all that follows from an import; an empty
// list lets the region count again. version is that of the form. Errors:
// *pathways.BadEdit, fault.Conflict, fault.NotFound, fault.Refused.
func (im *Importer) SaveLocalPrisons(ctx context.Context, who access.Actor, area string, version int, prisons []string) (people int, err error) {
	if home := (release.Scope{Areas: []string{area}}); !im.Unit.Covers(home) {
		return 0, fault.NotFound("area")
	} else if who.Role != access.Coordinator || !im.Unit.For(who).Covers(home) {
		return 0, fault.Refused("Only the unit coordinator of the area changes its prisons")
	}
	err = pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		if err := aloneIn(ctx, tx); err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		stored, err := pathways.ChangeVersion(ctx, tx, pathways.LocalPrisonsChange, area)
		if err != nil {
			return err
		}
		if stored != version {
			return fault.Conflict("The list has been changed since you opened this page")
		}
		places, err := LoadGazetteer(ctx, tx)
		if err != nil {
			return err
		}
		rows, problem := localRows(places, area, prisons)
		if problem != nil {
			return &pathways.BadEdit{Problems: []pathways.EditProblem{*problem}}
		}
		now := im.Now()
		r, err := im.replaceLocal(ctx, tx, who, newReport(LocalPrisonsKind, "typed by hand", now), rows, now)
		people = r.PeopleChanged
		return err
	})
	return people, err
}

// localRows are the rows of a file that says the same.
func localRows(places *Gazetteer, area string, prisons []string) ([]localRow, *pathways.EditProblem) {
	if _, problem := places.Area(area); problem != "" {
		return nil, &pathways.EditProblem{Field: "area", Text: capital(problem)}
	}
	if len(prisons) == 0 {
		return []localRow{{area: area}}, nil
	}
	var rows []localRow
	for _, code := range prisons {
		found, problem := places.Prison(code)
		if problem != "" {
			return nil, &pathways.EditProblem{Field: "prison", Text: capital(problem)}
		}
		rows = append(rows, localRow{area: area, prison: found})
	}
	return rows, nil
}

// recordLocal writes the history of the lists that changed: each list as it was
// and as it is, by code.
func recordLocal(ctx context.Context, tx pgx.Tx, who access.Actor, lists localLists, stored map[string]prisonSet, now time.Time) error {
	for _, area := range lists.changed {
		version, err := pathways.ChangeVersion(ctx, tx, pathways.LocalPrisonsChange, area)
		if err != nil {
			return err
		}
		change := pathways.FieldChange{Field: "prison", Before: codesOf(stored[area]), After: codesOf(lists.wanted[area])}
		if err := pathways.RecordChange(ctx, tx, who, now, pathways.LocalPrisonsChange, area, version+1, []pathways.FieldChange{change}); err != nil {
			return err
		}
	}
	return nil
}

func codesOf(set prisonSet) string { return strings.Join(slices.Sorted(maps.Keys(set)), ", ") }
