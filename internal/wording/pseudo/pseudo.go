// Package pseudo is a language for tests: it marks every word of the program
// ⟦so⟧ and every piece of data ⟪so⟫. What a page says without a mark, no
// translation would reach.
package pseudo

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
)

type language struct{}

// Language marks.
var Language wording.Language = language{}

var (
	slot  = regexp.MustCompile(`\{[0-9]+\}|</?[a-z]+[0-9]*>`)
	said  = regexp.MustCompile(`⟦[^⟦⟧]*⟧`)
	shown = regexp.MustCompile(`⟪([^⟪⟫]*)⟫`)
)

func (language) Code() string { return "en-XA" }

// Message marks the words between what fills a message.
func (language) Message(_, id string) (string, bool) {
	var b strings.Builder
	from := 0
	for _, at := range slot.FindAllStringIndex(id, -1) {
		b.WriteString(marked(id[from:at[0]]))
		b.WriteString(id[at[0]:at[1]])
		from = at[1]
	}
	b.WriteString(marked(id[from:]))
	return b.String(), true
}

func marked(text string) string {
	words := strings.TrimSpace(text)
	if strings.IndexFunc(words, unicode.IsLetter) < 0 {
		return text
	}
	return strings.Replace(text, words, "⟦"+words+"⟧", 1)
}

func (l language) Plural(one, many string, n int) (string, bool) {
	form, _ := wording.English.Plural(one, many, n)
	return l.Message("", form)
}

func (language) Day(d calendar.Date) string      { return marked(d.Long()) }
func (language) DayShort(d calendar.Date) string { return marked(d.Short()) }
func (language) DayAlone(d calendar.Date) string { return marked(wording.English.DayAlone(d)) }
func (language) DayMonth(d calendar.Date) string { return marked(wording.English.DayMonth(d)) }
func (language) Clock(t time.Time) string        { return marked(wording.English.Clock(t)) }

func (language) Data(s string) string {
	if strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return s
	}
	return "⟪" + s + "⟫"
}

// Unsaid is what is left of a text without what is marked.
func Unsaid(text string) string { return shown.ReplaceAllString(said.ReplaceAllString(text, " "), " ") }

// Shown are the pieces of data in a text.
func Shown(text string) (list []string) {
	for _, found := range shown.FindAllStringSubmatch(text, -1) {
		list = append(list, found[1])
	}
	return list
}
