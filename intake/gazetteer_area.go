package intake

import (
	"sort"
	"strings"

	"throughgate/intake/reference"
)

// Area finds the GSS code of a home area by its code or name. An abolished
// authority with one successor counts as that. A problem names the
// authorities to choose from.
func (g *Gazetteer) Area(written string) (gss, problem string) {
	if a, ok := g.authorities[strings.ToUpper(strings.TrimSpace(written))]; ok {
		return g.settle(a)
	}
	name := foldPlace(written)
	for _, spelling := range []string{name, withoutCouncil(name)} {
		if codes := g.areaNames[spelling]; len(codes) > 0 {
			return g.settle(g.best(codes))
		}
	}
	near := nearest(withoutCouncil(name), g.housing, func(n string) string { return areaSpellings(n)[0] })
	return "", "no local authority of that name or GSS code; the nearest are " + and(near) + ": write one of them"
}

// best prefers, of several of one name, the one that can be a home area: the
// new Somerset to the old county of Somerset.
func (g *Gazetteer) best(codes []string) reference.Authority {
	for _, c := range codes {
		if housing(g.authorities[c]) {
			return g.authorities[c]
		}
	}
	return g.authorities[codes[0]]
}

func (g *Gazetteer) settle(a reference.Authority) (gss, problem string) {
	// A chain of successors ends; the bound is for a reference file that errs.
	for range len(g.authorities) {
		if housing(a) {
			return a.GSSCode, ""
		}
		if a.Current || len(a.Successors) != 1 {
			break
		}
		a = g.authorities[a.Successors[0]]
	}
	choice := a.Successors
	if len(choice) == 0 {
		choice = g.members[a.GSSCode]
	}
	names := make([]string, 0, len(choice))
	for _, c := range choice {
		names = append(names, g.authorities[c].Name)
	}
	sort.Strings(names)
	switch {
	case a.Kind == reference.CombinedAuthority:
		return "", "a combined authority is nobody's home area: write one of " + or(names)
	case a.Current:
		return "", "a county council is nobody's home area: write one of " + or(names)
	}
	return "", "this authority was replaced: write one of " + or(names)
}

// AreaName is the name of an area by its GSS code, empty when unknown.
func (g *Gazetteer) AreaName(gss string) string { return g.authorities[gss].Name }

// areaSpellings is how a name of the reference data may be written, folded:
// "Bristol, City of" also as "Bristol" and "City of Bristol".
func areaSpellings(name string) []string {
	before, after, found := strings.Cut(name, ", ")
	if !found || !strings.HasSuffix(after, " of") {
		return []string{foldPlace(name)}
	}
	return []string{foldPlace(before), foldPlace(name), foldPlace(after + " " + before)}
}

// withoutCouncil takes what a council calls itself off a folded name.
func withoutCouncil(folded string) string {
	for _, suffix := range []string{" council", " metropolitan borough", " county borough", " london borough", " borough",
		" district", " county", " city"} {
		folded = strings.TrimSuffix(folded, suffix)
	}
	for _, prefix := range []string{"london borough of ", "royal borough of ", "metropolitan borough of ",
		"county borough of ", "borough of ", "city of "} {
		folded = strings.TrimPrefix(folded, prefix)
	}
	return folded
}
