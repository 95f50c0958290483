package oracle

import "strings"

// Apart stands between two cells of a row.
const Apart = "\x1f"

// File is an extract: the names of its columns, and its rows, each with its cells
// one after another. A row that says what it said before is best the same string:
// then it takes no memory and is known at a glance.
type File struct {
	Columns []string
	Rows    []string
}

// columns say which cell of a row stands under which name.
type columns map[string]int

func (f File) columns() columns {
	out := make(columns, len(f.Columns))
	for i, name := range f.Columns {
		out[name] = i
	}
	return out
}

// cell is one of a row's; "" for one that the file has not.
func (c columns) cell(row, name string) string {
	at, found := c[name]
	if !found {
		return ""
	}
	return Cell(row, at)
}

// Cell is a row's cell at a place, the first being 0, without splitting the rest.
func Cell(row string, at int) string {
	for range at {
		_, row, _ = strings.Cut(row, Apart)
	}
	cell, _, _ := strings.Cut(row, Apart)
	return cell
}

// cells are those of one row.
type cells struct {
	columns columns
	values  []string
}

func (c columns) split(row string) cells { return cells{c, strings.Split(row, Apart)} }

func (c cells) get(name string) string {
	if at, found := c.columns[name]; found && at < len(c.values) {
		return c.values[at]
	}
	return ""
}
