package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// DemoSignIn is a ready sign-in of the demo, shown on its page as a button.
type DemoSignIn struct {
	Email, Passphrase string
	Name              string
	Role              access.Role
}

// signInView is the page on which one signs in.
type signInView struct {
	Page   Page
	Errors []fieldError
	Why    wording.Text // why one is asked; empty where it is plain
	Email  string       // as typed
	Next   string
	Button string // of single sign-on: where one can sign in instead
	Demo   []demoChoice
}

type demoChoice struct {
	Email, Passphrase, Name string
	Role                    wording.Text
}

// Why somebody is asked to sign in, by the word in the address.
var whySignIn = map[string]wording.Text{
	"ended":      "You are not signed in any more. That happens after 30 minutes without use, and 10 hours after signing in.",
	"not-saved":  "You were not signed in any more, so what you sent was not saved. Sign in, and send it again.",
	"half":       "It took too long, or was done elsewhere. Sign in again.",
	"signed-out": "You have signed out.",
}

func (s *server) showSignIn(c *gin.Context) {
	s.renderSignIn(c, http.StatusOK, signInView{Why: whySignIn[c.Query("why")], Next: localPath(c.Query("next"))})
}

func (s *server) renderSignIn(c *gin.Context, status int, view signInView) {
	view.Page, view.Button = s.page(c, "Sign in"), s.cfg.SingleSignOn.Name
	if s.cfg.Demo != nil {
		for _, d := range s.cfg.DemoSignIns {
			view.Demo = append(view.Demo, demoChoice{d.Email, d.Passphrase, d.Name, d.Role.Words()})
		}
	}
	s.look.Render(c, status, "sign-in", view)
}

func (s *server) signIn(c *gin.Context) {
	view := signInView{Email: strings.TrimSpace(c.PostForm("email")), Next: localPath(c.PostForm("next"))}
	passphrase := c.PostForm("passphrase")
	if view.Email == "" {
		view.Errors = append(view.Errors, fieldError{"email", "Enter your e-mail address"})
	}
	if passphrase == "" {
		view.Errors = append(view.Errors, fieldError{"passphrase", "Enter your passphrase"})
	}
	if len(view.Errors) > 0 {
		s.renderSignIn(c, http.StatusUnprocessableEntity, view)
		return
	}
	in, err := s.door.SignIn(c.Request.Context(), view.Email, passphrase, access.PlaceOf(c.ClientIP()))
	if status, text := s.notLetIn(c, err); text != "" {
		view.Errors = []fieldError{{"email", text}}
		s.renderSignIn(c, status, view)
		return
	}
	s.letIn(c, in, err, view.Next)
}

// notLetIn is what somebody at the door is told; no text where err is none of
// theirs.
func (s *server) notLetIn(c *gin.Context, err error) (status int, text wording.Text) {
	var soon *access.TooSoon
	switch {
	case errors.As(err, &soon):
		wait := soon.At.Sub(s.cfg.Now())
		c.Header("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return http.StatusTooManyRequests, tooSoonWords(soon.At, wait)
	case errors.Is(err, access.ErrBusy):
		c.Header("Retry-After", "10")
		return http.StatusServiceUnavailable, "Many people are signing in at this moment. Try again in a few seconds"
	case fault.Is(err, fault.KindRefused), fault.Is(err, fault.KindInvalid):
		return http.StatusUnprocessableEntity, faultWords(err)
	}
	return 0, ""
}

// tooSoonWords says when to try again, to the minute after.
func tooSoonWords(at time.Time, wait time.Duration) wording.Text {
	minutes := int((wait + time.Minute - 1) / time.Minute)
	if rest := at.Truncate(time.Minute); rest.Before(at) {
		at = rest.Add(time.Minute)
	}
	return wording.F("Too many sign-ins have failed. Try again in {1}, at {2}", wording.N(minutes, "{1} minute", "{1} minutes"), wording.Clock(at))
}

// letIn begins the session of whoever is let in and leads them on, or to the
// second factor; err is the door's, where it is not one for the reader to mend.
func (s *server) letIn(c *gin.Context, in access.Arrival, err error, next string) {
	if err == nil && in.Stage != access.StageIn {
		s.leadToSecondFactor(c, in.Half, next)
		return
	}
	if err == nil {
		err = s.beginSession(c, in.SessionData)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, next)
}

func (s *server) signOut(c *gin.Context) {
	if err := s.endSession(c); err != nil {
		s.fail(c, err)
		return
	}
	if err := s.door.SignedOut(c.Request.Context(), actorOf(c)); err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Clear-Site-Data", `"cache", "storage"`) // the cookie is taken back by name
	c.Redirect(http.StatusSeeOther, "/sign-in?why=signed-out")
}
