package intake

import "slices"

// merge puts a row as it was told over what had been told before (nil: nothing
// yet). An empty cell says "not told" and keeps; "-" removes a date; a list
// replaces the list before it.
func merge(before, told []string) []string {
	out := make([]string, releaseCellCount)
	copy(out, before)
	for i, c := range releaseColumns {
		switch {
		case releaseCell(i) == mobileE164Cell:
		case told[i] == "":
		case c.date && told[i] == removed:
			out[i] = ""
		default:
			out[i] = told[i]
		}
	}
	if told[mobileCell] != "" {
		out[mobileE164Cell] = told[mobileE164Cell]
	}
	return out
}

// sameCells tells whether two pictures of a person are the same. Cells stored
// before a column was added are shorter.
func sameCells(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return slices.Equal(a, b[:len(a)]) && !slices.ContainsFunc(b[len(a):], func(c string) bool { return c != "" })
}
