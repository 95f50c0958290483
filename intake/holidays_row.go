package intake

import (
	"errors"
	"fmt"
	"io"

	"throughgate/internal/calendar"
)

// The columns of a file of bank holidays.
const (
	holidayDate = iota
	holidayTitle
)

var holidayColumns = []column{{"date", true}, {"title", true}}

// readHolidays reads the whole file; today is the London day. A file without
// rows is refused: every bank holiday would be gone. One bad row refuses the file: a holiday that is missing moves
// people's days. Days repeated is how many rows say again what stands above.
func readHolidays(in io.Reader, today calendar.Date) (list []calendar.Holiday, repeated int, s *sheet, err error) {
	s, err = openSheet(in, holidayColumns)
	if err != nil {
		return nil, 0, nil, err
	}
	var bad []Problem
	first := map[calendar.Date]int{} // index into list
	lines := []int{}
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, 0, nil, err
		}
		var h calendar.Holiday
		if problem == nil {
			h, problem = readHoliday(s, today)
		}
		if problem != nil {
			bad = append(bad, *problem)
			continue
		}
		at, twice := first[h.Day]
		switch {
		case !twice:
			first[h.Day] = len(list)
			list, lines = append(list, h), append(lines, s.line)
		case list[at].Title == h.Title:
			repeated++
		default:
			bad = append(bad, Problem{s.line, s.header.called(holidayColumns, holidayDate),
				fmt.Sprintf("line %d has the same day and another title: keep one", lines[at])})
		}
	}
	if len(bad) > 0 {
		return nil, 0, nil, badRows(bad, s.rows)
	}
	return list, repeated, s, nil
}

func readHoliday(s *sheet, today calendar.Date) (calendar.Holiday, *Problem) {
	problem := func(i int, words string) (calendar.Holiday, *Problem) {
		return calendar.Holiday{}, &Problem{s.line, s.header.called(holidayColumns, i), words}
	}
	written, title := clean(s.cells[holidayDate]), clean(s.cells[holidayTitle])
	if written == "" {
		return problem(holidayDate, "empty: write the day of the holiday")
	}
	iso, words := readDay(nil, written)
	if words != "" {
		return problem(holidayDate, words)
	}
	day, err := calendar.Parse(iso)
	if err != nil {
		return problem(holidayDate, "not a date: write YYYY-MM-DD")
	}
	// One mistyped year would end the calendar there, and no standing holiday
	// before it would count.
	if day.Year() < earliestInYear || day.Year() > today.Year()+furthestYears {
		return problem(holidayDate, "a year that cannot be meant: write the right one")
	}
	if title == "" {
		return problem(holidayTitle, "empty: write what the holiday is called")
	}
	return calendar.Holiday{Day: day, Title: title}, nil
}
