package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// The fields of the page on which one proves that it is oneself; what else a
// form has held is kept beside them, under its own names.
const (
	proofGiven = "proof_passphrase" // or the code
	proofNext  = "proof_next"       // where one was going
	proofBack  = "proof_back"       // where one came from
	proofKept  = "proof_kept"       // it was a form
)

// proofView is the page on which one proves that it is oneself.
type proofView struct {
	Page       Page
	Errors     []fieldError
	Nothing    bool // was entered
	Email      string
	Next, Back string
	Kept       []option // what the form held that led here; Value is its name
	FromForm   bool
	Ready      string // the passphrase of a ready account of the demo
	ByCode     bool   // a code of the second factor is asked, and no passphrase
	Pretend    string // in the demo: the code
	Button     string // of single sign-on, by which it can be proved too
}

// fetchedView says that a file can be fetched now, which is no page to lead to.
type fetchedView struct {
	Page       Page
	Next, Back string
}

// proved is a route that asks for a proof before it does anything.
func (s *server) proved(handle gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if s.hasProof(c) {
			handle(c)
		}
	}
}

// hasProof tells whether the reader has shown, not longer than access.ProofLife
// ago, that it is they. If not, they are asked to: after it they come to where
// they were going, and a form goes there with everything that was typed into it.
// The caller then has nothing more to answer.
func (s *server) hasProof(c *gin.Context) bool {
	fresh, err := s.proofHolds(c)
	switch {
	case err != nil:
		s.fail(c, err)
	case fresh:
		return true
	case c.Request.Method == http.MethodGet || strings.HasPrefix(c.ContentType(), "multipart/"): // a file is not kept
		next := c.Request.URL.RequestURI()
		if c.Request.Method != http.MethodGet {
			next = pageBefore(c.Request)
		}
		c.Redirect(http.StatusSeeOther, "/prove?"+url.Values{"next": {next}}.Encode())
	default:
		s.renderProof(c, http.StatusOK, proofView{Next: c.Request.URL.RequestURI(), Back: pageBefore(c.Request), Kept: keptFields(c), FromForm: true})
	}
	return false
}

func (s *server) proofHolds(c *gin.Context) (bool, error) {
	at, err := s.store.ProvedAt(c.Request.Context(), s.sessions.Token(c.Request.Context()))
	if fault.Is(err, fault.KindNotFound) { // it ended at this moment
		return false, nil
	}
	return access.ProofHolds(at, s.cfg.Now()), err
}

// keptFields is what a form held, without what belongs to the proof, and without
// a passphrase, which no page ever holds again.
func keptFields(c *gin.Context) []option {
	if c.Request.PostForm == nil {
		_ = c.Request.ParseForm() // what cannot be read is not kept
	}
	var kept []option
	for name, values := range c.Request.PostForm {
		if strings.HasPrefix(name, "proof_") || name == "passphrase" {
			continue
		}
		for _, value := range values {
			kept = append(kept, option{Value: name, Text: wording.Data(value)})
		}
	}
	slices.SortStableFunc(kept, func(a, b option) int { return strings.Compare(a.Value, b.Value) })
	return kept
}

// showProof asks for a proof; whoever has one is led on.
func (s *server) showProof(c *gin.Context) {
	next := localPath(c.Query("next"))
	fresh, err := s.proofHolds(c)
	switch {
	case err != nil:
		s.fail(c, err)
	case !fresh:
		s.renderProof(c, http.StatusOK, proofView{Next: next, Back: pageBefore(c.Request)})
	case isFile(next):
		s.look.Render(c, http.StatusOK, "proved", fetchedView{Page: s.page(c, "Your file is ready"), Next: next, Back: localPath(c.Query("back"))})
	default:
		c.Redirect(http.StatusSeeOther, next)
	}
}

// isFile tells whether an address is downloaded and not shown.
func isFile(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, "/csv") || strings.HasSuffix(path, ".json")
}

func (s *server) renderProof(c *gin.Context, status int, view proofView) {
	who, err := s.door.Prover(c.Request.Context(), actorOf(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	view.Page, view.Email, view.ByCode, view.Pretend = s.page(c, "Show that it is you"), who.Email, who.ByCode, who.Pretend
	if !view.FromForm {
		view.Button = s.cfg.SingleSignOn.Name
	}
	if view.Nothing && who.ByCode {
		view.Errors = []fieldError{{"passphrase", "Enter the code that your app shows"}}
	} else if view.Nothing {
		view.Errors = []fieldError{{"passphrase", "Enter your passphrase"}}
	}
	if s.cfg.Demo != nil {
		for _, d := range s.cfg.DemoSignIns {
			if strings.EqualFold(d.Email, who.Email) {
				view.Ready = d.Passphrase
			}
		}
	}
	s.look.Render(c, status, "prove", view)
}

// prove takes the proof. A form goes on to its own address by the browser, which
// sends it there once more as it is: nothing that was typed is stored meanwhile.
func (s *server) prove(c *gin.Context) {
	ctx := c.Request.Context()
	view := proofView{Next: localPath(c.PostForm(proofNext)), Back: localPath(c.PostForm(proofBack)), FromForm: c.PostForm(proofKept) != "", Kept: keptFields(c)}
	if c.PostForm(proofGiven) == "" {
		view.Nothing = true
		s.renderProof(c, http.StatusUnprocessableEntity, view)
		return
	}
	renewed, err := s.door.Prove(ctx, actorOf(c), s.sessions.Token(ctx), c.PostForm(proofGiven), access.PlaceOf(c.ClientIP()))
	if fault.Is(err, fault.KindNotFound) {
		s.leadToSignIn(c)
		return
	}
	if status, text := s.notLetIn(c, err); text != "" {
		view.Errors = []fieldError{{"passphrase", text}}
		s.renderProof(c, status, view)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.writeCookie(c, renewed, s.cfg.Now().Add(access.SessionLife).Truncate(time.Second))
	switch {
	case view.FromForm:
		c.Redirect(http.StatusTemporaryRedirect, view.Next)
	case isFile(view.Next):
		c.Redirect(http.StatusSeeOther, "/prove?"+url.Values{"next": {view.Next}, "back": {view.Back}}.Encode())
	default:
		c.Redirect(http.StatusSeeOther, view.Next)
	}
}
