package intake

import (
	"strings"
	"unicode"
)

// column is one column that a kind of file may have.
type column struct {
	name     string
	required bool
}

// header maps the columns of a file to ours.
type header struct {
	names        []string // as in the file
	position     []int    // of each of our columns in the file; -1: the file lacks it
	ignored      []string // names, as in the file, that we do not know
	lastRequired int      // the last position of a required column
}

// at is the name of a column of the file, for a report.
func (h header) at(position int) string {
	if position < 0 || position >= len(h.names) {
		return ""
	}
	return h.names[position]
}

// called is the file's own name of one of our columns, ours where the file
// lacks it.
func (h header) called(wanted []column, i int) string {
	if h.position[i] < 0 {
		return wanted[i].name
	}
	return h.names[h.position[i]]
}

// readHeader matches names without regard to case, spaces and underscores.
func readHeader(record []string, wanted []column, text *decoder) (header, error) {
	h := header{position: make([]int, len(wanted)), ignored: []string{}}
	ours := map[string]int{}
	for i, c := range wanted {
		ours[foldName(c.name)] = i
		h.position[i] = -1
	}
	known := 0
	for at, cell := range record {
		name, ok := text.decode(cell)
		if !ok {
			return header{}, refuse("line 1, cell %d: letters that cannot be read: save the file as CSV UTF-8", at+1)
		}
		name = strings.TrimSpace(name)
		h.names = append(h.names, name)
		i, ok := ours[foldName(name)]
		switch {
		case !ok && name != "":
			h.ignored = append(h.ignored, name)
		case !ok:
		case h.position[i] >= 0:
			return header{}, refuse("line 1: the column %s stands in the header twice: keep one", name)
		default:
			known++
			h.position[i] = at
			if wanted[i].required {
				h.lastRequired = max(h.lastRequired, at)
			}
		}
	}
	return h, h.complete(wanted, known)
}

func (h header) complete(wanted []column, known int) error {
	var missing []string
	for i, c := range wanted {
		if c.required && h.position[i] < 0 {
			missing = append(missing, c.name)
		}
	}
	switch {
	case len(missing) == 0:
		return nil
	case len(h.names) == 1 && strings.ContainsAny(h.names[0], ";\t|"):
		return refuse("line 1: the cells are not separated by commas: save the file as CSV with commas")
	case known == 0:
		return refuse("line 1 is no header: it must name the columns, at least %s", strings.Join(missing, ", "))
	case len(missing) == 1:
		return refuse("line 1: the column %s is missing: add it to the header and the rows", missing[0])
	}
	return refuse("line 1: the columns %s are missing: add them to the header and the rows", strings.Join(missing, ", "))
}

func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}
