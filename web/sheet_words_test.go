package web

import (
	"strings"
	"testing"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// The sheet may be found in a pocket: what always stands on it holds no word
// that may not be texted, in either language.
func TestTheWordsOfTheSheetDiscloseNothing(t *testing.T) {
	t.Parallel()
	banned := notify.NewWords(nil, nil)
	for _, w := range []*sheetWords{&sheetEnglish, &sheetWelsh} {
		all := []string{w.Title, w.AnyDayTitle, w.With, w.At, w.Ring, w.Starts, w.Nothing, w.Change, w.Danger, w.Unwell, w.Talk, w.Open, w.Notes}
		for _, use := range w.use {
			all = append(all, use)
		}
		all = append(all, w.day(calendar.MustParse("2026-12-10")))
		for _, words := range all {
			if words == "" {
				t.Errorf("%s: a word is missing", w.Lang)
			}
			if hits := banned.Blocked(words); len(hits) > 0 {
				t.Errorf("%s: %q holds %q", w.Lang, words, hits)
			}
			if strings.Contains(strings.ToLower(words), "throughgate") {
				t.Errorf("%s: %q names the product", w.Lang, words)
			}
		}
	}
	if got := sheetEnglish.day(calendar.MustParse("2026-12-10")); got != "Thursday 10 December" {
		t.Errorf("English day = %q", got)
	}
	if got := sheetWelsh.day(calendar.MustParse("2026-12-10")); got != "Dydd Iau 10 Rhagfyr" {
		t.Errorf("Welsh day = %q", got)
	}
}
