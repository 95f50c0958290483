package access

import (
	"sync"
	"time"
)

// Slowed is the kind of the audit's rows that say that an account was slowed.
const Slowed = "slowed"

// Readings slows whoever opens one person after another, faster than anybody
// works: with a stolen passphrase, or out of curiosity. It counts in the memory
// of one process; the audit counts for all of them.
type Readings struct {
	mu      sync.Mutex
	each    allowance
	clearAt map[int64]time.Time // by account: when all that was read is forgotten
	notedAt map[int64]time.Time
}

// NewReadings lets an account open and search so often in an hour, at once or
// one after another; 0 sets no limit.
func NewReadings(anHour int) *Readings {
	r := &Readings{clearAt: map[int64]time.Time{}, notedAt: map[int64]time.Time{}}
	if anHour > 0 {
		r.each = allowance{size: anHour, forget: time.Hour / time.Duration(anHour)}
	}
	return r
}

// Take counts one page or search of an account. Where it has used its hour up
// nothing is counted: at is then when the next one is let through, and note is
// true once an hour, for the audit.
func (r *Readings) Take(account int64, now time.Time) (at time.Time, note bool) {
	if r.each.size == 0 {
		return time.Time{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	clearAt := r.clearAt[account]
	if clearAt.Before(now) {
		clearAt = now
	}
	if at = r.each.openAt(clearAt); at.After(now) {
		note = now.Sub(r.notedAt[account]) >= time.Hour
		if note {
			r.notedAt[account] = now
		}
		return at, note
	}
	r.clearAt[account] = clearAt.Add(r.each.forget)
	return time.Time{}, false
}
