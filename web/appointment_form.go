package web

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// What is done about an appointment, as the addresses of the forms end.
const (
	changeAdd     = "add"
	changeMove    = "move"
	changeCancel  = "cancel"
	changeOutcome = "outcome"
)

// bookingForm is one form about an appointment, and what was typed into it.
type bookingForm struct {
	Change  string
	Ref     string // the appointment's; "" for a new one
	Version int

	Service, Day, Clock, Place string
	Safe                       bool
	Phone, Minutes, Kind       string
	Reason, Outcome            string

	Release  string
	Services []option
	Outcomes []option
	Errors   []fieldError
	Typed    bool // it could not be saved, and is shown again
}

// ID is the form's own on the page; its fields' begin with it.
func (f bookingForm) ID() string { return strings.TrimSuffix(f.Change+"-"+f.Ref, "-") }

// Error is what is wrong with one field; "" for nothing.
func (f bookingForm) Error(field string) wording.Text {
	return fieldErrorOf(f.Errors, f.ID()+"-"+field)
}

// with fills the form with an appointment as it is.
func (f bookingForm) with(a release.StoryAppointment) bookingForm {
	at := a.StartsAt.In(calendar.London)
	f.Service, f.Day, f.Clock, f.Place, f.Safe = a.Service, at.Format("2006-01-02"), at.Format("15:04"), a.Place, a.PlaceSafe
	f.Phone, f.Kind = a.Phone, a.Kind
	if a.Minutes > 0 {
		f.Minutes = strconv.Itoa(a.Minutes)
	}
	return f
}

func readBookingForm(c *gin.Context) (bookingForm, error) {
	if err := c.Request.ParseForm(); err != nil {
		return bookingForm{}, fault.Invalid("The form could not be read: go back and send it again")
	}
	typed := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	f := bookingForm{Change: changeAdd, Ref: c.Param("appointment"), Typed: true, Service: typed("service"), Day: typed("day"), Clock: typed("time"),
		Place: typed("place"), Safe: c.PostForm("safe") == "yes", Phone: typed("phone"), Minutes: typed("minutes"), Kind: typed("kind"),
		Reason: typed("reason"), Outcome: typed("outcome")}
	if f.Ref == "" {
		return f, nil
	}
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		return f, fault.Invalid("The form is not complete: go back to the release and send it again")
	}
	f.Change, f.Version = c.Param("change"), version
	return f, nil
}

// visit is what the form says, and what is wrong with it, each with its field.
func (f bookingForm) visit() (pathways.Visit, []fieldError) {
	v := pathways.Visit{Service: f.Service, Place: f.Place, PlaceSafe: f.Safe, Phone: f.Phone, Kind: f.Kind}
	var problems []fieldError
	wrong := func(field string, text wording.Text) {
		problems = append(problems, fieldError{Field: f.ID() + "-" + field, Text: text})
	}
	if f.Change == changeAdd && f.Service == "" {
		wrong("service", "Choose whom the appointment is with")
	}
	day, err := typedOneDay(f.Day)
	if err != nil {
		wrong("day", "Give the day of the appointment, such as 27/11/2026")
	}
	start, problem := pathways.StartOf(day, f.Clock)
	switch {
	case f.Clock == "":
		wrong("time", "Give the time of the appointment, such as 14:30")
	case err == nil && problem != "":
		wrong("time", wording.Capital(wording.Data(problem)))
	case err == nil:
		v.StartsAt = start
	}
	if f.Place == "" {
		wrong("place", "Say where the appointment is, or that it is by telephone")
	}
	if f.Minutes != "" {
		if v.Minutes, err = strconv.Atoi(f.Minutes); err != nil || v.Minutes < 1 || v.Minutes > pathways.LongestVisit {
			wrong("minutes", "Give how long it takes in minutes, such as 30, or leave it empty")
		}
	}
	if f.Phone != "" && notify.CheckNumber(f.Phone, true).E164 == "" {
		wrong("phone", "This is no telephone number: give one such as 020 7946 0101, or leave it empty")
	}
	return v, problems
}

// typedOneDay reads a day as browsers send it, or as people type it where theirs
// has no field for days.
func typedOneDay(typed string) (calendar.Date, error) {
	if d, m, y, ok := threeParts(typed); ok {
		typed = y + "-" + m + "-" + d
	}
	return calendar.Parse(typed)
}

func threeParts(typed string) (day, month, year string, ok bool) {
	parts := strings.Split(typed, "/")
	if len(parts) != 3 {
		return "", "", "", false
	}
	for i := range parts[:2] {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	return parts[0], parts[1], parts[2], true
}
