package intake

import (
	"errors"
	"fmt"
	"io"
)

// The columns of a unit's own list of local prisons.
const (
	localArea = iota
	localPrisonCell
)

var localPrisonColumns = []column{{"area", true}, {"prison", true}}

// localRow is one good row: a prison that is local to an area, or, with no
// prison, an area whose list is emptied.
type localRow struct {
	line         int
	area, prison string // GSS code, prison code
}

// readLocalPrisons reads the whole file. One bad row refuses it: a list with a
// prison missing would send people's requests to the wrong places.
func readLocalPrisons(in io.Reader, places *Gazetteer) ([]localRow, *sheet, error) {
	s, err := openSheet(in, localPrisonColumns)
	if err != nil {
		return nil, nil, err
	}
	var rows []localRow
	var bad []Problem
	first := map[string]localRow{} // by area
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		row := localRow{line: s.line}
		if problem == nil {
			problem = row.read(s, places)
		}
		if problem == nil {
			above, seen := first[row.area]
			if !seen {
				first[row.area] = row
			} else if (above.prison == "") != (row.prison == "") {
				problem = &Problem{s.line, s.header.called(localPrisonColumns, localPrisonCell),
					fmt.Sprintf("one of this row and line %d names a prison and the other empties the list of the same area: keep one", above.line)}
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

func (r *localRow) read(s *sheet, places *Gazetteer) *Problem {
	area, prison := clean(s.cells[localArea]), clean(s.cells[localPrisonCell])
	problem := "empty: name the home area"
	if area != "" {
		r.area, problem = places.Area(area)
	}
	if problem != "" {
		return &Problem{s.line, s.header.called(localPrisonColumns, localArea), problem}
	}
	if prison == "" {
		return nil
	}
	if r.prison, problem = places.Prison(prison); problem != "" {
		return &Problem{s.line, s.header.called(localPrisonColumns, localPrisonCell), problem}
	}
	return nil
}
