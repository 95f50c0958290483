package web

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// releaseView tells the story of one release: the day and why, what moved, what
// happened, the plan by pathway, appointments, messages. Asked about a day that
// is past it tells what was thought then.
type releaseView struct {
	Page         Page
	Heading      string
	Reference    string
	NoContact    bool         // died: nothing is left to do
	Past         wording.Text // the instant it tells of, in words; "": now
	AskedDay     string       // as it was typed
	Today        string
	Errors       []fieldError
	Warnings     []wording.Text
	Summary      []summaryRow
	Dates        []dateLine
	Changes      []changeLine
	Events       []eventLine
	Plan         []pathwayPlan
	Ask          string // address of the form for a one-off request; "": none can be added
	Appointments []appointmentLine
	Booking      *bookingForm // a new appointment; nil: none can be made
	Itineraries  []itineraryView
	Messages     []messageLine
	Episodes     []episodeLine
	Sheet        bool         // there is one to print
	OpenUntil    wording.Text // of a restricted record, which this reader has open
	Hand         byHandView
}

// summaryRow is a line of a summary; Class colours its value as a mark.
type summaryRow struct {
	Key, Value, More wording.Text
	Class            string
}

type dateLine struct {
	Type             wording.Text
	Kind             string
	Day              wording.Text
	Source           string
	Learnt, Replaced wording.Text
}

type changeLine struct {
	From, To, At wording.Text
	Source       string
	Notice       wording.Text
	Unmet        []wording.Text
}

type episodeLine struct {
	Href               string
	Number, State, Day wording.Text
}

func (s *server) showRelease(c *gin.Context) {
	now, asked := s.cfg.Now(), c.Query("as-of")
	if asked == "" {
		s.renderRelease(c, http.StatusOK, time.Time{}, "", nil)
		return
	}
	at, err := release.InstantAsked(asked, now)
	if err != nil {
		s.renderRelease(c, http.StatusUnprocessableEntity, time.Time{}, asked, []fieldError{{Field: "as-of",
			Text: wording.F("Enter a day that is past, such as {1}", calendar.DayOf(now).AddDays(-7).String())}})
		return
	}
	if !at.Before(now) { // today: as it is now
		at = time.Time{}
	}
	s.renderRelease(c, http.StatusOK, at, asked, nil)
}

// renderRelease answers with the page of the release as it is now or, with at,
// as it was thought of then.
func (s *server) renderRelease(c *gin.Context, status int, at time.Time, asked string, problems []fieldError, typed ...bookingForm) {
	ctx, who, now := c.Request.Context(), actorOf(c), s.cfg.Now()
	find := release.Find{Ref: c.Param("ref")}
	var story release.Story
	var plans []release.Itinerary
	var services []string
	var kept release.Kept
	var within map[string]bool // messages that the reader may open
	err := pg.InPlannedTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if at.IsZero() {
			story, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), find, s.today())
		} else {
			story, err = release.ShowThen(ctx, tx, s.cfg.Contacts, s.scope(c), find, at)
		}
		if err != nil {
			return err
		}
		if story.OpenUntil, err = openUntil(ctx, tx, who, story, now); err != nil {
			return err
		}
		if at.IsZero() && !story.Masked() {
			if plans, services, err = s.readDay(ctx, tx, story); err != nil {
				return err
			}
			if kept, err = release.ReadByHand(ctx, tx, story.Who.ReleaseID); err != nil {
				return err
			}
		}
		if within, err = notify.WithinReach(ctx, tx, messageRefs(story), s.reach(c)); err != nil {
			return err
		}
		entry := access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: story.Who.ReleaseID, Releases: []string{story.Release.ID}}
		switch {
		case story.Masked():
			entry.Detail = "masked"
		case !at.IsZero():
			entry.Detail = "as of " + at.UTC().Format(time.RFC3339)
		}
		return access.Record(ctx, tx, now, who, entry)
	})
	if fault.Is(err, release.NothingThen) {
		s.renderRelease(c, http.StatusUnprocessableEntity, time.Time{}, asked, []fieldError{{Field: "as-of",
			Text: wording.F("Nothing was known of this stay in custody yet on {1}. Enter a later day", calendar.DayOf(at))}})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if story.Masked() {
		s.renderMasked(c, http.StatusOK, story, "", nil)
		return
	}
	see := storyViewer(who, story)
	view := newReleaseView(who, story, now)
	view.AskedDay, view.Today, view.Errors = asked, s.today().String(), problems
	view.Page = s.page(c, wording.Data(strings.TrimSpace(story.Person.Initials+" "+story.Release.ID)))
	view.Itineraries = itineraryViews(story, plans, see.Sees(access.FieldHealth))
	for i, m := range story.Messages {
		if !within[m.ID] { // it is about somebody else as well
			view.Messages[i].Href = ""
		}
	}
	view.offerForms(story, services, typed, now)
	view.addByHand(hand{who: who, story: story, kept: kept, now: now, health: see.Sees(access.FieldHealth)})
	s.look.Render(c, status, "release", view)
}

func newReleaseView(who access.Actor, story release.Story, now time.Time) releaseView {
	see := storyViewer(who, story)
	health := see.Sees(access.FieldHealth)
	view := releaseView{Reference: story.Release.ID, NoContact: story.Release.State == release.Died,
		Heading: access.Pick(see, access.FieldName, story.Who.Forenames+" "+story.Who.Surname), Warnings: releaseWarnings(story, health),
		Summary: releaseSummary(see, story), Events: eventLines(who, story, health),
		Messages: releaseMessages(story, health)}
	if !story.OpenUntil.IsZero() {
		view.OpenUntil = instantWords(story.OpenUntil)
	}
	if !story.At.IsZero() {
		view.Past, now = pastWords(story.At), story.At
	}
	view.Plan = newPlan(story.Tasks, health, now)
	view.Sheet = story.At.IsZero() && story.Who.IsCurrent && !view.NoContact
	if view.NoContact {
		closePlan(view.Plan)
	}
	for _, d := range story.Dates {
		line := dateLine{Type: wording.F("{1} ({2})", wording.Capital(d.Type.Words()), string(d.Type)), Kind: string(d.Kind), Day: wording.Day(d.Date), Source: d.Source, Learnt: instantWords(d.LearntAt)}
		if d.SupersededAt != nil {
			line.Replaced = instantWords(*d.SupersededAt)
		}
		view.Dates = append(view.Dates, line)
	}
	for _, ch := range story.Changes {
		view.Changes = append(view.Changes, changeLine{From: dayOr(ch.From, "no day"), To: dayOr(ch.To, "no day"),
			At: instantWords(ch.At), Source: ch.Source, Notice: noticeWords(ch.Notice), Unmet: unmetWords(ch.Unmet, story.Now.Titles, health)})
	}
	for _, a := range story.Appointments {
		line := newAppointmentLine(a, health)
		if a.State == "booked" || a.State == "moved" {
			if story.Release.OnPresumedDay(a.StartsAt) {
				line.Note = "not confirmed: the day is presumed"
			}
		}
		view.Appointments = append(view.Appointments, line)
	}
	for _, e := range story.Episodes {
		if e.ID == story.Release.ID {
			continue
		}
		view.Episodes = append(view.Episodes, episodeLine{Href: "/releases/" + e.ID, Number: wording.N(e.Episode, "{1} stay", "{1} stays"),
			State: releaseStateWords(e.State), Day: dayOr(cmp.Or(e.ReleasedOn, e.PlannedDay), "")})
	}
	return view
}

// pastWords is an instant that is past; the end of a day is the day's.
func pastWords(at time.Time) wording.Text {
	if day := calendar.DayOf(at); calendar.DayOf(at.Add(time.Microsecond)) != day {
		return wording.F("at the end of {1}", day)
	}
	return wording.F("on {1}", instantWords(at))
}

// unmetWords names what can no longer be met since a move, with its code; of
// health no more than that to those without a basis.
func unmetWords(codes []string, titles map[string]release.StandardTitle, health bool) []wording.Text {
	var words []wording.Text
	hidden := 0
	for _, code := range codes {
		switch t, known := titles[code]; {
		case !known:
			words = append(words, wording.Data(code))
		case t.Health && !health:
			hidden++
		default:
			words = append(words, wording.F("{1} ({2})", t.Title, code))
		}
	}
	if hidden > 0 {
		words = append(words, wording.N(hidden, "{1} health request", "{1} health requests"))
	}
	return words
}

func dayOr(day calendar.Date, otherwise wording.Text) wording.Text {
	if day.IsZero() {
		return otherwise
	}
	return wording.Day(day)
}

// noticeWords is the working days of notice that a move gained or lost.
func noticeWords(days *int) wording.Text {
	switch {
	case days == nil:
		return ""
	case *days < 0:
		return wording.F("{1} of notice lost", wording.N(-*days, "{1} working day", "{1} working days"))
	case *days > 0:
		return wording.F("{1} of notice gained", wording.N(*days, "{1} working day", "{1} working days"))
	}
	return "no notice gained or lost"
}

func messageRefs(story release.Story) []string {
	refs := make([]string, len(story.Messages))
	for i, m := range story.Messages {
		refs[i] = m.ID
	}
	return refs
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
