package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// Records are the use cases behind what officers record on a release's page.
// Errors as in Tasks, and release.FieldProblems of a correction.
type Records interface {
	RecordByHand(ctx context.Context, who access.Actor, release string, h release.ByHand) error
	WriteNote(ctx context.Context, who access.Actor, release string, n release.NewNote) error
	Correct(ctx context.Context, who access.Actor, release string, c release.Correction) error
	TakeBack(ctx context.Context, who access.Actor, release, key, why string) error
	AddOneOff(ctx context.Context, who access.Actor, release, key string, o pathways.OneOff) error
	ChangeOneOff(ctx context.Context, who access.Actor, release string, e release.OneOffEdit) error
	TakeBackOneOff(ctx context.Context, who access.Actor, release, task string, version int, again bool) error
	ReadOneOff(ctx context.Context, who access.Actor, release, task string) (pathways.StoredOneOff, []release.Choice, error)
	AskNotDied(ctx context.Context, who access.Actor, release, why string) error
	AnswerNotDied(ctx context.Context, who access.Actor, release string, answer release.NotDiedAnswer) error
	RecordNotice(ctx context.Context, who access.Actor, release string, n release.NewNotice) error
	RecordCategory(ctx context.Context, who access.Actor, release string, n release.NewCategory) error
	PlaceHold(ctx context.Context, who access.Actor, release, reason string, until calendar.Date) error
	EndHold(ctx context.Context, who access.Actor, release, why string) error
}

// readHand reads what a form by hand is about.
func (s *server) readHand(c *gin.Context) (hand, error) {
	ctx, who := c.Request.Context(), actorOf(c)
	h := hand{who: who, now: s.cfg.Now()}
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if h.story, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{Ref: c.Param("ref")}, s.today()); err != nil {
			return err
		}
		if h.story.OpenUntil, err = openUntil(ctx, tx, who, h.story, h.now); err != nil {
			return err
		}
		if h.kept, err = release.ReadByHand(ctx, tx, h.story.Who.ReleaseID); err != nil {
			return err
		}
		if h.choices, err = release.ReadHandChoices(ctx, tx, s.scope(c)); err != nil {
			return err
		}
		return access.Record(ctx, tx, h.now, who, access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: h.story.Who.ReleaseID, Detail: "form", Releases: []string{h.story.Release.ID}})
	})
	h.health = storyViewer(who, h.story).Sees(access.FieldHealth)
	return h, err
}

// showRecord shows the form of one thing that can be recorded.
func (s *server) showRecord(c *gin.Context) {
	h, action, err := s.openRecord(c)
	if isMasked(err) {
		c.Redirect(http.StatusSeeOther, releaseAddress(c)) // where it is opened
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if h.note = c.Query("note"); h.note != "" && action.what != recordNote {
		h.note = ""
	}
	if action.what == recordTakeBack {
		h.taken = c.Query("event")
		if _, found := h.takenEvent(); !found {
			s.fail(c, fault.NotFound("page"))
			return
		}
	}
	s.renderRecord(c, http.StatusOK, h, action, nil)
}

// openRecord finds the action of an address. A form is shown where it makes
// sense now; one that was shown before is taken, and whoever sent it is told by
// the use case why it no longer does.
func (s *server) openRecord(c *gin.Context) (hand, recordAction, error) {
	h, err := s.readHand(c)
	if err != nil {
		return h, recordAction{}, err
	}
	if h.story.Masked() {
		return h, recordAction{}, errMasked
	}
	i := slices.IndexFunc(recordActions, func(a recordAction) bool { return a.what == c.Param("what") })
	if i < 0 || !mayTouch(h) {
		return h, recordAction{}, fault.NotFound("page")
	}
	if err := s.readOneOff(c, &h, recordActions[i]); err != nil {
		return h, recordAction{}, err
	}
	if c.Request.Method == http.MethodGet && !recordActions[i].offered(h) {
		return h, recordAction{}, fault.NotFound("page")
	}
	return h, recordActions[i], nil
}

// saveRecord records what was typed, and leads back to the release; or shows the
// form again with what is wrong, or the other person's change.
func (s *server) saveRecord(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	h, action, err := s.openRecord(c)
	switch {
	case err != nil:
		s.fail(c, err)
		return
	case c.PostForm("key") == "":
		s.fail(c, fault.Invalid("The form is not complete: go back to the release and send it again"))
		return
	}
	h.typed, h.note, h.taken = c.Request.PostForm, c.PostForm("note"), c.PostForm("event")
	problems, err := s.giveRecord(c, h, action)
	var wrong release.FieldProblems
	switch {
	case errors.As(err, &wrong):
		for _, p := range wrong {
			problems = append(problems, fieldError{Field: string(p.Field), Text: wording.Data(p.Text)})
		}
	case errors.Is(err, errConfirm):
		s.confirmRecord(c, h, action)
		return
	case fault.Is(err, fault.KindInvalid), action.ofDeath() && (fault.Is(err, fault.KindRefused) || fault.Is(err, fault.KindConflict)):
		problems = []fieldError{{Field: firstField(action.fields(h)), Text: faultWords(err)}}
	case fault.Is(err, fault.KindConflict):
		s.showRecordConflict(c, h, action, faultWords(err))
		return
	case err != nil:
		s.fail(c, err)
		return
	}
	if len(problems) > 0 {
		s.renderRecord(c, http.StatusUnprocessableEntity, h, action, problems)
		return
	}
	if area := h.value("area", ""); h.value("event", "") == string(release.MovedArea) && !s.scope(c).Covers(release.Scope{Areas: []string{area}}) {
		c.Redirect(http.StatusSeeOther, "/?done=recorded") // the record is no longer for this reader to see
		return
	}
	c.Redirect(http.StatusSeeOther, releaseAddress(c)+"?done=recorded")
}

// firstField is where a problem of the whole form leads; "" where nothing is
// asked.
func firstField(fields []recordField) string {
	if len(fields) == 0 {
		return ""
	}
	return fields[0].Name
}

// errConfirm asks for a second look before something that is hard to undo.
var errConfirm = errors.New("to be confirmed")

// giveRecord does what the form asks for.
func (s *server) giveRecord(c *gin.Context, h hand, action recordAction) ([]fieldError, error) {
	ctx, ref, key := c.Request.Context(), c.Param("ref"), c.PostForm("key")
	if action.event != nil {
		seen, err := strconv.ParseInt(c.PostForm("seen"), 10, 64)
		if err != nil {
			return nil, fault.Invalid("The form is not complete: go back to the release and open it again")
		}
		e, problems := action.event(h)
		if len(problems) > 0 {
			return problems, nil
		}
		if e.Word == release.HasDied && c.PostForm("confirmed") != "yes" {
			return nil, errConfirm
		}
		return nil, s.cfg.Records.RecordByHand(ctx, h.who, ref, release.ByHand{Key: key, Seen: seen, Event: e})
	}
	switch action.what {
	case recordAsk, recordAskChange, recordAskBack, recordAskAgain:
		return s.giveOneOff(c, h, action, key)
	case recordTakeBack:
		return nil, s.cfg.Records.TakeBack(ctx, h.who, ref, h.taken, h.value("reason", ""))
	case recordNotDied:
		return nil, s.cfg.Records.AskNotDied(ctx, h.who, ref, h.value("reason", ""))
	case recordConfirmNotDied:
		return nil, s.cfg.Records.AnswerNotDied(ctx, h.who, ref, release.NotDiedAnswer(h.value("answer", "")))
	case recordNotice:
		n, problems := h.newNotice(key)
		if len(problems) > 0 {
			return problems, nil
		}
		return nil, s.cfg.Records.RecordNotice(ctx, h.who, ref, n)
	case recordCategory:
		return nil, s.cfg.Records.RecordCategory(ctx, h.who, ref, release.NewCategory{Key: key, Category: release.Category(h.value("category", ""))})
	case recordKeep:
		until, problems := h.keepUntil()
		if len(problems) > 0 {
			return problems, nil
		}
		return nil, s.cfg.Records.PlaceHold(ctx, h.who, ref, h.value("reason", ""), until)
	case recordKeepEnd:
		return nil, s.cfg.Records.EndHold(ctx, h.who, ref, h.value("reason", ""))
	case recordNote, recordWords:
		return nil, s.cfg.Records.WriteNote(ctx, h.who, ref, h.newNote(action.what, key))
	case recordMerge:
		number := strings.ToUpper(strings.ReplaceAll(h.value("number", ""), " ", ""))
		if number == "" {
			return []fieldError{{"number", "Give the prison number of the other record"}}, nil
		}
		if c.PostForm("confirmed") != "yes" {
			return nil, errConfirm
		}
		return nil, s.cfg.Records.RecordByHand(ctx, h.who, ref, release.ByHand{Key: key, Other: number,
			Event: release.LifeEvent{Word: release.Merged, At: h.now}})
	}
	return nil, s.cfg.Records.Correct(ctx, h.who, ref, release.Correction{Edits: h.edits(action.fields(h))})
}

func (s *server) renderRecord(c *gin.Context, status int, h hand, action recordAction, problems []fieldError) {
	view := s.recordView(c, h, action)
	view.Fields, view.Errors = action.fields(h), problems
	for i := range view.Fields {
		view.Fields[i].Error = fieldErrorOf(problems, view.Fields[i].Name)
	}
	key, seen := access.NewRef(), strconv.FormatInt(h.kept.Newest, 10)
	if h.typed != nil {
		key, seen = h.typed.Get("key"), h.typed.Get("seen")
	}
	view.Hidden = []option{{Value: "key", Text: wording.Data(key)}, {Value: "seen", Text: wording.Data(seen)}}
	if h.note != "" {
		view.Hidden = append(view.Hidden, option{Value: "note", Text: wording.Data(h.note)})
	}
	view.Hidden = append(view.Hidden, h.oneOffHidden()...)
	if h.task != "" {
		view.Asked = h.oneOff.Title
	}
	view.Warn = action.what == recordAskBack
	if action.ofDeath() {
		view.Warn, view.Intro = true, append(slices.Clone(view.Intro), notDiedIntro(h)...)
	}
	if action.what == recordTakeBack {
		view.Warn, view.Hidden = true, append(view.Hidden, option{Value: "event", Text: wording.Data(h.taken)})
		if e, found := h.takenEvent(); found {
			view.Intro = append(slices.Clone(view.Intro), wording.F("{1}, {2}.", wording.Capital(eventWords(e, nil, h.health, h.story.Masked())), instantWords(e.At)))
		}
	}
	s.look.Render(c, status, "record", view)
}

func (s *server) recordView(c *gin.Context, h hand, action recordAction) recordView {
	view := recordView{Page: s.page(c, wording.F("{1} {2}", action.title, h.story.Release.ID)), Heading: action.title, Back: releaseAddress(c), Reference: h.story.Release.ID,
		Action: releaseAddress(c) + "/record/" + action.what, Intro: action.intro, Button: action.button}
	if !h.story.Masked() {
		view.Who = h.story.Who.Forenames + " " + h.story.Who.Surname
	}
	return view
}
