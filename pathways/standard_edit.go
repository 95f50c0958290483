package pathways

import (
	"strconv"
	"strings"
)

// StandardFields are what is told of a standard, as its form and its history
// call them, in the order in which they are shown.
var StandardFields = []string{"pathway", "title", "mail_words", "service", "found_by", "anchor", "hand_off_offset", "due_offset",
	"due_day_kind", "latest_start", "required", "after_release", "applies_when", "needs_first", "before_telling", "evidence", "why"}

// Pathways are the parts of a plan a standard can belong to.
var Pathways = []string{"accommodation", "benefits_and_work", "mental_health", "drugs_and_alcohol", "probation", "finance", "family",
	"transition", "first_days", "release_day"}

// StandardEdit is a standard as somebody typed it. Of one that is there,
// pathway, who it is found by and its anchor stay what they are: its tasks hang
// on them. Saving a retired one brings it back.
type StandardEdit struct {
	Code       string
	New        bool
	Retire     bool // nothing is asked by it any more; the cells are not looked at
	Version    int  // of the standard when the form was shown; 0 for a new one
	NewService bool // the service is meant, though nothing asks it yet
	Cells      map[string]string
}

// Cells are the standard as its form shows it, by name of [StandardFields].
func (s *Standard) Cells() map[string]string {
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	latest := ""
	if s.LatestStart != nil {
		latest = strconv.Itoa(*s.LatestStart)
	}
	list := func(words []string) string { return strings.Join(words, "; ") }
	return map[string]string{
		"pathway": s.Pathway, "title": s.Title, "mail_words": s.MailWords, "service": s.Service, "found_by": string(s.FoundBy),
		"anchor": string(s.Anchor), "hand_off_offset": strconv.Itoa(s.HandOffOffset), "due_offset": strconv.Itoa(s.DueOffset),
		"due_day_kind": string(s.DueDayKind), "latest_start": latest, "required": yes(s.Required), "after_release": yes(s.AfterRelease),
		"applies_when": list(s.AppliesWhen), "needs_first": list(s.NeedsFirst), "before_telling": list(s.BeforeTelling),
		"evidence": list(s.Evidence), "why": s.Why,
	}
}

// StandardChanges are the fields that differ between two versions; before is nil
// for a new standard.
func StandardChanges(before, after *Standard) []FieldChange {
	was, is := map[string]string{}, after.Cells()
	if before != nil {
		was = before.Cells()
	}
	var list []FieldChange
	for _, f := range StandardFields {
		if was[f] != is[f] {
			list = append(list, FieldChange{f, was[f], is[f]})
		}
	}
	return list
}
