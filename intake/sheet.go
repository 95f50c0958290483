package intake

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// sheet reads the rows of a file under a header: comma-separated values or the
// first sheet of an XLSX workbook. It gives one row at a time.
type sheet struct {
	from   rowSource
	text   decoder
	header header
	rows   int      // data rows read so far, bad ones too
	cells  []string // of the row last read, by known column
	line   int
}

// rowSource gives the rows of one form of file.
type rowSource interface {
	// first reads the header's cells. Its error is a *RefusedFile, or a failure to
	// read.
	first() ([]string, error)
	// next reads a row, valid until the next call, and its line; io.EOF ends the
	// file. h is for the words of a problem.
	next(h header) (record []string, line int, problem *Problem, err error)
	// cutShort tells that the file ends in the middle of the row last read.
	cutShort() bool
}

// openSheet reads the header. Its error is a *RefusedFile, or a failure to read.
func openSheet(r io.Reader, wanted []column) (*sheet, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	s := &sheet{}
	var err error
	if isWorkbook(in) {
		s.text.utf8 = true
		s.from, err = openWorkbook(in)
	} else {
		s.from, s.text.utf8, err = openCSV(in)
	}
	if err != nil {
		return nil, err
	}
	record, err := s.from.first()
	if err != nil {
		return nil, err
	}
	s.header, err = readHeader(record, wanted, &s.text)
	if err != nil {
		return nil, err
	}
	s.cells = make([]string, len(wanted))
	return s, nil
}

// next reads one data row into s.cells (valid until the next call) and
// s.line. A bad row comes as a Problem; io.EOF ends the file.
func (s *sheet) next() (*Problem, error) {
	record, problem, err := s.record()
	if problem != nil || err != nil {
		return problem, err
	}
	return s.take(record), nil
}

// record is the first half of next: the cells of a data row as they stand in the
// file, valid until the next call, and s.line.
func (s *sheet) record() ([]string, *Problem, error) {
	for {
		record, line, problem, err := s.from.next(s.header)
		switch {
		case errors.Is(err, io.EOF) && s.rows == 0:
			return nil, nil, refuse("the file has a header but no data rows: send one with data")
		case err != nil:
			return nil, nil, err
		case problem == nil && blank(record):
			continue
		}
		s.rows++
		s.line = line
		return record, problem, nil
	}
}

// take puts the record's cells into the order of the known columns.
func (s *sheet) take(record []string) *Problem {
	width := len(s.header.names)
	if len(record) < width && s.from.cutShort() {
		return &Problem{s.line, s.header.at(len(record) - 1),
			"the file ends in the middle of this line: send the whole file again"}
	}
	if len(record) > width && !blank(record[width:]) {
		return &Problem{s.line, "", "more cells than the header has columns: put quotation marks around a cell that holds a comma"}
	}
	if len(record) <= s.header.lastRequired {
		return &Problem{s.line, s.header.at(s.header.lastRequired), "the line ends before this column: send the whole line"}
	}
	for i, at := range s.header.position {
		s.cells[i] = ""
		if at < 0 || at >= len(record) {
			continue // an unknown column of ours, or empty cells at the end that a spreadsheet left out
		}
		text, ok := s.text.decode(record[at])
		if !ok {
			return &Problem{s.line, s.header.at(at), "letters that cannot be read: save the file as CSV UTF-8"}
		}
		s.cells[i] = strings.TrimSpace(text)
	}
	return nil
}

func blank(record []string) bool {
	for _, c := range record {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
