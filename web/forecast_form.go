package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// forecastForm is a list of people and a day, as typed.
type forecastForm struct {
	People, Day string
	File        []byte
	Kept        string // the list of the forecast before, by reference
	AsCSV       bool

	day calendar.Date
}

// listLimit is more than any list of people that is pasted, in bytes.
const listLimit = 1 << 20

// readForecastForm reads the form part by part, in memory; a form without a file
// may come as others do.
func readForecastForm(c *gin.Context) (f forecastForm, err error) {
	fields := map[string][]byte{}
	if c.ContentType() == gin.MIMEMultipartPOSTForm {
		if fields, err = readForecastParts(c.Request); err != nil {
			return f, err
		}
	} else {
		for _, name := range []string{"people", "day", "kept", "as"} {
			fields[name] = []byte(c.PostForm(name))
		}
	}
	return forecastForm{People: strings.TrimSpace(string(fields["people"])), Day: strings.TrimSpace(string(fields["day"])), File: fields["file"],
		Kept: string(fields["kept"]), AsCSV: string(fields["as"]) == "csv"}, nil
}

func readForecastParts(r *http.Request) (map[string][]byte, error) {
	unread := fault.Invalid("The list did not arrive whole: go back and send it again")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, unread
	}
	fields := map[string][]byte{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, unread
		}
		limit := int64(listLimit)
		if part.FormName() == "file" {
			limit = release.UploadLimit
		}
		text, err := io.ReadAll(io.LimitReader(part, limit+1))
		switch {
		case err != nil:
			return nil, unread
		case int64(len(text)) > limit:
			return nil, fault.Invalid("The list is larger than %d MB: send it in parts", limit>>20)
		}
		fields[part.FormName()] = text
	}
}

// check says what is wrong with the form, before the list is read.
func (f *forecastForm) check(today calendar.Date) []fieldError {
	if f.Kept != "" && len(f.File) == 0 && f.People == "" {
		return nil
	}
	var problems []fieldError
	switch {
	case len(f.File) > 0 && f.People != "":
		problems = append(problems, fieldError{Field: "people", Text: "Give the people once: in the box, or by a file"})
	case len(f.File) == 0 && f.People == "":
		problems = append(problems, fieldError{Field: "people", Text: "Enter prison numbers, or choose a file"})
	}
	if f.Day == "" && len(f.File) > 0 {
		return problems
	}
	day, err := calendar.Parse(f.Day)
	switch {
	case err != nil:
		problems = append(problems, fieldError{Field: "day", Text: wording.F("Enter the day on which they would leave, such as {1}", today.AddDays(28).String())})
	case day.Before(today):
		problems = append(problems, fieldError{Field: "day", Text: "Enter today or a later day"})
	}
	f.day = day
	return problems
}
