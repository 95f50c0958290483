package web

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"
)

// Demo is what the demo's own pages ask of the built-in catchers and clock.
type Demo interface {
	Mails() []Mail                // the newest first
	Mail(id string) (Mail, error) // fault.NotFound
	Texts() []SMS                 // the oldest first, both ways
	// Reply sends a text in the name of whoever has the number, through the
	// signed webhook.
	Reply(ctx context.Context, number, body string) error
	Now() time.Time
	// MoveDay moves the clock on a day and runs the watch for each day passed.
	MoveDay(ctx context.Context) error
}

// Mail is one e-mail as it was really sent through SMTP.
type Mail struct {
	ID                string
	At                time.Time
	From, To, Subject string
	Headers           []MailHeader // all of them, in their order
	Text, HTML        string
}

// MailHeader is one header line of an e-mail.
type MailHeader struct{ Name, Value string }

// SMS is one text as it was really sent through the provider's interface, or a
// reply.
type SMS struct {
	ID       string
	At       time.Time
	Number   string // of the person, E.164
	Body     string
	FromThem bool // a reply
}

// mountDemo adds the demo's pages. They are of the world outside, so nobody has
// to sign in to use them.
func (s *server) mountDemo(router gin.IRouter) {
	router.GET("/demo/mailbox", s.showMailbox)
	router.GET("/demo/mailbox/:id", s.showMail)
	router.GET("/demo/mailbox/:id/body", s.showMailBody)
	router.GET("/demo/handset", s.showHandset)
	router.POST("/demo/handset", s.replyFromHandset)
	router.GET("/demo/clock", s.showClock)
	router.POST("/demo/clock", s.moveClock)
	router.GET("/demo/training", s.showTraining)
	router.POST("/demo/training", s.stepTraining)
}
