package intake

import (
	"strings"
	"time"

	"throughgate/internal/fault"
	"throughgate/release"
)

// ReleasesOptions say how a release extract is imported. The zero value will do.
type ReleasesOptions struct {
	FileName string    // for the report
	Source   string    // who tells this; empty: "extract"
	AsOf     time.Time // when the picture was taken; zero: now
	DryRun   bool      // report what would happen and change nothing

	// ConfirmBulk: somebody has looked at a bulk change; the brake stays off.
	ConfirmBulk bool
	// Review makes it the import of a go-live: everything is applied and nothing
	// leaves until the tasks whose day came before the start have been answered.
	// It is called with them once, before the end of the import is committed;
	// not in a dry run.
	Review func(tasks []release.ReviewTask) error

	// Progress is called now and then: while the file is read with the rows
	// read and a total of 0, then with the rows applied and how many there are.
	Progress func(done, total int)
}

const (
	defaultSource = "extract"
	longestSource = 60
	// furthestAhead is how far an as-of instant may lie ahead of the clock: a
	// mistyped year would make every later file look old.
	furthestAhead = 24 * time.Hour
	// worstShare of bad rows that a file may have, in percent.
	worstShare = 20
)

func (o *ReleasesOptions) complete(now time.Time) error {
	if o.Source = strings.TrimSpace(o.Source); o.Source == "" {
		o.Source = defaultSource
	}
	if len(o.Source) > longestSource {
		return fault.Invalid("the name of the source is longer than %d letters: give it a shorter one", longestSource)
	}
	if o.ConfirmBulk && o.Review != nil {
		return fault.Invalid("a review holds everything and a confirmed bulk change sends everything: ask for one of the two")
	}
	if o.AsOf.IsZero() {
		o.AsOf = now
	}
	// PostgreSQL keeps microseconds; a finer instant would never be equal to itself.
	o.AsOf = o.AsOf.UTC().Truncate(time.Microsecond)
	if o.AsOf.After(now.Add(furthestAhead)) {
		return fault.Invalid("the as-of instant %s lies in the future: give the time at which the extract was taken",
			o.AsOf.Format(time.RFC3339))
	}
	return nil
}
