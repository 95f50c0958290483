package intake

import (
	"slices"
	"strings"

	"throughgate/internal/fault"
	"throughgate/release"
)

var errNoReference = fault.Invalid("the reference data is not loaded: run throughgate migrate first")

// ParseUnit reads the setting THROUGHGATE_UNIT: area names or GSS codes with
// commas between, or ALL.
func ParseUnit(g *Gazetteer, setting string) (release.Scope, error) {
	if strings.EqualFold(strings.TrimSpace(setting), "ALL") {
		return release.Scope{All: true}, nil
	}
	var u release.Scope
	pieces := strings.Split(setting, ",")
	for i := 0; i < len(pieces); i++ {
		name := strings.TrimSpace(pieces[i])
		if name == "" {
			continue
		}
		if i+1 < len(pieces) { // "Bournemouth, Christchurch and Poole" is one name
			if gss, problem := g.Area(name + ", " + strings.TrimSpace(pieces[i+1])); problem == "" {
				u.Areas = append(u.Areas, gss)
				i++
				continue
			}
		}
		gss, problem := g.Area(name)
		if problem != "" {
			return release.Scope{}, fault.Invalid("THROUGHGATE_UNIT, %q: %s", name, problem)
		}
		u.Areas = append(u.Areas, gss)
	}
	if len(u.Areas) == 0 {
		return release.Scope{}, fault.Invalid("THROUGHGATE_UNIT is empty: name the area or areas this unit looks after, with commas between, or ALL")
	}
	slices.Sort(u.Areas)
	u.Areas = slices.Compact(u.Areas)
	return u, nil
}
