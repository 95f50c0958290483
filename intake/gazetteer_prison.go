package intake

import (
	"strings"

	"throughgate/intake/reference"
)

// nearestOffered is how many names are offered in place of an unknown one.
const nearestOffered = 3

// Prison finds a prison's code by its code, or by its name with or without its
// bracket ("Leeds (HMP)", "Leeds", "HMP Leeds"). A problem says what to write
// instead.
func (g *Gazetteer) Prison(written string) (code, problem string) {
	if p, ok := g.prisons[strings.ToUpper(strings.TrimSpace(written))]; ok {
		return p.Code, ""
	}
	bare := foldPlace(reference.BareName(written))
	kind, rest := leadingKind(bare)
	for _, name := range []string{foldPlace(written), rest + " " + kind, rest, bare} {
		codes := g.prisonNames[strings.TrimSpace(name)]
		if len(codes) == 1 {
			return codes[0], ""
		}
		if len(codes) > 1 {
			return "", "this name fits " + g.prisonList(codes) + ": write the code"
		}
	}
	names, byName := make([]string, 0, len(g.prisons)), map[string]string{}
	for code, p := range g.prisons {
		names = append(names, p.Name)
		byName[p.Name] = code
	}
	var near []string
	for _, n := range nearest(rest, names, func(n string) string { return foldPlace(reference.BareName(n)) }) {
		near = append(near, byName[n])
	}
	return "", "no prison of that code or name; the nearest are " + g.prisonList(near) + ": write one of the codes"
}

// prisonList is "FMI Feltham (HMP) and FYI Feltham (HMYOI)".
func (g *Gazetteer) prisonList(codes []string) string {
	words := make([]string, 0, len(codes))
	for _, c := range codes {
		words = append(words, c+" "+g.prisons[c].Name)
	}
	return and(words)
}

// leadingKind parts "hmp leeds" into "hmp" and "leeds"; a last "prison" goes.
func leadingKind(folded string) (kind, rest string) {
	words := strings.Fields(strings.TrimSuffix(folded, " prison"))
	n := 0
	for n < len(words)-1 && strings.Contains(" hmp hmyoi yoi and hm prison ", " "+words[n]+" ") {
		n++
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}
