package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// handsetView shows every phone that was texted, and what went both ways.
type handsetView struct {
	Page   Page
	Errors []fieldError
	Phones []phoneView
}

type phoneView struct {
	Number string
	Field  string // id of its reply field
	Texts  []textView
	Typed  string
	Error  string
}

type textView struct {
	Body  string
	When  wording.Text
	Reply bool
}

func (s *server) showHandset(c *gin.Context) {
	s.renderHandset(c, http.StatusOK, "", "", nil)
}

func (s *server) renderHandset(c *gin.Context, status int, number, typed string, problem error) {
	view := handsetView{Page: s.page(c, "Handset")}
	for _, text := range s.cfg.Demo.Texts() {
		at := slices.IndexFunc(view.Phones, func(p phoneView) bool { return p.Number == text.Number })
		if at < 0 {
			at = len(view.Phones)
			view.Phones = append(view.Phones, phoneView{Number: text.Number, Field: "reply-" + strings.TrimPrefix(text.Number, "+")})
		}
		phone := &view.Phones[at]
		phone.Texts = append(phone.Texts, textView{Body: text.Body, When: instantWords(text.At), Reply: text.FromThem})
	}
	for i := range view.Phones {
		if phone := &view.Phones[i]; problem != nil && phone.Number == number {
			phone.Typed, phone.Error = typed, fault.Text(problem)
			view.Errors = append(view.Errors, fieldError{Field: phone.Field, Text: wording.Data(phone.Error)})
		}
	}
	s.look.Render(c, status, "demo-handset", view)
}

// longestReply is the longest text that a handset sends, in characters.
const longestReply = 1600

func (s *server) replyFromHandset(c *gin.Context) {
	number, body := c.PostForm("number"), strings.TrimSpace(c.PostForm("body"))
	known := slices.ContainsFunc(s.cfg.Demo.Texts(), func(t SMS) bool { return t.Number == number })
	var err error
	switch {
	case !known:
		s.fail(c, fault.NotFound("number"))
		return
	case body == "":
		err = fault.Invalid("Write something to send")
	case len([]rune(body)) > longestReply:
		err = fault.Invalid("The text is too long: use %d characters or fewer", longestReply)
	default:
		err = s.cfg.Demo.Reply(c.Request.Context(), number, body)
	}
	if fault.Is(err, fault.KindInvalid) {
		s.renderHandset(c, http.StatusUnprocessableEntity, number, body, err)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/demo/handset?done=reply#phone-reply-"+url.PathEscape(strings.TrimPrefix(number, "+")))
}
