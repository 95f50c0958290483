package web

import (
	"fmt"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// boardLine is one person.
type boardLine struct {
	Href, Name, Number string
	Restricted         bool
	Prison, Place      string
	Area               string
	Day, Why, State    string
	DaysLeft           string
	Moves              string
	Flags              []markView // what is out of the ordinary
	NotWatched         bool
	Marks              []markView
	Open, Late         string
	Nobody             bool
	Next               *nextView
}

// nextView is the next step, whose it is and when.
type nextView struct{ Href, What, Whose, When string }

func newBoardLine(who access.Actor, f boardFilter, row release.BoardRow, areas bool) boardLine {
	see := listViewer(who, row.Person.Restricted, row.HealthConsent)
	line := boardLine{Href: "/releases/" + row.Release.ID, Name: nameIn(see, row.Surname, row.Forenames, row.Person.Initials),
		Number: access.Pick(see, access.FieldNumber, row.Person.PrisonNumber), Restricted: row.Person.Restricted,
		Prison:   access.Pick(see, access.FieldPrison, row.Custody.PrisonName),
		Place:    access.Pick(see, access.FieldPrison, placeWords(row.Custody)),
		Day:      access.Pick(see, access.FieldDays, boardDay(row.Release)),
		DaysLeft: access.Pick(see, access.FieldDays, daysLeftWords(row.Release.DaysLeft)),
		Why:      access.Pick(see, access.FieldCustody, shownExplanation(row.Release.Explanation, see.Sees(access.FieldHealth))),
		// Held locally and not in the cohort: that tells of both.
		NotWatched: access.Pick(see, access.FieldPrison, !row.Watched),
		Marks:      markViews(see, row), Nobody: access.Pick(see, access.FieldStanding, row.Nobody),
		Flags: append(flagViews(see, f.List, row), listFlags(see, f, row)...), Next: nextOf(see, row)}
	if line.Restricted {
		line.Name += ", reference " + row.Release.ID
	}
	if f.List != release.Upcoming && row.Release.State != release.Planned {
		line.State = access.Pick(see, access.FieldCustody, stateWords(row.Release.State, row.LeftBy))
	}
	if areas {
		line.Area = access.Pick(see, access.FieldHomeArea, row.Person.HomeArea)
	}
	if row.Moves > 0 && see.Sees(access.FieldCustody) {
		line.Moves = "moved " + countWords(row.Moves, "time", "times")
		if row.NoticeLost > 0 {
			line.Moves += ", " + countWords(row.NoticeLost, "day's notice lost", "days' notice lost")
		}
	}
	if row.OpenTasks > 0 && see.Sees(access.FieldStanding) {
		line.Open = countWords(row.OpenTasks, "open request", "open requests")
	}
	if row.LateTasks > 0 && see.Sees(access.FieldStanding) {
		line.Late = fmt.Sprintf("%d late", row.LateTasks)
	}
	if row.NoNotice && !line.Restricted {
		line.Flags = append(line.Flags, markView{Class: "late", Words: "no privacy notice"})
	}
	return line
}

// boardDay is the day of release, or both days where it is presumed.
func boardDay(r release.StoryRelease) string {
	if !r.ReleasedOn.IsZero() {
		return r.ReleasedOn.Short()
	}
	return eitherDayShort(r.PlannedDay, r.OrDay())
}

// listFlags are what a list, or the order "worst first", is about.
func listFlags(see access.Viewer, f boardFilter, row release.BoardRow) []markView {
	var flags []markView
	add := func(field access.Field, on bool, class, words string) {
		if on && see.Sees(field) {
			flags = append(flags, markView{Class: class, Words: words})
		}
	}
	if f.Sort == release.SortWorst || f.NoAddress {
		add(access.FieldStanding, row.NoBed, "late", "no address for the first night")
	}
	if f.Sort == release.SortWorst {
		add(access.FieldOffence, row.MAPPA != "", "asked", flagWords(row.MAPPA))
		add(access.FieldHealth, row.NoScript, "late", "medicines not arranged")
	}
	switch f.List {
	case release.NewInCustody:
		add(access.FieldCustody, true, "asked", "received on "+row.ReceivedDay.Short())
	case release.InCourt:
		add(access.FieldOffence, !row.NextCourtOn.IsZero(), "asked", "in court on "+row.NextCourtOn.Short())
	case release.GoneFromFile:
		add(access.FieldCustody, !row.MissingSince.IsZero(), "late", "not in the file since "+row.MissingSince.Short())
	case release.ConsentWanted:
		for _, consent := range row.Consents {
			words := "a consent"
			if see.Sees(access.FieldHealth) || consent != "consent_to_share_health" {
				words = strings.TrimPrefix(waitingWords(consent), "the person's ")
			}
			add(access.FieldConsents, true, "asked", "wanted: "+words)
		}
	case release.Gate, release.Upcoming, release.AnyDay, release.AskPrison, release.NoDay, release.JustReleased, release.Everyone:
	}
	return flags
}

// nextOf says the next step of a release. What is about health is said only to
// those with a basis.
func nextOf(see access.Viewer, row release.BoardRow) *nextView {
	step := row.Next
	if step == nil || !see.Sees(access.FieldStanding) {
		return nil
	}
	if release.IsHealth(step.Pathway) && !see.Sees(access.FieldHealth) {
		return &nextView{What: "Health request"}
	}
	next := &nextView{Href: "/tasks/" + step.Ref, What: step.Title, Whose: serviceWords(step.Service)}
	if step.Contact != "" {
		next.Whose = step.Contact
		if step.Where != "" && step.Where != step.Contact {
			next.Whose += ", " + step.Where
		}
	}
	switch {
	case step.Waits:
		next.When = "waits for what it needs first"
	case step.State == "planned":
		next.When = onDay("to be asked", step.AskOn)
	default:
		next.When = onDay(taskStateWords(step.State)+", due", step.DueOn)
	}
	return next
}

// onDay puts a day behind words; nothing where there is no day.
func onDay(words string, day calendar.Date) string {
	if day.IsZero() {
		return ""
	}
	return words + " " + day.Short()
}
