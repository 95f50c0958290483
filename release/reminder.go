package release

import (
	"cmp"
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// visit is one appointment, as reminders see it.
type visit struct {
	ID       int64
	Version  int
	StartsAt time.Time
	MovedAt  int    // the version at which its time or place last changed; 0: as it was booked
	Place    string // "" where it may not be texted
}

// reminderText is one text to one person on one day: all reminders of that day
// fall together.
type reminderText struct {
	Day      calendar.Date
	At       time.Time
	Deadline time.Time // the first start: of no use after it
	Items    []notify.Item
	Corrects bool // puts right what an earlier text said, which may have gone the same day
}

// reminderTexts works out the texts a person is still to get about these
// appointments, one a day, in order of day. told has the version of each
// appointment that a text has told of; leaving is the day of release, actual or
// planned.
//
// An appointment that a text has already told of gets no late one; if it moved
// since, a text that says so goes at once (domain rule 8).
func reminderTexts(visits []visit, told map[int64]int, now time.Time, leaving calendar.Date, released bool) []reminderText {
	byDay := map[calendar.Date]*reminderText{}
	add := func(v visit, at time.Time, corrects bool) {
		day := calendar.DayOf(at)
		t := byDay[day]
		if t == nil {
			t = &reminderText{Day: day, At: at, Deadline: v.StartsAt}
			byDay[day] = t
		}
		if at.Before(t.At) {
			t.At = at
		}
		if v.StartsAt.Before(t.Deadline) {
			t.Deadline = v.StartsAt
		}
		item := notify.Item{Kind: notify.ItemAppointment, AppointmentID: v.ID, Version: v.Version}
		if !slices.Contains(t.Items, item) {
			t.Items = append(t.Items, item)
		}
		t.Corrects = t.Corrects || corrects
	}
	for _, v := range visits {
		version, wasTold := told[v.ID]
		if wasTold && version < v.MovedAt && released {
			if at := pathways.TextWindow(now); at.Before(v.StartsAt) {
				add(v, at, true)
			}
		}
		for _, r := range pathways.Reminders(v.StartsAt, now, leaving, released && !wasTold) {
			add(v, r.At, false)
		}
	}
	out := make([]reminderText, 0, len(byDay))
	for _, t := range byDay {
		slices.SortFunc(t.Items, func(a, b notify.Item) int { return cmp.Compare(a.AppointmentID, b.AppointmentID) })
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b reminderText) int { return a.Day.Compare(b.Day) })
	return out
}

// placesToText are the places that the wanted texts would name.
func placesToText(f textRow, v TextVerdict, visits []visit, want []reminderText) []notify.LeftOut {
	if !v.May || !v.MayName || len(want) == 0 {
		return nil
	}
	var list []notify.LeftOut
	for _, a := range visits {
		if a.Place != "" {
			list = append(list, notify.LeftOut{Place: a.Place, PersonID: f.PersonID, ReleaseID: f.ReleaseID, NeededOn: want[0].Day})
		}
	}
	return list
}
