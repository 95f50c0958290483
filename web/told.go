package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
)

// toldView is what an officer is told every morning and may choose, and what is
// told at once and may not.
type toldView struct {
	Page    Page
	Errors  []fieldError
	Digest  bool
	Kinds   []toldKind
	Version int
	AtOnce  []wording.Text
}

type toldKind struct {
	Value      string
	Text, Hint wording.Text
	Wanted     bool
}

func (s *server) showTold(c *gin.Context) {
	choice, err := s.readChoice(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.renderTold(c, http.StatusOK, choice, nil)
}

func (s *server) readChoice(c *gin.Context) (choice notify.Choice, err error) {
	ctx, who := c.Request.Context(), actorOf(c)
	err = pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		choice, err = notify.ReadChoice(ctx, tx, who.AccountID)
		return err
	})
	return choice, err
}

func (s *server) renderTold(c *gin.Context, status int, choice notify.Choice, problems []fieldError) {
	view := toldView{Page: s.page(c, "What I am told"), Errors: problems, Digest: choice.Digest, Version: choice.Version, AtOnce: toldAtOnce}
	for _, news := range notify.LeaveOut {
		text, hint := newsWords(news)
		view.Kinds = append(view.Kinds, toldKind{Value: string(news), Text: text, Hint: hint, Wanted: !slices.Contains(choice.LeftOut, news)})
	}
	s.look.Render(c, status, "told", view)
}

func (s *server) chooseTold(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the page and send it again"))
		return
	}
	choice := notify.Choice{Digest: c.PostForm("digest") == "yes", Version: version}
	wanted := c.PostFormArray("news")
	for _, news := range notify.LeaveOut {
		if !slices.Contains(wanted, string(news)) {
			choice.LeftOut = append(choice.LeftOut, news)
		}
	}
	if answer := c.PostForm("digest"); answer != "yes" && answer != "no" {
		choice.Digest = true
		s.renderTold(c, http.StatusUnprocessableEntity, choice, []fieldError{{Field: "digest-yes", Text: "Say whether you want the morning list"}})
		return
	}
	err = s.cfg.Desk.Choose(c.Request.Context(), actorOf(c), choice)
	if fault.Is(err, fault.KindConflict) {
		stored, readErr := s.readChoice(c)
		if readErr != nil {
			s.fail(c, readErr)
			return
		}
		choice.Version = stored.Version // what was ticked stays; sent again it holds
		s.renderTold(c, http.StatusConflict, choice, []fieldError{{Field: "digest-yes",
			Text: wording.F("{1} Nothing was saved: look at it and press save again", sentence(faultWords(err)))}})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/told?done=told")
}

// newsWords are a kind of news that may be left out, and what it holds.
func newsWords(news notify.News) (text, hint wording.Text) {
	switch news {
	case notify.NewsComings:
		return "Comings and goings", "New in custody, released yesterday, in court tomorrow, moved to another prison, checks of the first four weeks"
	case notify.NewsDays:
		return "Days", "Release days that moved, who leaves this week, and how their day goes"
	case notify.NewsPrison:
		return "Ask the prison", "Dates that passed, which of two days it is, who is gone from the file"
	case notify.NewsServices:
		return "Services", "No answer, and requests that have nobody to send them to"
	case notify.NewsNotReady:
		return "Not ready", "No address yet, red shortly before release, consents and needs that are missing"
	case notify.NewsMessages:
		return "Messages", "What did not arrive, replies to read, and places that texts may not name"
	case notify.NewsAlways:
	}
	return spelled(string(news)), ""
}

// toldAtOnce is what nobody can choose not to hear (domain rule 8, officers).
var toldAtOnce = []wording.Text{
	"Somebody was released or is out unexpectedly, or left for a reason nobody knows",
	"A release day moved earlier inside 10 working days, or later inside 3",
	"A move to another prison inside 10 working days of release",
	"A service said no, or is full",
	"Not confirmed as released, or not confirmed at the gate by 3pm",
	"Somebody escaped, absconded or failed to return",
	"An appointment was missed today",
	"No address for tonight",
	"A text cannot arrive before its appointment",
	"Somebody has died",
}
