package web

import (
	"slices"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// eventLine is one thing that happened, or was recorded.
type eventLine struct {
	When, What wording.Text
	Recorded   wording.Text

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
		line := eventLine{key: takeableKey(e), died: e.Event == release.HasDied, When: instantWords(e.At), What: wording.Capital(eventWords(e, titles, health, story.Masked()))}
		if e.ByHand && e.Event.Movement() && e.Reason != "" && !story.Masked() && (health || e.Event != release.Hospital) {
			line.What = wording.F("{1}: {2}", line.What, e.Reason)
		}
		if calendar.DayOf(e.RecordedAt) != calendar.DayOf(e.At) {
			line.Recorded = wording.F("recorded {1}", instantWords(e.RecordedAt))
		}
		if e.By != "" {
			line.Recorded = wording.Join(" ", line.Recorded, wording.F("by {1}", e.By))
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
func eventWords(e release.StoryEvent, titles map[string]string, health, restricted bool) wording.Text {
	at := func(words, withPrison wording.Text) wording.Text {
		if e.PrisonName == "" || restricted {
			return words
		}
		return wording.F(withPrison, e.PrisonName)
	}
	because := func(words wording.Text) wording.Text {
		if e.Reason == "" {
			return words
		}
		return wording.F("{1}: {2}", words, e.Reason)
	}
	switch e.Event {
	case release.Received:
		if e.Back {
			return at("back in prison", "back in prison at {1}")
		}
		return at("received into custody", "received into custody at {1}")
	case release.Transferred:
		return at("moved to another prison", "moved to another prison: {1}")
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
		return at("released", "released from {1}")
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
		return at("recalled to custody", "recalled to custody at {1}")
	case release.HasDied:
		return "died"
	case release.Merged:
		return "two prison numbers became one"
	case release.MovedArea:
		return "moved to another home area"
	case release.RecordScheme:
		return because(wording.F("Friday scheme: {1}", wording.Small(spelled(e.About))))
	case release.RecordConsent:
		return consentWords(e, health)
	case release.RecordChecked:
		if title := titles[e.About]; title != "" {
			return wording.F("checked by the offender manager: {1}", title)
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
		return because(wording.F("immigration papers {1}", wording.Small(spelled(e.About))))
	}
	return wording.Small(spelled(string(e.Event)))
}

// consentWords is a consent that was recorded or taken back; what it is about
// only to those who may know.
func consentWords(e release.StoryEvent, health bool) wording.Text {
	what := wording.Text("a consent")
	if health || e.About != "consent_to_share_health" {
		what = consentKindWords(e.About)
	}
	if e.Reason == "withdrawn" {
		return wording.F("{1} was taken back", what)
	}
	return wording.F("{1} was recorded", what)
}

// removedWords is how somebody left who is not coming to the borough.
func removedWords(by release.Word) wording.Text {
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
