package intake

import (
	"crypto/sha256"
	"io"
	"strings"

	"throughgate/notify"
)

// Row is one good row of a release extract: canonical cells in the order of
// the columns (ISO dates, codes, lists in one order; empty: not told; "-": a
// date is removed), and their hash. Cells is overwritten by the next call. Of a
// row that is known the home area alone is read.
type Row struct {
	Line  int
	Cells []string
	Hash  [sha256.Size]byte

	mark  mark
	known int32 // its place among the known rows; less than 0: it was read
}

// ReleaseReader reads a release extract row by row (interface.md 3). It holds
// one row in memory.
type ReleaseReader struct {
	sheet  *sheet
	places *Gazetteer
	seen   [2]map[string]placeFound // what prison and home area came to, by what was written
	dates  slashDates
	cells  []string
	buf    []byte
	marks  *marker
	known  *knownRows // nil: every row is read
}

type placeFound struct{ code, problem string }

// rememberedPlaces bounds what is kept of places already looked up.
const rememberedPlaces = 10_000

// NewReleaseReader reads the header. A file that cannot be used is a
// *RefusedFile.
func NewReleaseReader(r io.Reader, places *Gazetteer) (*ReleaseReader, error) {
	s, err := openSheet(r, fileColumns())
	if err != nil {
		return nil, err
	}
	return &ReleaseReader{sheet: s, places: places, cells: make([]string, releaseCellCount),
		seen: [2]map[string]placeFound{{}, {}}, marks: newMarker(s.header, places)}, nil
}

// IgnoredColumns are the columns of the file that we do not know, as named there.
func (r *ReleaseReader) IgnoredColumns() []string { return r.sheet.header.ignored }

// Rows is the number of data rows read so far, bad ones too.
func (r *ReleaseReader) Rows() int { return r.sheet.rows }

// Next reads one row. A bad row comes as a Problem, and then Row holds its line
// and, where that could be read, its prison number; io.EOF ends the file, a
// *RefusedFile says that it cannot be used at all.
func (r *ReleaseReader) Next() (Row, *Problem, error) {
	clear(r.cells)
	record, problem, err := r.sheet.record()
	if err != nil {
		return Row{}, nil, err
	}
	row := Row{Line: r.sheet.line, Cells: r.cells, known: -1}
	if problem == nil {
		row.mark = r.marks.of(record)
		if row.known = r.recognise(row.mark, record); row.known >= 0 {
			return row, nil, nil
		}
		problem = r.sheet.take(record)
	}
	if problem == nil {
		problem = r.canonical()
	}
	if problem != nil {
		return row, problem, nil
	}
	row.Hash = r.hash()
	return row, nil, nil
}

// canonical fills r.cells. The first problem is told in full, the columns of
// further ones are named with it.
func (r *ReleaseReader) canonical() *Problem {
	var first *Problem
	var more []string
	for place, i := range cellsOfFile {
		text, problem := clean(r.sheet.cells[place]), ""
		if text == "" {
			if releaseColumns[i].required {
				problem = "empty: this must be told for every person"
			}
		} else {
			if dated(i) {
				r.dates.note(text)
			}
			text, problem = r.read(i, text)
		}
		if problem == "" {
			r.cells[i] = text
			continue
		}
		name := r.sheet.header.called(fileColumnNames, place)
		if first == nil {
			first = &Problem{r.sheet.line, name, problem}
		} else {
			more = append(more, name)
		}
	}
	if first != nil && len(more) > 0 {
		first.Problem += " (look at " + and(more) + " too)"
	}
	if m := r.cells[mobileCell]; m != "" && first == nil {
		r.cells[mobileE164Cell] = usableMobile(m)
	}
	return first
}

var (
	fileColumnNames = fileColumns()
	cellsOfFile     = fileCells()
)

// dated tells of a cell that holds dates.
func dated(i releaseCell) bool {
	return releaseColumns[i].date || i == birthDateCell || i == consentsCell
}

func (r *ReleaseReader) read(i releaseCell, text string) (canonical, problem string) {
	c := releaseColumns[i]
	switch {
	case c.date && text == removed:
		return removed, ""
	case i == prisonCell:
		return r.place(0, c.read, text)
	case i == homeAreaCell:
		return r.place(1, c.read, text)
	}
	return c.read(r.places, text)
}

// place looks a prison or a home area up once for each way it is written.
func (r *ReleaseReader) place(which int, look cellReader, text string) (code, problem string) {
	if found, ok := r.seen[which][text]; ok {
		return found.code, found.problem
	}
	code, problem = look(r.places, text)
	if len(r.seen[which]) < rememberedPlaces {
		r.seen[which][strings.Clone(text)] = placeFound{code, problem}
	}
	return code, problem
}

// usableMobile is the E.164 form of a number that may be texted, else empty.
func usableMobile(written string) string {
	n := notify.CheckNumber(written, false)
	if !n.OK {
		return ""
	}
	return n.E164
}

func (r *ReleaseReader) hash() [sha256.Size]byte { return hashOf(&r.buf, r.cells) }

// hashOf is of the cells with a separator that no cell holds, but for the prison
// number: after a merge a file may list one person under both.
func hashOf(buf *[]byte, cells []string) [sha256.Size]byte {
	*buf = (*buf)[:0]
	for i, c := range cells {
		if releaseCell(i) == prisonNumberCell || releaseCell(i) == purposeCell && c == "" { // the latter came later
			continue
		}
		*buf = append(*buf, c...)
		*buf = append(*buf, 0)
	}
	return sha256.Sum256(*buf)
}
