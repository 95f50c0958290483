package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/access"
)

// keyHeader names a request, so that the same one sent again does nothing twice.
const keyHeader = "Idempotency-Key"

// longestKey is how many bytes a key may have.
const longestKey = 255

// errUnread: the body is no document of the members that it may have.
var errUnread = errors.New("the body could not be read")

// apiAct carries out what a POST asks for, and gives the document that answers it.
// It answers without a word of who somebody is: answers are kept for a day.
type apiAct func(c *gin.Context, body []byte) (any, error)

// once carries out a request once: whoever sends it again, with the same key and
// the same body, gets the answer of the first time.
func (s *server) once(act apiAct) gin.HandlerFunc {
	return func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			s.failAPI(c, err)
			return
		}
		if p, ok := sendable(c); !ok {
			s.answerProblem(c, p)
			return
		}
		ctx, who := c.Request.Context(), actorOf(c)
		asked := access.KeyedRequest{Token: bearerOf(c).TokenID, Key: c.GetHeader(keyHeader),
			Request: append([]byte(c.Request.Method+" "+c.Request.URL.Path+"\n"), body...)}
		before, fresh, err := access.BeginAnswer(ctx, s.cfg.Pool, s.cfg.Now(), who, asked)
		switch {
		case errors.Is(err, access.ErrOtherRequest):
			s.answerProblem(c, problem{Status: http.StatusUnprocessableEntity, Detail: "This Idempotency-Key was used for another request: give each request a key of its own."})
		case errors.Is(err, access.ErrNotAnswered):
			s.answerProblem(c, problem{Status: http.StatusConflict, Detail: "A request with this Idempotency-Key is being worked on, or was cut off. Look how things stand before you send it with another key."})
		case err != nil:
			s.failAPI(c, err)
		case !fresh:
			s.send(c, answer{before.Status, before.Kind, before.Body})
		default:
			given := s.carryOut(c, act, body)
			// Kept even where whoever asked has gone: they will ask again.
			if err := access.KeepAnswer(context.WithoutCancel(ctx), s.cfg.Pool, who, asked, access.Answered{Status: given.status, Kind: given.kind, Body: given.body}); err != nil {
				s.failAPI(c, err)
				return
			}
			s.send(c, given)
		}
	}
}

// sendable tells what is wrong with the headers of a request that changes
// something.
func sendable(c *gin.Context) (problem, bool) {
	if kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || kind != "application/json" {
		return problem{Status: http.StatusUnsupportedMediaType, Detail: "Send JSON, with Content-Type: application/json."}, false
	}
	if key := c.GetHeader(keyHeader); key == "" || len(key) > longestKey {
		return problem{Status: http.StatusBadRequest, Detail: "Give each request that changes something a key of its own in the header Idempotency-Key, such as a UUID, and the same key when you send it again."}, false
	}
	return problem{}, true
}

func (s *server) carryOut(c *gin.Context, act apiAct, body []byte) answer {
	document, err := act(c, body)
	var out []byte
	if err == nil {
		out, err = json.Marshal(document)
	}
	switch {
	case errors.Is(err, errUnread):
		p := problem{Status: http.StatusBadRequest, Detail: "The body is not JSON of the members that openapi.yaml describes."}
		return answer{p.Status, problemKind, p.bytes()}
	case err != nil:
		p := s.problemOf(c, err)
		return answer{p.Status, problemKind, p.bytes()}
	}
	return answer{http.StatusOK, "application/json; charset=utf-8", out}
}

// readDocument reads a document of known members, and nothing after it.
func readDocument(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return errUnread
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errUnread
	}
	return nil
}
