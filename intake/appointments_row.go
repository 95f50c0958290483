package intake

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// The columns of a file of appointments, in the order of appointmentColumns.
const (
	apPrisonNumber = iota
	apStartsAt
	apService
	apPlace
	apID
	apPlaceSafe
	apPhone
	apMinutes
	apKind
	apCancelled
)

var appointmentColumns = []column{
	{"prison_number", true}, {"starts_at", true}, {"service", true}, {"place", true}, {"id", false},
	{"place_safe_to_text", false}, {"phone", false}, {"minutes", false}, {"kind", false}, {"cancelled", false},
}

// readAppointments reads the whole file. Bad is only a time that cannot be read
// or does not exist, an empty place, a service code that is none, or a line
// that is no line; one such row refuses the file.
func readAppointments(in io.Reader, services []string) ([]pathways.Booking, *sheet, error) {
	s, err := openSheet(in, appointmentColumns)
	if err != nil {
		return nil, nil, err
	}
	var list []pathways.Booking
	var bad []Problem
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		var b pathways.Booking
		if problem == nil {
			b, problem = readBooking(s, services)
		}
		if problem != nil {
			bad = append(bad, *problem)
			continue
		}
		list = append(list, b)
	}
	if len(bad) > 0 {
		return nil, nil, badRows(bad, s.rows)
	}
	return list, s, nil
}

func readBooking(s *sheet, services []string) (pathways.Booking, *Problem) {
	cell := func(i int) string { return clean(s.cells[i]) }
	problem := func(i int, words string) *Problem {
		return &Problem{s.line, s.header.called(appointmentColumns, i), words}
	}
	starts, words := readStart(cell(apStartsAt))
	if words != "" {
		return pathways.Booking{}, problem(apStartsAt, words)
	}
	service, words := serviceCode(cell(apService), services)
	if words != "" {
		return pathways.Booking{}, problem(apService, words)
	}
	if cell(apPlace) == "" {
		return pathways.Booking{}, problem(apPlace, "empty: say where the appointment is, or that it is by telephone")
	}
	number, _ := readPrisonNumber(nil, cell(apPrisonNumber)) // one that cannot be read is held, as nobody's
	return pathways.Booking{Line: s.line, ExternalID: cell(apID), PrisonNumber: number, StartsAt: starts, Service: service,
		Place: cell(apPlace), PlaceSafe: saysYes(cell(apPlaceSafe)), Phone: cell(apPhone), Minutes: readMinutes(cell(apMinutes)),
		Kind: cell(apKind), Cancelled: saysYes(cell(apCancelled))}, nil
}

// readStart reads a London time, YYYY-MM-DD HH:MM or DD/MM/YYYY HH:MM, and
// gives the instant. A time that happens twice is the first.
func readStart(written string) (at time.Time, problem string) {
	const form = "not a time: write YYYY-MM-DD HH:MM, London time"
	day, clock, found := strings.Cut(strings.Replace(written, "T", " ", 1), " ")
	if !found {
		return time.Time{}, form
	}
	if shaped(clock, "00:00:00") { // as some systems write it
		clock = strings.TrimSuffix(clock, ":00")
	}
	if !shaped(day, "0000-00-00") && !shaped(day, "00/00/0000") {
		return time.Time{}, form
	}
	iso, problem := readDay(nil, day)
	if problem != "" {
		return time.Time{}, problem
	}
	if !clockTime(clock) {
		return time.Time{}, form
	}
	d, err := calendar.Parse(iso)
	if err != nil {
		return time.Time{}, form
	}
	return pathways.StartOf(d, clock)
}

// readMinutes takes what cannot be meant for not told.
func readMinutes(written string) int {
	n, err := strconv.Atoi(written)
	if err != nil || n < 1 || n > pathways.LongestVisit {
		return 0
	}
	return n
}

func saysYes(written string) bool {
	switch strings.ToLower(written) {
	case "yes", "y", "true":
		return true
	}
	return false
}
