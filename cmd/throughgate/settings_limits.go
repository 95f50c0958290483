package main

import (
	"fmt"
	"slices"
	"strconv"

	"throughgate/notify"
)

// wholeNumbers are the settings that are numbers.
var wholeNumbers = []string{"THROUGHGATE_WORKERS", "THROUGHGATE_READS_PER_HOUR", "THROUGHGATE_TRAVEL_MPH", "THROUGHGATE_EMAILS_PER_MINUTE", "THROUGHGATE_EMAILS_PER_DAY",
	"THROUGHGATE_TEXTS_PER_MINUTE", "THROUGHGATE_TEXTS_PER_DAY", "THROUGHGATE_TEXTS_PER_PERSON", "THROUGHGATE_TWILIO_BLANK_DAYS"}

// notNumbers names the settings among those given that ought to be numbers.
func notNumbers(given map[string]string) []string {
	var problems []string
	for _, name := range wholeNumbers {
		if _, err := strconv.Atoi(given[name]); given[name] != "" && err != nil {
			problems = append(problems, name+" must be a whole number, such as 50")
		}
	}
	slices.Sort(problems)
	return problems
}

func (s *settings) limits() notify.Limits {
	return notify.Limits{EmailsPerMinute: s.EmailsPerMinute, EmailsPerDay: s.EmailsPerDay,
		TextsPerMinute: s.TextsPerMinute, TextsPerDay: s.TextsPerDay, TextsPerPerson: s.TextsPerPerson}
}

func (s *settings) limitProblems() []string {
	var list []string
	for name, n := range map[string]int{"THROUGHGATE_READS_PER_HOUR": s.ReadsAnHour, "THROUGHGATE_EMAILS_PER_MINUTE": s.EmailsPerMinute, "THROUGHGATE_EMAILS_PER_DAY": s.EmailsPerDay,
		"THROUGHGATE_TEXTS_PER_MINUTE": s.TextsPerMinute, "THROUGHGATE_TEXTS_PER_DAY": s.TextsPerDay, "THROUGHGATE_TEXTS_PER_PERSON": s.TextsPerPerson} {
		if n < 0 {
			list = append(list, name+" must be a number, or 0 for no limit")
		}
	}
	slices.Sort(list)
	if s.BlankDays < 0 || s.BlankDays > mostBlankDays {
		list = append(list, fmt.Sprintf("THROUGHGATE_TWILIO_BLANK_DAYS must lie between 0 and %d: texts are not kept longer here either", mostBlankDays))
	}
	return list
}

// mostBlankDays is how long words are kept here (notify's 90 days).
const mostBlankDays = 90
