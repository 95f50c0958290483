package release

import (
	"math"
	"strings"

	"throughgate/internal/wording"
)

// Point is a place on the earth in degrees.
type Point struct{ Lat, Lon float64 }

const earthRadiusMiles = 3958.7613 // mean radius, 6371.0088 km

// Miles is the great-circle distance rounded to 10 miles; 0 means under 10
// (domain rule 5). ok is false where a point is unknown.
func Miles(from, to *Point) (miles int, ok bool) {
	if from == nil || to == nil {
		return 0, false
	}
	exact := greatCircle(*from, *to)
	if math.IsNaN(exact) {
		return 0, false
	}
	if exact < 10 {
		return 0, true
	}
	return int(math.Round(exact/10)) * 10, true
}

func greatCircle(a, b Point) float64 {
	const rad = math.Pi / 180
	sinLat := math.Sin((b.Lat - a.Lat) * rad / 2)
	sinLon := math.Sin((b.Lon - a.Lon) * rad / 2)
	h := sinLat*sinLat + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*sinLon*sinLon
	return 2 * earthRadiusMiles * math.Asin(math.Sqrt(min(h, 1)))
}

// MilesInWords is "about 140 miles", "under 10 miles", or nothing where the
// distance is unknown.
func MilesInWords(miles int, ok bool) wording.Text {
	switch {
	case !ok:
		return ""
	case miles < 10:
		return "under 10 miles"
	}
	return wording.F("about {1} miles", miles)
}

// OutOfArea tells whether the prison is away from home.
type OutOfArea string

// The answers to "out of area?".
const (
	OutOfAreaYes      OutOfArea = "yes"
	OutOfAreaNo       OutOfArea = "no"
	OutOfAreaNotKnown OutOfArea = "not_known" // treated as out of area
)

// Away tells whether the person is treated as held out of area.
func (o OutOfArea) Away() bool { return o != OutOfAreaNo }

// WhetherOutOfArea goes by the unit's own list of local prisons for the home
// area if it has one, else by the region: a prison in the home area's region
// is local (domain rule 5). Regions compare without regard to case.
func WhetherOutOfArea(ownList []string, prison, prisonRegion, homeRegion string) OutOfArea {
	if len(ownList) > 0 {
		for _, p := range ownList {
			if p == prison {
				return OutOfAreaNo
			}
		}
		return OutOfAreaYes
	}
	prisonRegion, homeRegion = strings.TrimSpace(prisonRegion), strings.TrimSpace(homeRegion)
	switch {
	case prisonRegion == "" || homeRegion == "":
		return OutOfAreaNotKnown
	case strings.EqualFold(prisonRegion, homeRegion):
		return OutOfAreaNo
	}
	return OutOfAreaYes
}
