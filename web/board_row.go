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
	health := mayReadHealth(who, row.HealthConsent)
	line := boardLine{Href: "/releases/" + row.Release.ID, Name: row.Surname + ", " + row.Forenames,
		Number: row.Person.PrisonNumber, Restricted: row.Person.Restricted, Prison: row.Custody.PrisonName,
		Place: placeWords(row.Custody), Day: eitherDayShort(row.Release.PlannedDay, row.Release.OrDay()),
		Why:      shownExplanation(row.Release.Explanation, health),
		DaysLeft: daysLeftWords(row.Release.DaysLeft), NotWatched: !row.Watched,
		Marks: markViews(who, row), Nobody: row.Nobody, Flags: flagViews(who, f.List, row), Next: nextOf(row, health)}
	if f.List != release.Upcoming && row.Release.State != release.Planned {
		line.State = stateWords(row.Release.State, row.LeftBy)
	}
	if !row.Release.ReleasedOn.IsZero() {
		line.Day = row.Release.ReleasedOn.Short()
	}
	if areas {
		line.Area = row.Person.HomeArea
	}
	if row.Moves > 0 {
		line.Moves = "moved " + countWords(row.Moves, "time", "times")
		if row.NoticeLost > 0 {
			line.Moves += ", " + countWords(row.NoticeLost, "day's notice lost", "days' notice lost")
		}
	}
	if row.OpenTasks > 0 {
		line.Open = countWords(row.OpenTasks, "open request", "open requests")
	}
	if row.LateTasks > 0 {
		line.Late = fmt.Sprintf("%d late", row.LateTasks)
	}
	line.Flags = append(line.Flags, listFlags(f, row, health)...)
	if row.NoNotice && !line.Restricted {
		line.Flags = append(line.Flags, markView{Class: "late", Words: "no privacy notice"})
	}
	if line.Restricted {
		line.Name, line.Number, line.Prison, line.Place, line.Area = "Restricted record", "", "", "", ""
	}
	return line
}

// listFlags are what a list, or the order "worst first", is about.
func listFlags(f boardFilter, row release.BoardRow, health bool) []markView {
	var flags []markView
	add := func(on bool, class, words string) {
		if on {
			flags = append(flags, markView{Class: class, Words: words})
		}
	}
	if f.Sort == release.SortWorst || f.NoAddress {
		add(row.NoBed, "late", "no address for the first night")
	}
	if f.Sort == release.SortWorst {
		add(row.MAPPA != "", "asked", flagWords(row.MAPPA))
		add(row.NoScript && health, "late", "medicines not arranged")
	}
	switch f.List {
	case release.NewInCustody:
		add(true, "asked", "received on "+row.ReceivedDay.Short())
	case release.InCourt:
		add(!row.NextCourtOn.IsZero(), "asked", "in court on "+row.NextCourtOn.Short())
	case release.GoneFromFile:
		add(!row.MissingSince.IsZero(), "late", "not in the file since "+row.MissingSince.Short())
	case release.ConsentWanted:
		for _, consent := range row.Consents {
			words := "a consent"
			if health || consent != "consent_to_share_health" {
				words = strings.TrimPrefix(waitingWords(consent), "the person's ")
			}
			add(true, "asked", "wanted: "+words)
		}
	case release.Gate, release.Upcoming, release.AnyDay, release.AskPrison, release.NoDay, release.JustReleased, release.Everyone:
	}
	return flags
}

// nextOf says the next step of a release. What is about health is said only to
// those with a basis.
func nextOf(row release.BoardRow, health bool) *nextView {
	step := row.Next
	if step == nil {
		return nil
	}
	if release.IsHealth(step.Pathway) && !health {
		return &nextView{What: "Health request"}
	}
	next := &nextView{Href: "/tasks/" + step.Ref, What: step.Title, Whose: serviceWords(step.Service)}
	if step.Contact != "" && !row.Person.Restricted { // whoever it is would tell where
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
