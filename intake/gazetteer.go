package intake

import (
	"fmt"
	"sort"
	"strings"
	"unicode"

	"throughgate/intake/reference"
)

// Gazetteer finds prisons and authorities by what people write. It is a value
// made once and safe to share.
type Gazetteer struct {
	prisons     map[string]reference.Prison    // by code
	prisonNames map[string][]string            // codes by folded name, with and without bracket
	authorities map[string]reference.Authority // by GSS code
	areaNames   map[string][]string            // GSS codes by folded name
	members     map[string][]string            // of counties and combined authorities
	housing     []string                       // names to offer: current housing authorities
}

// NewGazetteer makes a gazetteer. Members are, by GSS code, the housing
// authorities of counties and combined authorities: those to choose from.
func NewGazetteer(prisons []reference.Prison, authorities []reference.Authority, members map[string][]string) *Gazetteer {
	g := &Gazetteer{prisons: map[string]reference.Prison{}, prisonNames: map[string][]string{},
		authorities: map[string]reference.Authority{}, areaNames: map[string][]string{}, members: members}
	for _, p := range prisons {
		g.prisons[p.Code] = p
		full, bare := foldPlace(p.Name), foldPlace(p.BareName)
		g.prisonNames[full] = append(g.prisonNames[full], p.Code)
		if bare != full {
			g.prisonNames[bare] = append(g.prisonNames[bare], p.Code)
		}
	}
	for _, a := range authorities {
		g.authorities[a.GSSCode] = a
		for _, name := range areaSpellings(a.Name) {
			g.areaNames[name] = append(g.areaNames[name], a.GSSCode)
		}
		if housing(a) {
			g.housing = append(g.housing, a.Name)
		}
	}
	sort.Strings(g.housing)
	return g
}

// BuiltIn is the gazetteer of the reference files inside the program.
func BuiltIn() (*Gazetteer, error) {
	prisons, err := reference.Prisons()
	if err != nil {
		return nil, err
	}
	authorities, err := reference.Authorities()
	if err != nil {
		return nil, err
	}
	members, err := reference.Members()
	if err != nil {
		return nil, err
	}
	return NewGazetteer(prisons, authorities, members), nil
}

// housing tells of an authority that can be somebody's home area.
func housing(a reference.Authority) bool { return a.Current && !notHousing(a) }

func notHousing(a reference.Authority) bool {
	return a.Kind == reference.CountyCouncil || a.Kind == reference.CombinedAuthority
}

// foldPlace makes one spelling of case, punctuation, "&" and spaces.
func foldPlace(name string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r == '\'' || r == '\u2019':
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '&':
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			if r == '&' {
				b.WriteString("and")
				space = true
				continue
			}
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return b.String()
}

func and(words []string) string { return joined(words, "and") }
func or(words []string) string  { return joined(words, "or") }

func joined(words []string, last string) string {
	if n := len(words); n > 1 {
		return fmt.Sprintf("%s %s %s", strings.Join(words[:n-1], ", "), last, words[n-1])
	}
	return strings.Join(words, "")
}
