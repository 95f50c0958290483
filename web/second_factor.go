package web

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/pquerna/otp"

	"throughgate/access"
	"throughgate/internal/fault"
)

// The cookie of a sign-in that is half done. It is none of a session: with it
// nothing opens but the page that asks for the second factor.
const (
	secureHalfCookie = "__Host-throughgate-half"
	plainHalfCookie  = "throughgate-half"
)

// qrSize is the QR code's, in pixels.
const qrSize = 240

// secondFactorView is the page that asks for a code, or on which a second factor
// is set up.
type secondFactorView struct {
	Page    Page
	Errors  []fieldError
	Next    string
	SetUp   bool
	Email   string
	Key     string // in groups of four
	Pretend string // in the demo: the code that an app would show
}

// recoveryView shows recovery codes, once.
type recoveryView struct {
	Page  Page
	Codes []string
	Next  string
}

func (s *server) halfCookie() string {
	if s.secure {
		return secureHalfCookie
	}
	return plainHalfCookie
}

// writeHalf keeps the token of a sign-in that is half done; "" forgets it.
func (s *server) writeHalf(c *gin.Context, token string) {
	cookie := &http.Cookie{Name: s.halfCookie(), Value: token, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}

func (s *server) leadToSecondFactor(c *gin.Context, half, next string) {
	s.writeHalf(c, half)
	address := "/second-factor"
	if next != "/" {
		address += "?" + url.Values{"next": {next}}.Encode()
	}
	c.Redirect(http.StatusSeeOther, address)
}

// halfOf is the sign-in that is half done; where there is none its reader is led
// to sign in, and ok is false.
func (s *server) halfOf(c *gin.Context) (token string, stage access.Stage, set access.SetUp, ok bool) {
	token, err := c.Cookie(s.halfCookie())
	if err == nil && token != "" {
		stage, set, err = s.door.Stage(c.Request.Context(), token)
	} else {
		err = fault.NotFound("sign-in")
	}
	switch {
	case fault.Is(err, fault.KindNotFound):
		s.halfEnded(c)
	case err != nil:
		s.fail(c, err)
	default:
		return token, stage, set, true
	}
	return "", stage, set, false
}

func (s *server) halfEnded(c *gin.Context) {
	s.writeHalf(c, "")
	c.Redirect(http.StatusSeeOther, "/sign-in?why=half")
}

func (s *server) showSecondFactor(c *gin.Context) {
	if _, stage, set, ok := s.halfOf(c); ok {
		s.renderSecondFactor(c, http.StatusOK, stage, set, localPath(c.Query("next")), nil)
	}
}

func (s *server) renderSecondFactor(c *gin.Context, status int, stage access.Stage, set access.SetUp, next string, problems []fieldError) {
	view := secondFactorView{Page: s.page(c, "Enter the code"), Errors: problems, Next: next, Email: set.Email, Pretend: set.Pretend}
	if stage == access.StageSetUp {
		view.Page.Title, view.SetUp, view.Key = "Set up your second factor", true, groupsOfFour(set.Secret)
	}
	s.look.Render(c, status, "second-factor", view)
}

func groupsOfFour(text string) string {
	var groups []string
	for from := 0; from < len(text); from += 4 {
		groups = append(groups, text[from:min(from+4, len(text))])
	}
	return strings.Join(groups, " ")
}

// sendQRCode is the picture for the app. It is the secret itself: only whoever
// is half in gets it, and only until the second factor is set up.
func (s *server) sendQRCode(c *gin.Context) {
	_, stage, set, ok := s.halfOf(c)
	if !ok {
		return
	}
	if stage != access.StageSetUp {
		s.noSuchPage(c)
		return
	}
	key, err := otp.NewKeyFromURL(set.Address)
	if err != nil {
		s.fail(c, err)
		return
	}
	picture, err := key.Image(qrSize, qrSize)
	if err != nil {
		s.fail(c, err)
		return
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		s.fail(c, err)
		return
	}
	c.Data(http.StatusOK, "image/png", file.Bytes())
}

func (s *server) takeSecondFactor(c *gin.Context) {
	token, stage, set, ok := s.halfOf(c)
	if !ok {
		return
	}
	next, code, place := localPath(c.PostForm("next")), c.PostForm("code"), access.PlaceOf(c.ClientIP())
	if strings.TrimSpace(code) == "" {
		s.renderSecondFactor(c, http.StatusUnprocessableEntity, stage, set, next, []fieldError{{"code", "Enter the code that your app shows"}})
		return
	}
	var in access.Arrival
	var codes []string
	var err error
	if stage == access.StageSetUp {
		in, codes, err = s.door.FinishSetUp(c.Request.Context(), token, code, place)
	} else {
		in, err = s.door.GiveCode(c.Request.Context(), token, code, place)
	}
	if fault.Is(err, fault.KindNotFound) {
		s.halfEnded(c)
		return
	}
	if status, text := s.notLetIn(c, err); text != "" {
		s.renderSecondFactor(c, status, stage, set, next, []fieldError{{"code", text}})
		return
	}
	if err == nil {
		s.writeHalf(c, "")
	}
	if err != nil || len(codes) == 0 {
		s.letIn(c, in, err, next)
		return
	}
	if err := s.beginSession(c, in.SessionData); err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "recovery-codes", recoveryView{Page: s.page(c, "Keep your recovery codes"), Codes: codes, Next: next})
}
