package people

import "strings"

// word is a word of a list with how many of a hundred people have it.
type word struct {
	text  string
	share float64
}

var needWords = []word{{"accommodation", 46}, {"benefits", 75}, {"mental_health", 38}, {"drugs_and_alcohol", 41},
	{"finance", 29}, {"family", 23}}

var flagWords = []word{{"exclusion_zone", 9}, {"no_contact", 6.2}, {"victim_contact", 5.7}, {"approved_premises", 5.2},
	{"children", 15.2}, {"care_leaver", 5.7}, {"contact_risk", 3.1}, {"tenancy", 7.8}, {"tag", 9.8}, {"restricted", 3.9}}

// mappaWords: one level at most.
var mappaWords = []word{{"mappa3", 2.1}, {"mappa2", 3.6}, {"mappa1", 4.4}}

// consentLists as often as in 387 people of the sample.
var consentLists = func() []string {
	const refer, contact, health = "consent_to_refer", "consent_to_share_contact", "consent_to_share_health"
	var out []string
	for _, c := range []struct {
		often int
		list  []string
	}{{131, []string{refer, contact, health}}, {47, []string{contact, health}}, {47, []string{refer, contact}}, {45, nil},
		{42, []string{refer, health}}, {29, []string{health}}, {23, []string{refer}}, {23, []string{contact}}} {
		for range c.often {
			out = append(out, strings.Join(c.list, ";"))
		}
	}
	return out
}()

func (p *person) some(words []word) []string {
	var out []string
	for _, w := range words {
		if p.chance(w.share) {
			out = append(out, w.text)
		}
	}
	return out
}

// assessment draws needs, consents and flags.
func (p *person) assessment() {
	switch {
	case p.chance(1.3): // not told
	case p.chance(7.8):
		p.cells[needs] = "unknown"
	default:
		p.cells[needs] = orNone(p.some(needWords))
	}
	p.cells[consents] = pick(p, consentLists)
	list := p.some(flagWords)
	for _, m := range mappaWords {
		if p.chance(m.share) {
			list = append(list, m.text)
			break
		}
	}
	if held := p.cells[flags]; held != "" { // immigration, of the sentence
		list = append(list, held)
	}
	p.cells[flags] = orNone(list)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ";")
}
