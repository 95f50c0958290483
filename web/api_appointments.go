package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// apiAppointment is one appointment, with what changing it asks for.
type apiAppointment struct {
	release.StoryAppointment
	Ref       string `json:"ref"`
	Version   int    `json:"version"`
	PlaceSafe bool   `json:"place_safe_to_text"`
	Phone     string `json:"phone"`
	Minutes   int    `json:"minutes"` // 0: not told
	Kind      string `json:"kind"`
}

type apiAppointments struct {
	Appointments []apiAppointment `json:"appointments"`
}

// apiListAppointments lists the appointments of a release. One with a health
// service has no reference for those without a basis: they cannot change it.
func (s *server) apiListAppointments(c *gin.Context) {
	story, err := s.apiStory(c, "appointments")
	document := apiAppointments{Appointments: []apiAppointment{}}
	for _, a := range shownStory(actorOf(c), story).Appointments {
		document.Appointments = append(document.Appointments, apiAppointment{a, a.Ref, a.Version, a.PlaceSafe, a.Phone, a.Minutes, a.Kind})
	}
	s.show(c, document, err)
}

type apiEvents struct {
	Events []release.StoryEvent `json:"events"`
}

// apiListEvents lists what happened to the person of a release, and was recorded.
func (s *server) apiListEvents(c *gin.Context) {
	story, err := s.apiStory(c, "events")
	s.show(c, apiEvents{Events: shownStory(actorOf(c), story).Events}, err)
}

// apiVisit is what a POST about an appointment says; which members count is the
// change's.
type apiVisit struct {
	Version   *int      `json:"version"`
	Service   string    `json:"service"`
	StartsAt  time.Time `json:"starts_at"`
	Place     string    `json:"place"`
	PlaceSafe bool      `json:"place_safe_to_text"`
	Phone     string    `json:"phone"`
	Minutes   int       `json:"minutes"`
	Kind      string    `json:"kind"`
	Reason    string    `json:"reason"`
	Outcome   string    `json:"outcome"`
}

// apiBooked is of which release the appointments have changed.
type apiBooked struct {
	Release string `json:"release"`
}

// visit is what it says of the appointment, checked as the page's form is.
func (v apiVisit) visit(change string) (pathways.Visit, error) {
	if v.StartsAt.IsZero() {
		return pathways.Visit{}, badField("starts_at", "Give when the appointment is, as an instant of RFC 3339")
	}
	at := v.StartsAt.In(calendar.London)
	form := bookingForm{Change: change, Service: strings.TrimSpace(v.Service), Day: at.Format("2006-01-02"), Clock: at.Format("15:04"),
		Place: strings.TrimSpace(v.Place), Safe: v.PlaceSafe, Phone: strings.TrimSpace(v.Phone), Kind: strings.TrimSpace(v.Kind)}
	if v.Minutes != 0 {
		form.Minutes = strconv.Itoa(v.Minutes)
	}
	visit, problems := form.visit()
	var wrong badInput
	for _, p := range problems {
		wrong = append(wrong, problemField{strings.TrimPrefix(p.Field, change+"-"), p.Text.String()})
	}
	if len(wrong) > 0 {
		return visit, wrong
	}
	visit.StartsAt = v.StartsAt.UTC().Truncate(time.Minute) // a clock time may come twice, an instant does not
	return visit, nil
}

// apiBook adds an appointment.
func (s *server) apiBook(c *gin.Context, body []byte) (any, error) {
	var said apiVisit
	if err := readDocument(body, &said); err != nil {
		return nil, err
	}
	visit, err := said.visit(changeAdd)
	if err != nil {
		return nil, err
	}
	codes, err := s.serviceCodes(c)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(codes, visit.Service):
		return nil, badField("service", "This is no code of a service")
	}
	err = s.cfg.Appointments.AddAppointment(c.Request.Context(), actorOf(c), c.Param("ref"), visit)
	return apiBooked{c.Param("ref")}, err
}

func (s *server) serviceCodes(c *gin.Context) (codes []string, err error) {
	ctx := c.Request.Context()
	err = pg.ReadTx(ctx, s.cfg.Pool, actorOf(c), func(tx pgx.Tx) (err error) {
		codes, err = pathways.ServiceCodes(ctx, tx)
		return err
	})
	return codes, err
}

// apiChangeVisit moves or cancels an appointment, or records what became of it.
func (s *server) apiChangeVisit(c *gin.Context, body []byte) (any, error) {
	var said apiVisit
	if err := readDocument(body, &said); err != nil {
		return nil, err
	}
	if said.Version == nil {
		return nil, badField("version", "Give the version of the appointment as you read it")
	}
	if err := s.mayChangeVisit(c); err != nil {
		return nil, err
	}
	ctx, who, of, ref, why := c.Request.Context(), actorOf(c), c.Param("ref"), c.Param("appointment"), strings.TrimSpace(said.Reason)
	err := fault.NotFound("change")
	switch c.Param("change") {
	case changeMove:
		var visit pathways.Visit
		if visit, err = said.visit(changeMove); err == nil {
			err = s.cfg.Appointments.MoveAppointment(ctx, who, of, ref, *said.Version, visit, why)
		}
	case changeCancel:
		err = s.cfg.Appointments.CancelAppointment(ctx, who, of, ref, *said.Version, why)
	case changeOutcome:
		if err = badField("outcome", "Say what became of the appointment"); said.Outcome != "" {
			err = s.cfg.Appointments.RecordOutcome(ctx, who, of, ref, *said.Version, pathways.VisitState(said.Outcome), why)
		}
	}
	return apiBooked{of}, err
}

// mayChangeVisit refuses what the page shows no form for: an appointment about
// health to those without a basis.
func (s *server) mayChangeVisit(c *gin.Context) error {
	ctx, who := c.Request.Context(), actorOf(c)
	return pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		story, err := release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{Ref: c.Param("ref")}, s.today())
		if err != nil {
			return err
		}
		if story.Masked() {
			return errMasked
		}
		for _, a := range story.Appointments {
			if a.Ref == c.Param("appointment") && release.IsHealthService(a.Service) && !storyViewer(who, story).Sees(access.FieldHealth) {
				return fault.Refused("This appointment is about health: only those with a recorded basis change it")
			}
		}
		return nil
	})
}
