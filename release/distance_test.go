package release_test

import (
	"testing"

	. "throughgate/release"
)

func TestDistanceIsGreatCircleRoundedToTenMiles(t *testing.T) {
	// A degree of latitude is 69.09 miles on the mean sphere.
	at := func(lat, lon float64) *Point { return &Point{lat, lon} }
	for _, r := range []struct {
		source   string
		from, to *Point
		miles    int
		ok       bool
		words    string
	}{
		{"domain 5, Haringey to Leeds prison", at(51.588, -0.107), at(53.796, -1.573), 160, true, "about 160 miles"},
		{"domain 5, along the equator a degree is as long", at(0, 0), at(0, 1), 70, true, "about 70 miles"},
		{"domain 5, rounded to the nearest 10, down", at(52, 0), at(52.21, 0), 10, true, "about 10 miles"},
		{"domain 5, rounded to the nearest 10, up", at(52, 0), at(52.22, 0), 20, true, "about 20 miles"},
		{"domain 5, under 10", at(52, 0), at(52.144, 0), 0, true, "under 10 miles"},
		{"domain 5, just over 10", at(52, 0), at(52.146, 0), 10, true, "about 10 miles"},
		{"domain 5, the same point", at(52, 0), at(52, 0), 0, true, "under 10 miles"},
		{"domain 5, the other side of the earth", at(0, 0), at(0, 180), 12440, true, "about 12440 miles"},
		{"domain 5, unknown: nothing", nil, at(52, 0), 0, false, ""},
		{"domain 5, unknown the other way: nothing", at(52, 0), nil, 0, false, ""},
	} {
		miles, ok := Miles(r.from, r.to)
		if miles != r.miles || ok != r.ok || MilesInWords(miles, ok).String() != r.words {
			t.Errorf("%s: got %d %t %q, want %d %t %q", r.source, miles, ok, MilesInWords(miles, ok), r.miles, r.ok, r.words)
		}
		if back, _ := Miles(r.to, r.from); back != miles {
			t.Errorf("%s: %d miles there and %d back", r.source, miles, back)
		}
	}
}

func TestOutOfArea(t *testing.T) {
	for _, r := range []struct {
		source                           string
		own                              []string
		prison, prisonRegion, homeRegion string
		want                             OutOfArea
		away                             bool
	}{
		{"domain 5, (2) a prison in the region is local", nil, "PVI", "London", "London", OutOfAreaNo, false},
		{"domain 5, (2) a prison in another region is not", nil, "LEI", "Yorkshire and the Humber", "London", OutOfAreaYes, true},
		{"reference, regions compare without case", nil, "LEI", "Yorkshire and the Humber", "Yorkshire and The Humber", OutOfAreaNo, false},
		{"domain 5, prison's region unknown: treated as out of area", nil, "ZZZ", "", "London", OutOfAreaNotKnown, true},
		{"domain 5, home region unknown: treated as out of area", nil, "PVI", "London", "", OutOfAreaNotKnown, true},
		{"domain 5, both unknown are not the same region", nil, "ZZZ", "", "", OutOfAreaNotKnown, true},
		{"domain 5, (1) on the unit's own list", []string{"BZI", "LEI"}, "LEI", "Yorkshire and the Humber", "London", OutOfAreaNo, false},
		{"domain 5, (1) the list goes before the region", []string{"BZI"}, "PVI", "London", "London", OutOfAreaYes, true},
		{"domain 5, (1) the list decides where the region is unknown", []string{"BZI"}, "PVI", "", "", OutOfAreaYes, true},
		{"domain 5, (1) an empty list is no list", []string{}, "PVI", "London", "London", OutOfAreaNo, false},
	} {
		got := WhetherOutOfArea(r.own, r.prison, r.prisonRegion, r.homeRegion)
		if got != r.want || got.Away() != r.away {
			t.Errorf("%s: got %s, away %t; want %s, %t", r.source, got, got.Away(), r.want, r.away)
		}
	}
}
