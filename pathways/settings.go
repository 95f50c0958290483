package pathways

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// Settings are what a unit may set of the rules: the times of the ladder
// (domain rule 6) and the hours in which services are written to (domain rule 8,
// timing). Times of day are minutes after midnight, London; days are working
// days unless their name says otherwise.
type Settings struct {
	AnswerAt          int // the time of day until which an answer is awaited
	AnswerDays        int // to answer
	AnswerDaysNear    int // to answer near to release
	NearDays          int // calendar days left from which a release is near
	FirstLoadDays     int // to answer a first list
	RungDays          int // from the reminder to the service's manager
	NotAnsweringCount int // requests past their time that mark a service
	NotAnsweringDays  int // without any answer that mark a service
	ServicesFrom      int // services are written to from here
	ServicesTo        int // to here
}

// DefaultSettings are those of domain rules 6 and 8.
func DefaultSettings() Settings {
	var s Settings
	for _, rule := range SettingRules {
		*s.field(rule.Name) = rule.Default
	}
	return s
}

// SettingName names one setting, as it is stored and as its field is called.
type SettingName string

// The settings.
const (
	SetAnswerAt          SettingName = "answer_at"
	SetAnswerDays        SettingName = "answer_days"
	SetAnswerDaysNear    SettingName = "answer_days_near"
	SetNearDays          SettingName = "near_days"
	SetFirstLoadDays     SettingName = "first_load_days"
	SetRungDays          SettingName = "rung_days"
	SetNotAnsweringCount SettingName = "not_answering_count"
	SetNotAnsweringDays  SettingName = "not_answering_days"
	SetServicesFrom      SettingName = "services_from"
	SetServicesTo        SettingName = "services_to"
)

// SettingRule is what one setting may be. Least and Most are allowed.
type SettingRule struct {
	Name                 SettingName
	Default, Least, Most int
	Clock                bool // a time of day, in minutes after midnight
}

// SettingRules lists every setting in the order in which pages show them.
var SettingRules = []SettingRule{
	{SetAnswerAt, 17 * 60, 12 * 60, 20 * 60, true},
	{SetAnswerDays, 2, 1, 10, false},
	{SetAnswerDaysNear, 1, 1, 5, false},
	{SetNearDays, 10, 3, 28, false},
	{SetFirstLoadDays, 10, 2, 20, false},
	{SetRungDays, 1, 1, 10, false},
	{SetNotAnsweringCount, 5, 2, 50, false},
	{SetNotAnsweringDays, 10, 3, 30, false},
	{SetServicesFrom, 8 * 60, 6 * 60, 12 * 60, true},
	{SetServicesTo, 17 * 60, 13 * 60, 20 * 60, true},
}

// field is where a setting stands; nil for a name that is none.
func (s *Settings) field(name SettingName) *int {
	switch name {
	case SetAnswerAt:
		return &s.AnswerAt
	case SetAnswerDays:
		return &s.AnswerDays
	case SetAnswerDaysNear:
		return &s.AnswerDaysNear
	case SetNearDays:
		return &s.NearDays
	case SetFirstLoadDays:
		return &s.FirstLoadDays
	case SetRungDays:
		return &s.RungDays
	case SetNotAnsweringCount:
		return &s.NotAnsweringCount
	case SetNotAnsweringDays:
		return &s.NotAnsweringDays
	case SetServicesFrom:
		return &s.ServicesFrom
	case SetServicesTo:
		return &s.ServicesTo
	}
	return nil
}

// Get is the value of a setting.
func (s Settings) Get(name SettingName) int {
	if at := s.field(name); at != nil {
		return *at
	}
	return 0
}

// Set gives a setting a value; a name that is none changes nothing.
func (s *Settings) Set(name SettingName, value int) {
	if at := s.field(name); at != nil {
		*at = value
	}
}

// Check finds what cannot be so: values out of their bounds, hours that end
// before they begin, a usual time shorter than the one near to release.
func (s Settings) Check() []EditProblem {
	var problems []EditProblem
	for _, rule := range SettingRules {
		if v := s.Get(rule.Name); v < rule.Least || v > rule.Most {
			problems = append(problems, EditProblem{string(rule.Name),
				fmt.Sprintf("Write something from %s to %s", rule.Text(rule.Least), rule.Text(rule.Most))})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	if s.AnswerDaysNear > s.AnswerDays {
		problems = append(problems, EditProblem{string(SetAnswerDaysNear), "Near to release there cannot be more days to answer than usual"})
	}
	return problems
}

// Text is a value as it is written: 17:00, or 2.
func (r SettingRule) Text(value int) string {
	if r.Clock {
		return fmt.Sprintf("%02d:%02d", value/60, value%60)
	}
	return fmt.Sprint(value)
}

// Read reads a value as it is written; ok is false for what is none. Bounds are
// [Settings.Check]'s.
func (r SettingRule) Read(text string) (value int, ok bool) {
	if !r.Clock {
		value, err := strconv.Atoi(text)
		return value, err == nil
	}
	hour, minute, _ := strings.Cut(text, ":")
	h, err := strconv.Atoi(hour)
	m, wrong := strconv.Atoi(minute)
	if err != nil || wrong != nil || len(minute) != 2 || h < 0 || h > 23 || m < 0 || m > 59 {
		return 0, false
	}
	return h*60 + m, true
}

// answerOn is when answers of a day end.
func (s Settings) answerOn(d calendar.Date) time.Time { return d.At(s.AnswerAt/60, s.AnswerAt%60) }

// Opens is when services may be written to on a day.
func (s Settings) Opens(d calendar.Date) time.Time { return d.At(s.ServicesFrom/60, s.ServicesFrom%60) }

// Closes is until when services may be written to on a day.
func (s Settings) Closes(d calendar.Date) time.Time { return d.At(s.ServicesTo/60, s.ServicesTo%60) }

// Hours are the hours of services in words: "08:00 to 17:00".
func (s Settings) Hours() string {
	clock := SettingRule{Clock: true}
	return clock.Text(s.ServicesFrom) + " to " + clock.Text(s.ServicesTo)
}
