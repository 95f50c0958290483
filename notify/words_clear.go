package notify

import (
	"maps"
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// longestPhrase bounds a word of the unit's own and the name of a venue, in
// characters.
const longestPhrase = 100

// neverCleared say by themselves where somebody has been, whatever stands beside
// them: no venue's name makes them harmless.
var neverCleared = ownWords([]string{"prison", "HMP", "jail", "custody", "probation", "offender", "IOM", "MAPPA", "throughgate",
	"carchar", "dalfa"})

// ClearingProblem says why a venue's name cannot be cleared, and what to do;
// "" where it can. Somebody clears the name of one place ("Earls Court"), never a
// word (domain rule 8).
func (w *Words) ClearingProblem(venue string) string {
	tokens := tokensOf(venue)
	switch hits := w.hits(venue, tokens); {
	case len(tokens) == 0:
		return "is empty: give the name of the venue, as it stands in the appointments"
	case len([]rune(venue)) > longestPhrase:
		return "is too long: give the name of the venue alone"
	case len(hits) == 0:
		return "holds no word that may not be texted: there is nothing to clear"
	case wordsIn(hits) == len(tokens):
		return "is made of words that may not be texted and nothing else: give the whole name of the venue"
	default:
		if found := neverCleared.Blocked(venue); len(found) > 0 {
			return "holds " + strings.Join(found, ", ") + ", which is never cleared: write the place in other words in the appointment"
		}
	}
	return ""
}

func wordsIn(hits []hit) int {
	n := 0
	for _, h := range hits {
		n += h.to - h.from
	}
	return n
}

// ownWordProblem says why a word cannot be one of the unit's own that no text
// may hold; "" where it can.
func (w *Words) ownWordProblem(word string, set templateSet) string {
	said := slices.Collect(maps.Values(set.fixed))
	for d := time.Sunday; d <= time.Saturday; d++ {
		said = append(said, d.String(), calendar.WelshWeekday(d))
	}
	for m := time.January; m <= time.December; m++ {
		said = append(said, m.String(), calendar.WelshMonth(m))
	}
	switch {
	case len(wordsOf(word)) == 0:
		return "is empty: give a word or a name"
	case len([]rune(word)) > longestPhrase:
		return "is too long: give a word or a name"
	case len(w.Blocked(word)) > 0:
		return "may not be texted already"
	case len(ownWords([]string{word}).Blocked(strings.Join(said, "\n"))) > 0:
		return "stands in the texts themselves: without it none could go"
	}
	return ""
}

// foldPhrase is a phrase as phrases are compared.
func foldPhrase(phrase string) string { return strings.Join(wordsOf(phrase), " ") }

func holdsPhrase(list []string, phrase string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return foldPhrase(p) == foldPhrase(phrase) })
}
