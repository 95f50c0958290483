package release

import (
	"time"

	"throughgate/internal/calendar"
)

// sameStayWithin is how many days apart two sources may put the beginning of
// one stay: a recall told of in the evening, and the reception in the extract.
const sameStayWithin = 3

// sameStay tells whether a stay of the story is the stored one.
func sameStay(told time.Time, stored *time.Time) bool {
	if told.IsZero() || stored == nil {
		return told.IsZero() && stored == nil
	}
	apart := calendar.DayOf(told).Sub(calendar.DayOf(*stored))
	return apart >= -sameStayWithin && apart <= sameStayWithin
}

// nearestStay is the chapter of the story that is the stored stay; of several
// that began within these days the one that began nearest to it. -1: none.
func nearestStay(chapters []Chapter, stored *time.Time) int {
	best, least := -1, time.Duration(0)
	for i := range chapters {
		if !sameStay(chapters[i].OpenedAt, stored) {
			continue
		}
		if stored == nil {
			return i
		}
		if apart := chapters[i].OpenedAt.Sub(*stored).Abs(); best < 0 || apart < least {
			best, least = i, apart
		}
	}
	return best
}

// matchStays finds which stored stay each chapter of the story is: the one that
// began when it did, or else one that began while it lasted, as when the event
// that opened it is learnt after the extract that followed it. -1: none, a stay
// new to us. A stored stay that is no chapter's is not told any more.
func matchStays(chapters []Chapter, rows []episodeRow) []int {
	match, taken := make([]int, len(chapters)), make([]bool, len(rows))
	for i := range match {
		match[i] = -1
	}
	pair := func(same func(i, k int) bool) {
		for i := range chapters {
			for k := range rows {
				if match[i] < 0 && !taken[k] && same(i, k) {
					match[i], taken[k] = k, true
				}
			}
		}
	}
	pair(func(i, k int) bool { return rows[k].OpenedAt != nil && rows[k].OpenedAt.Equal(chapters[i].OpenedAt) })
	pair(func(i, k int) bool { return sameStay(chapters[i].OpenedAt, rows[k].OpenedAt) })
	pair(func(i, k int) bool { return rows[k].OpenedAt != nil && lasted(chapters, i, *rows[k].OpenedAt) })
	return match
}

// lasted tells whether chapter i was the present one at an instant.
func lasted(chapters []Chapter, i int, at time.Time) bool {
	return !at.Before(chapters[i].OpenedAt) && (i == len(chapters)-1 || at.Before(chapters[i+1].OpenedAt))
}
