package release

import (
	"math"
	"time"
)

// Travel is how the day of release is reckoned: an estimate to plan by, not a
// timetable. The zero value reckons as the settings do that nobody has made.
type Travel struct {
	MPH        int // miles an hour as the crow flies, all waiting and changing included
	GateHour   int // London clock at which people leave the gate
	GateMinute int
}

// What is reckoned with where the unit has set nothing: long journeys by train
// and bus come to about 30 miles of straight line an hour, and gates open in the
// middle of the morning.
const (
	UsualMPH        = 30
	UsualGateHour   = 9
	UsualGateMinute = 30
)

func (t Travel) orUsual() Travel {
	if t.MPH <= 0 {
		return Travel{UsualMPH, UsualGateHour, UsualGateMinute}
	}
	return t
}

// Spot is a known point on the map. Area says of which place it is the middle: a
// service's own address has no coordinates, so the middle of its area stands for
// it.
type Spot struct {
	Point Point
	Area  string // its name
}

// Leg is a journey: straight line, at the travel's speed.
type Leg struct {
	Known    bool          // false: travel not known
	SameArea bool          // from one place to another of one area: how far is not known, and taken for nothing
	None     bool          // by telephone or video
	Miles    int           // rounded to 10; 0: under 10
	Takes    time.Duration // rounded up to 10 minutes
}

// leg is the journey between two spots.
func (t Travel) leg(from, to *Spot) Leg {
	if from == nil || to == nil {
		return Leg{}
	}
	if from.Area == to.Area {
		return Leg{Known: true, SameArea: true}
	}
	miles, ok := Miles(&from.Point, &to.Point)
	if !ok {
		return Leg{}
	}
	const step = 10 // minutes
	minutes := math.Ceil(greatCircle(from.Point, to.Point)/float64(t.MPH)*60/step) * step
	return Leg{Known: true, Miles: miles, Takes: time.Duration(minutes) * time.Minute}
}
