package intake

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/release"
)

// told reads canonical cells and collects the names of those it cannot use.
type told struct {
	cells []string
	notes []string
}

func (c *told) note(i releaseCell) {
	if name := releaseColumns[i].name; !slices.Contains(c.notes, name) {
		c.notes = append(c.notes, name)
	}
}

func (c *told) text(i releaseCell) string {
	if int(i) >= len(c.cells) {
		return ""
	}
	return c.cells[i]
}

func (c *told) day(i releaseCell) calendar.Date {
	d, err := calendar.Parse(c.text(i))
	if err != nil { // empty, as canonical cells are days or nothing
		return calendar.Date{}
	}
	return d
}

func (c *told) word(i releaseCell, known words) string {
	w := c.text(i)
	if w == "" || known.is(w) {
		return w
	}
	c.note(i)
	return ""
}

// movement is one of the words; other text counts as not told and is kept, with
// its text, in the notes.
func (c *told) movement() string {
	w := c.text(movementReasonCell)
	if w == "" || movementWords.is(w) {
		return w
	}
	c.notes = append(c.notes, releaseColumns[movementReasonCell].name+"="+w)
	return ""
}

func (c *told) language() string {
	l := c.text(languageCell)
	if l == "" {
		return "en"
	}
	if !usableLanguage(l) {
		c.note(languageCell)
		return "en"
	}
	return l
}

func (c *told) officer(name, email releaseCell) release.Officer {
	o := release.Officer{Name: c.text(name)}
	if written := c.text(email); written != "" {
		a := notify.CheckAddress(written)
		if !a.OK {
			c.note(email)
		}
		o.Email = a.Normalised
	}
	return o
}

// list gives the known words of a list and tells whether it held others.
func (c *told) list(i releaseCell, known []string) (out []string, others bool) {
	cell := c.text(i)
	if cell == "" || cell == noneWord {
		return nil, false
	}
	for w := range strings.SplitSeq(cell, ";") {
		if slices.Contains(known, w) {
			out = append(out, w)
		} else {
			others = true
		}
	}
	if others {
		c.note(i)
	}
	return out, others
}

// needs: a list with at least one need, and "none", are assessments. A list of
// nothing but words we do not know is no assessment: every need stays unknown. A
// single need that nobody knows of yet stands there as an officer recorded it.
func (c *told) needs() (present, unknown []string, assessed bool) {
	cell := c.text(needsCell)
	switch cell {
	case "", unknownWord:
		return nil, nil, false
	case noneWord:
		return nil, nil, true
	}
	present, unknown, others := release.ReadNeeds(cell)
	if others {
		c.note(needsCell)
	}
	return present, unknown, len(present)+len(unknown) > 0
}

func (c *told) consents() []release.Consent {
	cell := c.text(consentsCell)
	if cell == "" || cell == noneWord {
		return nil
	}
	var out []release.Consent
	for part := range strings.SplitSeq(cell, ";") {
		kind, day, _ := strings.Cut(part, "=")
		if !slices.Contains(consentWords, kind) {
			c.note(consentsCell)
			continue
		}
		given, err := calendar.Parse(day)
		if err != nil { // recorded without a day
			given = calendar.Date{}
		}
		out = append(out, release.Consent{Kind: kind, GivenOn: given})
	}
	return out
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
