package oracle

import (
	"slices"
	"strings"
)

// set is a few words; each is in it once.
type set []string

func (s set) has(word string) bool { return slices.Contains(s, word) }

func (s *set) add(word string) {
	if !s.has(word) {
		*s = append(slices.Clip(*s), word)
	}
}

// put takes a word in or out.
func (s *set) put(word string, in bool) {
	if in {
		s.add(word)
	} else if i := slices.Index(*s, word); i >= 0 {
		*s = slices.Concat((*s)[:i], (*s)[i+1:])
	}
}

// words keeps one copy of each text that stands with many people: a cell taken
// from a row would keep the whole row in memory.
type words struct {
	texts map[string]string
	lists map[string][]string
}

func newWords() words { return words{map[string]string{}, map[string][]string{}} }

func (w words) text(s string) string {
	if known, found := w.texts[s]; found {
		return known
	}
	own := strings.Clone(s)
	if w.texts != nil {
		w.texts[own] = own
	}
	return own
}

// list is the words of a cell. Nobody changes one.
func (w words) list(cell string) []string {
	if known, found := w.lists[cell]; found {
		return known
	}
	own := strings.Clone(cell)
	out := list(own)
	if w.lists != nil {
		w.lists[own] = out
	}
	return out
}
