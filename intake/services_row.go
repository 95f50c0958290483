package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"throughgate/notify"
)

// The columns of a directory of services, in the order of directoryColumns.
const (
	dirArea = iota
	dirService
	dirName
	dirSPOCEmail
	dirSPOCName
	dirDeputyName
	dirDeputyEmail
	dirManagerEmail
	dirCommissionerEmail
	dirPhone
	dirOutOfHours
	dirOpens
	dirCloses
	dirPlace
	dirPlaceSafe
	dirCalendar
)

var directoryColumns = []column{
	{"area", true}, {"service", true}, {"name", true}, {"spoc_email", true}, {"spoc_name", false},
	{"deputy_name", false}, {"deputy_email", false}, {"manager_email", false}, {"commissioner_email", false},
	{"phone", false}, {"out_of_hours", false}, {"opens", false}, {"closes", false}, {"place", false},
	{"place_safe_to_text", false}, {"calendar", false},
}

// areaKind says what the area of a row of the directory is.
type areaKind string

const (
	authorityArea areaKind = "authority"
	prisonArea    areaKind = "prison"
	everywhere    areaKind = "everywhere"
)

// everywhereMark stands in the area column for everywhere without its own row.
const everywhereMark = "*"

// directoryRow is one row of the directory; empty cells are not told.
type directoryRow struct {
	line  int
	area  string // GSS code, prison code or *
	kind  areaKind
	cells []string
}

func (r directoryRow) key() string { return r.area + "\x00" + r.cells[dirService] }

// readDirectory reads the whole file; it is the unit's own and small. One bad
// row refuses it.
func readDirectory(in io.Reader, places *Gazetteer, services []string) ([]directoryRow, *sheet, error) {
	s, err := openSheet(in, directoryColumns)
	if err != nil {
		return nil, nil, err
	}
	var rows []directoryRow
	var bad []Problem
	first := map[string]directoryRow{}
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		row := directoryRow{line: s.line, cells: make([]string, len(directoryColumns))}
		if problem == nil {
			problem = row.read(s, places, services)
		}
		if problem == nil {
			if above, twice := first[row.key()]; twice && !sameText(above.cells, row.cells) {
				problem = &Problem{row.line, s.header.called(directoryColumns, dirService),
					fmt.Sprintf("line %d has the same area and service and says something else: keep one", above.line)}
			} else if !twice {
				first[row.key()] = row
			}
		}
		if problem != nil {
			bad = append(bad, *problem)
			continue
		}
		rows = append(rows, row)
	}
	if len(bad) > 0 {
		return nil, nil, badRows(bad, s.rows)
	}
	return rows, s, nil
}

// badRows refuses a file of which every row must be good.
func badRows(bad []Problem, rows int) error {
	return &RefusedFile{Problems: bad,
		Text: fmt.Sprintf("%d of %d rows are bad: nothing was changed; mend the rows and import the file again", len(bad), rows)}
}

// read fills the row from the sheet's cells, or names the first bad cell.
func (r *directoryRow) read(s *sheet, places *Gazetteer, services []string) *Problem {
	for i, c := range directoryColumns {
		r.cells[i] = clean(s.cells[i])
		problem := ""
		switch {
		case r.cells[i] == "" && c.required:
			problem = "empty: this must be told for every service"
		case r.cells[i] == "":
		default:
			problem = r.cell(i, places, services)
		}
		if problem != "" {
			return &Problem{s.line, s.header.called(directoryColumns, i), problem}
		}
	}
	return nil
}

func (r *directoryRow) cell(i int, places *Gazetteer, services []string) (problem string) {
	text := r.cells[i]
	switch i {
	case dirArea:
		r.area, r.kind, problem = places.coverage(text)
		r.cells[dirArea] = r.area
	case dirService:
		r.cells[i], problem = serviceCode(text, services)
	case dirSPOCEmail, dirDeputyEmail, dirManagerEmail, dirCommissionerEmail:
		a := notify.CheckAddress(text)
		if !a.OK {
			return "not an e-mail address (" + a.Reason + "): write one as in desk@service.example"
		}
		r.cells[i] = a.Normalised
	case dirPhone, dirOutOfHours:
		if !strings.ContainsAny(text, "0123456789") {
			return "no telephone number: write one, or leave the cell empty"
		}
	case dirOpens, dirCloses:
		if !clockTime(text) {
			return "not a time of day: write HH:MM, as in 09:00"
		}
	case dirPlaceSafe, dirCalendar:
		word, _ := oneOf(spelled("yes", "no"))(nil, text)
		if word != "yes" && word != "no" {
			return "write yes or no"
		}
		r.cells[i] = word
	}
	return problem
}

// coverage reads the area of a service: a name or GSS code, a prison's code, or *.
func (g *Gazetteer) coverage(written string) (area string, kind areaKind, problem string) {
	if written == everywhereMark {
		return written, everywhere, ""
	}
	if p, ok := g.prisons[strings.ToUpper(written)]; ok {
		return p.Code, prisonArea, ""
	}
	gss, problem := g.Area(written)
	if problem != "" {
		problem += ", or a prison's code, or *"
	}
	return gss, authorityArea, problem
}

// serviceCode finds a code of the catalogue.
func serviceCode(written string, services []string) (code, problem string) {
	folded := foldWord(written)
	for _, s := range services {
		if foldWord(s) == folded {
			return s, ""
		}
	}
	near := nearest(written, services, func(s string) string { return s })
	return "", "no service of the catalogue; the nearest are " + and(near) + ": write one of its codes"
}

// clockTime tells of HH:MM, 00:00 to 23:59.
func clockTime(s string) bool { return shaped(s, "00:00") && s[:2] < "24" && s[3:] < "60" }

func sameText(a, b []string) bool { return strings.Join(a, "\x00") == strings.Join(b, "\x00") }
