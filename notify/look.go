package notify

import (
	"strings"
	"time"
)

// lookPauses are the waits before each look at the provider's list for a text of
// unknown outcome, after the text was handed over or the look before. New texts
// may be missing from the list at first. After the last look a person decides.
var lookPauses = []time.Duration{time.Minute, 2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour}

// lookDue tells whether a text of unknown outcome is to be looked for now.
// since is when it was handed over, or last looked for.
func lookDue(now, since time.Time, looks int) bool {
	return looks < len(lookPauses) && !now.Before(since.Add(lookPauses[looks]))
}

// A text that is on its way for so long without a final receipt is asked about,
// once in that time, for as long as the provider is sure to list it at its top.
const (
	noReceiptFor = 24 * time.Hour
	noReceiptEnd = 14 * 24 * time.Hour
)

// The provider took a text between these times around our claim, if it took it:
// clocks differ, and a claim waits for a free line.
const (
	tookBefore = 2 * time.Minute
	tookAfter  = 5 * time.Minute
)

// sought is a text of unknown outcome that is looked for.
type sought struct {
	Message
	ClaimedAt time.Time
	Looks     int
	Since     time.Time // of the last look, else of the claim
	Words     string    // "" where they are not kept

	ProviderRef string // of one that is on its way without a receipt
}

// fits tells whether what the provider lists may be this text.
func (s sought) fits(f Found) bool {
	return s.Words != "" && strings.TrimSpace(f.Body) == strings.TrimSpace(s.Words) &&
		!f.At.Before(s.ClaimedAt.Add(-tookBefore)) && !f.At.After(s.ClaimedAt.Add(tookAfter))
}

// lookedFor is what a look came to. The set is closed.
type lookedFor string

const (
	lookedFound     lookedFor = "found"
	lookedNone      lookedFor = "none"      // the list does not hold it
	lookedAmbiguous lookedFor = "ambiguous" // it may be one of several, or several may be it
)

// match finds a text in the provider's list. Only what can be nothing else
// counts: one entry that fits and that is no other text of ours, and no other
// text of unknown outcome that it would fit as well.
func match(s sought, others []sought, list []Found, taken map[string]bool) (Found, lookedFor) {
	if s.Words == "" {
		return Found{}, lookedAmbiguous
	}
	var fits []Found
	for _, f := range list {
		if !taken[f.Ref] && s.fits(f) {
			fits = append(fits, f)
		}
	}
	switch len(fits) {
	case 0:
		return Found{}, lookedNone
	case 1:
	default:
		return Found{}, lookedAmbiguous
	}
	for _, o := range others {
		if o.ID != s.ID && o.Recipient == s.Recipient && o.fits(fits[0]) {
			return Found{}, lookedAmbiguous
		}
	}
	return fits[0], lookedFound
}

// lookNote is what a person is told of a look that settled nothing.
func lookNote(came lookedFor, last bool) string {
	switch came {
	case lookedAmbiguous:
		return "the provider's list does not tell which text it is: look there, and decide"
	case lookedNone:
		if last {
			return "the provider's list does not hold it: it has most likely not gone; decide whether to tell the person another way"
		}
		return "the provider's list does not hold it so far: it is looked for again"
	case lookedFound:
	}
	return ""
}
