package intake

import (
	"unicode"
	"unicode/utf8"

	"throughgate/access"
	"throughgate/pathways"
	"throughgate/release"
)

// readServiceEdit reads a row of the directory from a form, by the rules of the
// file. It finds every problem, each with its field.
func readServiceEdit(typed map[string]string, places *Gazetteer, services []string) (directoryRow, []pathways.EditProblem) {
	row := directoryRow{cells: make([]string, len(directoryColumns))}
	var problems []pathways.EditProblem
	for i, c := range directoryColumns {
		row.cells[i] = clean(typed[c.name])
		problem := ""
		switch {
		case row.cells[i] == "" && c.required:
			problem = "this must be told for every service"
		case row.cells[i] != "":
			problem = row.cell(i, places, services)
		}
		if problem != "" {
			problems = append(problems, pathways.EditProblem{Field: c.name, Text: capital(problem)})
		}
	}
	if row.cells[dirPlaceSafe] == "" {
		row.cells[dirPlaceSafe] = "no"
	}
	return row, problems
}

// mayKeep tells whether the actor may change a row of the directory: the
// coordinator, for the areas that are theirs and for what serves more than one.
func mayKeep(who access.Actor, unit release.Scope, row directoryRow) bool {
	if who.Role != access.Coordinator {
		return false
	}
	area := release.Scope{Areas: []string{row.area}}
	return row.kind != authorityArea || !unit.Covers(area) || unit.For(who).Covers(area)
}

// serviceFields names the columns as history does.
func serviceFields() []string {
	names := make([]string, len(directoryColumns))
	for i, c := range directoryColumns {
		names[i] = c.name
	}
	return names
}

// capital begins a problem as a sentence on a page does.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
