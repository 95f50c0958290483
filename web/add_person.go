package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// People is the use case behind adding somebody whom no extract has told of:
// typed holds cells of a release extract, by column; it gives the reference of
// the release. Errors: release.FieldProblems, fault.Refused.
type People interface {
	AddPerson(ctx context.Context, who access.Actor, typed map[release.Field]string) (ref string, err error)
}

// addFields are what is asked of somebody new; the names are those of the
// columns of a release extract.
func addFields(h hand) []recordField {
	legal := h.field("select", "legal_status", "Legal status", "", "SENTENCED")
	for _, l := range release.LegalStatuses {
		if l != release.Dead {
			legal.Options = append(legal.Options, option{Value: string(l), Text: legalWords(l), Selected: legal.Value == string(l)})
		}
	}
	legal.Chosen = true
	return []recordField{
		h.field("line", "prison_number", "Prison number", "Such as A1234BC", ""),
		h.field("line", "forenames", "Forenames", "", ""), h.field("line", "surname", "Surname", "", ""),
		h.field("day", "date_of_birth", "Birth date", "", ""),
		h.from("select", "prison", "Prison", "The one that holds the person now", "", h.choices.Prisons),
		h.from("select", "home_area", "Home area", "", "", h.choices.Own), legal,
		h.pick("select", "iom", "IOM status (optional)", "", "", iomAnswers...),
		h.field("line", "purpose", "Why does the unit hold this person’s data?", "Such as: referred by the panel on 20 November. Needed where there is no IOM status", ""),
		h.field("day", "received_on", "When did this stay in custody begin? (optional)", "After a recall, the day of return", ""),
		h.field("day", "sentence_start", "Sentence start (optional)", "", ""),
		h.field("day", "crd", "Conditional release date (optional)", "As the prison gives it, not moved off a weekend", ""),
		h.field("day", "ard", "Automatic release date (optional)", "", ""),
		h.field("day", "confirmed_release", "Day confirmed by the prison (optional)", "", ""),
		h.field("line", "com_name", "Community officer (optional)", "", ""),
		h.field("email", "com_email", "Community officer’s e-mail address (optional)", "", "")}
}

func (s *server) showAddPerson(c *gin.Context) {
	h, err := s.readAdding(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.renderAddPerson(c, http.StatusOK, h, nil)
}

func (s *server) readAdding(c *gin.Context) (h hand, err error) {
	who := actorOf(c)
	h = hand{who: who, now: s.cfg.Now()}
	err = s.consult(c, "add person", func(ctx context.Context, tx pgx.Tx) error {
		h.choices, err = release.ReadHandChoices(ctx, tx, s.scope(c))
		return err
	})
	return h, err
}

func (s *server) addPerson(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	h, err := s.readAdding(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	h.typed = c.Request.PostForm
	typed := map[release.Field]string{release.Field("status"): string(release.ActiveIn)}
	for _, f := range addFields(h) {
		value := f.Value
		if day, err := typedOneDay(value); f.Kind == "day" && err == nil {
			value = day.String()
		}
		typed[release.Field(f.Name)] = value
	}
	ref, err := s.cfg.People.AddPerson(c.Request.Context(), h.who, typed)
	var wrong release.FieldProblems
	switch {
	case errors.As(err, &wrong):
		var problems []fieldError
		for _, p := range wrong {
			problems = append(problems, fieldError{Field: string(p.Field), Text: wording.Capital(wording.Data(p.Text))})
		}
		s.renderAddPerson(c, http.StatusUnprocessableEntity, h, problems)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/releases/"+ref+"?done=added")
	}
}

func (s *server) renderAddPerson(c *gin.Context, status int, h hand, problems []fieldError) {
	view := recordView{Page: s.page(c, "Add a person"), Heading: "Add a person", Back: "/", Action: "/people/add", Button: "Add the person",
		Intro:  []wording.Text{"For somebody whom no extract has told of yet. The next extract that has the same prison number is compared with what you type here."},
		Errors: problems, Fields: addFields(h)}
	for i := range view.Fields {
		view.Fields[i].Error = fieldErrorOf(problems, view.Fields[i].Name)
	}
	s.look.Render(c, status, "record", view)
}
