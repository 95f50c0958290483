package intake

import "time"

// Kind of a file.
type Kind string

// The kinds of file.
const (
	ReleasesKind     Kind = "releases"
	ServicesKind     Kind = "services"
	AppointmentsKind Kind = "appointments"
	EventsKind       Kind = "events"
	HolidaysKind     Kind = "holidays"
	LocalPrisonsKind Kind = "local_prisons"
	ReviewKind       Kind = "review"
)

// HeldRow is a row that waits for a person to decide.
type HeldRow struct {
	Line    int    `json:"line"`
	Problem string `json:"problem"`
}

// Report is what became of a file, in the shape of interface.md 3:
// Rows = New + Changed + Unchanged + OutsideUnit + rejected + held.
type Report struct {
	Kind           Kind      `json:"kind"`
	File           string    `json:"file"`
	SHA256         string    `json:"sha256"`
	AsOf           time.Time `json:"as_of"` // UTC
	Rows           int       `json:"rows"`
	New            int       `json:"new"`
	Changed        int       `json:"changed"`
	Unchanged      int       `json:"unchanged"`
	OutsideUnit    int       `json:"outside_unit"`
	Rejected       []Problem `json:"rejected"`
	Held           []HeldRow `json:"held"`
	IgnoredColumns []string  `json:"ignored_columns"`
	MessagesQueued int       `json:"messages_queued"`
	MessagesHeld   int       `json:"messages_held"`
	// PeopleChanged is, for holidays and local prisons, for how many people the
	// new list changed something.
	PeopleChanged int `json:"people_changed,omitempty"`
	// Import is the number under which held messages are sent; told where
	// something is held.
	Import int64 `json:"import,omitempty"`
	// Brake says in plain words why the messages are held; empty: they are not,
	// or a review holds them.
	Brake string `json:"brake,omitempty"`
	// Review is the path of a go-live review's file and ReviewTasks how many
	// tasks wait in it.
	Review      string `json:"review,omitempty"`
	ReviewTasks *int   `json:"review_tasks,omitempty"`
}

// newReport has empty lists, which JSON writes as [] and not as null.
func newReport(kind Kind, file string, asOf time.Time) Report {
	return Report{Kind: kind, File: file, AsOf: asOf.UTC(), Rejected: []Problem{}, Held: []HeldRow{}, IgnoredColumns: []string{}}
}
