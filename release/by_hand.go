package release

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// ByHandSource is where what officers record on the pages comes from.
const ByHandSource = "by hand"

// LongestReason is how many characters a reason may have.
const LongestReason = 500

// ByHand is one thing that an officer records on a release's page: an event, a
// decision, a consent, a tick.
type ByHand struct {
	Key   string // the form's own: the same form sent twice records one event
	Seen  int64  // the newest event of the person that the form knew of
	Other string // of a merge: the prison number that goes
	Event LifeEvent
}

// CheckByHand says what an officer must mend before an event can be recorded.
// Errors: fault.Invalid.
func CheckByHand(e LifeEvent, now time.Time) error {
	switch {
	case e.At.IsZero():
		return fault.Invalid("Give the day and the time")
	case e.At.After(now):
		return fault.Invalid("This has not come yet: record it once it has happened")
	case calendar.DayOf(e.At).Year() < 2000:
		return fault.Invalid("This is too long ago: write the right year")
	case len([]rune(e.Reason)) > LongestReason:
		return fault.Invalid("The reason is longer than 500 characters: say it in fewer")
	}
	switch e.Word {
	case Received, Transferred:
		if e.Prison == "" {
			return fault.Invalid("Choose the prison that holds the person now")
		}
	case MovedArea:
		if e.Area == "" {
			return fault.Invalid("Choose the home area that the person has moved to")
		}
	case RecordScheme:
		switch SchemeDecision(e.About) {
		case SchemeApplied, SchemeOneDayMore:
		case SchemeRefused:
			if e.Reason == "" {
				return fault.Invalid("Say why the scheme was refused")
			}
		case SchemeUndecided:
			return fault.Invalid("Choose what was decided")
		default:
			return fault.Invalid("Choose what was decided")
		}
	case RecordConsent:
		if e.Reason != "" && e.Reason != consentWithdrawn {
			return fault.Invalid("The reason for a consent is not kept")
		}
		if !strings.HasPrefix(e.About, "consent_to_") {
			return fault.Invalid("Choose the consent")
		}
	case RecordChecked:
		if e.About == "" {
			return fault.Invalid("Choose the request that was checked")
		}
	case RecordReason:
		if e.Reason == "" {
			return fault.Invalid("Write why the day has passed")
		}
	case Court, TemporaryAbsence, Hospital, WasReleased, ReleasedFromCourt, ReleasedInError, WasRemoved, Extradited, ImmigrationCentre,
		OtherJurisdiction, Escaped, Absconded, FailedToReturn, OutUnknown, Recalled, HasDied, Merged, RecordLicence, RecordTellThem,
		RecordNextOfKin:
	}
	return nil
}

// ConsentEvent is a consent that was given, or taken back.
func ConsentEvent(consent string, given bool, at time.Time) LifeEvent {
	e := LifeEvent{Word: RecordConsent, About: consent, At: at}
	if !given {
		e.Reason = consentWithdrawn
	}
	return e
}

// Withdrawn tells whether the event takes a consent back.
func (e StoryEvent) Withdrawn() bool { return e.Event == RecordConsent && e.Reason == consentWithdrawn }

// about are the words of the events that one form may find changed by somebody
// else: any movement for a movement, the same record for a record.
func (w Word) about() []string {
	if !w.Movement() {
		return []string{string(w)}
	}
	words := make([]string, len(Movements))
	for i, m := range Movements {
		words[i] = string(m)
	}
	return words
}

// SameMatter tells whether two events are about one thing, so that whoever
// records the second should see the first.
func SameMatter(a Word, aboutA string, b Word, aboutB string) bool {
	if a.Movement() || b.Movement() {
		return a.Movement() && b.Movement()
	}
	return a == b && (!a.aboutOne() || aboutA == aboutB)
}

// aboutOne: several of these stand beside one another, each about a consent or a
// task of its own. Of a decision there is one.
func (w Word) aboutOne() bool {
	return w == RecordConsent || w == RecordChecked || w == RecordTellThem
}
