package pathways

import "time"

// EditProblem is one thing wrong with what was typed, tied to its field.
type EditProblem struct{ Field, Text string }

// BadEdit refuses what was typed: nothing was changed.
type BadEdit struct{ Problems []EditProblem }

func (e *BadEdit) Error() string { return e.Problems[0].Text }

// ChangeKind says what part of the unit's own data a change is about.
type ChangeKind string

// The parts.
const (
	ServiceChange      ChangeKind = "service"
	StandardChange     ChangeKind = "standard"
	LocalPrisonsChange ChangeKind = "local_prisons"
	SettingsChange     ChangeKind = "settings"
	AgreementChange    ChangeKind = "agreement"
)

// FieldChange is one field that changed, from what to what.
type FieldChange struct{ Field, Before, After string }

// UnitChange is a field change as history has it. By is who, in words.
type UnitChange struct {
	At      time.Time
	By      string
	Version int
	FieldChange
}

// Differences are the fields of two versions that differ, by name, in the order
// of names.
func Differences(names []string, before, after []string) []FieldChange {
	var list []FieldChange
	for i, name := range names {
		if before[i] != after[i] {
			list = append(list, FieldChange{name, before[i], after[i]})
		}
	}
	return list
}
