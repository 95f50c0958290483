package notify

import (
	"bytes"
	"fmt"
	"strings"

	"throughgate/internal/calendar"
)

// spokenAppointment is one appointment as a text says it.
type spokenAppointment struct {
	With, Day, Clock, Place, Ring string
	Today, Changed                bool
}

// appointmentText writes the reminder of one or several appointments in English
// or Welsh. A place or a name that holds a blocked word is left out; whether
// anything blocked is left is for the caller to see.
func (w *Writer) appointmentText(l Letter) (Rendered, error) {
	if len(l.Appointment) == 0 {
		return Rendered{}, fmt.Errorf("write a text: the letter holds no appointment")
	}
	language := "en"
	if l.Language == "cy" {
		language = "cy"
	}
	view := struct {
		FirstName string
		Items     []spokenAppointment
		Ring      string
	}{FirstName: w.neutral(l.FirstName)}
	for _, a := range l.Appointment {
		item := spokenAppointment{With: w.neutral(a.With), Place: w.neutral(a.Place), Ring: a.Ring, Today: a.Today, Changed: a.Changed}
		if language == "cy" {
			item.Day, item.Clock = calendar.DayOf(a.StartsAt).Welsh(), a.StartsAt.In(calendar.London).Format("15:04")
		} else {
			item.Day, item.Clock = a.StartsAt.In(calendar.London).Format("Monday 2 January"), clock(a.StartsAt)
		}
		view.Items = append(view.Items, item)
		if view.Ring == "" {
			view.Ring = a.Ring
		}
	}
	if view.Ring == "" {
		view.Ring = w.settings.UnitPhone
	}
	return w.runText("text_appointment_"+language+".txt", view)
}

// OutOfHoursText is the one neutral answer of a day to a text that came outside
// hours (domain rule 8). readFrom is the day on which the phone is next read.
func (w *Writer) OutOfHoursText(readFrom calendar.Date) (Rendered, error) {
	return w.runText("text_out_of_hours_en.txt", struct{ Day string }{readFrom.Weekday().String()})
}

// HelpText answers HELP: who this is, in neutral words.
func (w *Writer) HelpText() (Rendered, error) {
	return w.runText("text_help_en.txt", w.settings)
}

func (w *Writer) runText(name string, view any) (Rendered, error) {
	var b bytes.Buffer
	if err := w.texts.ExecuteTemplate(&b, name, view); err != nil {
		return Rendered{}, fmt.Errorf("write a text: %w", err)
	}
	words := strings.Join(strings.Fields(b.String()), " ")
	return Rendered{Text: FormOf(words).Text}, nil
}
