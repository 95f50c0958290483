package simulation

import (
	"hash/fnv"
	"math/rand/v2"
)

// chance is a source of chance for one thing: the same seed and the same words
// give the same.
type chance struct{ *rand.Rand }

func chanceOf(seed uint64, words ...string) chance {
	h := fnv.New64a()
	for _, w := range words {
		_, _ = h.Write([]byte(w))
		_, _ = h.Write([]byte{0})
	}
	return chance{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// of tells whether something happens that happens so often in ten thousand.
func (c chance) of(often int) bool { return c.IntN(10_000) < often }

// between is a number from low to high, both included.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }
