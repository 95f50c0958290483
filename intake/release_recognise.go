package intake

import (
	"slices"
	"strings"
)

var (
	// homePlace is where a home area stands among the cells of a sheet.
	homePlace = slices.Index(cellsOfFile, homeAreaCell)
	// datedPlaces are where its dates stand.
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

// recognise finds a row among the known ones, so that it need not be read; less
// than 0: it must. It does what reading it would have done for the rest of the
// file: its letters tell how the file is written, and its dates how they are. Its
// home area goes into cells.
func (r *ReleaseReader) recognise(m mark, record []string) int32 {
	which := r.known.find(m)
	if which < 0 {
		return which
	}
	h := r.sheet.header
	if len(record) == len(h.names) && r.marks.ascii() {
		if !r.homeOf(record[h.position[homePlace]]) {
			return -1
		}
		for _, place := range datedPlaces {
			if at := h.position[place]; at >= 0 {
				r.noteDate(record[at])
			}
		}
		return which
	}
	if r.sheet.take(record) != nil || !r.homeOf(r.sheet.cells[homePlace]) {
		return -1
	}
	for _, place := range datedPlaces {
		r.noteDate(r.sheet.cells[place])
	}
	return which
}

// noteDate notes slash dates, as reading their cell would.
func (r *ReleaseReader) noteDate(written string) {
	const shortest = len("00/00/0000")
	if len(written) < shortest || len(written) == shortest && written[2] != '/' {
		return
	}
	r.dates.note(clean(strings.TrimSpace(written)))
}

// homeOf looks the home area up, as reading its cell would.
func (r *ReleaseReader) homeOf(written string) bool {
	code, problem := r.read(homeAreaCell, clean(strings.TrimSpace(written)))
	r.cells[homeAreaCell] = code
	return problem == "" && code != ""
}
