package web

import (
	"cmp"
	"errors"
	"slices"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// formField is one question of a form: its name is its id and that of its
// problem.
type formField struct {
	Name   string
	Label  wording.Text
	Hint   wording.Text
	Value  string
	Kind   fieldKind
	Width  string // of a text: 2, 4, 5, 10, 20 characters; empty: all
	Groups []optionGroup
}

type fieldKind string

// The kinds of field.
const (
	textField   fieldKind = "text"
	longField   fieldKind = "long"
	selectField fieldKind = "select"
	yesField    fieldKind = "yes"   // one box that is ticked or not
	ticksField  fieldKind = "ticks" // several boxes of one name
	dayField    fieldKind = "day"
	toldField   fieldKind = "told" // shown, and cannot be changed
)

// optionGroup is some values of a select under one heading; without a name they
// stand alone.
type optionGroup struct {
	Name    wording.Text
	Options []option
}

// Chosen tells whether one of its options is chosen.
func (g optionGroup) Chosen() bool {
	return slices.ContainsFunc(g.Options, func(o option) bool { return o.Selected })
}

// Told is the value as a page says it that changes nothing.
func (f formField) Told() wording.Text {
	if f.Kind == ticksField {
		return f.ticked()
	}
	for _, group := range f.Groups {
		for _, o := range group.Options {
			if o.Selected {
				return o.Text
			}
		}
	}
	if day, err := calendar.Parse(f.Value); f.Kind == dayField && err == nil {
		return wording.Day(day)
	}
	return toldWords(f.Value)
}

// ticked are the words of the boxes that are ticked.
func (f formField) ticked() wording.Text {
	var words []wording.Text
	for _, group := range f.Groups {
		for _, o := range group.Options {
			switch {
			case o.Selected && group.Name != "":
				words = append(words, wording.F("{1} {2}", group.Name, o.Text))
			case o.Selected:
				words = append(words, o.Text)
			}
		}
	}
	return cmp.Or(wording.Join("; ", words...), toldWords(""))
}

func toldWords(value string) wording.Text {
	switch value {
	case "":
		return "not told"
	case "yes", "no":
		return yesNoWords(value)
	}
	return wording.Data(value)
}

// choose makes a select of codes and what they are called.
func choose(chosen string, codes []string, words func(string) wording.Text) []optionGroup {
	list := make([]option, len(codes))
	for i, code := range codes {
		list[i] = option{Value: code, Text: words(code), Selected: code == chosen}
	}
	return []optionGroup{{Options: list}}
}

// unitChangeLine is one change of the history.
type unitChangeLine struct {
	When, By, Field, Before, After wording.Text
}

func unitChangeLines(list []pathways.UnitChange, words func(field string) wording.Text, value func(field, value string) wording.Text) []unitChangeLine {
	lines := make([]unitChangeLine, len(list))
	for i, c := range list {
		lines[i] = unitChangeLine{When: instantWords(c.At), By: wording.Data(c.By), Field: words(c.Field), Before: value(c.Field, c.Before), After: value(c.Field, c.After)}
	}
	return lines
}

// changesOf is the history of a service or a standard, of which the first
// version is one line: that it was added, under its name.
func changesOf(list []pathways.UnitChange, name string, words func(string) wording.Text) []unitChangeLine {
	return changesIn(list, name, words, plainValue)
}

// changesIn is changesOf with values in words of their own.
func changesIn(list []pathways.UnitChange, name string, words func(string) wording.Text, value func(field, value string) wording.Text) []unitChangeLine {
	var shown []pathways.UnitChange
	for _, c := range list {
		switch first := c.Version == 1 && c.Before == ""; {
		case !first:
			shown = append(shown, c)
		case c.Field == name:
			c.Field = "added"
			shown = append(shown, c)
		}
	}
	return unitChangeLines(shown, words, value)
}

// plainValue is a value of a history as it is stored.
func plainValue(_, value string) wording.Text { return toldWords(value) }

// staleLine is a field that somebody else changed while the form was open,
// beside what is in the form.
type staleLine struct {
	Field, Theirs, Yours wording.Text
}

// staleLines are the changes since the version of a form, the last of each
// field, and who made the last.
func staleLines(history []pathways.UnitChange, since int, typed map[string]string, words func(string) wording.Text) (lines []staleLine, by wording.Text) {
	seen := map[string]bool{}
	for _, c := range history {
		if c.Version <= since || seen[c.Field] {
			continue
		}
		if by == "" {
			by = wording.F("{1}, on {2}", c.By, instantWords(c.At))
		}
		seen[c.Field] = true
		lines = append(lines, staleLine{Field: words(c.Field), Theirs: toldWords(c.After), Yours: toldWords(typed[c.Field])})
	}
	return lines, by
}

// problemsOf are the problems of a form that a use case refused, each beginning
// with what its field is called; ok is false for any other error.
func problemsOf(err error, words func(field string) wording.Text) (list []fieldError, ok bool) {
	var bad *pathways.BadEdit
	if !errors.As(err, &bad) {
		return nil, false
	}
	for _, p := range bad.Problems {
		text := wording.Data(p.Text)
		if words != nil && p.Field != "save" && p.Field != "retire" { // those are buttons
			text = wording.F("{1}: {2}", words(p.Field), wording.Small(text))
		}
		list = append(list, fieldError{Field: p.Field, Text: text})
	}
	return list, true
}

// isStale tells whether somebody else was first.
func isStale(err error) bool { return fault.Is(err, fault.KindConflict) }
