package intake

// knownRows are the rows of earlier files that say what was last told: one that
// comes again exactly so needs no reading. A row whose meaning is not its own
// alone is not among them, or is forgotten and read.
type knownRows struct {
	place  map[mark]int32
	people []int64 // by place
	seen   []bool  // in this file

	inside, outside, repeated int // rows of this file, counted once for each person
}

func newKnownRows() *knownRows { return &knownRows{place: map[mark]int32{}} }

func (k *knownRows) add(m mark, person int64) {
	k.place[m] = int32(len(k.people))
	k.people = append(k.people, person)
	k.seen = append(k.seen, false)
}

// find gives the place of a row that is known, and less than 0 of another.
func (k *knownRows) find(m mark) int32 {
	if k == nil {
		return -1
	}
	if at, ok := k.place[m]; ok {
		return at
	}
	return -1
}

// note counts a known row that has come again. A second one of the same person is
// identical and counts once more as unchanged.
func (k *knownRows) note(at int32, outside bool) {
	switch {
	case k.seen[at]:
		k.repeated++
	case outside:
		k.outside++
	default:
		k.inside++
	}
	k.seen[at] = true
}

// any tells whether a row has come again.
func (k *knownRows) any() bool { return k.inside+k.outside > 0 }

// listed are the people whose rows have come again.
func (k *knownRows) listed() []int64 {
	list := make([]int64, 0, k.inside+k.outside)
	for at, seen := range k.seen {
		if seen {
			list = append(list, k.people[at])
		}
	}
	return list
}

// comeAgain gives those of the people whose rows have come again.
func (k *knownRows) comeAgain(people []int64) []int64 {
	asked := make(map[int64]bool, len(people))
	for _, p := range people {
		asked[p] = true
	}
	var list []int64
	for at, p := range k.people {
		if k.seen[at] && asked[p] {
			list = append(list, p)
		}
	}
	return list
}

// without leaves people out, for the file to be read once more from its start.
func (k *knownRows) without(people []int64) *knownRows {
	out := map[int64]bool{}
	for _, p := range people {
		out[p] = true
	}
	fewer := newKnownRows()
	for m, at := range k.place {
		if p := k.people[at]; !out[p] {
			fewer.add(m, p)
		}
	}
	return fewer
}
