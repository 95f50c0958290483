package reference

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// row reads cells by name and remembers the first that cannot be read.
type row struct {
	position int // 1 for the first
	columns  map[string]int
	cells    []string
	err      *error
}

func (r row) text(column string) string {
	i, ok := r.columns[column]
	if !ok {
		r.fail(column, "the column is missing")
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

func (r row) fail(column, problem string) {
	if *r.err == nil {
		*r.err = fmt.Errorf("row %d, column %s: %s", r.position, column, problem)
	}
}

func (r row) yes(column string) bool {
	switch r.text(column) {
	case "yes":
		return true
	case "no":
		return false
	}
	r.fail(column, "write yes or no")
	return false
}

func (r row) number(column string) int {
	n, err := strconv.Atoi(r.text(column))
	if err != nil {
		r.fail(column, "not a whole number")
	}
	return n
}

func (r row) optionalNumber(column string) *int {
	if r.text(column) == "" {
		return nil
	}
	n := r.number(column)
	return &n
}

func (r row) point(column string) *float64 {
	s := r.text(column)
	if s == "" {
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		r.fail(column, "not a number")
		return nil
	}
	return &f
}

func (r row) day(column string) calendar.Date {
	d, err := calendar.Parse(r.text(column))
	if err != nil {
		r.fail(column, "not a day (use YYYY-MM-DD)")
	}
	return d
}

// list is never nil, so that it is stored as an empty list and not as null.
func (r row) list(column, separator string) []string {
	out := []string{}
	for part := range strings.SplitSeq(r.text(column), separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// conditions reads a list of conditions, each of which a plan must know: an
// unknown one would never hold, and nobody would notice.
func (r row) conditions(column string) []string {
	list := r.list(column, ";")
	if err := pathways.CheckConditions(list); err != nil {
		r.fail(column, err.Error())
	}
	return list
}

func readAll[T any](name string, read func(row) T) ([]T, error) {
	body, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reference file %s: %w", name, err)
	}
	records, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reference file %s: %w", name, err)
	}
	columns := map[string]int{}
	for i, c := range records[0] {
		columns[c] = i
	}
	out := make([]T, 0, len(records)-1)
	var problem error
	for i, cells := range records[1:] {
		out = append(out, read(row{position: i + 1, columns: columns, cells: cells, err: &problem}))
	}
	if problem != nil {
		return nil, fmt.Errorf("reference file %s: %w", name, problem)
	}
	return out, nil
}
