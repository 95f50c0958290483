package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/wording"
	"throughgate/pathways"
)

// standardsView is the catalogue of standards, by pathway.
type standardsView struct {
	Page    Page
	Groups  []standardGroup
	Retired []standardLine
	Edits   bool
}

type standardGroup struct {
	Pathway wording.Text
	Lines   []standardLine
}

// standardLine is one standard of the list.
type standardLine struct {
	Href, Code, Title string
	Service           wording.Text
	Asked, Due        wording.Text
	Required, Own     bool // Own: the unit has changed it
}

func (s *server) listStandards(c *gin.Context) {
	view := standardsView{Page: s.page(c, "Catalogue of standards"), Edits: editsUnit(c)}
	err := s.consult(c, "standards", func(ctx context.Context, tx pgx.Tx) error {
		list, err := pathways.ReadStandards(ctx, tx)
		view.add(list)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "unit-standards", view)
}

func (v *standardsView) add(list []pathways.StoredStandard) {
	for _, p := range pathways.Pathways {
		v.Groups = append(v.Groups, standardGroup{Pathway: pathwayWords(p)})
	}
	for _, stored := range list {
		line := newStandardLine(stored)
		at := slices.Index(pathways.Pathways, stored.Pathway)
		if stored.RetiredAt != nil || at < 0 {
			v.Retired = append(v.Retired, line)
			continue
		}
		v.Groups[at].Lines = append(v.Groups[at].Lines, line)
	}
	v.Groups = slices.DeleteFunc(v.Groups, func(g standardGroup) bool { return len(g.Lines) == 0 })
}

func newStandardLine(s pathways.StoredStandard) standardLine {
	day := "working days"
	if s.Anchor != pathways.OnReceived {
		day = string(pathways.CalendarDays) + " days"
	}
	due := string(s.DueDayKind) + " days"
	if s.Anchor == pathways.OnReceived {
		due = "working days"
	}
	return standardLine{Href: "/unit/standards/" + s.Code, Code: s.Code, Title: s.Title, Service: serviceWords(s.Service),
		Asked: offsetWords(s.HandOffOffset, day, s.Anchor), Due: offsetWords(s.DueOffset, due, s.Anchor),
		Required: s.Required, Own: s.EditedAt != nil}
}

// offsetWords is a day counted from an anchor: "14 calendar days before release".
func offsetWords(n int, unit string, anchor pathways.Anchor) wording.Text {
	from := "release"
	if anchor == pathways.OnReceived {
		from = "reception"
	}
	if n == 1 || n == -1 {
		unit = unit[:len(unit)-1]
	}
	switch {
	case n < 0:
		return wording.F("{1} {2} before {3}", -n, unit, from)
	case n > 0:
		return wording.F("{1} {2} after {3}", n, unit, from)
	}
	return wording.F("on the day of {1}", from)
}
