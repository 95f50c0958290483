package web

import (
	"context"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// apiTask is one request, opened: a task as in `show release --json`, for whom it
// is, and what can be answered now.
type apiTask struct {
	release.StoryTask
	Version    int           `json:"version"`
	Person     apiPerson     `json:"person"`
	Release    apiLeaving    `json:"release"`
	ComesFirst []string      `json:"comes_first"` // titles of what has to be done before
	Evidence   []string      `json:"evidence"`    // what to have when it is done
	Ticked     []string      `json:"ticked"`      // of it, what is recorded already
	Answers    []string      `json:"answers"`     // the paths that can be posted to now
	Questions  []apiQuestion `json:"questions"`
}

// apiPerson is whom a request is for, as far as its reader may know.
type apiPerson struct {
	apiWho
	BirthDate    calendar.Date `json:"birth_date"`
	PrisonNumber string        `json:"prison_number"`
	PrisonName   string        `json:"prison_name"`
	HomeArea     string        `json:"home_area"`
	Reach        apiOffice     `json:"reach"`
}

// apiOffice is how to reach a person in prison.
type apiOffice struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// apiQuestion is a question about a request, and its answer.
type apiQuestion struct {
	ID         string     `json:"id"`
	Question   string     `json:"question"`
	AskedBy    string     `json:"asked_by"`
	AskedAt    time.Time  `json:"asked_at"`
	Answer     string     `json:"answer"`
	AnsweredBy string     `json:"answered_by"`
	AnsweredAt *time.Time `json:"answered_at"`
}

func (s *server) apiShowTask(c *gin.Context) {
	var document apiTask
	err := readAsked(c.Request.URL.Query())
	if err == nil {
		document, err = s.apiOpenTask(c)
	}
	s.show(c, document, err)
}

// apiOpenTask reads a request for whoever asks and records that they saw it: for
// a service that is told who it is, as a disclosure. A restricted record is
// masked, whoever has opened it.
func (s *server) apiOpenTask(c *gin.Context) (document apiTask, err error) {
	ctx, who := c.Request.Context(), actorOf(c)
	err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		task, err := release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, who, c.Param("ref"))
		if err != nil {
			return err
		}
		document = newAPITask(who, task)
		if document.Pathway != hiddenPathway {
			if document.Questions, err = s.questionsOf(ctx, tx, who, task); err != nil {
				return err
			}
		}
		did := access.Consult
		if who.Role == access.SPOC && mayKnowWho(who, task) {
			did = access.Disclose
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Under(byAPI(access.Entry{Action: did, ObjectKind: "task", ObjectID: task.TaskID,
			Releases: []string{task.ReleaseRef}}), who.Under[task.ServiceID]))
	})
	return document, err
}

// healthHidden tells whether a request is about health and its reader has no
// basis for that.
func healthHidden(who access.Actor, t release.TaskStory) bool {
	return release.IsHealth(t.Pathway) && who.Role != access.SPOC && !taskViewer(who, t).Sees(access.FieldHealth)
}

func newAPITask(who access.Actor, t release.TaskStory) apiTask {
	see := taskViewer(who, t)
	name := ""
	if see.Sees(access.FieldName) {
		name = t.Forenames + " " + t.Surname
	}
	out := apiTask{StoryTask: t.StoryTask, Version: t.Version, ComesFirst: []string{}, Evidence: []string{}, Ticked: []string{}, Answers: []string{}, Questions: []apiQuestion{},
		Person: apiPerson{apiWho: apiWho{Name: name, Initials: access.Pick(see, access.FieldInitials, t.Initials()), Restricted: t.Restricted},
			BirthDate: access.Pick(see, access.FieldBirthDate, t.BirthDate), HomeArea: access.Pick(see, access.FieldHomeArea, t.HomeArea)},
		Release: access.Pick(see, access.FieldDays, apiLeaving{t.ReleaseRef, t.PlannedDay, t.OrDay(), t.ReleasedOn})}
	died := t.ReleaseState == release.Died
	if t.ReleasedOn.IsZero() && !died {
		out.Person.PrisonNumber = access.Pick(see, access.FieldNumber, t.PrisonNumber)
		out.Person.PrisonName = access.Pick(see, access.FieldPrison, t.PrisonName)
		out.Person.Reach = access.Pick(see, access.FieldReach, apiOffice{t.OMU.Name, t.OMU.Phone, t.OMU.Email})
	}
	if died && who.Role == access.SPOC {
		out.Person = apiPerson{apiWho: apiWho{Initials: out.Person.Initials, Restricted: t.Restricted}}
		out.Release = apiLeaving{ID: t.ReleaseRef}
	}
	if healthHidden(who, t) {
		out.StoryTask, out.Version = shownTask(t.StoryTask, nil), 0
		out.ID = t.ID
		return out
	}
	out.History = shownSteps(who, see, t.History)
	if out.History == nil {
		out.History = []release.StoryStep{}
	}
	if !(see.OfOfficer() && see.Sees(access.FieldHealth)) {
		out.BlockedBy = []string{} // codes tell of health: comes_first does not
	}
	if t.Masked() {
		out.Contact, out.Rung, out.NextRungAt = nil, 0, nil
	}
	if died {
		return out
	}
	for _, first := range shownBlockers(see, t) {
		out.ComesFirst = append(out.ComesFirst, first.Text.String())
	}
	out.Evidence, out.Ticked = append(out.Evidence, t.Evidence...), append(out.Ticked, t.Ticked...)
	out.Answers = append(out.Answers, answersFor(who, t).paths(t.Masked())...)
	return out
}

// paths are the answers as addresses end. The services that a request can be
// passed on to tell where a masked person is.
func (a taskAnswers) paths(masked bool) []string {
	var list []string
	for _, one := range []struct {
		can  bool
		path string
	}{{a.Acknowledge, answerAcknowledge}, {a.Accept, answerAccept}, {a.Decline, answerDecline}, {a.NoCapacity, answerNoCapacity}, {a.Done, answerDone},
		{a.NotWanted, answerNotWanted}, {a.NotEligible, answerNotEligible}, {a.PassOn && !masked, answerPassOn}, {a.Reopen, answerReopen}} {
		if one.can {
			list = append(list, one.path)
		}
	}
	return slices.Clip(list)
}

// questionsOf are the questions that were asked of a request, to a service those
// since it was asked itself.
func (s *server) questionsOf(ctx context.Context, tx pgx.Tx, who access.Actor, t release.TaskStory) ([]apiQuestion, error) {
	from := s.cfg.Now()
	switch {
	case who.Role != access.SPOC:
		from = time.Time{}
	case t.HandedOffAt != nil:
		from = *t.HandedOffAt
	}
	list, err := pathways.ReadQuestions(ctx, tx, t.TaskID, from)
	out := []apiQuestion{}
	for _, q := range list {
		out = append(out, apiQuestion{q.Ref, q.Text, q.AskedBy, q.AskedAt, q.Answer, q.AnsweredBy, q.AnsweredAt})
	}
	return out, err
}
