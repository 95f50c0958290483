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
	language := textLanguage(l.Language)
	view := struct {
		FirstName string
		Items     []spokenAppointment
		Ring      string
	}{FirstName: w.neutral(l.FirstName)}
	var leftOut []string
	for _, a := range l.Appointment {
		item := spokenAppointment{With: w.neutral(a.With), Place: w.neutral(a.Place), Ring: w.neutral(a.Ring), Today: a.Today, Changed: a.Changed}
		if a.Place != item.Place {
			leftOut = append(leftOut, a.Place)
		}
		if language == "cy" {
			item.Day, item.Clock = calendar.DayOf(a.StartsAt).Welsh(), a.StartsAt.In(calendar.London).Format("15:04")
		} else {
			item.Day, item.Clock = a.StartsAt.In(calendar.London).Format("Monday 2 January"), clock(a.StartsAt)
		}
		view.Items = append(view.Items, item)
		if view.Ring == "" {
			view.Ring = item.Ring
		}
	}
	if view.Ring == "" {
		view.Ring = w.neutral(w.settings.UnitPhone)
	}
	r, err := w.runText("text_appointment_"+language, view)
	r.LeftOut = leftOut
	return r, err
}

// OutOfHoursText is the one neutral answer of a day to a text that came outside
// hours (domain rule 8). readFrom is the day on which the phone is next read;
// language is "cy" for Welsh, else English.
func (w *Writer) OutOfHoursText(readFrom calendar.Date, language string) (Rendered, error) {
	view := struct{ Day string }{readFrom.Weekday().String()}
	if language == "cy" {
		view.Day = "dd" + calendar.WelshWeekday(readFrom.Weekday())[1:] // after a verb: ddydd Llun
	}
	return w.runText("text_out_of_hours_"+textLanguage(language), view)
}

// HelpText answers HELP: who this is, in neutral words. A unit whose name may
// not stand in a text gives its number alone.
func (w *Writer) HelpText(language string) (Rendered, error) {
	return w.runText("text_help_"+textLanguage(language), struct{ UnitName, UnitPhone string }{
		w.neutral(w.settings.UnitName), w.neutral(w.settings.UnitPhone)})
}

// textLanguage is the language of a template: Welsh for those who ask for it.
func textLanguage(language string) string {
	if language == "cy" {
		return "cy"
	}
	return "en"
}

func (w *Writer) runText(name string, view any) (Rendered, error) {
	var b bytes.Buffer
	if err := w.templates.texts.ExecuteTemplate(&b, name+".txt", view); err != nil {
		return Rendered{}, fmt.Errorf("write a text: %w", err)
	}
	words := strings.Join(strings.Fields(b.String()), " ")
	return Rendered{Text: FormOf(words).Text, Template: w.templates.named(name)}, nil
}
