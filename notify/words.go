package notify

import (
	"slices"
	"strings"
)

// wordsThatMayNotBeTexted is domain rule 8: a text to a person is read by
// whoever holds the phone. Matched whole, in any case, with plural and
// apostrophe forms.
var wordsThatMayNotBeTexted = []string{
	"prison", "HMP", "jail", "custody", "sentence", "release", "released", "probation", "licence", "parole",
	"curfew", "recall", "court", "tag", "bail", "offence", "offender", "crime", "criminal", "police", "officer",
	"victim", "IOM", "MAPPA", "PDU", "YOT", "CMHT", "drug", "alcohol", "substance", "recovery", "rehab", "detox",
	"needle", "naloxone", "methadone", "prescription", "mental", "psychiatric", "hostel", "homeless", "refuge",
	"domestic", "abuse", "violence", "safeguarding", "social services", "immigration", "throughgate",
}

// welshWordsThatMayNotBeTexted holds the Welsh list with its plurals, which no
// ending makes by itself.
var welshWordsThatMayNotBeTexted = []string{
	"carchar", "carchardai", "carcharau", "dalfa", "dalfeydd", "prawf", "profion", "trwydded", "trwyddedau",
	"llys", "llysoedd", "heddlu", "heddluoedd", "trosedd", "troseddau", "cyffur", "cyffuriau", "sylwedd", "sylweddau",
	"adferiad", "adferiadau", "meddwl", "meddyliau", "camdriniaeth", "camdriniaethau", "lloches", "llochesau",
	"tagio", "mechnïaeth", "mechnïaethau",
}

// Words finds what may not stand in a text to a person. It is a value: made
// once, safe to share.
type Words struct {
	single  map[string]bool
	many    map[string][]phrase // by the first word
	own     *Words              // the unit's own, beside these
	cleared map[string][]phrase // venues that somebody cleared by name
}

// phrase is a banned name of one or more words. A prison's name counts only
// with a capital first letter: "Send" is a prison, "send" is not.
type phrase struct {
	rest    []string
	capital bool
}

// NewWords makes the list: the fixed words, the names of prisons (without the
// bracket of the reference data) and the unit's own words.
func NewWords(prisons, own []string) *Words {
	w := ownWords(slices.Concat(wordsThatMayNotBeTexted, welshWordsThatMayNotBeTexted, own))
	for _, word := range welshWordsThatMayNotBeTexted {
		for _, mutated := range mutationsOf(fold(word)) {
			w.single[mutated] = true
		}
	}
	for _, name := range prisons {
		bare, _, _ := strings.Cut(name, "(")
		w.addPhrase(wordsOf(bare), true)
	}
	return w
}

func ownWords(list []string) *Words {
	w := &Words{single: map[string]bool{}, many: map[string][]phrase{}}
	for _, word := range list {
		w.addWord(word)
	}
	return w
}

func (w *Words) addWord(word string) {
	parts := wordsOf(word)
	if len(parts) != 1 {
		w.addPhrase(parts, false)
		return
	}
	for _, form := range formsOf(parts[0]) {
		w.single[form] = true
	}
}

func (w *Words) addPhrase(parts []string, capital bool) {
	if len(parts) == 0 {
		return
	}
	last := parts[len(parts)-1]
	for _, end := range []string{last, last + "'s"} {
		p := phrase{capital: capital}
		first := parts[0]
		if len(parts) == 1 {
			first = end
		} else {
			p.rest = append(append(p.rest, parts[1:len(parts)-1]...), end)
		}
		w.many[first] = append(w.many[first], p)
	}
}

// mutations are what the first consonant of a Welsh word becomes after certain
// others: carchar, "i garchar", "yng ngharchar", "a charchar".
var mutations = []struct {
	first string
	as    []string
}{
	{"ll", []string{"l"}}, {"c", []string{"g", "ngh", "ch"}}, {"p", []string{"b", "mh", "ph"}}, {"t", []string{"d", "nh", "th"}},
	{"d", []string{"dd", "n"}}, {"m", []string{"f"}},
}

func mutationsOf(word string) []string {
	for _, m := range mutations {
		if rest, ok := strings.CutPrefix(word, m.first); ok {
			var forms []string
			for _, as := range m.as {
				forms = append(forms, as+rest)
			}
			return forms
		}
	}
	return nil
}

// beforeApostrophe is the word to which something was joined: heddlu'r is heddlu
// with its article, prison's is prison.
func beforeApostrophe(word string) string {
	base, _, _ := strings.Cut(word, "'")
	return base
}

// formsOf is the word with its plural forms.
func formsOf(word string) []string {
	forms := []string{word, word + "s"}
	switch {
	case strings.HasSuffix(word, "y"):
		forms = append(forms, strings.TrimSuffix(word, "y")+"ies")
	case strings.HasSuffix(word, "s"), strings.HasSuffix(word, "x"), strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "sh"):
		forms = append(forms, word+"es")
	}
	return forms
}

// With is the list with further words of the unit's own, and without what a
// cleared venue holds: inside that venue's whole name its words may stand, and
// nowhere else.
func (w *Words) With(own, cleared []string) *Words {
	out := &Words{single: w.single, many: w.many, own: ownWords(own), cleared: map[string][]phrase{}}
	for _, venue := range cleared {
		if parts := wordsOf(venue); len(parts) > 0 {
			out.cleared[parts[0]] = append(out.cleared[parts[0]], phrase{rest: parts[1:]})
		}
	}
	return out
}

// Neutral is the words themselves, or nothing where one of them may not be
// texted: for names and places that come from files and forms.
func (w *Words) Neutral(words string) string {
	if len(w.blockedAsSent(words)) > 0 {
		return ""
	}
	return words
}

// blockedAsSent looks at the words as they would be sent: without the signs of
// no width that hide one.
func (w *Words) blockedAsSent(words string) []string { return w.Blocked(FormOf(words).Text) }

// Blocked names, as found and each once, the words that may not be texted, in
// the order in which they stand (interface.md 5, `check texts`).
func (w *Words) Blocked(text string) []string {
	var found []string
	for _, h := range w.hits(text, tokensOf(text)) {
		if !slices.Contains(found, h.text) {
			found = append(found, h.text)
		}
	}
	return found
}

// hit is a banned word or name in a text: which of its tokens, and as written.
type hit struct {
	from, to int
	text     string
}

func (w *Words) hits(text string, tokens []token) []hit {
	var hits []hit
	clearTo := 0 // up to here the tokens are of a cleared venue
	for i := 0; i < len(tokens); i++ {
		clearTo = max(clearTo, i+w.clearedAt(text, tokens[i:]))
		n := w.match(text, tokens[i:])
		if n == 0 {
			continue
		}
		if i+n > clearTo {
			hits = append(hits, hit{from: i, to: i + n, text: text[tokens[i].from:tokens[i+n-1].to]})
			i += n - 1
		}
	}
	return hits
}

// match is how many of the first tokens make a banned word or name.
func (w *Words) match(text string, tokens []token) int {
	longest := 0
	if first := tokens[0].folded; w.single[first] || w.single[beforeApostrophe(first)] {
		longest = 1
	}
	for _, p := range w.many[tokens[0].folded] {
		n := 1 + len(p.rest)
		if n <= longest || n > len(tokens) || (p.capital && !tokens[0].capital) {
			continue
		}
		if follows(text, tokens, p.rest, betweenWords) {
			longest = n
		}
	}
	if w.own != nil {
		longest = max(longest, w.own.match(text, tokens))
	}
	return longest
}

// clearedAt is how many of the first tokens are the name of a cleared venue.
func (w *Words) clearedAt(text string, tokens []token) int {
	longest := 0
	for _, p := range w.cleared[tokens[0].folded] {
		if n := 1 + len(p.rest); n > longest && n <= len(tokens) && follows(text, tokens, p.rest, betweenWords+".,'’&/") {
			longest = n
		}
	}
	return longest
}

// betweenWords may stand between the words of one name.
const betweenWords = " \t\n\r-\u00a0"

// follows tells whether the words stand after the first token with nothing but
// these signs between.
func follows(text string, tokens []token, rest []string, between string) bool {
	for i, word := range rest {
		gap := text[tokens[i].to:tokens[i+1].from]
		if tokens[i+1].folded != word || strings.Trim(gap, between) != "" {
			return false
		}
	}
	return true
}
