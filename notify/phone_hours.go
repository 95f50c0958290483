package notify

import (
	"time"

	"throughgate/internal/calendar"
)

// The hours in which somebody reads the phone's replies, London, on working days
// (domain rule 8: "This phone is read on Monday from 9").
const (
	readFrom  = 9
	readUntil = 17
)

// phoneIsRead tells whether somebody reads replies at this instant.
func phoneIsRead(days *calendar.Calendar, now time.Time) bool {
	today := calendar.DayOf(now)
	return days.Working(today) && !now.Before(today.At(readFrom, 0)) && now.Before(today.At(readUntil, 0))
}

// nextReading is the day on which the phone is next read from 9.
func nextReading(days *calendar.Calendar, now time.Time) calendar.Date {
	today := calendar.DayOf(now)
	if days.Working(today) && now.Before(today.At(readFrom, 0)) {
		return today
	}
	return days.Add(today, 1)
}
