package intake

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
)

// csvRows are the rows of comma-separated values, streamed.
type csvRows struct {
	csv *csv.Reader
	raw *watchedReader
}

// swallowedLines is how many lines a broken quotation mark may take with it
// before the file is refused: more, and rows would be lost that nobody named.
const swallowedLines = 10

// openCSV tells also whether the file begins with a byte order mark of UTF-8.
func openCSV(in *bufio.Reader) (rows *csvRows, bom bool, err error) {
	raw := &watchedReader{r: in, wanted: csvForm}
	if bom, err = raw.lookAtStart(); err != nil {
		return nil, false, err
	}
	c := &csvRows{raw: raw, csv: csv.NewReader(raw)}
	c.csv.ReuseRecord = true
	c.csv.FieldsPerRecord = -1
	return c, bom, nil
}

func (c *csvRows) first() ([]string, error) {
	record, err := c.csv.Read()
	if refused := c.raw.refusal(); refused != nil {
		return nil, refused
	}
	if errors.Is(err, io.EOF) {
		return nil, refuse("the file is empty: send one with a header line and data")
	}
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return nil, refuse("line 1: the header cannot be read because of a quotation mark in the wrong place: write the column names without quotation marks")
	}
	return record, err
}

func (c *csvRows) next(h header) (record []string, line int, problem *Problem, err error) {
	record, err = c.csv.Read()
	if refused := c.raw.refusal(); refused != nil {
		return nil, 0, nil, refused
	}
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		problem, err = c.brokenQuote(broken, h, len(record))
		return record, broken.StartLine, problem, err
	}
	if err != nil {
		return nil, 0, nil, err
	}
	line, _ = c.csv.FieldPos(0)
	return record, line, nil, nil
}

func (c *csvRows) cutShort() bool { return c.raw.cutShort(c.csv.InputOffset()) }

func (c *csvRows) brokenQuote(broken *csv.ParseError, h header, column int) (*Problem, error) {
	const remedy = `put quotation marks around the whole cell and write each one inside it twice`
	if lost := broken.Line - broken.StartLine; lost > swallowedLines {
		return nil, refuse("a quotation mark on line %d, column %s, takes the lines up to %d with it: %s",
			broken.StartLine, h.at(column), broken.Line, remedy)
	}
	if errors.Is(broken.Err, csv.ErrQuote) && c.raw.atEnd(c.csv.InputOffset()) {
		return &Problem{broken.StartLine, h.at(column),
			"the file ends inside a cell whose quotation mark is not closed: close it, or send the whole file again"}, nil
	}
	return &Problem{broken.StartLine, h.at(column), "a quotation mark in the wrong place: " + remedy}, nil
}
