package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/release"
)

// ledgerDays is how far back the ledger of the watch is shown.
const ledgerDays = 30

// ledgerView is the watch, day by day.
type ledgerView struct {
	Page   Page
	Missed int
	Days   []ledgerLine
}

type ledgerLine struct {
	Day, Done       wording.Text
	Class           string
	By              wording.Text
	Covered         string
	Steps, Messages int
}

func (s *server) showLedger(c *gin.Context) {
	view := ledgerView{Page: s.page(c, "The daily watch")}
	var days []release.WatchDay
	err := s.consult(c, "watch", func(ctx context.Context, tx pgx.Tx) (err error) {
		days, err = release.ReadWatchDays(ctx, tx, s.today(), ledgerDays)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	_, view.Missed = watchSummary(days)
	for _, d := range days {
		line := ledgerLine{Day: wording.Day(d.Day), Class: "done", Steps: d.Steps(), Messages: d.Messages, By: "the worker"}
		if d.ByHand {
			line.By = "a command"
		}
		switch {
		case d.DoneAt == nil && d.Day == s.today():
			line.Done, line.Class, line.By = "not yet", "asked", ""
		case d.DoneAt == nil:
			line.Done, line.Class, line.By = "missed", "no", ""
		case d.Missed():
			line.Done, line.Class = wording.F("missed, made up on {1}", d.CoveredBy), "late"
		default:
			line.Done = wording.F("done on {1}", instantWords(*d.DoneAt))
		}
		view.Days = append(view.Days, line)
	}
	s.look.Render(c, http.StatusOK, "system-watch", view)
}

// lastImportsView is the last imports in numbers.
type lastImportsView struct {
	Page    Page
	Imports []importCounts
}

type importCounts struct {
	release.ImportCounts
	What         string
	Began, Ended wording.Text
	Who          string
}

// lastImports is how many imports are shown.
const lastImports = 30

func (s *server) showLastImports(c *gin.Context) {
	view := lastImportsView{Page: s.page(c, "The last imports")}
	err := s.consult(c, "imports", func(ctx context.Context, tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, actorOf(c)); err != nil { // their numbers alone
			return err
		}
		list, err := release.ReadImportCounts(ctx, tx, lastImports)
		for _, i := range list {
			line := importCounts{ImportCounts: i, What: importKind(i.Kind), Began: instantWords(i.StartedAt), Ended: "still running, or it died", Who: i.By}
			if i.FinishedAt != nil {
				line.Ended = wording.F("ended on {1}", instantWords(*i.FinishedAt))
			}
			if i.UndoneAt != nil {
				line.Ended = wording.F("undone on {1}", instantWords(*i.UndoneAt))
			}
			if line.Who == "" {
				line.Who = "a command"
			}
			view.Imports = append(view.Imports, line)
		}
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "system-imports", view)
}
