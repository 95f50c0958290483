package release

import (
	"slices"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// TextFacts are what decides whether and how a person may be texted.
type TextFacts struct {
	State        State
	ReleasedOn   calendar.Date
	BirthDate    calendar.Date
	Language     string
	Flags        []string
	Mobile       string // E.164, "" for none that can be used
	TextOK       string // yes, no, unknown
	AgreedOn     calendar.Date
	AgreedNumber string        // the one number the agreement names
	ReceivedOn   calendar.Date // as told
	EpisodeFrom  calendar.Date // reception as told, or else the day the person was first stored
	PhoneShared  string        // yes, no, unknown
	Holders      int           // live people who have this number
	OptedOut     bool
	NeverText    bool          // on the unit's never-text list
	TickedOn     calendar.Date // under 18: the youth worker's tick; zero: none, or taken back
	Returned     bool          // this release is over: a newer stay in custody has begun
	Withheld     bool          // released in error, and nobody has said that the person may be told
}

// TextVerdict says whether a person may be texted, and what the text may hold.
type TextVerdict struct {
	May     bool
	Wait    bool   // may, but only once the release is recorded
	MayName bool   // first name and place may stand in it
	Reason  string // why not, as an officer reads it
}

// MayText applies domain rule 8, text to a person: the agreement names one
// number, is dated, was made during this custody episode or since, and answers
// both questions; anything else is unconfirmed and never texted. Never to a
// number held by two live people, after death, recall or an opt-out, never to
// somebody at large, and never in custody; after a release in error not before
// the offender manager has said so (domain rule 4). Under 18 only with the youth
// worker's tick, recorded in this time in custody or since. An opt-out outlives
// every agreement: who sent STOP sends START, from that phone.
func MayText(f TextFacts, today calendar.Date) TextVerdict {
	no := func(reason string) TextVerdict { return TextVerdict{Reason: reason} }
	switch {
	case f.stopped():
		return no("nothing is sent to this person")
	case f.Returned, f.State == Released && f.ReceivedOn.After(f.ReleasedOn):
		return no("the person was received into custody again")
	case f.Mobile == "":
		return no("no mobile number that can be used")
	case f.OptedOut:
		return no("this number has asked for no texts")
	case f.NeverText:
		return no(notify.ReasonNeverText)
	case f.TextOK == "no":
		return no("the person does not want texts")
	case f.TextOK != "yes":
		return no("unconfirmed: nobody has recorded that the person agrees to texts")
	case f.AgreedOn.IsZero():
		return no("unconfirmed: the agreement has no date")
	case f.AgreedOn.Before(f.EpisodeFrom):
		return no("unconfirmed: the agreement is older than this time in custody")
	case f.AgreedOn.After(today):
		return no("unconfirmed: the agreement is dated in the future")
	case f.AgreedNumber != f.Mobile:
		return no("unconfirmed: the agreement was for another number")
	case f.PhoneShared == "unknown" || f.PhoneShared == "":
		return no("unconfirmed: nobody has asked whether someone else sees this phone")
	case slices.Contains(f.Flags, "contact_risk"):
		return no("contact risk: a worker tells the person")
	case f.Holders > 1:
		return no("this number is recorded for more than one person")
	case f.BirthDate.AgeOn(today) < 18 && (f.TickedOn.IsZero() || f.TickedOn.Before(f.EpisodeFrom)):
		return no("under 18: the youth worker decides")
	case f.Language != "en" && f.Language != "cy":
		return no("texts are in English and Welsh only: a worker tells the person in their language (" + f.Language + ")")
	}
	v := TextVerdict{May: true, MayName: f.PhoneShared == "no"}
	switch {
	case f.State != Released:
		v.Wait, v.Reason = true, "waits for the release to be recorded"
	case f.Withheld:
		v.Wait, v.Reason = true, "released in error: waits for the offender manager's word"
	}
	return v
}

// stopped: texts to the person stop, and no worker tells them instead.
func (f *TextFacts) stopped() bool { return f.State.ended() || f.State == AtLarge }
