package web

import (
	"slices"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// eventLine is one thing that happened, or was recorded.
type eventLine struct {
	When, What, Recorded string

	key      string // of the form that recorded it
	died     bool
	TakeBack string // address of the form that takes it back; "": it cannot be
}

// eventLines tell what happened, in order. What senders wrote as a reason is
// left out, but for a decision's and for why a day passed: it may tell anything.
// What an officer typed for other officers is shown, but for that of a hospital
// to those without a basis, and not of a restricted record.
func eventLines(who access.Actor, story release.Story, health bool) []eventLine {
	var lines []eventLine
	titles := shownTitles(story.Tasks, health)
	for _, e := range story.Events {
		if e.Event == release.MovedArea && !mayKnowMove(who, story) {
			continue
		}
		line := eventLine{key: takeableKey(e), died: e.Event == release.HasDied, When: instantWords(e.At), What: capital(eventWords(e, titles, health, story.Masked()))}
		if e.ByHand && e.Event.Movement() && e.Reason != "" && !story.Masked() && (health || e.Event != release.Hospital) {
			line.What += ": " + e.Reason
		}
		if calendar.DayOf(e.RecordedAt) != calendar.DayOf(e.At) {
			line.Recorded = "recorded " + instantWords(e.RecordedAt)
		}
		if e.By != "" {
			line.Recorded = strings.TrimPrefix(line.Recorded+" by "+e.By, " ")
		}
		lines = append(lines, line)
	}
	return lines
}

// takeableKey is the key by which an event is taken back; "" where it is not.
func takeableKey(e release.StoryEvent) string {
	if !e.ByHand || !e.Event.MayTakeBack() {
		return ""
	}
	return e.Key
}

// mayKnowMove: with a risk from contact or for a restricted record only the link
// officer and the offender manager see that somebody moved (domain rule 4).
func mayKnowMove(who access.Actor, story release.Story) bool {
	if !story.Person.Restricted && !slices.Contains(story.Who.Flags, "contact_risk") {
		return true
	}
	return who.Role == access.LinkOfficer || who.Role == access.OffenderManager
}

// eventWords is what happened, in plain words.
func eventWords(e release.StoryEvent, titles map[string]string, health, restricted bool) string {
	at := func(words, between string) string {
		if e.PrisonName == "" || restricted {
			return words
		}
		return words + between + e.PrisonName
	}
	because := func(words string) string {
		if e.Reason == "" {
			return words
		}
		return words + ": " + e.Reason
	}
	switch e.Event {
	case release.Received:
		return at("received into custody", " at ")
	case release.Transferred:
		return at("moved to another prison", ": ")
	case release.Court:
		return "taken to court, not released"
	case release.TemporaryAbsence:
		return "out for a while, not released"
	case release.Hospital:
		if !health {
			return "away from the prison: held, not released"
		}
		return "to hospital under the Mental Health Act: held, not released"
	case release.WasReleased:
		return at("released", " from ")
	case release.ReleasedFromCourt:
		return "released from court"
	case release.ReleasedInError:
		return "released in error"
	case release.WasRemoved, release.Extradited, release.ImmigrationCentre, release.OtherJurisdiction:
		return removedWords(e.Event)
	case release.Escaped:
		return "escaped"
	case release.Absconded:
		return "absconded"
	case release.FailedToReturn:
		return "failed to return"
	case release.OutUnknown:
		return "left prison, reason unknown"
	case release.Recalled:
		return at("recalled to custody", " at ")
	case release.HasDied:
		return "died"
	case release.Merged:
		return "two prison numbers became one"
	case release.MovedArea:
		return "moved to another home area"
	case release.RecordScheme:
		return because("Friday scheme: " + strings.ReplaceAll(e.About, "_", " "))
	case release.RecordConsent:
		return consentWords(e, health)
	case release.RecordChecked:
		if title := titles[e.About]; title != "" {
			return "checked by the offender manager: " + title
		}
		return "a request was checked by the offender manager"
	case release.RecordLicence:
		return "checked against the licence"
	case release.RecordTellThem:
		return "the offender manager said that services may be told"
	case release.RecordNextOfKin:
		return "next of kin told"
	case release.RecordReason:
		return because("why the day passed")
	case release.RecordPapers:
		return because("immigration papers " + strings.ReplaceAll(e.About, "_", " "))
	}
	return strings.ReplaceAll(string(e.Event), "_", " ")
}

// consentWords is a consent that was recorded or taken back; what it is about
// only to those who may know.
func consentWords(e release.StoryEvent, health bool) string {
	what := "a consent"
	if health || e.About != "consent_to_share_health" {
		what = strings.TrimPrefix(waitingWords(e.About), "the person's ")
	}
	if e.Reason == "withdrawn" {
		return what + " was taken back"
	}
	return what + " was recorded"
}

// removedWords is how somebody left who is not coming to the borough.
func removedWords(by release.Word) string {
	switch by {
	case release.Extradited:
		return "extradited"
	case release.ImmigrationCentre:
		return "moved to an immigration removal centre"
	case release.OtherJurisdiction:
		return "moved to another jurisdiction"
	}
	return "removed from the country"
}
