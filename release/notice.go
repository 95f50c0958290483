package release

import (
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// Notice is that a person was given the privacy notice; the zero one: they were
// not. By is who recorded it, in words.
type Notice struct {
	GivenOn    calendar.Date
	GivenBy    string
	Language   string
	RecordedAt time.Time
	By         string
}

// NewNotice is one to be recorded. Key is the form's own: sent twice, it is one.
type NewNotice struct {
	Key      string
	GivenOn  calendar.Date
	GivenBy  string
	Language string
}

// longestNoticeWords is how long a name or a language may be.
const longestNoticeWords = 100

// Check says what is wrong with it; today is the London day.
func (n NewNotice) Check(today calendar.Date) error {
	long := func(text string) bool { return len([]rune(text)) > longestNoticeWords }
	switch {
	case strings.TrimSpace(n.GivenBy) == "" || long(n.GivenBy):
		return fault.Invalid("Write who gave it, in 100 characters or fewer")
	case strings.TrimSpace(n.Language) == "" || long(n.Language):
		return fault.Invalid("Write in which language it was given, in 100 characters or fewer")
	case n.GivenOn.IsZero() || n.GivenOn.After(today):
		return fault.Invalid("Give the day on which it was given: today or before")
	}
	return nil
}

// WantsNotice tells whether a page marks that no privacy notice is recorded: of
// everybody but those for whom nothing more is planned.
func WantsNotice(state State, given bool) bool {
	return !given && !slices.Contains([]State{Died, Removed, MovedAway}, state)
}
