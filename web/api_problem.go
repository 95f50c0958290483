package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// problemKind is the media type of RFC 9457.
const problemKind = "application/problem+json"

// problem are the details of what went wrong (RFC 9457). Detail is text chosen
// for users: it holds nothing of a person.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Errors []problemField `json:"errors,omitempty"`
	// Reference is under which the log has an unexpected error.
	Reference string `json:"reference,omitempty"`
}

// problemField is what is wrong with one member or parameter.
type problemField struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// badInput is an error of several members at once.
type badInput []problemField

func (b badInput) Error() string { return "the request is not right" }

func badField(field, text string) error { return badInput{{field, text}} }

// problemOf are the details of an error; what is unexpected goes to the log.
func (s *server) problemOf(c *gin.Context, err error) problem {
	var wrong badInput
	if errors.As(err, &wrong) {
		return problem{Status: http.StatusUnprocessableEntity, Detail: "The request is not right: nothing was changed.", Errors: wrong}
	}
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return problem{Status: http.StatusRequestEntityTooLarge, Detail: "The request is longer than " + strconv.Itoa(formLimit) + " bytes."}
	}
	var chosen *fault.Error
	if !errors.As(err, &chosen) {
		return s.unexpectedProblem(c, scrub(err), "")
	}
	s.noteRefusal(c, chosen.Kind)
	switch chosen.Kind {
	case fault.KindNotFound:
		return problem{Status: http.StatusNotFound, Detail: "It is not here, or it is not for you to see."}
	case fault.KindConflict:
		return problem{Status: http.StatusConflict, Detail: sentence(wording.Data(chosen.Text)).String()}
	case fault.KindInvalid:
		return problem{Status: http.StatusUnprocessableEntity, Detail: sentence(wording.Data(chosen.Text)).String()}
	case fault.KindRefused:
		return problem{Status: http.StatusForbidden, Detail: sentence(wording.Data(chosen.Text)).String()}
	}
	return s.unexpectedProblem(c, scrub(err), "")
}

// unexpectedProblem logs what nobody chose to show and gives it a reference.
func (s *server) unexpectedProblem(c *gin.Context, cause, stack string) problem {
	reference := rand.Text()[:8]
	if !errors.Is(c.Request.Context().Err(), context.Canceled) {
		attrs := []any{"reference", reference, "method", c.Request.Method, "route", c.FullPath(), "actor", actorOf(c).Key(), "cause", cause}
		if stack != "" {
			attrs = append(attrs, "stack", stack)
		}
		s.cfg.Log.Error("request failed", attrs...)
	}
	return problem{Status: http.StatusInternalServerError, Detail: ProblemWords + ". Try again later.", Reference: reference}
}

func (s *server) failAPI(c *gin.Context, err error) { s.answerProblem(c, s.problemOf(c, err)) }

func (s *server) answerProblem(c *gin.Context, p problem) {
	s.send(c, answer{p.Status, problemKind, p.bytes()})
	c.Abort()
}

func (p problem) bytes() []byte {
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	body, err := json.Marshal(p)
	if err != nil {
		panic("web: problem details: " + err.Error()) // strings and numbers alone
	}
	return body
}

func (s *server) apiTooMany(c *gin.Context, wait time.Duration) {
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.answerProblem(c, problem{Status: http.StatusTooManyRequests, Detail: "Too many requests with this token: wait as long as Retry-After says, in seconds."})
}

// answer is what a request is answered with.
type answer struct {
	status int
	kind   string
	body   []byte
}

func (s *server) send(c *gin.Context, a answer) { c.Data(a.status, a.kind, a.body) }
