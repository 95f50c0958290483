package intake

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// sheet reads the rows of a file of comma-separated values under a header. It
// streams: one row is in memory at a time.
type sheet struct {
	csv    *csv.Reader
	raw    *watchedReader
	text   decoder
	header header
	rows   int      // data rows read so far, bad ones too
	cells  []string // of the row last read, by known column
	record []string
	line   int
}

// swallowedLines is how many lines a broken quotation mark may take with it
// before the file is refused: more, and rows would be lost that nobody named.
const swallowedLines = 10

// openSheet reads the header. Its error is a *RefusedFile, or a failure to read.
func openSheet(r io.Reader, wanted []column) (*sheet, error) {
	raw := &watchedReader{r: bufio.NewReaderSize(r, 64<<10), wanted: csvForm}
	bom, err := raw.lookAtStart()
	if err != nil {
		return nil, err
	}
	s := &sheet{raw: raw, csv: csv.NewReader(raw), text: decoder{utf8: bom}}
	s.csv.ReuseRecord = true
	s.csv.FieldsPerRecord = -1
	record, err := s.csv.Read()
	if refused := raw.refusal(); refused != nil {
		return nil, refused
	}
	if errors.Is(err, io.EOF) {
		return nil, refuse("the file is empty: send one with a header line and data")
	}
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return nil, refuse("line 1: the header cannot be read because of a quotation mark in the wrong place: write the column names without quotation marks")
	}
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
	for {
		record, err := s.csv.Read()
		if refused := s.raw.refusal(); refused != nil {
			return nil, refused
		}
		if errors.Is(err, io.EOF) {
			if s.rows == 0 {
				return nil, refuse("the file has a header but no data rows: send one with data")
			}
			return nil, io.EOF
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			s.rows++
			s.record, s.line = record, broken.StartLine
			return s.brokenQuote(broken, len(record))
		}
		if err != nil {
			return nil, err
		}
		if blank(record) {
			continue
		}
		s.rows++
		s.record = record
		s.line, _ = s.csv.FieldPos(0)
		return s.take(record), nil
	}
}

// take puts the record's cells into the order of the known columns.
func (s *sheet) take(record []string) *Problem {
	width := len(s.header.names)
	if len(record) < width && s.raw.cutShort(s.csv.InputOffset()) {
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

func (s *sheet) brokenQuote(broken *csv.ParseError, column int) (*Problem, error) {
	const remedy = `put quotation marks around the whole cell and write each one inside it twice`
	if lost := broken.Line - broken.StartLine; lost > swallowedLines {
		return nil, refuse("a quotation mark on line %d, column %s, takes the lines up to %d with it: %s",
			broken.StartLine, s.header.at(column), broken.Line, remedy)
	}
	if errors.Is(broken.Err, csv.ErrQuote) && s.raw.atEnd(s.csv.InputOffset()) {
		return &Problem{broken.StartLine, s.header.at(column),
			"the file ends inside a cell whose quotation mark is not closed: close it, or send the whole file again"}, nil
	}
	return &Problem{broken.StartLine, s.header.at(column), "a quotation mark in the wrong place: " + remedy}, nil
}

func blank(record []string) bool {
	for _, c := range record {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
