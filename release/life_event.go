package release

import (
	"slices"
	"time"
)

// Word is what a movement or an event is called: one list for the extract's
// movement_reason and for event files (interface.md 3), and the records that an
// event file and the pages may hold.
type Word string

// The movements and life events (domain rule 4).
const (
	Received          Word = "received" // or returned
	Transferred       Word = "transferred"
	Court             Word = "court"
	TemporaryAbsence  Word = "temporary_absence"
	Hospital          Word = "hospital" // under the Mental Health Act
	WasReleased       Word = "released"
	ReleasedFromCourt Word = "released_from_court"
	ReleasedInError   Word = "released_in_error"
	WasRemoved        Word = "removed"
	Extradited        Word = "extradited"
	ImmigrationCentre Word = "immigration_centre"
	OtherJurisdiction Word = "other_jurisdiction"
	Escaped           Word = "escaped"
	Absconded         Word = "absconded"
	FailedToReturn    Word = "failed_to_return"
	OutUnknown        Word = "left_unknown"
	Recalled          Word = "recalled"
	HasDied           Word = "died"
	Merged            Word = "merged"
	MovedArea         Word = "moved_area"
)

// The records of an event file that are no movements.
const (
	RecordScheme    Word = "friday_scheme"           // about: applied, refused, one_day_more
	RecordConsent   Word = "consent"                 // about: the consent; reason "withdrawn" takes it back
	RecordChecked   Word = "checked"                 // by the offender manager; about: a task's code, or CheckedText
	RecordLicence   Word = "checked_against_licence" // addresses, venues and plans
	RecordTellThem  Word = "yes_tell_them"           // about: a task's code, or "" after a release in error
	RecordNextOfKin Word = "next_of_kin_told"
	RecordReason    Word = "reason_written" // why the day passed and the person is still in
	RecordPapers    Word = "papers"         // about: served, not_served; by an immigration hold, for the planned day

	// CheckedText is the youth worker's tick: this young person may be texted
	// (domain rule 8). It holds for the time in custody it is given in,
	// and since.
	CheckedText = "text_under_18"

	// consentWithdrawn in the reason of a consent, or of a youth worker's tick,
	// takes it back.
	consentWithdrawn = "withdrawn"
)

// Movements are the words of movement_reason, in the order of interface.md 3.
var Movements = []Word{Received, Transferred, Court, TemporaryAbsence, Hospital, WasReleased, ReleasedFromCourt, ReleasedInError,
	WasRemoved, Extradited, ImmigrationCentre, OtherJurisdiction, Escaped, Absconded, FailedToReturn, OutUnknown, Recalled,
	HasDied, Merged, MovedArea}

// Records are the words of an event file that are no movements.
var Records = []Word{RecordScheme, RecordConsent, RecordChecked, RecordLicence, RecordTellThem, RecordNextOfKin, RecordReason, RecordPapers}

// Movement tells whether the word is one of the list of movements.
func (w Word) Movement() bool { return slices.Contains(Movements, w) }

// LifeEvent is one thing that happened to a person, or was recorded of them.
type LifeEvent struct {
	Line       int    // of the file, for the report
	ID         int64  // 0: not stored yet
	ExternalID string // the sender's own; "": worked out from an extract
	PersonID   int64
	At         time.Time // UTC
	Word       Word
	Prison     string      // code; "" not told
	Legal      LegalStatus // "" not told
	Area       string      // GSS code; of moved_area
	About      string      // a task's code, a consent, a decision, the other prison number
	Reason     string
	Source     string
}
