package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// recordField is one field of a form by hand. Kind is how it looks: radios,
// checks, select, day, time, line, email, tel, text.
type recordField struct {
	Kind, Name  string
	Label, Hint wording.Text
	Value       string
	Options     []option // of radios, checks, select
	Error       wording.Text
	Was         string // as the form showed it first, where it is a correction
	Corrects    bool
	Chosen      bool // a select that begins with a choice made
	Free        bool // somebody writes about a person in their own words
}

// DescribedBy are the ids of the hints under the field.
func (f recordField) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Free {
		ids = append(ids, f.Name+"-free")
	}
	return strings.Join(ids, " ")
}

// Is tells whether the field looks like one of these.
func (f recordField) Is(kinds ...string) bool { return slices.Contains(kinds, f.Kind) }

// recordView is the page of one form by hand.
type recordView struct {
	Page      Page
	Heading   wording.Text // what is recorded
	Who       string       // of whom
	Back      string       // the page above
	Reference string
	Asked     string // the request that it is about, by its title
	Action    string // where the form goes
	Intro     []wording.Text
	Fields    []recordField
	Hidden    []option // name and value
	Button    wording.Text
	Warn      bool
	Compare   []compareRow
	Errors    []fieldError
}

// compareRow is one line of two records side by side.
type compareRow struct {
	Key         wording.Text
	Here, There wording.Text
}

// hand is what a form by hand is about, and what was typed into it.
type hand struct {
	who     access.Actor
	story   release.Story
	kept    release.Kept
	choices release.HandChoices
	now     time.Time
	health  bool
	typed   url.Values // nil: the form is shown for the first time
	note    string     // the note that is corrected; "" for none
	taken   string     // the key of the event that is taken back; "" for none
	task    string     // the one-off request that is changed; "" for none
	oneOff  oneOffForm
}

// value is what was typed, or what the form begins with.
func (h hand) value(name, first string) string {
	if h.typed == nil {
		return first
	}
	return strings.TrimSpace(h.typed.Get(name))
}

func (h hand) field(kind, name string, label, hint wording.Text, first string) recordField {
	return recordField{Kind: kind, Name: name, Label: label, Hint: hint, Value: h.value(name, first), Free: isFreeBox(kind, name)}
}

// choice is one that a field offers.
type choice struct {
	value string
	words wording.Text
}

// pick is a field with choices.
func (h hand) pick(kind, name string, label, hint wording.Text, first string, answers ...choice) recordField {
	f := h.field(kind, name, label, hint, first)
	for _, a := range answers {
		f.Options = append(f.Options, option{Value: a.value, Text: a.words, Selected: a.value == f.Value})
	}
	return f
}

func (h hand) from(kind, name string, label, hint wording.Text, first string, list []release.Choice) recordField {
	f := h.field(kind, name, label, hint, first)
	f.Options = options(list, f.Value)
	return f
}

// several is a list of ticks; first are those that stand.
func (h hand) several(name string, label, hint wording.Text, first []string, words func(string) wording.Text, list []string) recordField {
	f := recordField{Kind: "checks", Name: name, Label: label, Hint: hint}
	chosen := first
	if h.typed != nil {
		chosen = h.typed[name]
	}
	for _, code := range list {
		f.Options = append(f.Options, option{Value: code, Text: words(code), Selected: slices.Contains(chosen, code)})
	}
	return f
}

// when are the fields for a day and a time in London.
func (h hand) when(label wording.Text) []recordField {
	return []recordField{h.field("day", "day", label, "It may be in the past", calendar.DayOf(h.now).String()),
		h.field("time", "time", "At what time", "London time", h.now.In(calendar.London).Format("15:04"))}
}

// at reads the day and the time that were typed.
func (h hand) at() (time.Time, []fieldError) {
	day, err := typedOneDay(h.value("day", ""))
	if err != nil {
		return time.Time{}, []fieldError{{"day", "Give the day, such as 27/11/2026"}}
	}
	at, problem := pathways.StartOf(day, h.value("time", ""))
	switch {
	case h.value("time", "") == "":
		return time.Time{}, []fieldError{{"time", "Give the time, such as 14:30"}}
	case problem != "":
		return time.Time{}, []fieldError{{"time", wording.Capital(wording.Data(problem))}}
	case day.After(calendar.DayOf(h.now)):
		return time.Time{}, []fieldError{{"day", "This day has not come yet: record it once it has happened"}}
	case at.After(h.now):
		return time.Time{}, []fieldError{{"time", "This time has not come yet: record it once it has happened"}}
	}
	return at, nil
}
