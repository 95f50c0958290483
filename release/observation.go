package release

import (
	"time"

	"throughgate/internal/calendar"
)

// TypedDate is one date of a person, unadjusted.
type TypedDate struct {
	Type DateType
	Kind DateKind
	Day  calendar.Date
}

// Officer is somebody who manages a person's sentence or supervision.
type Officer struct{ Name, Email string }

// Consent is one consent of the person. GivenOn may be no day: recorded
// without one.
type Consent struct {
	Kind    string // consent_to_refer, consent_to_share_contact, consent_to_share_health
	GivenOn calendar.Date
}

// Observation is everything a source has told so far of one person: the whole
// picture, not a difference. Codes are resolved, dates read, and what could
// not be used is named in Notes.
type Observation struct {
	Line     int   // line of the file, for the report
	PersonID int64 // 0: nobody of that prison number is stored

	PrisonNumber       string
	Surname, Forenames string
	BirthDate          calendar.Date
	Sex                string
	PNC, CRN           string
	Prison             string // code
	HomeArea           string // GSS code

	ReceivedOn     calendar.Date
	SentenceStart  calendar.Date
	LegalStatus    LegalStatus
	Status         CustodyStatus
	Dates          []TypedDate
	ReleasedOn     calendar.Date
	MovementReason string // one of the words of interface.md 3, or "" (other text is in Notes)

	MobileTold   string // as written
	Mobile       string // E.164, "" where it cannot be used
	TextOK       string // yes, no, unknown
	TextAgreedOn calendar.Date
	PhoneShared  string // yes, no, unknown
	Language     string // ISO 639-1, "en" where not told

	COM, POM, PoliceOM Officer // an unusable e-mail address is left out and noted
	NextCourtOn        calendar.Date

	NeedsAssessed bool // false: every need is unknown
	Needs         []string
	NeedsUnknown  []string // of an assessment: those that nobody knows of yet
	Consents      []Consent
	Flags         []string
	IOM           string // fixed, flex, free or ""
	Purpose       string // why the unit holds the person's data; "" not stated

	Notes []string // what was told but cannot be used: "mobile", "com_email", "language", "needs", "flags", ...
}

// Source says where observations come from.
type Source struct {
	Name     string
	AsOf     time.Time // when the source's picture was taken
	ImportID int64
}

// Applied is what became of one observation.
type Applied struct {
	Line     int
	PersonID int64
	New      bool
	Changed  bool
	Again    bool // it was taken before something that is known to have happened: look at the next one whatever it says
}
