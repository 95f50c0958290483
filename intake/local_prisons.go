package intake

import (
	"maps"
	"slices"

	"throughgate/release"
)

// prisonSet is the prisons that are local to an area, by code.
type prisonSet map[string]bool

// localLists is what a file makes of the lists that are stored.
type localLists struct {
	wanted  map[string]prisonSet // by area that the file names; an empty set: the region counts again
	changed []string             // areas whose list differs, in order
}

// compareLocal is pure: it counts the rows into the report and finds the areas
// whose list differs from the stored one. A row counts as new when it adds a
// prison, and one that empties a list as changed.
func compareLocal(r *Report, rows []localRow, stored map[string]prisonSet, unit release.Scope) localLists {
	out := localLists{wanted: map[string]prisonSet{}}
	for _, row := range rows {
		if out.wanted[row.area] == nil {
			out.wanted[row.area] = prisonSet{}
		}
		repeated := out.wanted[row.area][row.prison]
		if row.prison != "" {
			out.wanted[row.area][row.prison] = true
		}
		switch {
		case !unit.Covers(release.Scope{Areas: []string{row.area}}):
			r.OutsideUnit++
		case row.prison == "" && len(stored[row.area]) > 0:
			r.Changed++
		case row.prison == "", repeated, stored[row.area][row.prison]:
			r.Unchanged++
		default:
			r.New++
		}
	}
	for _, area := range slices.Sorted(maps.Keys(out.wanted)) {
		if !maps.Equal(out.wanted[area], stored[area]) {
			out.changed = append(out.changed, area)
		}
	}
	return out
}
