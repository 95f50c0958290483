package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// readDay reads what the page needs beside the story: the day of release, and
// whom an appointment may be with.
func (s *server) readDay(ctx context.Context, tx pgx.Tx, story release.Story) ([]release.Itinerary, []string, error) {
	id := story.Who.ReleaseID
	plans, err := release.ReadItineraries(ctx, tx, s.cfg.Travel, []int64{id}, s.today())
	if err != nil {
		return nil, nil, err
	}
	services, err := pathways.ServiceCodes(ctx, tx)
	return plans[id], services, err
}

func releaseAddress(c *gin.Context) string { return "/releases/" + url.PathEscape(c.Param("ref")) }

// backToAppointments is for whoever reloads the address of a form.
func (s *server) backToAppointments(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, releaseAddress(c)+"#appointments")
}

func (s *server) addAppointment(c *gin.Context) {
	form, err := readBookingForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	visit, problems := form.visit()
	done := "booked"
	if !visit.StartsAt.IsZero() && !visit.StartsAt.After(s.cfg.Now()) {
		done = "booked-past"
	}
	if len(problems) == 0 {
		err = s.cfg.Appointments.AddAppointment(c.Request.Context(), actorOf(c), c.Param("ref"), visit)
	}
	s.answerBooking(c, form, problems, err, done)
}

func (s *server) changeAppointment(c *gin.Context) {
	form, err := readBookingForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	var problems []fieldError
	done := ""
	switch form.Change {
	case changeMove:
		var visit pathways.Visit
		visit, problems = form.visit()
		if done = "moved"; len(problems) == 0 {
			err = s.cfg.Appointments.MoveAppointment(ctx, who, ref, form.Ref, form.Version, visit, form.Reason)
		}
	case changeCancel:
		done = "cancelled"
		err = s.cfg.Appointments.CancelAppointment(ctx, who, ref, form.Ref, form.Version, form.Reason)
	case changeOutcome:
		if done = "outcome"; form.Outcome == "" {
			problems = []fieldError{{Field: form.ID() + "-outcome", Text: "Choose what became of the appointment"}}
			break
		}
		err = s.cfg.Appointments.RecordOutcome(ctx, who, ref, form.Ref, form.Version, pathways.VisitState(form.Outcome), form.Reason)
	default:
		err = fault.NotFound("page")
	}
	s.answerBooking(c, form, problems, err, done)
}

// answerBooking leads back to the release, or shows it again with what was typed
// and what is wrong with it, or the other person's change.
func (s *server) answerBooking(c *gin.Context, form bookingForm, problems []fieldError, err error, done string) {
	switch {
	case fault.Is(err, fault.KindInvalid):
		problems = []fieldError{{Field: form.ID(), Text: faultWords(err)}}
	case fault.Is(err, fault.KindConflict):
		s.showBookingConflict(c, form, faultWords(err))
		return
	case err != nil:
		s.fail(c, err)
		return
	}
	if len(problems) > 0 {
		s.renderRelease(c, http.StatusUnprocessableEntity, time.Time{}, "", problems, form)
		return
	}
	c.Redirect(http.StatusSeeOther, releaseAddress(c)+"?done="+done)
}

// showBookingConflict shows the other person's change beside one's own.
func (s *server) showBookingConflict(c *gin.Context, form bookingForm, text wording.Text) {
	ctx, who := c.Request.Context(), actorOf(c)
	var story release.Story
	err := pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		story, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{Ref: c.Param("ref")}, s.today())
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := conflictView{Page: s.page(c, "Somebody else changed this appointment"), Lost: "Your change was not saved.", Text: sentence(text),
		Href: releaseAddress(c) + "#appointments", Again: "Look at the appointments again", Mine: form.words(), Reason: form.Reason}
	for _, a := range story.Appointments {
		if a.Ref != form.Ref {
			continue
		}
		view.State = wording.F("{1}: {2}, {3}", pathways.VisitState(a.State).Words(), instantWords(a.StartsAt), a.Place)
		if n := len(a.Steps); n > 0 {
			view.Their = visitStepWords(a.Steps[n-1])
		}
	}
	s.look.Render(c, http.StatusConflict, "conflict", view)
}

// words is what the form asked for.
func (f bookingForm) words() wording.Text {
	switch f.Change {
	case changeMove:
		visit, _ := f.visit()
		return wording.F("move it to {1}, {2}", instantWords(visit.StartsAt), f.Place)
	case changeCancel:
		return "cancel it"
	}
	return pathways.VisitState(f.Outcome).Words()
}
