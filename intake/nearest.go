package intake

import (
	"cmp"
	"slices"
)

// nearest picks the names closest to what was written, by the letters that
// would have to change; ties in the order of the alphabet. fold makes of a name
// what it is compared by.
func nearest(written string, names []string, fold func(string) string) []string {
	type near struct {
		name     string
		distance int
	}
	all := make([]near, 0, len(names))
	from := []rune(written)
	if len(from) > 60 { // longer than any name: the rest tells nothing
		from = from[:60]
	}
	for _, n := range names {
		all = append(all, near{n, editDistance(from, []rune(fold(n)))})
	}
	slices.SortFunc(all, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	out := make([]string, 0, nearestOffered)
	for _, n := range all[:min(nearestOffered, len(all))] {
		out = append(out, n.name)
	}
	return out
}

// editDistance is Levenshtein's: letters added, taken away or changed.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
