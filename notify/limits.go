package notify

import (
	"fmt"
	"strconv"
	"time"

	"throughgate/internal/calendar"
)

// Limits bound how many messages leave; 0 is no limit. What is over a limit is
// put off, with the reason, and keeps its deadline.
type Limits struct {
	EmailsPerMinute, EmailsPerDay int // a day is London's
	TextsPerMinute, TextsPerDay   int
	TextsPerPerson                int // a day; answers to a text that came in do not count
}

// limit is one bound that a message has to keep.
type limit struct {
	Scope  string
	Starts time.Time // of the minute or day that is counted
	Most   int
	Reason string
	// later gives the start of the n-th minute or day after this one.
	later func(n int) time.Time
}

// limitsOn lists the bounds for one message, in the order of their scopes.
func limitsOn(now time.Time, m Message, l Limits) []limit {
	perMinute, perDay, what := l.EmailsPerMinute, l.EmailsPerDay, "e-mails"
	opens := 0
	if m.Channel == Text {
		perMinute, perDay, what = l.TextsPerMinute, l.TextsPerDay, "texts"
		opens = textsFrom
	}
	minute, today := now.Truncate(time.Minute), calendar.DayOf(now)
	nextDay := func(n int) time.Time { return today.AddDays(n).At(opens, 0) }
	var list []limit
	if m.Channel == Text && m.Kind != AutoReply && m.PersonID != 0 && m.Attempts == 0 && l.TextsPerPerson > 0 {
		list = append(list, limit{"person " + strconv.FormatInt(m.PersonID, 10) + " day", today.At(0, 0), l.TextsPerPerson,
			fmt.Sprintf("at most %d texts a day go to one person", l.TextsPerPerson), nextDay})
	}
	if perDay > 0 {
		list = append(list, limit{string(m.Channel) + " day", today.At(0, 0), perDay,
			fmt.Sprintf("at most %d %s a day go out", perDay, what), nextDay})
	}
	if perMinute > 0 {
		list = append(list, limit{string(m.Channel) + " minute", minute, perMinute,
			fmt.Sprintf("at most %d %s a minute go out", perMinute, what),
			func(n int) time.Time { return minute.Add(time.Duration(n) * time.Minute) }})
	}
	return list
}

// turns are those taken and turned away in one minute or day.
type turns struct{ Taken, TurnedAway int }

// turn decides whether one more message may leave, by the turns of each scope:
// -1, or the first of the limits that is reached and when it is to try again. Those turned
// away are spread over the minutes or days to come, so that they do not all come
// back for the few turns of the next.
func turn(limits []limit, counts map[string]turns) (full int, until time.Time) {
	for i, l := range limits {
		if so := counts[l.Scope]; so.Taken >= l.Most {
			return i, l.later(1 + so.TurnedAway/l.Most)
		}
	}
	return -1, time.Time{}
}
