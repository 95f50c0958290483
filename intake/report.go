package intake

import "time"

// Kind of a file.
type Kind string

// The kinds of file.
const (
	ReleasesKind     Kind = "releases"
	ServicesKind     Kind = "services"
	AppointmentsKind Kind = "appointments"
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
}

// newReport has empty lists, which JSON writes as [] and not as null.
func newReport(kind Kind, file string, asOf time.Time) Report {
	return Report{Kind: kind, File: file, AsOf: asOf.UTC(), Rejected: []Problem{}, Held: []HeldRow{}, IgnoredColumns: []string{}}
}
