package web

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/release"
)

// nobodyView lists what has nobody to send it to: what to mend, then what waits
// for it.
type nobodyView struct {
	Page     Page
	All      int
	Causes   []nobodyCause
	Lines    []nobodyLine
	Deputies []release.AbsentDeputy
	Filtered bool
	Pager    pager
}

// nobodyCause is one thing to mend, and its remedy.
type nobodyCause struct {
	Href, Reason, Remedy string
	Requests             int
	Soonest              string
	Current              bool
}

// nobodyLine is one request that waits.
type nobodyLine struct{ Href, Title, Service, Person, Release, Asked, Reason string }

func (s *server) listNobody(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	query := release.NobodyQuery{Scope: s.scope(c), Today: s.today(), Health: mayReadHealth(who, false),
		Cause: c.Query("cause"), Page: pageNumber(c)}
	var list release.NobodyList
	var deputies []release.AbsentDeputy
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = release.ReadNobody(ctx, tx, query); err != nil {
			return err
		}
		if deputies, err = release.ReadAbsentDeputies(ctx, tx, query.Scope); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "nobody to send to", Releases: refsOf(list.Rows, func(r release.NobodyRow) string { return r.ReleaseRef })})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := nobodyView{Page: s.page(c, "Nobody to send to"), All: list.All, Filtered: query.Cause != "", Deputies: deputies,
		Pager: newPager(c, query.Page, release.NobodyPage, len(list.Rows), list.Total)}
	for _, cause := range list.Causes {
		view.Causes = append(view.Causes, newNobodyCause(cause, query.Cause))
	}
	for _, row := range list.Rows {
		view.Lines = append(view.Lines, newNobodyLine(row, query.Health))
	}
	s.look.Render(c, http.StatusOK, "nobody", view)
}

func newNobodyCause(cause release.NobodyCause, chosen string) nobodyCause {
	reason, remedy := nobodyWords(cause)
	line := nobodyCause{Href: "/nobody?cause=" + url.QueryEscape(cause.Key()), Reason: reason, Remedy: remedy,
		Requests: cause.Requests, Current: chosen == cause.Key()}
	if !cause.Soonest.IsZero() {
		line.Soonest = cause.Soonest.Short()
	}
	return line
}

func newNobodyLine(row release.NobodyRow, health bool) nobodyLine {
	line := nobodyLine{Href: "/tasks/" + row.Ref, Title: row.Title, Service: serviceWords(row.Service),
		Person: row.Surname + ", " + row.Forenames, Release: "/releases/" + row.ReleaseRef}
	if !row.HandOffOn.IsZero() {
		line.Asked = row.HandOffOn.Short()
	}
	if row.HiddenHealth(health) {
		line.Href, line.Title, line.Service = "", "Health request", "A health service"
	}
	if row.Restricted {
		line.Person = restrictedRecord + ", reference " + row.ReleaseRef
	}
	line.Reason, _ = nobodyWords(row.Cause(health))
	return line
}

// nobodyWords are why nothing can be sent, and what mends it.
func nobodyWords(cause release.NobodyCause) (reason, remedy string) {
	service := "A health service"
	if cause.Service != "" {
		service = "“" + serviceWords(cause.Service) + "”"
	}
	at := ""
	if cause.Place != "" {
		at = " for " + cause.Place
	}
	switch cause.Why {
	case release.NobodyInDirectory, release.NobodyAtPrison:
		return service + " is not in the directory" + at,
			"Find out who it is, add a row with their address to the directory of services, and import it."
	case release.NobodyAuthority:
		return "Which housing authority is asked is not recorded",
			"Finish the housing referral of each person with the authority they chose."
	case release.NobodyAgreement:
		return "No sharing agreement with " + small(service) + at + " is in force",
			"The coordinator or the information lead enters it, or a new one, under Unit, Sharing agreements. What waits goes with the next daily watch."
	case release.NobodyOfficer:
		return "No community offender manager is named, and " + service + " is not in the directory" + at,
			"Ask the probation unit who it is, or add the probation unit to the directory of services."
	case release.NobodyBadAddress:
		return "The community offender manager's e-mail address cannot be used",
			"Ask for the right address; it comes with the next extract."
	case release.NobodyLinkOfficer:
		return "No prison link officer" + at,
			"Add an account for one (throughgate user add), or a row link_officer to the directory. Until then the unit's mailbox is told."
	case release.NobodyBounced:
		return "The address of " + cmp.Or(cause.Place, "a service") + " did not take our e-mail",
			"Ring them, correct the address in the directory, and send the message again from your list."
	}
	return spelled(string(cause.Why)), ""
}
