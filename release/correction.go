package release

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// Edit is one field as a form showed it and as it came back.
type Edit struct {
	Field    Field
	Was, Now string
}

// Correction is what an officer has changed about a person.
type Correction struct{ Edits []Edit }

// StoredEdit is one correction that was made. By is words, as in StoryStep.
type StoredEdit struct {
	Field    Field
	Old, New string
	At       time.Time
	By       string

	OldArea, NewArea string // of the home area: what they are called
}

// agreement reports whether a field is part of the text agreement.
func (f Field) agreement() bool {
	return slices.Contains([]Field{FieldMobile, FieldTextOK, FieldTextAgreedOn, FieldPhoneShared}, f)
}

// FieldProblem is what is wrong with one field of a correction, in words for its
// form.
type FieldProblem struct {
	Field Field
	Text  string
}

// FieldProblems are all that is wrong with a correction.
type FieldProblems []FieldProblem

// Error names the fields alone: what was typed into them is personal.
func (p FieldProblems) Error() string {
	names := make([]string, len(p))
	for i, f := range p {
		names[i] = string(f.Field)
	}
	return fmt.Sprintf("cannot be used: %s", strings.Join(names, ", "))
}

// apply makes the edits. It gives those that change something, those that
// somebody else has changed meanwhile to another value, and what is wrong.
func (o *Observation) apply(edits []Edit) (made, clash []Edit, wrong FieldProblems) {
	for _, e := range edits {
		stored := o.value(e.Field)
		if e.Now == e.Was || e.Now == stored {
			continue
		}
		if stored != e.Was {
			clash = append(clash, Edit{e.Field, stored, e.Now})
			continue
		}
		if text := o.correct(e.Field, e.Now); text != "" {
			wrong = append(wrong, FieldProblem{e.Field, text})
			continue
		}
		made = append(made, Edit{e.Field, stored, o.value(e.Field)})
	}
	return made, clash, wrong
}

// agreementProblems are what an agreement to texts lacks: it names one number,
// is dated, and answers both questions (domain rule 8).
func (o *Observation) agreementProblems(today calendar.Date) FieldProblems {
	var wrong FieldProblems
	if o.TextAgreedOn.After(today) {
		wrong = append(wrong, FieldProblem{FieldTextAgreedOn, "This day has not come yet: give the day on which the person agreed"})
	}
	if o.TextOK != "yes" {
		return wrong
	}
	if o.Mobile == "" {
		wrong = append(wrong, FieldProblem{FieldMobile, "Give the one number that the person agreed to be texted on"})
	}
	if o.TextAgreedOn.IsZero() {
		wrong = append(wrong, FieldProblem{FieldTextAgreedOn, "Give the day on which the person agreed"})
	}
	if o.PhoneShared != "yes" && o.PhoneShared != "no" {
		wrong = append(wrong, FieldProblem{FieldPhoneShared, "Say whether somebody else sees this phone"})
	}
	return wrong
}
