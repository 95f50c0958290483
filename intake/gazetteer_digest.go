package intake

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
)

// digest is of everything that a prison's or an area's name is looked up in: with
// another gazetteer the same words may come to another place.
func (g *Gazetteer) digest() [sha256.Size]byte {
	sum := sha256.New()
	for _, code := range slices.Sorted(maps.Keys(g.prisons)) {
		p := g.prisons[code]
		fmt.Fprintf(sum, "%q %q %q\n", p.Code, p.Name, p.BareName)
	}
	for _, code := range slices.Sorted(maps.Keys(g.authorities)) {
		a := g.authorities[code]
		fmt.Fprintf(sum, "%q %q %q %t %q %q\n", a.GSSCode, a.Name, a.Kind, a.Current, a.Successors, g.members[code])
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
