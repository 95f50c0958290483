package wording

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// Language says messages, days and clock times. ok is false for what it has no
// words for.
type Language interface {
	Code() string // of BCP 47: "cy"
	// Message is the message id in this language. page is the template's file, ""
	// for words from Go: where a language says the same English in two ways, its
	// catalogue tells them apart by the page.
	Message(page, id string) (said string, ok bool)
	// Plural is the form of a message for a number.
	Plural(one, many string, n int) (said string, ok bool)
	Day(calendar.Date) string
	DayShort(calendar.Date) string
	DayAlone(calendar.Date) string // without its month: "Thu 10"
	DayMonth(calendar.Date) string // without its weekday: "10 Dec"
	Clock(time.Time) string
	// Data is data as it is shown: itself.
	Data(string) string
}

type english struct{}

// English is the language that everything is written in.
var English Language = english{}

func (english) Code() string                        { return "en" }
func (english) Message(_, id string) (string, bool) { return id, true }
func (english) Day(d calendar.Date) string          { return d.Long() }
func (english) DayShort(d calendar.Date) string     { return d.Short() }
func (english) DayAlone(d calendar.Date) string     { return withoutMonth(d.Short()) }
func (english) DayMonth(d calendar.Date) string     { return withoutWeekday(d.Short()) }
func (english) Data(s string) string                { return s }
func (english) Plural(one, many string, n int) (string, bool) {
	if n == 1 {
		return one, true
	}
	return many, true
}

// Clock is "8am", "10:30am", "5pm" in London.
func (english) Clock(t time.Time) string {
	l := t.In(calendar.London)
	if l.Minute() == 0 {
		return l.Format("3pm")
	}
	return l.Format("3:04pm")
}

func withoutWeekday(day string) string { return day[strings.IndexByte(day, ' ')+1:] }

func withoutMonth(day string) string { return day[:strings.LastIndexByte(day, ' ')] }
