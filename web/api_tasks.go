package web

import (
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// apiTasks is one page of the list of requests.
type apiTasks struct {
	Tasks []apiTaskRow `json:"tasks"`
	apiPage
}

// apiTaskRow is a request as a list tells of it. A service's contact reads no
// names in it.
type apiTaskRow struct {
	ID            string         `json:"id"`
	Version       int            `json:"version"`
	Code          string         `json:"code"`
	Pathway       string         `json:"pathway"`
	Title         string         `json:"title"`
	Service       string         `json:"service"`
	State         pathways.State `json:"state"`
	HandOffOn     calendar.Date  `json:"hand_off_on"`
	HandedOffOn   calendar.Date  `json:"handed_off_on"`
	DueOn         calendar.Date  `json:"due_on"`
	AcknowledgeBy *time.Time     `json:"acknowledge_by"`
	FullUntil     calendar.Date  `json:"full_until"`
	ShortNotice   bool           `json:"short_notice"`
	Late          bool           `json:"late"`
	NoAnswer      bool           `json:"no_answer"`
	Person        apiWho         `json:"person"`
	Release       apiLeaving     `json:"release"`
}

// apiWho is whom a list tells of, as far as its reader may know.
type apiWho struct {
	Name       string `json:"name"`
	Initials   string `json:"initials"`
	Restricted bool   `json:"restricted"`
}

// apiLeaving is when somebody leaves: the other day too where it is presumed.
type apiLeaving struct {
	ID         string        `json:"id"`
	PlannedDay calendar.Date `json:"planned_day"`
	OrDay      calendar.Date `json:"or_day"`
	ReleasedOn calendar.Date `json:"released_on"`
}

func (s *server) apiListTasks(c *gin.Context) {
	if err := readAsked(c.Request.URL.Query(), asks{"service", nil}, asks{"state", texts(release.TaskFilters)}); err != nil {
		s.failAPI(c, err)
		return
	}
	ctx, who := c.Request.Context(), actorOf(c)
	query := release.TaskQuery{Scope: s.cfg.Unit, Actor: who, Now: s.cfg.Now(), Service: c.Query("service"),
		Filter: release.TaskFilter(c.Query("state")), Page: pageNumber(c)}
	var list release.TaskList
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = release.ReadTasks(ctx, tx, query); err != nil {
			return err
		}
		return access.Record(ctx, tx, query.Now, who, byAPI(access.Entry{Action: access.Consult, ObjectKind: "tasks",
			Detail: string(query.Filter), Releases: refsOf(list.Rows, func(r release.TaskRow) string { return r.ReleaseRef })}))
	})
	document := apiTasks{Tasks: []apiTaskRow{}, apiPage: newAPIPage(c, query.Page, release.TaskPage, list.Total)}
	for _, row := range list.Rows {
		document.Tasks = append(document.Tasks, newAPITaskRow(who, row, query.Now))
	}
	s.show(c, document, err)
}

func newAPITaskRow(who access.Actor, row release.TaskRow, now time.Time) apiTaskRow {
	see := listViewer(who, row.Restricted(), row.HealthConsent)
	name := ""
	if see.Sees(access.FieldName) {
		name = row.Forenames + " " + row.Surname
	}
	out := apiTaskRow{ID: row.Ref, Version: row.Version, Code: row.Code, Pathway: row.Pathway, Title: row.Title, Service: row.Service,
		State: row.State, HandOffOn: row.HandOffOn, HandedOffOn: row.HandedOffOn, DueOn: row.DueOn, AcknowledgeBy: row.AcknowledgeBy,
		FullUntil: row.FullUntil, ShortNotice: row.ShortNotice && row.State.Open(), Late: row.Late(calendar.DayOf(now)), NoAnswer: row.NoAnswer(now),
		Person:  apiWho{Name: name, Initials: access.Pick(see, access.FieldInitials, row.Initials()), Restricted: row.Restricted()},
		Release: access.Pick(see, access.FieldDays, apiLeaving{row.ReleaseRef, row.PlannedDay, row.OrDay, row.ReleasedOn})}
	if release.IsHealth(row.Pathway) && who.Role != access.SPOC && !see.Sees(access.FieldHealth) { // what a service is asked is its own
		return apiTaskRow{Pathway: hiddenPathway, Title: hiddenTitle, State: agreedState(row.State), Person: out.Person, Release: out.Release}
	}
	return out
}
