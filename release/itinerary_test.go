package release_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/release"
)

// One degree of latitude is 69 miles: at 30 miles an hour 2 hours 20 minutes,
// in steps of ten.
var (
	gaol    = &release.Spot{Point: release.Point{Lat: 53, Lon: 0}, Area: "Prison"}
	home    = &release.Spot{Point: release.Point{Lat: 52, Lon: 0}, Area: "Home"}
	further = &release.Spot{Point: release.Point{Lat: 51, Lon: 0}, Area: "Further"}
)

// stop is an appointment "HH:MM" of a day; more sets the rest.
func stop(on, clock string, minutes int, at *release.Spot, more ...func(*release.Stop)) release.Stop {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	s := release.Stop{Ref: clock, StartsAt: day(on).At(t.Hour(), t.Minute()), Minutes: minutes, Place: "Office", Spot: at}
	for _, f := range more {
		f(&s)
	}
	return s
}

func hours(opens, closes string) func(*release.Stop) {
	return func(s *release.Stop) { s.Opens, s.Closes = opens, closes }
}

func byPhone(s *release.Stop) { s.Place = "by telephone" }

// told is an itinerary in short: a line a stop.
func told(i release.Itinerary) []string {
	clock := func(t time.Time) string { return t.In(calendar.London).Format("15:04") }
	out := []string{"gate " + clock(i.Gate) + ", home " + clock(i.HomeAt)}
	if !i.Home.Known {
		out[0] = "gate " + clock(i.Gate) + ", home not known"
	}
	for _, s := range i.Stops {
		travel := fmt.Sprintf("%d miles %s", s.Travel.Miles, s.Travel.Takes)
		switch {
		case s.Travel.None:
			travel = "no travel"
		case !s.Travel.Known:
			travel = "not known"
		case s.Travel.SameArea:
			travel = "same area"
		}
		words := []string{clock(s.StartsAt), travel}
		for _, w := range s.Warnings {
			words = append(words, string(w.Kind)+" "+clock(w.At))
		}
		out = append(out, strings.Join(words, ", "))
	}
	return out
}

func TestPlanDay(t *testing.T) {
	const winter, forward, back = "2026-12-17", "2027-03-28", "2026-10-25"
	for name, test := range map[string]struct {
		day          string
		prison, home *release.Spot
		stops        []release.Stop
		travel       release.Travel
		want         []string
	}{
		"nothing booked": {winter, gaol, home, nil, release.Travel{}, []string{"gate 09:30, home 11:50"}},
		"in order, the second in the same area": {winter, gaol, home,
			[]release.Stop{stop(winter, "14:00", 30, home), stop(winter, "11:50", 30, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "11:50, 70 miles 2h20m0s", "14:00, same area"}},
		"a minute too early": {winter, gaol, home, []release.Stop{stop(winter, "11:49", 30, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "11:49, 70 miles 2h20m0s, unreachable 11:50"}},
		"before the gate opens, wherever it is": {winter, gaol, home, []release.Stop{stop(winter, "09:00", 0, nil)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "09:00, not known, unreachable 09:30"}},
		"the journey on from the first is too long": {winter, gaol, home,
			[]release.Stop{stop(winter, "12:00", 60, home), stop(winter, "15:00", 30, further)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "12:00, 70 miles 2h20m0s", "15:00, 70 miles 2h20m0s, unreachable 15:20"}},
		"what cannot be reached does not hold up the next": {winter, gaol, home,
			[]release.Stop{stop(winter, "10:00", 120, home), stop(winter, "14:10", 30, further)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "10:00, 70 miles 2h20m0s, unreachable 11:50", "14:10, 140 miles 4h40m0s"}},
		"two at once": {winter, gaol, home, []release.Stop{stop(winter, "14:00", 0, home), stop(winter, "14:00", 0, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "14:00, 70 miles 2h20m0s", "14:00, same area, clash 14:00"}},
		"one inside another": {winter, gaol, home,
			[]release.Stop{stop(winter, "13:00", 180, home), stop(winter, "14:00", 30, home), stop(winter, "15:00", 30, home), stop(winter, "16:00", 30, home)},
			release.Travel{}, []string{"gate 09:30, home 11:50", "13:00, 70 miles 2h20m0s", "14:00, same area, clash 16:00",
				"15:00, same area, clash 16:00", "16:00, same area"}},
		"one ends as the next begins": {winter, gaol, home, []release.Stop{stop(winter, "13:00", 60, home), stop(winter, "14:00", 30, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "13:00, 70 miles 2h20m0s", "14:00, same area"}},
		"hours of the service": {winter, gaol, home,
			[]release.Stop{stop(winter, "12:00", 30, home, hours("12:30", "17:00")), stop(winter, "16:45", 30, home, hours("09:00", "17:00")),
				stop(winter, "17:30", 0, home, hours("09:00", "17:30")), stop(winter, "18:00", 60, home, hours("", "19:00"))}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "12:00, 70 miles 2h20m0s, not_open 12:30", "16:45, same area, closed 17:00",
				"17:30, same area, closed 17:30", "18:00, same area"}},
		"by telephone nobody travels": {winter, gaol, home,
			[]release.Stop{stop(winter, "10:00", 15, home, byPhone), stop(winter, "12:00", 15, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "10:00, no travel", "12:00, 70 miles 2h20m0s"}},
		"by telephone before the gate opens": {winter, gaol, home, []release.Stop{stop(winter, "09:00", 15, home, byPhone)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "09:00, no travel, unreachable 09:30"}},
		"a place nobody knows is no warning, the one after it is reckoned from the gate": {winter, gaol, home,
			[]release.Stop{stop(winter, "10:30", 15, nil), stop(winter, "11:00", 15, home), stop(winter, "12:00", 15, home)}, release.Travel{},
			[]string{"gate 09:30, home 11:50", "10:30, not known", "11:00, not known, unreachable 11:50", "12:00, not known"}},
		"where the prison is, is not known": {winter, nil, home, []release.Stop{stop(winter, "10:00", 15, home), stop(winter, "12:00", 0, further)}, release.Travel{},
			[]string{"gate 09:30, home not known", "10:00, not known", "12:00, 70 miles 2h20m0s, unreachable 12:35"}},
		"faster, and earlier out": {winter, gaol, home, []release.Stop{stop(winter, "09:40", 15, home)}, release.Travel{MPH: 60, GateHour: 8, GateMinute: 15},
			[]string{"gate 08:15, home 09:25", "09:40, 70 miles 1h10m0s"}},
		"the clock goes forward: 2 hours 20 minutes end an hour later by the clock": {forward, gaol, home,
			[]release.Stop{stop(forward, "03:30", 15, home), stop(forward, "03:50", 15, home)}, release.Travel{MPH: 30, GateHour: 0, GateMinute: 30},
			[]string{"gate 00:30, home 03:50", "03:30, 70 miles 2h20m0s, unreachable 03:50", "03:50, 70 miles 2h20m0s"}},
		"the clock goes back: they end an hour earlier": {back, gaol, home,
			[]release.Stop{stop(back, "01:45", 0, home), stop(back, "02:00", 15, home)}, release.Travel{MPH: 30, GateHour: 0, GateMinute: 30},
			[]string{"gate 00:30, home 01:50", "01:45, 70 miles 2h20m0s, unreachable 01:50", "02:00, 70 miles 2h20m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			plan := release.PlanDay(day(test.day), test.prison, test.home, test.stops, test.travel)
			if diff := cmp.Diff(test.want, told(plan)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			n := 0
			for _, s := range plan.Stops {
				n += len(s.Warnings)
			}
			if plan.Warnings() != n {
				t.Errorf("%d warnings are counted, want %d", plan.Warnings(), n)
			}
		})
	}
}

func TestTheItineraryIsInTheLinkOfficersDigestAndAgainWhenItChanges(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"confirmed_release": "2026-12-16", "crd": "2026-12-16"})
	u.book("X1,A0001BC,2026-12-16 10:00,housing_options,Office,yes,", "X2,A0001BC,2026-12-16 16:45,jobcentre,Office,yes,", "X3,A0001BC,2026-12-18 10:00,jobcentre,Office,no,")
	if got := u.named("itinerary", "2026-11-30", "2026-12-01"); len(got) != 0 {
		t.Errorf("before GATE-PLAN is handed off it is named on %v", got)
	}
	if diff := cmp.Diff([]string{"2026-12-02"}, u.named("itinerary", "2026-12-02", "2026-12-03", "2026-12-04")); diff != "" {
		t.Fatalf("named on (-want +got):\n%s", diff)
	}
	if n := one[int](u, `SELECT i.count FROM message_item i WHERE i.kind = 'itinerary'`); n != 1 {
		t.Errorf("%d warnings, want one: ten o'clock cannot be reached from Leeds", n)
	}
	u.at("2026-12-02", 8, 0)
	if text := u.lastDigest(); !contains(text, "The day itself: times and travel to look at") || !contains(text, "1 warning: look at the times") || contains(text, "Office") {
		t.Errorf("the digest:\n%s", text)
	}
	u.at("2026-12-04", 12, 0)
	u.book("X1,A0001BC,2026-12-16 15:30,housing_options,Office,yes,")
	if diff := cmp.Diff([]string{"2026-12-07"}, u.named("itinerary", "2026-12-07", "2026-12-08")); diff != "" {
		t.Errorf("moved, and named on (-want +got):\n%s", diff)
	}
	for _, m := range u.messages(notify.Digest) {
		if m.To != linkAddress && m.has("itinerary") {
			t.Errorf("%s has it too", m.To)
		}
	}
}
