package notify

import "time"

// mostBlanks is how many texts one pass wipes at the provider.
const mostBlanks = 100

// mostProblems is how many calls to the provider of texts may fail in one pass:
// a provider in trouble must not hold up the minute's other work.
const mostProblems = 3

// blankTries is how often the provider is asked to wipe one text. Then the
// administrator is told, and it is asked once a day.
const blankTries = 8

// blankAgain is when the provider is asked again to wipe a text, after so many
// tries that failed.
func blankAgain(now time.Time, tries int) time.Time {
	if tries >= blankTries {
		return now.Add(24 * time.Hour)
	}
	return now.Add(5 * time.Minute << min(tries, 8))
}

// toBlank is a text whose words are still at the provider.
type toBlank struct {
	ID          int64
	CameIn      bool // a text of theirs
	ProviderRef string
	Tries       int // this one counts
}
