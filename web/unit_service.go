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
	"throughgate/release"
)

// serviceView is one service of the directory: to be changed by a coordinator,
// to be read by a link officer.
type serviceView struct {
	Page     Page
	Errors   []fieldError
	Action   string
	Version  int
	New      bool
	Edits    bool
	Where    wording.Text // what it is and where, which stays
	Silent   wording.Text
	Sharing  *sharingLine
	Address  wording.Text // of the contact, where the agreement does not take it
	Pathways []wording.Text
	Fields   []formField
	Stale    []staleLine
	StaleBy  wording.Text
	History  []unitChangeLine
}

func (s *server) showNewService(c *gin.Context) {
	s.renderService(c, http.StatusOK, pathways.ServiceEdit{Cells: map[string]string{"area": c.Query("area"), "service": c.Query("service")}}, nil, false)
}

func (s *server) showService(c *gin.Context) {
	s.renderService(c, http.StatusOK, pathways.ServiceEdit{Ref: c.Param("ref")}, nil, false)
}

func (s *server) saveService(c *gin.Context) {
	edit := pathways.ServiceEdit{Ref: c.Param("ref"), Cells: map[string]string{}}
	var err error
	if edit.Version, err = strconv.Atoi(c.PostForm("version")); err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the service and send it again"))
		return
	}
	for _, name := range pathways.ServiceFields {
		edit.Cells[name] = strings.TrimSpace(c.PostForm(name))
	}
	ref, err := s.cfg.Directory.SaveService(c.Request.Context(), actorOf(c), edit)
	problems, bad := problemsOf(err, serviceFieldWords)
	switch {
	case bad:
		s.renderService(c, http.StatusUnprocessableEntity, edit, problems, false)
	case isStale(err):
		s.renderService(c, http.StatusConflict, edit, nil, true)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/unit/services/"+ref+"?done=service")
	}
}

// renderService shows a service: as it is stored, or as it was typed where
// there is something wrong with that.
func (s *server) renderService(c *gin.Context, status int, edit pathways.ServiceEdit, problems []fieldError, stale bool) {
	view := serviceView{Page: s.page(c, "A new service"), Errors: problems, Action: c.Request.URL.Path, New: edit.Ref == "", Edits: editsUnit(c)}
	err := s.consult(c, "service", func(ctx context.Context, tx pgx.Tx) error {
		cells := edit.Cells
		if !view.New {
			stored, err := pathways.ReadService(ctx, tx, edit.Ref)
			if err != nil {
				return err
			}
			history, err := pathways.ReadChanges(ctx, tx, pathways.ServiceChange, edit.Ref)
			if err != nil {
				return err
			}
			view.tell(stored, history)
			sharing, err := access.ReadSharing(ctx, tx, s.cfg.AgreementsFirst)
			if err != nil {
				return err
			}
			view.tellSharing(sharing, stored, s.today())
			if cells == nil {
				cells = stored.Cells
			}
			if stale {
				view.Stale, view.StaleBy = staleLines(history, edit.Version, edit.Cells, serviceFieldWords)
			} else if edit.Cells != nil {
				view.Version = edit.Version
			}
		}
		areas, err := s.areaChoices(ctx, tx, cells["area"])
		if err != nil {
			return err
		}
		codes, err := pathways.ReadServiceCodes(ctx, tx)
		if err != nil {
			return err
		}
		view.Fields = serviceFields(cells, areas, choose(cells["service"], codes, serviceWords), view.New)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "unit-service", view)
}

// tell adds what is stored.
func (v *serviceView) tell(stored pathways.StoredService, history []pathways.UnitChange) {
	v.Page.Title, v.Version = wording.Data(stored.Cells["name"]), stored.Version
	v.Where = wording.F("{1}, {2}", serviceWords(stored.Cells["service"]), stored.AreaName)
	for _, p := range stored.Pathways {
		v.Pathways = append(v.Pathways, pathwayWords(p))
	}
	if !stored.NotAnsweringSince.IsZero() {
		v.Silent = wording.F("This service does not answer since {1}.", stored.NotAnsweringSince)
	}
	v.History = changesOf(history, "name", serviceFieldWords)
}

// serviceFields are the questions of a service's form. What it is and where is
// asked once.
func serviceFields(cells map[string]string, areas, codes []optionGroup, isNew bool) []formField {
	var list []formField
	for _, name := range pathways.ServiceFields {
		f := formField{Name: name, Label: serviceFieldWords(name), Value: cells[name], Kind: textField, Width: "20"}
		switch name {
		case "area", "service":
			if !isNew {
				continue
			}
			f.Kind, f.Groups = selectField, areas
			if name == "service" {
				f.Groups = codes
			}
		case "name", "place":
			f.Width = ""
		case "spoc_email", "deputy_email", "manager_email":
			f.Width = ""
		case "commissioner_email":
			f.Width, f.Hint = "", "Only shown where the service does not answer. Nothing is sent there."
		case "out_of_hours":
			f.Hint = "Shown to officers after 16:00 and before days off."
		case "opens", "closes":
			f.Width, f.Hint = "5", "As in 09:00."
		case "place_safe_to_text":
			f.Kind, f.Hint = yesField, "Tick only where the name tells nothing about the person."
		}
		list = append(list, f)
	}
	return list
}

// isHomeArea tells whether an area is one of the unit's.
func (s *server) isHomeArea(code string) bool {
	return s.cfg.Unit.Covers(release.Scope{Areas: []string{code}})
}
