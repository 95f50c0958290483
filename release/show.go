package release

import (
	"strings"
	"time"
	"unicode"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// Story is all there is to tell of one release, in the shape of
// `show release --json` (interface.md 4). Days are London's, instants UTC;
// absent values are null, lists are never null. What carries no JSON name is
// for pages only.
type Story struct {
	Person       StoryPerson        `json:"person"`
	Custody      StoryCustody       `json:"custody"`
	Release      StoryRelease       `json:"release"`
	Episodes     []StoryEpisode     `json:"episodes"`
	Dates        []StoryDate        `json:"dates"`
	Changes      []StoryChange      `json:"changes"`
	Tasks        []StoryTask        `json:"tasks"`
	Appointments []StoryAppointment `json:"appointments"`
	Messages     []StoryMessage     `json:"messages"`
	Events       []StoryEvent       `json:"events"`

	Who Identity  `json:"-"`
	Now Standing  `json:"-"`
	At  time.Time `json:"-"` // the instant asked about; zero: now

	// OpenUntil is when a restricted record closes again for its reader; zero
	// where they have not opened it. Whoever reads it on a page sets it.
	OpenUntil time.Time `json:"-"`
}

// Masked tells whether it is a restricted record that its reader has not opened.
func (s Story) Masked() bool { return s.Person.Restricted && s.OpenUntil.IsZero() }

// StoryPerson is who it is about, as far as lists may say it. Initials are
// empty for a restricted record.
type StoryPerson struct {
	PrisonNumber string `json:"prison_number"`
	Initials     string `json:"initials"`
	HomeArea     string `json:"home_area"` // the authority's name
	Restricted   bool   `json:"restricted"`
}

// Identity is what officers see of a person beside the story.
type Identity struct {
	ReleaseID          int64
	IsCurrent          bool
	Watched            bool
	Surname, Forenames string
	BirthDate          calendar.Date
	CRN                string
	COM, POM           Officer
	Flags, Needs       []string
	NeedsAssessed      bool
	NeedsUnknown       []string
	IOM                string
	NextCourtOn        calendar.Date
	HealthConsent      bool // consent_to_share_health is in force
	DecidedAt          time.Time
}

// StoryCustody is where the person is. OutOfArea is true also where the region
// is not known (domain rule 5). Miles are great-circle, rounded to 10; 0 is
// "under 10".
type StoryCustody struct {
	Prison     string        `json:"prison"`
	PrisonName string        `json:"prison_name"`
	Legal      LegalStatus   `json:"legal_status"`
	Status     CustodyStatus `json:"status"`
	OutOfArea  bool          `json:"out_of_area"`
	Miles      *int          `json:"miles"`

	RegionKnown bool `json:"-"`
}

// StoryRelease is the deciding date and what became of it. ID is the opaque
// reference that addresses use.
type StoryRelease struct {
	ID           string        `json:"id"`
	Episode      int           `json:"episode"`
	PlannedDay   calendar.Date `json:"planned_day"`
	DecidingType *DateType     `json:"deciding_type"`
	Statutory    calendar.Date `json:"statutory_date"`
	WorkingDay   calendar.Date `json:"working_day"`
	FridayScheme calendar.Date `json:"friday_scheme_day"`
	Reasons      []string      `json:"reasons"`
	Explanation  string        `json:"explanation"`
	State        State         `json:"state"`
	ReleasedOn   calendar.Date `json:"released_on"`
	DaysLeft     *int          `json:"days_left"` // to the planned day; null once released or without one

	// Presumed: nobody has decided on the Friday scheme yet, so the planned day
	// is one of two, and both are told (domain rule 3).
	Presumed bool           `json:"presumed"`
	Scheme   SchemeDecision `json:"scheme"` // "" as long as nobody has decided
	Place    Place          `json:"place"`  // where the person is, as the movements tell it
	OpenedBy string         `json:"opened_by"`
}

// StoryEpisode is one stay in custody of the same person.
type StoryEpisode struct {
	ID         string        `json:"id"`
	Episode    int           `json:"episode"`
	State      State         `json:"state"`
	PlannedDay calendar.Date `json:"planned_day"`
	ReleasedOn calendar.Date `json:"released_on"`
}

// StoryDate is one date we were told, unadjusted.
type StoryDate struct {
	Type         DateType      `json:"type"`
	Kind         DateKind      `json:"kind"`
	Date         calendar.Date `json:"date"`
	Source       string        `json:"source"`
	LearntAt     time.Time     `json:"learnt_at"`
	SupersededAt *time.Time    `json:"superseded_at"`
}

// StoryChange is one move of the planned day.
type StoryChange struct {
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	At     time.Time     `json:"at"`
	Source string        `json:"source"`
	Notice *int          `json:"notice_working_days"`
	Unmet  []string      `json:"unmet"`  // standards that could be met before and no longer can
	Import *int64        `json:"import"` // the import that moved it, where one did
}

// StoryTask is one task of the plan.
type StoryTask struct {
	ID             string         `json:"id"`
	Code           string         `json:"code"`
	Pathway        string         `json:"pathway"`
	Title          string         `json:"title"`
	Required       bool           `json:"required"`
	State          pathways.State `json:"state"`
	HandOffOn      calendar.Date  `json:"hand_off_on"`
	DueOn          calendar.Date  `json:"due_on"`
	Service        string         `json:"service"`
	Contact        *StoryContact  `json:"contact"`
	ShortNotice    bool           `json:"short_notice"`
	WaitingFor     []string       `json:"waiting_for"`
	HandedOffAt    *time.Time     `json:"handed_off_at"`
	AcknowledgedAt *time.Time     `json:"acknowledged_at"`
	AcknowledgeBy  *time.Time     `json:"acknowledge_by"`
	DoneAt         *time.Time     `json:"done_at"`
	Rung           int            `json:"rung"`
	NextRungAt     *time.Time     `json:"next_rung_at"`
	BlockedBy      []string       `json:"blocked_by"`
	DoneBefore     calendar.Date  `json:"done_before"` // in an earlier stay: still good?
	History        []StoryStep    `json:"history"`

	Nobody    bool          `json:"-"` // nobody is found to send it to
	Note      string        `json:"-"` // "general contact, not this prison"
	FullUntil calendar.Date `json:"-"`
	Reason    string        `json:"-"`
}

// Late tells whether the task is open after its due day.
func (t StoryTask) Late(today calendar.Date) bool {
	return t.State.Open() && !t.DueOn.IsZero() && t.DueOn.Before(today)
}

// NoAnswer tells whether the time to answer has passed without one.
func (t StoryTask) NoAnswer(now time.Time) bool {
	return noAnswer(t.State, t.AcknowledgeBy, now)
}

func noAnswer(s pathways.State, by *time.Time, now time.Time) bool {
	asked := s == pathways.HandedOff || s == pathways.PassedOn
	return asked && by != nil && by.Before(now)
}

// StoryContact is whom a task is, or would today be, sent to.
type StoryContact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// StoryStep is one step of a task. By is "watch", "import" or the name of an
// account; To is masked.
type StoryStep struct {
	State  pathways.State `json:"state"`
	At     time.Time      `json:"at"`
	By     string         `json:"by"`
	Reason string         `json:"reason"`
	To     string         `json:"to"`

	DueOn calendar.Date `json:"-"` // the due day from then on, where it was set or moved
}

// StoryAppointment is one booked place and time. ID is the sender's own
// reference where there is one.
type StoryAppointment struct {
	ID       string    `json:"id"`
	StartsAt time.Time `json:"starts_at"`
	Service  string    `json:"service"`
	Place    string    `json:"place"`
	State    string    `json:"state"`

	Ref       string      `json:"-"`
	Version   int         `json:"-"`
	Minutes   int         `json:"-"` // 0: not told
	PlaceSafe bool        `json:"-"`
	Phone     string      `json:"-"`
	Kind      string      `json:"-"`
	ToldAt    *time.Time  `json:"-"` // when the last text about it went, or may have
	Steps     []VisitStep `json:"-" db:"-"`
}

// VisitStep is one step of an appointment: what it was from then on, who said so
// and when. By is words, as in StoryStep.
type VisitStep struct {
	State    pathways.VisitState
	At       time.Time
	By       string
	Reason   string
	StartsAt time.Time
	Place    string
	Moved    bool
}

// StoryMessage is one message that is about the release. To is masked.
type StoryMessage struct {
	ID          string     `json:"id"`
	Channel     string     `json:"channel"`
	Kind        string     `json:"kind"`
	To          string     `json:"to"`
	About       StoryAbout `json:"about"`
	State       string     `json:"state"`
	Reason      string     `json:"reason"`
	QueuedAt    time.Time  `json:"queued_at"`
	NotBefore   time.Time  `json:"not_before"`
	SentAt      *time.Time `json:"sent_at"`
	SettledAt   *time.Time `json:"settled_at"`
	Attempts    int        `json:"attempts"`
	ProviderRef string     `json:"provider_ref"`

	claimedAt *time.Time
	heldUntil heldUntil
}

// StoryAbout names the first thing of this release that a message is about:
// kind is task, appointment or release.
type StoryAbout struct {
	Kind      string `json:"kind"`
	Reference string `json:"reference"`
}

// initials are the first letters of forenames and surname: "Siôn Rhys",
// "O'Brien" is "SO".
func initials(forenames, surname string) string {
	var out []rune
	for _, name := range []string{forenames, surname} {
		for _, letter := range name {
			if unicode.IsLetter(letter) {
				out = append(out, unicode.ToUpper(letter))
				break
			}
		}
	}
	return string(out)
}

// actorWords turns an actor's key into what a history shows; names holds those
// of the accounts.
func actorWords(key string, names map[string]string) string {
	if name, ok := names[key]; ok {
		return name
	}
	if key == "system:email_link" {
		return "the link in its e-mail"
	}
	return strings.TrimPrefix(key, "system:")
}

// daysLeft is the number of calendar days to the planned day; nil where there
// is none to count to.
func daysLeft(state State, planned, today calendar.Date) *int {
	switch state {
	case Released, Removed, Died, MovedAway:
		return nil
	}
	if planned.IsZero() {
		return nil
	}
	days := planned.Sub(today)
	return &days
}
