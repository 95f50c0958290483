package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// localAreasView lists the home areas and what is local to each.
type localAreasView struct {
	Page  Page
	Lines []localAreaLine
}

type localAreaLine struct {
	Href, Name, Prisons string
	Own                 bool // a list of its own; else the region's prisons
}

func (s *server) listLocalPrisons(c *gin.Context) {
	view := localAreasView{Page: s.page(c, "Local prisons")}
	err := s.consult(c, "local_prisons", func(ctx context.Context, tx pgx.Tx) error {
		at, err := s.readLocal(ctx, tx)
		if err != nil {
			return err
		}
		for _, area := range at.areas {
			line := localAreaLine{Href: "/unit/prisons/" + area.Code, Name: area.Name, Own: len(at.own[area.Code]) > 0}
			line.Prisons = strings.Join(at.localTo(area), ", ")
			view.Lines = append(view.Lines, line)
		}
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "unit-prisons", view)
}

// localPlaces are the unit's home areas and what is local to each.
type localPlaces struct {
	areas   []pathways.NamedPlace
	prisons []pathways.NamedPlace
	own     map[string][]string
}

func (s *server) readLocal(ctx context.Context, tx pgx.Tx) (at localPlaces, err error) {
	if at.areas, err = pathways.ReadHomeAreas(ctx, tx); err != nil {
		return at, err
	}
	at.areas = slices.DeleteFunc(at.areas, func(a pathways.NamedPlace) bool { return !s.isHomeArea(a.Code) })
	if at.prisons, err = pathways.ReadPrisons(ctx, tx); err != nil {
		return at, err
	}
	at.own, err = pathways.ReadLocalPrisons(ctx, tx)
	return at, err
}

// localTo are the names of the prisons that are local to an area: its own list,
// else those of its region (domain rule 5).
func (p localPlaces) localTo(area pathways.NamedPlace) []string {
	own := p.own[area.Code]
	var names []string
	for _, prison := range p.prisons {
		if len(own) > 0 && slices.Contains(own, prison.Code) || len(own) == 0 && area.Region != "" && prison.Region == area.Region {
			names = append(names, prison.Name)
		}
	}
	return names
}

// localPrisonsView is the list of one home area.
type localPrisonsView struct {
	Page    Page
	Errors  []fieldError
	Action  string
	Version int
	Edits   bool
	Own     bool
	Region  string
	Local   []string
	Near    []option // prisons of the region
	Far     []option // all others
	// FarTicked opens their list.
	FarTicked bool
	Stale     []staleLine
	StaleBy   wording.Text
	History   []unitChangeLine
}

func (s *server) showLocalPrisons(c *gin.Context) {
	s.renderLocalPrisons(c, http.StatusOK, nil, 0, nil, false)
}

func (s *server) saveLocalPrisons(c *gin.Context) {
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the list and send it again"))
		return
	}
	ticked := append([]string{}, c.PostFormArray("prison")...)
	_, err = s.cfg.Directory.SaveLocalPrisons(c.Request.Context(), actorOf(c), c.Param("area"), version, ticked)
	problems, bad := problemsOf(err, spelled)
	switch {
	case bad:
		s.renderLocalPrisons(c, http.StatusUnprocessableEntity, ticked, version, problems, false)
	case isStale(err):
		s.renderLocalPrisons(c, http.StatusConflict, ticked, version, nil, true)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/unit/prisons/"+c.Param("area")+"?done=prisons")
	}
}

// renderLocalPrisons shows the list of an area as it is stored, or, where ticked
// is not nil, as it was ticked.
func (s *server) renderLocalPrisons(c *gin.Context, status int, ticked []string, version int, problems []fieldError, stale bool) {
	view := localPrisonsView{Page: s.page(c, ""), Errors: problems, Action: c.Request.URL.Path, Edits: editsUnit(c)}
	err := s.consult(c, "local_prisons", func(ctx context.Context, tx pgx.Tx) error {
		at, err := s.readLocal(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(at.areas, func(a pathways.NamedPlace) bool { return a.Code == c.Param("area") })
		if i < 0 {
			return fault.NotFound("area")
		}
		area := at.areas[i]
		history, err := pathways.ReadChanges(ctx, tx, pathways.LocalPrisonsChange, area.Code)
		if err != nil {
			return err
		}
		if view.Version, err = pathways.ChangeVersion(ctx, tx, pathways.LocalPrisonsChange, area.Code); err != nil {
			return err
		}
		view.History = unitChangeLines(history, spelled, at.listWords)
		if stale {
			typed := map[string]string{"prison": strings.Join(ticked, ", ")}
			view.Stale, view.StaleBy = staleLines(history, version, typed, spelled)
			for n := range view.Stale {
				view.Stale[n].Theirs, view.Stale[n].Yours = at.listWords("", view.Stale[n].Theirs.String()), at.listWords("", view.Stale[n].Yours.String())
			}
		} else if ticked != nil {
			view.Version = version
		}
		view.add(at, area, ticked)
		return nil
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "unit-prison-list", view)
}

func (v *localPrisonsView) add(at localPlaces, area pathways.NamedPlace, ticked []string) {
	v.Page.Title, v.Region, v.Local, v.Own = wording.F("Local prisons of {1}", area.Name), area.Region, at.localTo(area), len(at.own[area.Code]) > 0
	if ticked == nil {
		ticked = at.own[area.Code]
	}
	for _, p := range at.prisons {
		o := option{Value: p.Code, Text: wording.Data(p.Name), Selected: slices.Contains(ticked, p.Code)}
		if area.Region != "" && p.Region == area.Region {
			v.Near = append(v.Near, o)
		} else {
			v.Far, v.FarTicked = append(v.Far, o), v.FarTicked || o.Selected
		}
	}
}

// listWords are the names of a list of codes.
func (p localPlaces) listWords(_, codes string) wording.Text {
	var names []string
	for _, code := range strings.Split(codes, ", ") {
		for _, prison := range p.prisons {
			if prison.Code == code {
				names = append(names, prison.Name)
			}
		}
	}
	if len(names) == 0 {
		return "no list: the prisons of the region"
	}
	return wording.Data(strings.Join(names, ", "))
}
