package pathways

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// editing reads a standard from a form, keeping every problem with its field.
type editing struct {
	cells    map[string]string
	problems []EditProblem
}

func (e *editing) wrong(field, format string, args ...any) {
	e.problems = append(e.problems, EditProblem{field, fmt.Sprintf(format, args...)})
}

func (e *editing) text(field, what string, most int) string {
	text := strings.TrimSpace(e.cells[field])
	switch {
	case text == "" && what != "":
		e.wrong(field, "Write %s", what)
	case len([]rune(text)) > most:
		e.wrong(field, "Use %d characters at most", most)
	}
	return text
}

func (e *editing) number(field string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(e.cells[field]))
	if err != nil || n < least || n > most {
		e.wrong(field, "Write a whole number of days from %d to %d", least, most)
	}
	return n
}

func (e *editing) yes(field string) bool { return strings.TrimSpace(e.cells[field]) == "yes" }

var betweenWords = regexp.MustCompile(`[\s,;+]+`)

// list is never nil, so that it is stored as an empty list and not as null.
func (e *editing) list(field string) []string {
	out := []string{}
	for _, word := range betweenWords.Split(e.cells[field], -1) {
		if word != "" && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// oneOf reads a value of a closed set.
func oneOf[T ~string](e *editing, field, ask string, values ...T) T {
	v := T(strings.TrimSpace(e.cells[field]))
	if !slices.Contains(values, v) {
		e.wrong(field, "%s", ask)
	}
	return v
}

// codeShape is what the code of a standard looks like, serviceShape that of a
// service or an item of evidence.
var (
	codeShape    = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)+$`)
	serviceShape = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)
