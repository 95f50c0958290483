package release

import (
	"fmt"
	"strings"
)

// When the brake goes on (domain rule 6, brake): an import that moves more than
// a tenth of the planned days, and at least ten; that releases more than five
// people; or that changes more than a fifth of the prisons. The rule sets no
// smallest number for prisons; that one person's transfer in a unit of four is no
// bulk change is ours.
const (
	movedShare, movedLeast             = 10, 10 // percent, planned days
	releasedMost                       = 5      // people
	transferredShare, transferredLeast = 20, 2  // percent, people
)

// ImportDeeds is what an import did, as far as the brake looks at it. People
// new in the file count nowhere.
type ImportDeeds struct {
	Planned     int // planned days there were before it
	Moved       int // of them
	InCustody   int // people in prison before it
	Transferred int // of them
	Released    int // or gone from prison, day or reason unknown: their requests go within the hour
}

// Brake says in plain words why what the import causes is held; "" where it
// is not.
func (d ImportDeeds) Brake() string {
	var why []string
	if d.Moved >= movedLeast && d.Moved*100 > d.Planned*movedShare {
		why = append(why, fmt.Sprintf("%d of %d planned days would move", d.Moved, d.Planned))
	}
	if d.Released > releasedMost {
		why = append(why, fmt.Sprintf("%d people would be released", d.Released))
	}
	if d.Transferred >= transferredLeast && d.Transferred*100 > d.InCustody*transferredShare {
		why = append(why, fmt.Sprintf("%d of %d people would change prison", d.Transferred, d.InCustody))
	}
	return strings.Join(why, "; ")
}
