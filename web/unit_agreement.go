package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// agreementView is one sharing agreement: to be changed by a coordinator or the
// information lead, to be read by a link officer.
type agreementView struct {
	Page         Page
	Errors       []fieldError
	Action       string
	Version      int
	New          bool
	Edits        bool
	State        wording.Text
	Class        string
	EndedWhy     wording.Text // ended by hand
	CanEnd       bool
	CanReinstate bool
	Why          string // as typed
	File, Hash   string // of the signed paper
	OddAddresses []thingLine
	Fields       []formField
	Stale        []staleLine
	StaleBy      wording.Text
	History      []unitChangeLine
}

func (s *server) showNewAgreement(c *gin.Context) {
	cells := map[string]string{"categories": "identity\ncontact\nrelease_days"}
	if service := c.Query("service"); service != "" {
		cells["partners"] = strings.TrimSpace(service + " " + c.Query("area"))
	}
	s.renderAgreement(c, http.StatusOK, agreementForm{edit: pathways.AgreementEdit{Cells: cells}})
}

func (s *server) showAgreement(c *gin.Context) {
	s.renderAgreement(c, http.StatusOK, agreementForm{edit: pathways.AgreementEdit{Ref: c.Param("ref")}})
}

// agreementForm is what was typed, and what became of it.
type agreementForm struct {
	edit     pathways.AgreementEdit
	problems []fieldError
	stale    bool
	why      string
}

func (s *server) saveAgreement(c *gin.Context) {
	edit := pathways.AgreementEdit{Ref: c.Param("ref"), Cells: map[string]string{}}
	var err error
	if edit.Version, err = strconv.Atoi(c.PostForm("version")); err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the agreement and send it again"))
		return
	}
	for _, name := range pathways.AgreementFields {
		edit.Cells[name] = strings.TrimSpace(strings.Join(c.PostFormArray(name), "\n"))
	}
	ref, err := s.cfg.Agreements.Save(c.Request.Context(), actorOf(c), edit)
	s.afterAgreement(c, agreementForm{edit: edit}, err, "/unit/agreements/"+ref+"?done=agreement")
}

// afterAgreement leads on, or shows the form again with what is wrong.
func (s *server) afterAgreement(c *gin.Context, form agreementForm, err error, next string) {
	problems, bad := problemsOf(err, agreementFieldWords)
	switch {
	case bad:
		form.problems = problems
		s.renderAgreement(c, http.StatusUnprocessableEntity, form)
	case isStale(err) && form.edit.Cells != nil:
		form.stale = true
		s.renderAgreement(c, http.StatusConflict, form)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, next)
	}
}

// renderAgreement shows an agreement: as it is stored, or as it was typed where
// there is something wrong with that.
func (s *server) renderAgreement(c *gin.Context, status int, form agreementForm) {
	edit := form.edit
	view := agreementView{Page: s.page(c, "A new sharing agreement"), Errors: form.problems, Action: "/unit/agreements/new", New: edit.Ref == "",
		Edits: editsAgreements(c), Why: form.why}
	err := s.consult(c, "agreement", func(ctx context.Context, tx pgx.Tx) error {
		partners, err := pathways.ReadAgreementPartners(ctx, tx)
		if err != nil {
			return err
		}
		cells, stored := edit.Cells, access.Agreement{}
		if !view.New {
			if stored, err = access.ReadAgreement(ctx, tx, edit.Ref, false); err != nil {
				return err
			}
		}
		owners, err := access.ReadAgreementOwners(ctx, tx, stored.OwnerID)
		if err != nil {
			return err
		}
		if !view.New {
			history, err := pathways.ReadChanges(ctx, tx, pathways.AgreementChange, edit.Ref)
			if err != nil {
				return err
			}
			view.tell(stored, s.today())
			view.addAddresses(stored, partners)
			value := func(field, value string) wording.Text { return agreementValue(field, value, partners, owners) }
			view.History = changesIn(history, "title", agreementFieldWords, value)
			switch {
			case cells == nil:
				cells = pathways.AgreementCells(stored, ownerRefOf(owners, stored.OwnerID))
			case form.stale:
				view.Stale, view.StaleBy = staleLines(inWords(history, value), edit.Version, cellsInWords(edit.Cells, value), agreementFieldWords)
			default:
				view.Version = edit.Version
			}
		}
		view.Fields = agreementFields(cells, stored, partners, owners)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "unit-agreement", view)
}

func ownerRefOf(owners []access.AgreementOwner, id int64) string {
	for _, o := range owners {
		if o.ID == id {
			return o.Ref
		}
	}
	return ""
}
