package release

import (
	"slices"
	"time"
)

// HeldDecision is what somebody decides on a held row of a release extract.
type HeldDecision string

// The decisions.
const (
	TakeHeldRow  HeldDecision = "take"  // the same person: the row is applied
	LeaveHeldRow HeldDecision = "leave" // another person, or wrong: nothing is applied
)

// NotTaken begins the outcome of a row that was to be taken and could not be
// stored: it may be decided on again.
const NotTaken = "not stored: "

// HeldRowJob is the work on one held row that is to be taken.
type HeldRowJob struct {
	ID int64 `json:"id"`
}

// Kind names the job for River.
func (HeldRowJob) Kind() string { return "held_row" }

// HeldRow is a row of a release extract that waits for a person: it contradicts
// the person stored under its number, or another row of its file.
type HeldRow struct {
	ID         int64
	ImportID   int64
	FileName   string
	Line       int
	Problem    string
	At         time.Time // when the file was imported
	Deciding   bool      // somebody has said "take": a worker applies it
	Outcome    string    // why a row that was to be taken was not stored
	Number     string    // prison number; "" for a restricted record
	ReleaseRef string    // of the person stored under the number; "" where nobody is
	Restricted bool
	Columns    []HeldColumn
}

// HeldColumn is one column of a held row beside what is stored.
type HeldColumn struct {
	Name, Stored, Told string
	Differs            bool
}

// alwaysShown are the columns that tell who somebody is; of the others only those
// that differ are shown.
var alwaysShown = []string{"surname", "forenames", "date_of_birth", "prison", "home_area"}

// masked stands for what a reader may not see.
const masked = "masked"

// besides lays a row's cells beside the stored ones. The prison number is the
// same in both. A column that the row does not tell is not compared.
func besides(names, stored, told []string, restricted bool, hidden []string) []HeldColumn {
	var out []HeldColumn
	for i, name := range names {
		if name == "" || name == "prison_number" || i >= len(told) {
			continue
		}
		c := HeldColumn{Name: name, Told: told[i]}
		if i < len(stored) {
			c.Stored = stored[i]
		}
		c.Differs = c.Told != "" && c.Told != c.Stored
		if !c.Differs && !slices.Contains(alwaysShown, name) {
			continue
		}
		if restricted || slices.Contains(hidden, name) {
			c.Stored, c.Told = masked, masked
		}
		out = append(out, c)
	}
	return out
}

func nameOr(names map[string]string, code string) string {
	if name, ok := names[code]; ok {
		return name
	}
	return code
}
