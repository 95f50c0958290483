package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// subjectPrintView is an answer on paper, in the person's hands.
type subjectPrintView struct {
	Page     Page
	Back     string
	Name     string
	Born     string
	Category string
	From     string
	Together string
	Withheld string
	Why      []string
	Unit     string
	Phone    string
	File     release.SubjectFile
	Sections []subjectSectionView
}

// readGiven reads an answer that was given, as it goes out. Each time is a
// disclosure. fault.NotFound where it was not given.
func (s *server) readGiven(c *gin.Context, how string) (release.SubjectRequest, release.SubjectFile, error) {
	r, file, marks, err := s.readSubjectPage(c, func(r release.SubjectRequest) (access.Entry, error) {
		if r.State() != release.SubjectGiven {
			return access.Entry{}, fault.NotFound("page")
		}
		return release.SubjectDisclosed(r, how), nil
	})
	return r, file.Given(marks), err
}

// sendSubject answers with the JSON document of docs/subject-access.md.
func (s *server) sendSubject(c *gin.Context) {
	r, file, err := s.readGiven(c, "file")
	if err != nil {
		s.fail(c, err)
		return
	}
	body, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Disposition", `attachment; filename="what-is-held-`+r.Reference+`.json"`)
	c.Data(http.StatusOK, "application/json; charset=utf-8", append(body, '\n'))
}

func (s *server) printSubject(c *gin.Context) {
	r, file, err := s.readGiven(c, "print")
	if err != nil {
		s.fail(c, err)
		return
	}
	view := subjectPrintView{Page: s.page(c, wording.F("What is held {1}", r.Reference)), Back: "/subject-access/" + r.Ref, Name: file.Person.Forenames + " " + file.Person.Surname, Born: dayText(file.Person.Born),
		Category: personCategoryWords(file.Person.Category).String(), Together: instantWords(file.TogetherAt).String(), Why: file.WithheldWhy, Unit: s.cfg.UnitName, Phone: s.cfg.UnitPhone, File: file,
		Sections: subjectSections(file, func(release.SubjectLine) (string, string) { return "", "" })}
	switch file.Person.From {
	case "legal_status":
		view.From = "from the legal status"
	case "recorded":
		view.From = "recorded by an officer"
	}
	if file.Withheld > 0 {
		view.Withheld = wording.F("{1} withheld, and marked so below.", wording.N(file.Withheld, "{1} part is", "{1} parts are")).String()
	}
	s.look.Render(c, http.StatusOK, "subject-print", view)
}

// dayText is a day of a file in words.
func dayText(value string) string {
	day, err := calendar.Parse(value)
	if err != nil {
		return value
	}
	return day.Long()
}

// instantText is an instant of a file in words.
func instantText(value string) string {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return value
	}
	return instantWords(at).String()
}
