package email

import (
	"context"
	"errors"
	"net/textproto"
	"os"
	"time"
)

// stage is how far a message had come.
type stage int

const (
	stageDial    stage = iota // connecting, greeting, encrypting, signing in
	stageMail                 // MAIL
	stageRcpt                 // RCPT
	stageData                 // DATA, until the server asks for the content
	stageContent              // the content, until just before the final dot
	stageDot                  // the final dot has left, or may have
	stageDone                 // the server has taken the message over
)

// errTooEarly: the server spoke up, kindly, before the content had ended.
var errTooEarly = errors.New("the server answered before the final dot")

// carry takes one letter over the line. It returns how far it came; below
// stageDone there is an error, a *textproto.Error if the server answered.
func (l *line) carry(ctx context.Context, letter letter, dotPause time.Duration) (reply string, at stage, err error) {
	l.until(ctx)
	stop := context.AfterFunc(ctx, l.giveUp)
	// Once giveUp has begun it may strike late, at somebody else's message.
	defer func() { l.cut = !stop() }()
	if err := l.client.Mail(letter.from); err != nil {
		return "", stageMail, err
	}
	if err := l.client.Rcpt(letter.to); err != nil {
		return "", stageRcpt, err
	}
	content, err := l.client.Data()
	if err != nil {
		return "", stageData, err
	}
	if _, err := content.Write(letter.content); err != nil {
		return "", stageContent, err
	}
	if err := l.client.Text.W.Flush(); err != nil {
		return "", stageContent, err
	}
	if err := l.settle(ctx, dotPause); err != nil {
		return "", stageContent, err
	}
	if err := content.Close(); err != nil {
		return "", stageDot, err
	}
	if answered, ok := content.(interface{ ServerResponse() string }); ok {
		reply = answered.ServerResponse()
	}
	return reply, stageDone, nil
}

// settle looks whether the line still stands before the final dot is sent.
//
// A small letter would otherwise leave in one piece, dot and all, into a
// connection that the server may have dropped a moment ago: nobody could tell
// whether it was taken, and a person would have to decide. So the content goes
// first, and the dot follows once the server has kept quiet for the pause. What
// breaks within it is known not to have been sent.
func (l *line) settle(ctx context.Context, pause time.Duration) error {
	short, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	quiet, _ := short.Deadline()
	_ = l.raw.SetReadDeadline(quiet)
	_, err := l.client.Text.R.Peek(1)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil: // it spoke up early, which is a refusal or a goodbye
		if _, _, err := l.client.Text.ReadResponse(250); err != nil {
			return err
		}
		return errTooEarly
	case errors.Is(err, os.ErrDeadlineExceeded):
		l.until(ctx)
		return nil
	}
	return err
}

// stale says whether a failure of a kept line may be due to its having been kept
// for too long, rather than to this message: none of it was accepted yet, and the line
// broke or the server was closing it. At MAIL a refusal may be a limit on how
// many messages one connection carries.
func stale(at stage, err error) bool {
	if at > stageData || timedOut(err) {
		return false
	}
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return true
	}
	return at == stageMail || answer.Code == 421
}

// clear makes the line fit for the next message after this one was turned down
// before its content. False: it is not to be used again.
func (l *line) clear(at stage, err error) bool {
	var answer *textproto.Error
	if !errors.As(err, &answer) || answer.Code == 421 {
		return false
	}
	switch at {
	case stageMail, stageRcpt, stageData:
		return l.client.Reset() == nil
	case stageDot:
		return true
	default:
		return false
	}
}

func timedOut(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
