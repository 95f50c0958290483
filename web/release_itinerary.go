package web

import (
	"throughgate/internal/wording"
	"throughgate/release"
)

// itineraryView is the day of release as an officer looks it over.
type itineraryView struct {
	Day       wording.Text
	Presumed  bool
	Start     wording.Text // when they leave the gate, and when they can be home
	LeftOut   wording.Text // why nothing stands on it
	Stops     []itineraryLine
	Estimated bool // a distance on it is reckoned
}

type itineraryLine struct {
	At, With wording.Text
	Place    string
	Travel   wording.Text
	Warnings []wording.Text
}

func itineraryViews(story release.Story, plans []release.Itinerary, health bool) []itineraryView {
	var list []itineraryView
	for _, plan := range plans {
		list = append(list, newItineraryView(story, plan, health))
	}
	return list
}

func newItineraryView(story release.Story, plan release.Itinerary, health bool) itineraryView {
	view := itineraryView{Day: wording.Day(plan.Day), Presumed: !plan.Confirmed, Estimated: plan.Home.Known && !plan.Home.SameArea,
		Start: wording.F("Out of the gate at {1}. The journey home is not known.", wording.Clock(plan.Gate))}
	if plan.Home.Known {
		view.Start = wording.F("Out of the gate at {1}. Straight home to {2}: {3}, not before {4}.", wording.Clock(plan.Gate), story.Person.HomeArea, legWords(plan.Home), wording.Clock(plan.HomeAt))
	}
	if plan.LeftOut > 0 {
		view.LeftOut = wording.F("{1} left out: check the places against the licence first, and record that they were checked.", wording.N(plan.LeftOut, "{1} appointment is", "{1} appointments are"))
	}
	for _, stop := range plan.Stops {
		line := itineraryLine{At: wording.Clock(stop.StartsAt), With: serviceWords(stop.Service), Place: stop.Place, Travel: legWords(stop.Travel)}
		if stop.Minutes > 0 {
			line.At = wording.F("{1} to {2}", line.At, wording.Clock(stop.Ends()))
		}
		if !health && release.IsHealthService(stop.Service) {
			line.With, line.Place = "A health service", ""
		}
		if stop.Travel.Known && !stop.Travel.SameArea {
			line.Travel = wording.F("{1}, to the middle of {2}", line.Travel, stop.Spot.Area)
		}
		for _, w := range stop.Warnings {
			line.Warnings = append(line.Warnings, itineraryWarning(w))
		}
		view.Stops = append(view.Stops, line)
	}
	return view
}

// legWords is how far and how long a journey is.
func legWords(leg release.Leg) wording.Text {
	switch {
	case leg.None:
		return "no travel"
	case !leg.Known:
		return "travel not known"
	case leg.SameArea:
		return "within the area: how far is not known"
	}
	return wording.Join(", ", release.MilesInWords(leg.Miles, true), aboutWords(leg.Takes))
}

func itineraryWarning(w release.Warning) wording.Text {
	at := wording.Clock(w.At)
	switch w.Kind {
	case release.WarnUnreachable:
		return wording.F("Cannot be reached in time: not before {1}", at)
	case release.WarnClash:
		return wording.F("Clashes: the appointment before it goes on until {1}", at)
	case release.WarnNotOpen:
		return wording.F("Not open yet: opens at {1}", at)
	case release.WarnClosed:
		return wording.F("The service closes at {1}", at)
	}
	return ""
}
