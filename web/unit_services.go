package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/wording"
	"throughgate/pathways"
)

// servicesView is the directory of services.
type servicesView struct {
	Page     Page
	Areas    []optionGroup
	Pathways []optionGroup
	Text     string
	Lines    []serviceEntry
	Pager    pager
	Filtered bool
	Edits    bool
}

// serviceEntry is a line of the directory.
type serviceEntry struct {
	Href, Name     string
	Service        wording.Text
	Area           string
	Contact, Email string
	Deputy, Phone  string
	Silent         wording.Text
}

func (s *server) listServices(c *gin.Context) {
	q := pathways.ServiceQuery{Area: c.Query("area"), Pathway: c.Query("pathway"), Text: strings.TrimSpace(c.Query("q")), Page: pageNumber(c)}
	view := servicesView{Page: s.page(c, "Directory of services"), Text: q.Text, Edits: editsUnit(c), Filtered: q.Area+q.Pathway+q.Text != "",
		Pathways: choose(q.Pathway, pathways.Pathways, pathwayWords)}
	var list []pathways.ListedService
	var total int
	err := s.consult(c, "services", func(ctx context.Context, tx pgx.Tx) (err error) {
		if list, total, err = pathways.ListServices(ctx, tx, q); err != nil {
			return err
		}
		view.Areas, err = s.areaChoices(ctx, tx, q.Area)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, v := range list {
		entry := serviceEntry{Href: "/unit/services/" + v.Ref, Name: v.Name, Service: serviceWords(v.Service), Area: v.AreaName,
			Contact: v.SPOCName, Email: v.SPOCEmail, Deputy: v.DeputyName, Phone: v.Phone}
		if entry.Deputy == "" {
			entry.Deputy = v.DeputyEmail
		}
		if !v.NotAnsweringSince.IsZero() {
			entry.Silent = wording.F("does not answer since {1}", wording.DayShort(v.NotAnsweringSince))
		}
		view.Lines = append(view.Lines, entry)
	}
	view.Pager = newPager(c, q.Page, pathways.ServicePage, len(list), total)
	s.look.Render(c, http.StatusOK, "unit-services", view)
}

// areaChoices are the places a service can serve: the unit's home areas first,
// everywhere, prisons, and the other authorities, whom housing requests may
// reach.
func (s *server) areaChoices(ctx context.Context, tx pgx.Tx, chosen string) ([]optionGroup, error) {
	areas, err := pathways.ReadHomeAreas(ctx, tx)
	if err != nil {
		return nil, err
	}
	prisons, err := pathways.ReadPrisons(ctx, tx)
	if err != nil {
		return nil, err
	}
	own, rest := optionGroup{Name: "Home areas of the unit"}, optionGroup{Name: "Other authorities"}
	for _, a := range areas {
		o := option{Value: a.Code, Text: wording.Data(a.Name), Selected: a.Code == chosen}
		if s.isHomeArea(a.Code) {
			own.Options = append(own.Options, o)
		} else {
			rest.Options = append(rest.Options, o)
		}
	}
	all := optionGroup{Name: "All", Options: []option{{Value: pathways.Everywhere, Text: "Everywhere without its own", Selected: chosen == pathways.Everywhere}}}
	held := optionGroup{Name: "Prisons"}
	for _, p := range prisons {
		held.Options = append(held.Options, option{Value: p.Code, Text: wording.Data(p.Name), Selected: p.Code == chosen})
	}
	groups := []optionGroup{own, all, held}
	if len(rest.Options) > 0 {
		groups = append(groups, rest)
	}
	return groups, nil
}
