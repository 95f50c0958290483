package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// standardView is one standard: to be changed by a coordinator, to be read by a
// link officer.
type standardView struct {
	Page       Page
	Errors     []fieldError
	Action     string
	Code       string
	Version    int
	New        bool
	Edits      bool
	Retired    wording.Text // since when, in words; empty: in force
	Own        bool
	NewService bool
	Fields     []formField
	Stale      []staleLine
	StaleBy    wording.Text
	History    []unitChangeLine
}

// The steps of an edit: shown what it would do, then made.
const (
	stepPreview = "preview"
	stepChange  = "change"
	stepConfirm = "confirm"
)

func (s *server) showNewStandard(c *gin.Context) {
	s.renderStandard(c, http.StatusOK, pathways.StandardEdit{New: true, Cells: map[string]string{"due_day_kind": "calendar", "applies_when": "always"}}, nil, false)
}

func (s *server) showStandard(c *gin.Context) {
	s.renderStandard(c, http.StatusOK, pathways.StandardEdit{Code: c.Param("code")}, nil, false)
}

// saveStandard previews an edit, goes back to its form, or makes it.
func (s *server) saveStandard(c *gin.Context) {
	edit, err := readStandardForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	var preview release.PlanPreview
	ctx, who := c.Request.Context(), actorOf(c)
	switch c.PostForm("step") {
	case stepChange:
		edit.Retire = false
		s.renderStandard(c, http.StatusOK, edit, nil, false)
		return
	case stepConfirm:
		err = s.cfg.Catalogue.SaveStandard(ctx, who, edit)
	default:
		preview, err = s.cfg.Catalogue.PreviewStandard(ctx, who, edit)
	}
	problems, bad := problemsOf(err, standardFieldWords)
	switch {
	case bad:
		s.renderStandard(c, http.StatusUnprocessableEntity, edit, problems, false)
	case isStale(err):
		s.renderStandard(c, http.StatusConflict, edit, nil, true)
	case err != nil:
		s.fail(c, err)
	case c.PostForm("step") != stepConfirm:
		s.showStandardPreview(c, edit, preview)
	default:
		c.Redirect(http.StatusSeeOther, "/unit/standards/"+edit.Code+"?done=standard")
	}
}

func readStandardForm(c *gin.Context) (pathways.StandardEdit, error) {
	edit := pathways.StandardEdit{Code: c.Param("code"), New: c.Param("code") == "", NewService: c.PostForm("new_service") == "yes",
		Retire: c.PostForm("retire") == "yes", Cells: map[string]string{}}
	var err error
	if edit.Version, err = strconv.Atoi(c.PostForm("version")); err != nil {
		return edit, fault.Invalid("The form is not complete: go back to the standard and send it again")
	}
	if edit.New {
		edit.Code = strings.TrimSpace(c.PostForm("code"))
	}
	for _, name := range pathways.StandardFields {
		edit.Cells[name] = strings.TrimSpace(strings.ReplaceAll(c.PostForm(name), "\r\n", "\n"))
	}
	return edit, nil
}

// renderStandard shows a standard: as it is stored, or as it was typed.
func (s *server) renderStandard(c *gin.Context, status int, edit pathways.StandardEdit, problems []fieldError, stale bool) {
	view := standardView{Page: s.page(c, "A new standard"), Errors: problems, Action: c.Request.URL.Path, Code: edit.Code, New: edit.New,
		NewService: edit.NewService, Edits: editsUnit(c)}
	err := s.consult(c, "standard", func(ctx context.Context, tx pgx.Tx) error {
		list, err := pathways.ReadStandards(ctx, tx)
		if err != nil {
			return err
		}
		codes, err := pathways.ReadServiceCodes(ctx, tx)
		if err != nil {
			return err
		}
		cells := edit.Cells
		if edit.Retire {
			cells = nil // nothing was typed
		}
		if !edit.New {
			stored, err := standardOf(list, edit.Code)
			if err != nil {
				return err
			}
			history, err := pathways.ReadChanges(ctx, tx, pathways.StandardChange, edit.Code)
			if err != nil {
				return err
			}
			view.tell(stored, history)
			if cells == nil {
				cells = stored.Standard.Cells()
			} else { // what cannot be changed is not in the form
				for _, name := range []string{"pathway", "found_by", "anchor"} {
					cells[name] = stored.Standard.Cells()[name]
				}
			}
			if stale {
				view.Stale, view.StaleBy = staleLines(history, edit.Version, cells, standardFieldWords)
			} else if edit.Cells != nil && !edit.Retire {
				view.Version = edit.Version
			}
		}
		view.Fields = standardFields(edit, cells, codes)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "unit-standard", view)
}

func standardOf(list []pathways.StoredStandard, code string) (pathways.StoredStandard, error) {
	for _, s := range list {
		if s.Code == code {
			return s, nil
		}
	}
	return pathways.StoredStandard{}, fault.NotFound("standard")
}

func (v *standardView) tell(stored pathways.StoredStandard, history []pathways.UnitChange) {
	v.Page.Title, v.Version, v.Own = wording.Data(stored.Title), stored.Version, stored.EditedAt != nil
	if stored.RetiredAt != nil {
		v.Retired = instantWords(*stored.RetiredAt)
	}
	v.History = changesOf(history, "title", standardFieldWords)
}
