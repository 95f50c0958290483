package intake

// knownRows are the rows of earlier files that say what was last told: one that
// comes again exactly so needs no reading. Whoever's row is not its meaning alone
// is left out, and read.
type knownRows struct {
	place  map[mark]int32
	people []int64   // by place
	as     []knownAs // by place

	inside, outside, repeated int // rows of this file, counted once for each person
}

// knownAs is how a known row stands in the file.
type knownAs int8

const (
	notSeen knownAs = iota
	seen
	leftOut
)

func newKnownRows() *knownRows { return &knownRows{place: map[mark]int32{}} }

func (k *knownRows) add(m mark, person int64) {
	k.place[m] = int32(len(k.people))
	k.people = append(k.people, person)
	k.as = append(k.as, notSeen)
}

// leaveOut makes the rows of some people unknown.
func (k *knownRows) leaveOut(people []int64) {
	if len(people) == 0 {
		return
	}
	out := make(map[int64]bool, len(people))
	for _, p := range people {
		out[p] = true
	}
	for at, p := range k.people {
		if out[p] {
			k.as[at] = leftOut
		}
	}
}

// find gives the place of a row that is known, and less than 0 of another.
func (k *knownRows) find(m mark) int32 {
	if k == nil {
		return -1
	}
	if at, ok := k.place[m]; ok && k.as[at] != leftOut {
		return at
	}
	return -1
}

// note counts a known row that has come again. A second one of the same person is
// identical and counts once more as unchanged.
func (k *knownRows) note(at int32, outside bool) {
	switch {
	case k.as[at] == seen:
		k.repeated++
	case outside:
		k.outside++
	default:
		k.inside++
	}
	k.as[at] = seen
}

// any tells whether a row has come again.
func (k *knownRows) any() bool { return k.inside+k.outside > 0 }

// listed are the people whose rows have come again.
func (k *knownRows) listed() []int64 {
	list := make([]int64, 0, k.inside+k.outside)
	for at, as := range k.as {
		if as == seen {
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
		if k.as[at] == seen && asked[p] {
			list = append(list, p)
		}
	}
	return list
}

// startAgain is for a file that is read once more, these people's rows too.
func (k *knownRows) startAgain(people []int64) {
	k.inside, k.outside, k.repeated = 0, 0, 0
	for at, as := range k.as {
		if as == seen {
			k.as[at] = notSeen
		}
	}
	k.leaveOut(people)
}
