package web

import (
	"strings"

	"throughgate/release"
)

// itineraryView is the day of release as an officer looks it over.
type itineraryView struct {
	Day       string
	Presumed  bool
	Start     string // when they leave the gate, and when they can be home
	LeftOut   string // why nothing stands on it
	Stops     []itineraryLine
	Estimated bool // a distance on it is reckoned
}

type itineraryLine struct {
	At, With, Place, Travel string
	Warnings                []string
}

func itineraryViews(story release.Story, plans []release.Itinerary, health bool) []itineraryView {
	var list []itineraryView
	for _, plan := range plans {
		list = append(list, newItineraryView(story, plan, health))
	}
	return list
}

func newItineraryView(story release.Story, plan release.Itinerary, health bool) itineraryView {
	view := itineraryView{Day: plan.Day.Long(), Presumed: !plan.Confirmed, Estimated: plan.Home.Known && !plan.Home.SameArea,
		Start: "Out of the gate at " + clockWords(plan.Gate) + ". The journey home is not known."}
	if plan.Home.Known {
		view.Start = "Out of the gate at " + clockWords(plan.Gate) + ". Straight home to " + story.Person.HomeArea + ": " +
			legWords(plan.Home) + ", not before " + clockWords(plan.HomeAt) + "."
	}
	if plan.LeftOut > 0 {
		view.LeftOut = countWords(plan.LeftOut, "appointment is", "appointments are") +
			" left out: check the places against the licence first, and record that they were checked."
	}
	for _, stop := range plan.Stops {
		line := itineraryLine{At: clockWords(stop.StartsAt), With: serviceWords(stop.Service), Place: stop.Place, Travel: legWords(stop.Travel)}
		if stop.Minutes > 0 {
			line.At += " to " + clockWords(stop.Ends())
		}
		if !health && release.IsHealthService(stop.Service) {
			line.With, line.Place = "A health service", ""
		}
		if stop.Travel.Known && !stop.Travel.SameArea {
			line.Travel += ", to the middle of " + stop.Spot.Area
		}
		for _, w := range stop.Warnings {
			line.Warnings = append(line.Warnings, itineraryWarning(w))
		}
		view.Stops = append(view.Stops, line)
	}
	return view
}

// legWords is how far and how long a journey is.
func legWords(leg release.Leg) string {
	switch {
	case leg.None:
		return "no travel"
	case !leg.Known:
		return "travel not known"
	case leg.SameArea:
		return "within the area: how far is not known"
	}
	return strings.TrimSuffix(release.MilesInWords(leg.Miles, true)+", about "+minutesWords(leg.Takes), ", about ")
}

func itineraryWarning(w release.Warning) string {
	at := clockWords(w.At)
	switch w.Kind {
	case release.WarnUnreachable:
		return "Cannot be reached in time: not before " + at
	case release.WarnClash:
		return "Clashes: the appointment before it goes on until " + at
	case release.WarnNotOpen:
		return "Not open yet: opens at " + at
	case release.WarnClosed:
		return "The service closes at " + at
	}
	return ""
}
