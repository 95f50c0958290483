package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// fail answers with the page of an error. Only text that was chosen for users
// is shown; anything else becomes a reference, under which the log has it.
func (s *server) fail(c *gin.Context, err error) {
	if ofAPI(c) {
		s.failAPI(c, err)
		return
	}
	var chosen *fault.Error
	if !errors.As(err, &chosen) {
		s.unexpected(c, scrub(err), "")
		return
	}
	s.noteRefusal(c, chosen.Kind)
	title, status := wording.Text(""), 0
	switch chosen.Kind {
	case fault.KindNotFound:
		title, status = "Page not found", http.StatusNotFound
	case fault.KindConflict:
		title, status = "Somebody else changed this", http.StatusConflict
	case fault.KindInvalid:
		title, status = "There is a problem", http.StatusUnprocessableEntity
	case fault.KindRefused:
		title, status = "You cannot do this", http.StatusForbidden
	}
	lines := []wording.Text{sentence(faultWords(err))}
	if chosen.Kind == fault.KindNotFound {
		lines = []wording.Text{"It is not here, or it is not for you to see.", "If you typed the address, check that it is correct."}
	}
	s.look.Problem(c, status, s.page(c, title), "", lines...)
}

// noteRefusal writes down that somebody who is known asked for what is not theirs,
// or not there: who and which route, never what for.
func (s *server) noteRefusal(c *gin.Context, kind fault.Kind) {
	if who := actorOf(c); !who.IsZero() && (kind == fault.KindRefused || kind == fault.KindNotFound) {
		s.cfg.Log.Info("a request was refused", "actor", who.Key(), "method", c.Request.Method, "route", c.FullPath(), "role", string(who.Role))
	}
}

// noteTurnedAway writes down what never came as far as a page: which route, and
// why in words of ours.
func (s *server) noteTurnedAway(c *gin.Context, why string) {
	s.cfg.Log.Warn("a request was turned away", "method", c.Request.Method, "route", c.FullPath(), "cause", why)
}

// sentence ends a text with a full stop where it ends with a word.
func sentence(text wording.Text) wording.Text {
	if said := text.String(); said == "" || strings.ContainsAny(said[len(said)-1:], ".!?") {
		return text
	}
	return wording.F("{1}.", text)
}

func (s *server) unexpected(c *gin.Context, cause, stack string) {
	if ofAPI(c) {
		s.answerProblem(c, s.unexpectedProblem(c, cause, stack))
		return
	}
	reference := rand.Text()[:8]
	if errors.Is(c.Request.Context().Err(), context.Canceled) {
		return // the reader has gone
	}
	attrs := []any{"reference", reference, "method", c.Request.Method, "route", c.FullPath(),
		"actor", actorOf(c).Key(), "cause", cause}
	if stack != "" {
		attrs = append(attrs, "stack", stack)
	}
	s.cfg.Log.Error("page failed", attrs...)
	s.look.Problem(c, http.StatusInternalServerError, s.page(c, ProblemWords), reference,
		"Try again later. Nothing that you entered on this page has been saved.")
}

// plainErrors are the types whose words quote no value: texts of the source, and
// what the network says of our own servers.
var plainErrors = []string{"*errors.errorString", "*fault.Error", "context.deadlineExceededError", "*net.OpError", "*pgconn.ConnectError", "*pgx.proxyError"}

// scrub is an error's text without what the database quotes of a row, or
// somebody else's code of what it was given: we say what we were doing, and of an
// error that we did not make its type.
func scrub(err error) string {
	cause := err
	for fmt.Sprintf("%T", cause) == "*fmt.wrapError" {
		cause = errors.Unwrap(cause)
	}
	kind := fmt.Sprintf("%T", cause)
	if slices.Contains(plainErrors, kind) {
		return err.Error()
	}
	told := "an error of type " + kind
	var refused *pgconn.PgError
	if errors.As(cause, &refused) {
		told = fmt.Sprintf("SQLSTATE %s table %q constraint %q", refused.Code, refused.TableName, refused.ConstraintName)
	}
	doing, ours := strings.CutSuffix(err.Error(), cause.Error())
	if !ours {
		return told
	}
	return doing + told
}

// recover turns a panic into the neutral page. The panic's value may hold
// anything, so the log gets its type and where it happened.
func (s *server) recover(c *gin.Context) {
	defer func() {
		if value := recover(); value != nil {
			if value == http.ErrAbortHandler { //nolint:errorlint // the documented sentinel
				panic(value)
			}
			s.unexpected(c, fmt.Sprintf("panic %T", value), string(debug.Stack()))
			c.Abort()
		}
	}()
	c.Next()
	// Look puts the cause of a page that could not be rendered here.
	for _, problem := range c.Errors {
		s.cfg.Log.Error("page failed", "method", c.Request.Method, "route", c.FullPath(),
			"actor", actorOf(c).Key(), "cause", scrub(problem.Err))
	}
}

func (s *server) noSuchPage(c *gin.Context) { s.fail(c, fault.NotFound("page")) }

func (s *server) refuse(c *gin.Context) {
	s.noteRefusal(c, fault.KindRefused)
	s.look.Problem(c, http.StatusForbidden, s.page(c, "You cannot see this page"), "",
		wording.F("It is not for the role of {1}.", actorOf(c).Role.Words()))
}

// crossOrigin refuses forms that another site sends in a reader's name.
var crossOrigin = http.NewCrossOriginProtection()

// sameOrigin refuses what another site does in a reader's name: its forms, and
// its pages when they have had their own name point at this machine. Only
// loopback names and the public address are ours.
func (s *server) sameOrigin(c *gin.Context) {
	if !s.ourHost(c.Request.Host) {
		s.noteTurnedAway(c, "another host name")
		s.look.Problem(c, http.StatusMisdirectedRequest, s.page(c, "There is no such site here"), "",
			"Nothing was changed. Open the pages by the address that you were given.")
		c.Abort()
		return
	}
	if err := crossOrigin.Check(c.Request); err != nil {
		s.noteTurnedAway(c, "a form of another site")
		s.look.Problem(c, http.StatusForbidden, s.page(c, "This form was sent from another site"), "",
			"Nothing was changed. Open the page here and send it again.")
		c.Abort()
	}
}

// ourHost tells whether a request asks for this machine by a loopback name, or
// by the public address: whoever listens elsewhere names it.
func (s *server) ourHost(host string) bool {
	if public, err := url.Parse(s.cfg.PublicURL); err == nil && public.Host != "" && strings.EqualFold(public.Host, host) {
		return true
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}
