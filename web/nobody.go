package web

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
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
	Href           string
	Reason, Remedy wording.Text
	Requests       int
	Soonest        wording.Text
	Current        bool
}

// nobodyLine is one request that waits.
type nobodyLine struct {
	Href                   string
	Title, Service, Person wording.Text
	Release                string
	Asked                  wording.Text
	Reason                 wording.Text
}

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
		line.Soonest = wording.DayShort(cause.Soonest)
	}
	return line
}

func newNobodyLine(row release.NobodyRow, health bool) nobodyLine {
	line := nobodyLine{Href: "/tasks/" + row.Ref, Title: wording.Data(row.Title), Service: serviceWords(row.Service),
		Person: wording.F("{1}, {2}", row.Surname, row.Forenames), Release: "/releases/" + row.ReleaseRef}
	if !row.HandOffOn.IsZero() {
		line.Asked = wording.DayShort(row.HandOffOn)
	}
	if row.HiddenHealth(health) {
		line.Href, line.Title, line.Service = "", "Health request", "A health service"
	}
	if row.Restricted {
		line.Person = wording.F("Restricted record, reference {1}", row.ReleaseRef)
	}
	line.Reason, _ = nobodyWords(row.Cause(health))
	return line
}

// nobodyWords are why nothing can be sent, and what mends it.
func nobodyWords(cause release.NobodyCause) (reason, remedy wording.Text) {
	service := wording.Text("A health service")
	if cause.Service != "" {
		service = wording.F("“{1}”", serviceWords(cause.Service))
	}
	at := ""
	if cause.Place != "" {
		at = " for " + cause.Place
	}
	switch cause.Why {
	case release.NobodyInDirectory, release.NobodyAtPrison:
		return wording.F("{1} is not in the directory{2}", service, at),
			"Find out who it is, add a row with their address to the directory of services, and import it."
	case release.NobodyAuthority:
		return "Which housing authority is asked is not recorded",
			"Finish the housing referral of each person with the authority they chose."
	case release.NobodyAgreement:
		return wording.F("No sharing agreement with {1}{2} is in force", wording.Small(service), at),
			"The coordinator or the information lead enters it, or a new one, under Unit, Sharing agreements. What waits goes with the next daily watch."
	case release.NobodyOfficer:
		return wording.F("No community offender manager is named, and {1} is not in the directory{2}", service, at),
			"Ask the probation unit who it is, or add the probation unit to the directory of services."
	case release.NobodyBadAddress:
		return "The community offender manager's e-mail address cannot be used",
			"Ask for the right address; it comes with the next extract."
	case release.NobodyLinkOfficer:
		return wording.F("No prison link officer{1}", at),
			"Add an account for one (throughgate user add), or a row link_officer to the directory. Until then the unit's mailbox is told."
	case release.NobodyBounced:
		return wording.F("The address of {1} did not take our e-mail", cmp.Or(cause.Place, "a service")),
			"Ring them, correct the address in the directory, and send the message again from your list."
	}
	return spelled(string(cause.Why)), ""
}
