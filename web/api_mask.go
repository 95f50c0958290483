package web

import (
	"slices"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// What a reader may not see is empty, null, 0 or false in the API's answers, by
// the declared view (access.Viewer): the members are all there.

// What a member says in the place of what is about health.
const (
	hiddenPathway  = "health"
	hiddenTitle    = "Health request"
	hiddenAway     = "away" // in the place of a hospital
	hiddenReason   = string(release.ReasonInHospital)
	stateAgreed    = pathways.State("agreed")
	stateNotAgreed = pathways.State("not_agreed")
)

// shownRow is a row of the board as its reader may see it.
func shownRow(who access.Actor, row release.BoardRow) release.BoardRow {
	see := listViewer(who, row.Person.Restricted, row.HealthConsent)
	if see == access.OfficerMasked {
		row = maskedRow(row)
	}
	row.OpenTasks, row.LateTasks = access.Pick(see, access.FieldStanding, row.OpenTasks), access.Pick(see, access.FieldStanding, row.LateTasks)
	row.Release = shownStanding(see, row.Release)
	return row
}

// maskedRow is as much of a restricted record as its masked page tells: the
// reference, the day, and whether it has come.
func maskedRow(row release.BoardRow) release.BoardRow {
	row = row.ForCommand()
	r := row.Release
	row.Release.Statutory, row.Release.OpenedBy, row.Release.Episode = calendar.Date{}, "", 0
	if r.State != release.Died && r.State != release.Released {
		row.Release.State = ""
	}
	return row
}

// shownStanding is how a release stands, without a word of health to those who
// have no basis for it.
func shownStanding(see access.Viewer, r release.StoryRelease) release.StoryRelease {
	if see.Sees(access.FieldHealth) {
		return r
	}
	r.Explanation = shownExplanation(r.Explanation, false)
	r.Reasons = slices.DeleteFunc(slices.Clone(r.Reasons), func(why string) bool { return why == hiddenReason })
	if r.Place == release.InHospital {
		r.Place = hiddenAway
	}
	return r
}

// shownStory is a release as its reader may see it.
func shownStory(who access.Actor, s release.Story) release.Story {
	see := storyViewer(who, s)
	if s.Masked() {
		return maskedStory(see, s)
	}
	health := see.Sees(access.FieldHealth)
	s.Release = shownStanding(see, s.Release)
	s.Events = shownEvents(who, s, health)
	if health {
		return s
	}
	titles, hidden := shownTitles(s.Tasks, false), map[string]bool{}
	for _, t := range s.Tasks {
		hidden[t.ID] = release.IsHealth(t.Pathway)
	}
	s.Tasks, s.Messages = slices.Clone(s.Tasks), slices.Clone(s.Messages)
	for i, t := range s.Tasks {
		s.Tasks[i] = shownTask(t, titles)
	}
	for i, m := range s.Messages {
		if hidden[m.About.Reference] {
			s.Messages[i].To, s.Messages[i].About.Reference = "", ""
		}
	}
	s.Changes = slices.Clone(s.Changes)
	for i, ch := range s.Changes {
		s.Changes[i].Unmet = slices.DeleteFunc(slices.Clone(ch.Unmet), func(code string) bool { return s.Now.Titles[code].Health })
	}
	s.Appointments = slices.Clone(s.Appointments)
	for i, a := range s.Appointments {
		s.Appointments[i] = shownAppointment(a)
	}
	return s
}

// shownTask is a task of the plan without a basis for health: agreed or not, and
// not even which of the health pathways it is.
func shownTask(t release.StoryTask, titles map[string]string) release.StoryTask {
	if !release.IsHealth(t.Pathway) {
		t.BlockedBy = slices.DeleteFunc(slices.Clone(t.BlockedBy), func(code string) bool { return titles[code] == "" })
		return t
	}
	return release.StoryTask{Pathway: hiddenPathway, Title: hiddenTitle, State: agreedState(t.State),
		WaitingFor: []string{}, BlockedBy: []string{}, History: []release.StoryStep{}}
}

func agreedState(state pathways.State) pathways.State {
	if agreedWords(state) == "agreed" {
		return stateAgreed
	}
	return stateNotAgreed
}

// shownAppointment says of one with a health service no more than when, and not
// whether it was kept (domain rule 9).
func shownAppointment(a release.StoryAppointment) release.StoryAppointment {
	if !release.IsHealthService(a.Service) {
		return a
	}
	state := pathways.VisitState(a.State)
	if !state.Stands() && state != pathways.VisitCancelled {
		a.State = ""
	}
	return release.StoryAppointment{StartsAt: a.StartsAt, Service: hiddenPathway, State: a.State}
}

// toldReasons are the records whose reason the page tells: of others a sender may
// have written anything.
var toldReasons = []release.Word{release.RecordScheme, release.RecordReason, release.RecordPapers, release.RecordConsent}

// shownEvents are the events that the page shows, with as much of their reasons
// as it shows.
func shownEvents(who access.Actor, s release.Story, health bool) []release.StoryEvent {
	list := []release.StoryEvent{}
	for _, e := range s.Events {
		if e.Event == release.MovedArea && !mayKnowMove(who, s) {
			continue
		}
		typed := e.ByHand && e.Event.Movement() && (health || e.Event != release.Hospital)
		if !typed && !slices.Contains(toldReasons, e.Event) {
			e.Reason = ""
		}
		if e.Event == release.Hospital && !health {
			e.Event = hiddenAway
		}
		list = append(list, e)
	}
	return list
}

// maskedStory is all there is to see of a restricted record: the reference and
// the day.
func maskedStory(see access.Viewer, s release.Story) release.Story {
	row := maskedRow(release.BoardRow{Person: s.Person, Custody: s.Custody, Release: s.Release})
	row.Release = shownStanding(see, row.Release)
	return release.Story{Person: row.Person, Custody: row.Custody, Release: row.Release, Episodes: []release.StoryEpisode{}, Dates: []release.StoryDate{},
		Changes: []release.StoryChange{}, Tasks: []release.StoryTask{}, Appointments: []release.StoryAppointment{},
		Messages: []release.StoryMessage{}, Events: []release.StoryEvent{}}
}
