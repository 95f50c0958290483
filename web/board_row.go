package web

import (
	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// boardLine is one person.
type boardLine struct {
	Href       string
	Name       wording.Text
	Number     string
	Restricted bool
	Prison     string
	Place      wording.Text
	Area       string
	Day        wording.Text
	Why        string
	State      wording.Text
	DaysLeft   wording.Text
	Moves      wording.Text
	Flags      []markView // what is out of the ordinary
	NotWatched bool
	Marks      []markView
	Open       wording.Text
	Late       wording.Text
	Nobody     bool
	Next       *nextView
}

// nextView is the next step, whose it is and when.
type nextView struct {
	Href  string
	What  wording.Text
	Whose wording.Text
	When  wording.Text
}

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
		line.Name = wording.F("{1}, reference {2}", line.Name, row.Release.ID)
	}
	if f.List != release.Upcoming && row.Release.State != release.Planned {
		line.State = access.Pick(see, access.FieldCustody, stateWords(row.Release.State, row.LeftBy))
	}
	if areas {
		line.Area = access.Pick(see, access.FieldHomeArea, row.Person.HomeArea)
	}
	if row.Moves > 0 && see.Sees(access.FieldCustody) {
		line.Moves = wording.F("moved {1}", wording.N(row.Moves, "{1} time", "{1} times"))
		if row.NoticeLost > 0 {
			line.Moves = wording.F("{1}, {2}", line.Moves, wording.N(row.NoticeLost, "{1} day's notice lost", "{1} days' notice lost"))
		}
	}
	if row.OpenTasks > 0 && see.Sees(access.FieldStanding) {
		line.Open = wording.N(row.OpenTasks, "{1} open request", "{1} open requests")
	}
	if row.LateTasks > 0 && see.Sees(access.FieldStanding) {
		line.Late = wording.F("{1} late", row.LateTasks)
	}
	if row.NoNotice && !line.Restricted {
		line.Flags = append(line.Flags, markView{Class: "late", Words: "no privacy notice"})
	}
	return line
}

// boardDay is the day of release, or both days where it is presumed.
func boardDay(r release.StoryRelease) wording.Text {
	if !r.ReleasedOn.IsZero() {
		return wording.DayShort(r.ReleasedOn)
	}
	return eitherDayShort(r.PlannedDay, r.OrDay())
}

// listFlags are what a list, or the order "worst first", is about.
func listFlags(see access.Viewer, f boardFilter, row release.BoardRow) []markView {
	var flags []markView
	add := func(field access.Field, on bool, class string, words wording.Text) {
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
		add(access.FieldCustody, true, "asked", wording.F("received on {1}", wording.DayShort(row.ReceivedDay)))
	case release.InCourt:
		add(access.FieldOffence, !row.NextCourtOn.IsZero(), "asked", wording.F("in court on {1}", wording.DayShort(row.NextCourtOn)))
	case release.GoneFromFile:
		add(access.FieldCustody, !row.MissingSince.IsZero(), "late", wording.F("not in the file since {1}", wording.DayShort(row.MissingSince)))
	case release.ConsentWanted:
		for _, consent := range row.Consents {
			words := wording.Text("a consent")
			if see.Sees(access.FieldHealth) || consent != "consent_to_share_health" {
				words = consentKindWords(consent)
			}
			add(access.FieldConsents, true, "asked", wording.F("wanted: {1}", words))
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
	next := &nextView{Href: "/tasks/" + step.Ref, What: wording.Data(step.Title), Whose: serviceWords(step.Service)}
	if step.Contact != "" {
		next.Whose = wording.Data(step.Contact)
		if step.Where != "" && step.Where != step.Contact {
			next.Whose = wording.F("{1}, {2}", next.Whose, step.Where)
		}
	}
	switch {
	case step.Waits:
		next.When = "waits for what it needs first"
	case step.State == "planned":
		next.When = onDay("to be asked", step.AskOn)
	default:
		next.When = onDay(wording.F("{1}, due", taskStateWords(step.State)), step.DueOn)
	}
	return next
}

// onDay puts a day behind words; nothing where there is no day.
func onDay(words wording.Text, day calendar.Date) wording.Text {
	if day.IsZero() {
		return ""
	}
	return wording.F("{1} {2}", words, wording.DayShort(day))
}
