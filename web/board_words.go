package web

import (
	"throughgate/release"

	"throughgate/internal/wording"
)

func listTitle(list release.List) wording.Text {
	switch list {
	case release.Gate:
		return "Today at the gate"
	case release.Upcoming:
		return "Next 24 weeks"
	case release.AnyDay:
		return "Could leave any day"
	case release.AskPrison:
		return "Ask the prison"
	case release.NoDay:
		return "No day yet"
	case release.JustReleased:
		return "Released in the last 28 days"
	case release.NewInCustody:
		return "New in custody"
	case release.InCourt:
		return "In court this week"
	case release.GoneFromFile:
		return "Gone from the file"
	case release.ConsentWanted:
		return "Consent wanted"
	case release.Everyone:
		return "Everybody"
	}
	return wording.Data(string(list))
}

func listEmpty(list release.List) wording.Text {
	switch list {
	case release.Gate:
		return "Nobody leaves today."
	case release.Upcoming:
		return "Nobody has a planned release day in the next 24 weeks."
	case release.AnyDay:
		return "Nobody could leave any day."
	case release.AskPrison:
		return "There is nothing to ask the prison."
	case release.NoDay:
		return "Everybody has a day, or could leave any day."
	case release.JustReleased:
		return "Nobody was released in the last 28 days."
	case release.NewInCustody:
		return "Nobody came into custody in the last 7 days."
	case release.InCourt:
		return "Nobody has a hearing in the next 7 days."
	case release.GoneFromFile:
		return "Everybody is in the files that came last."
	case release.ConsentWanted:
		return "No request waits for a person's consent."
	case release.Everyone:
		return "Nobody is here yet."
	}
	return "Nobody."
}

// lookout tells whether a list is of something to look at, and not of releases
// by how they stand.
func lookout(list release.List) bool {
	switch list {
	case release.AskPrison, release.NewInCustody, release.InCourt, release.GoneFromFile, release.ConsentWanted:
		return true
	case release.Gate, release.Upcoming, release.AnyDay, release.NoDay, release.JustReleased, release.Everyone:
	}
	return false
}

func sortWords(sort release.BoardSort) wording.Text {
	switch sort {
	case release.SortDay:
		return "By day"
	case release.SortName:
		return "By name"
	case release.SortPrison:
		return "By prison"
	case release.SortWorst:
		return "Worst first: no address, MAPPA, medicines, far away"
	}
	return wording.Data(string(sort))
}
