package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// recordsFor is the time that the information lead's first page looks back.
const recordsFor = 7 * 24 * time.Hour

// sealedWithin is how long a row may wait for its seal before the page says that
// sealing has stopped; a long import keeps it waiting.
const sealedWithin = 30 * time.Minute

// recordsView is the information lead's first page.
type recordsView struct {
	Page     Page
	Errors   []fieldError
	Since    time.Time
	Rows     []recordRow
	Accounts []recordAccount
	Sealed   wording.Text // how far the audit is sealed
	Warnings []wording.Text
}

type recordRow struct {
	What  wording.Text
	Times int
}

type recordAccount struct {
	Href, Name string
	Role       wording.Text
	State      wording.Text
}

func (s *server) showRecords(c *gin.Context) { s.renderRecords(c, http.StatusOK, nil) }

func (s *server) renderRecords(c *gin.Context, status int, problems []fieldError) {
	view := recordsView{Page: s.page(c, "What was recorded"), Errors: problems, Since: s.cfg.Now().Add(-recordsFor)}
	err := s.consult(c, "records", func(ctx context.Context, tx pgx.Tx) error {
		counts, err := access.CountActions(ctx, tx, view.Since)
		if err != nil {
			return err
		}
		for _, n := range counts {
			view.Rows = append(view.Rows, recordRow{What: actionWords(n.Action), Times: n.Times})
		}
		accounts, err := access.ListAccounts(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			state, _ := accountStateWords(a.State())
			view.Accounts = append(view.Accounts, recordAccount{Href: "/records/accounts/" + a.Ref, Name: a.Name, Role: a.Role.Words(), State: state})
		}
		return s.addChain(ctx, tx, &view)
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "records", view)
}

// addChain says how far the audit is sealed, and who gets its head.
func (s *server) addChain(ctx context.Context, tx pgx.Tx, view *recordsView) error {
	chain, err := access.ReadChain(ctx, tx)
	if err != nil {
		return err
	}
	witnesses, err := release.ReadWitnesses(ctx, tx, s.cfg.Witnesses)
	if err != nil {
		return err
	}
	if chain.SealedAt != nil {
		view.Sealed = wording.F("The record is sealed up to {1}.", instantWords(*chain.SealedAt))
	} else {
		view.Sealed = "Nothing is sealed yet."
	}
	if chain.Behind(s.cfg.Now(), sealedWithin) {
		view.Warnings = append(view.Warnings, wording.F("{1} for a seal, the oldest since {2}: ask whoever runs the program whether a worker is running and has the key of the audit.", wording.N(chain.Waiting, "{1} row waits", "{1} rows wait"), instantWords(*chain.OldestWaiting)))
	}
	if len(witnesses) < release.WitnessesWanted {
		view.Warnings = append(view.Warnings, wording.F("The check number of the day goes to {1} by e-mail. It should be two: have a second information lead added, or the addresses set.", wording.N(len(witnesses), "{1} person", "{1} people")))
	}
	return nil
}

// findRecords leads to what was done with a person's record. It is a form with
// POST: a prison number would stay in histories.
func (s *server) findRecords(c *gin.Context) {
	typed := tidyWords(c.PostForm("person"))
	if typed == "" {
		s.renderRecords(c, http.StatusUnprocessableEntity, []fieldError{{"person", "Enter a reference or a prison number"}})
		return
	}
	var ref string
	err := s.readingEverywhere(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		ref, err = release.FindTrail(c.Request.Context(), tx, typed)
		return access.Entry{Action: access.Consult, ObjectKind: "records", Detail: "found", Releases: []string{ref}}, err
	})
	switch {
	case fault.Is(err, fault.KindNotFound):
		s.renderRecords(c, http.StatusUnprocessableEntity, []fieldError{{"person", "Nobody has this reference or prison number: check it. A reference stands on e-mails and pages"}})
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/records/people/"+url.PathEscape(ref))
	}
}
