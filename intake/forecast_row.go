package intake

import (
	"errors"
	"io"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// The columns of a list for a forecast, in the order of forecastColumns.
const (
	foPrisonNumber = iota
	foReference
	foDay
)

// One of the first two must be there, and the third where no day is given for all.
var forecastColumns = []column{{"prison_number", false}, {"reference", false}, {"day", false}}

// forecastFile is a list that has been read.
type forecastFile struct {
	list    []release.ForecastRow
	unread  []release.ForecastProblem
	rows    int
	ignored []string
}

// readForecast reads a list with a header. day is for rows that give none; zero:
// each must give its own. Its error is a *RefusedFile, or a failure to read.
func readForecast(in io.Reader, day calendar.Date) (*forecastFile, error) {
	s, err := openSheet(in, forecastColumns)
	if err != nil {
		return nil, err
	}
	at := s.header.position
	switch {
	case at[foPrisonNumber] < 0 && at[foReference] < 0:
		return nil, refuse("line 1: neither prison_number nor reference is among the columns: add one of them to the header and the rows")
	case at[foDay] < 0 && day.IsZero():
		return nil, refuse("line 1: the column day is missing: add it to the header and the rows, or give one day for all")
	}
	f := &forecastFile{}
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		var row release.ForecastRow
		if problem == nil {
			row, problem = readForecastRow(s, day)
		}
		f.take(row, problem)
	}
	f.rows, f.ignored = s.rows, s.header.ignored
	return f, f.tooBad()
}

func (f *forecastFile) take(row release.ForecastRow, problem *Problem) {
	if problem != nil {
		f.unread = append(f.unread, release.ForecastProblem(*problem))
		return
	}
	f.list = append(f.list, row)
}

func readForecastRow(s *sheet, day calendar.Date) (release.ForecastRow, *Problem) {
	cell := func(i int) string { return clean(s.cells[i]) }
	problem := func(i int, words string) *Problem {
		return &Problem{s.line, s.header.called(forecastColumns, i), words}
	}
	row := release.ForecastRow{Line: s.line, Reference: strings.ToLower(cell(foReference)), Day: day}
	if written := cell(foPrisonNumber); written != "" {
		number, words := readPrisonNumber(nil, written)
		if words != "" {
			return row, problem(foPrisonNumber, words)
		}
		row.PrisonNumber, row.Reference = number, ""
	}
	if row.PrisonNumber == "" && row.Reference == "" {
		return row, &Problem{s.line, "", "nobody is named: write a prison number or a reference"}
	}
	if written := cell(foDay); written != "" {
		iso, words := readDay(nil, written)
		if words != "" {
			return row, problem(foDay, words)
		}
		row.Day = calendar.MustParse(iso)
	}
	if row.Day.IsZero() {
		return row, problem(foDay, "empty: write the day, YYYY-MM-DD or DD/MM/YYYY")
	}
	return row, nil
}

// readPasted reads prison numbers and references as somebody pastes them: one
// after the other, on lines or with commas between. All have the one day.
func readPasted(text string, day calendar.Date) (*forecastFile, error) {
	f := &forecastFile{ignored: []string{}}
	for i, line := range strings.Split(text, "\n") {
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r,;", r) }) {
			word = clean(word)
			f.rows++
			row := release.ForecastRow{Line: i + 1, Day: day}
			if number, words := readPrisonNumber(nil, word); words == "" {
				row.PrisonNumber = number
			} else {
				row.Reference = strings.ToLower(word)
			}
			f.take(row, nil)
		}
	}
	if f.rows == 0 {
		return nil, refuse("nobody is named: write prison numbers or references, one on each line")
	}
	return f, nil
}

// tooBad refuses a file of which more than a fifth cannot be read: it is hardly
// the one that was meant.
func (f *forecastFile) tooBad() error {
	if len(f.unread)*5 <= f.rows {
		return nil
	}
	r := refuse("%d of %d rows are bad, more than a fifth: mend the rows and try again", len(f.unread), f.rows)
	for _, p := range f.unread {
		r.Problems = append(r.Problems, Problem(p))
	}
	return r
}
