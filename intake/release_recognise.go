package intake

import (
	"slices"
	"strings"
)

// homePlace is where a file's home area stands among the cells of its sheet, and
// datedPlaces where its dates do.
var (
	homePlace   = slices.Index(cellsOfFile, homeAreaCell)
	datedPlaces = placesOfDates()
)

func placesOfDates() (out []int) {
	for place, i := range cellsOfFile {
		if dated(i) {
			out = append(out, place)
		}
	}
	return out
}

// recognise tells whether a row is known, so that it need not be read. It does
// what reading it would have done for the rest of the file: its letters tell how
// the file is written, and its dates how they are. Its home area goes into cells.
func (r *ReleaseReader) recognise(m mark, record []string) bool {
	if r.known == nil || !r.known.has(m) {
		return false
	}
	if len(record) == len(r.sheet.header.names) && r.marks.ascii() {
		if !r.homeOf(record[r.sheet.header.position[homePlace]]) {
			return false
		}
		r.noteDates(func(place int) string { return at(record, r.sheet.header.position[place]) })
		return true
	}
	before := r.sheet.text
	if r.sheet.take(record) != nil || !r.homeOf(r.sheet.cells[homePlace]) {
		r.sheet.text = before // it is read as though nobody had looked at it
		return false
	}
	r.noteDates(func(place int) string { return r.sheet.cells[place] })
	return true
}

// noteDates notes the slash dates of a row, as reading its cells would.
func (r *ReleaseReader) noteDates(cell func(place int) string) {
	for _, place := range datedPlaces {
		if written := cell(place); strings.IndexByte(written, '/') >= 0 {
			r.dates.note(clean(strings.TrimSpace(written)))
		}
	}
}

// at is a cell of a row, empty where the file has no such column.
func at(record []string, position int) string {
	if position < 0 {
		return ""
	}
	return record[position]
}

// homeOf looks the home area up, as reading its cell would.
func (r *ReleaseReader) homeOf(written string) bool {
	code, problem := r.read(homeAreaCell, clean(strings.TrimSpace(written)))
	r.cells[homeAreaCell] = code
	return problem == "" && code != ""
}
