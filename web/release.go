package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/release"
)

// releaseView tells the story of one release: the day and why, what moved, the
// plan by pathway, appointments, messages.
type releaseView struct {
	Page         Page
	Heading      string
	Reference    string
	Restricted   bool
	Warnings     []string
	Summary      []summaryRow
	Dates        []dateLine
	Changes      []changeLine
	Plan         []pathwayPlan
	Appointments []appointmentLine
	Messages     []messageLine
	Episodes     []episodeLine
}

type summaryRow struct{ Key, Value, More string }

type dateLine struct{ Type, Kind, Day, Source, Learnt, Replaced string }

type changeLine struct{ From, To, At, Source, Notice string }

type appointmentLine struct{ When, With, Place, State string }

type episodeLine struct{ Href, Number, State, Day string }

func (s *server) showRelease(c *gin.Context) {
	ctx, who, now := c.Request.Context(), actorOf(c), s.cfg.Now()
	var story release.Story
	err := pg.InTx(ctx, s.cfg.Pool, who.Key(), func(tx pgx.Tx) (err error) {
		story, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{Ref: c.Param("ref")}, s.today())
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: story.Who.ReleaseID})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := newReleaseView(who, story, now)
	view.Page = s.page(c, strings.TrimSpace(story.Person.Initials+" "+story.Release.ID))
	s.look.Render(c, http.StatusOK, "release", view)
}

func newReleaseView(who access.Actor, story release.Story, now time.Time) releaseView {
	health := mayReadHealth(who, story.Who.HealthConsent)
	view := releaseView{Reference: story.Release.ID, Restricted: story.Person.Restricted,
		Heading: story.Who.Forenames + " " + story.Who.Surname, Warnings: releaseWarnings(story),
		Summary: releaseSummary(story, health), Plan: newPlan(story.Tasks, health, now),
		Messages: releaseMessages(story, health)}
	if view.Restricted {
		view.Heading = "Restricted record"
	}
	for _, d := range story.Dates {
		line := dateLine{Type: spelled(d.Type.Words()) + " (" + string(d.Type) + ")", Kind: string(d.Kind), Day: d.Date.Long(), Source: d.Source, Learnt: instantWords(d.LearntAt)}
		if d.SupersededAt != nil {
			line.Replaced = instantWords(*d.SupersededAt)
		}
		view.Dates = append(view.Dates, line)
	}
	for _, ch := range story.Changes {
		view.Changes = append(view.Changes, changeLine{From: dayOr(ch.From, "no day"), To: dayOr(ch.To, "no day"),
			At: instantWords(ch.At), Source: ch.Source, Notice: noticeWords(ch.Notice)})
	}
	for _, a := range story.Appointments {
		view.Appointments = append(view.Appointments, newAppointmentLine(a, health))
	}
	for _, e := range story.Episodes {
		if e.ID == story.Release.ID {
			continue
		}
		view.Episodes = append(view.Episodes, episodeLine{Href: "/releases/" + e.ID, Number: countWords(e.Episode, "stay", "stays"),
			State: releaseStateWords(e.State), Day: dayOr(firstDay(e.ReleasedOn, e.PlannedDay), "")})
	}
	return view
}

func dayOr(day calendar.Date, otherwise string) string {
	if day.IsZero() {
		return otherwise
	}
	return day.Long()
}

func firstDay(days ...calendar.Date) calendar.Date {
	for _, day := range days {
		if !day.IsZero() {
			return day
		}
	}
	return calendar.Date{}
}

// noticeWords is the working days of notice that a move gained or lost.
func noticeWords(days *int) string {
	switch {
	case days == nil:
		return ""
	case *days < 0:
		return countWords(-*days, "working day", "working days") + " of notice lost"
	case *days > 0:
		return countWords(*days, "working day", "working days") + " of notice gained"
	}
	return "no notice gained or lost"
}

// healthServices are those whose very name tells about health.
var healthServices = []string{"mental_health", "drug_and_alcohol", "reconnect", "prison_healthcare"}

func newAppointmentLine(a release.StoryAppointment, health bool) appointmentLine {
	line := appointmentLine{When: instantWords(a.StartsAt), With: serviceWords(a.Service), Place: a.Place, State: spelled(a.State)}
	if !health && slices.Contains(healthServices, a.Service) {
		line.With, line.Place = "A health service", ""
	}
	return line
}

func releaseMessages(story release.Story, health bool) []messageLine {
	hidden := map[string]bool{}
	for _, t := range story.Tasks {
		if !health && release.IsHealth(t.Pathway) {
			hidden[t.ID] = true
		}
	}
	lines := make([]messageLine, len(story.Messages))
	for i, m := range story.Messages {
		lines[i] = storyMessageLine(m)
		if hidden[m.About.Reference] {
			lines[i].To = "a health service"
		}
	}
	return lines
}
