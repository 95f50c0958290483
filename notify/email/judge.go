package email

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"syscall"

	"throughgate/notify"
)

// judge says what a failure at a stage came to.
//
//	                 before DATA          content        final dot
//	answered 4xx     later                later          later
//	answered 5xx     refused (sender:     refused        refused
//	                 later, alarm)
//	line dropped     interrupted          interrupted    unknown
//	no answer        later                interrupted    unknown
//
// While connecting nothing of the message has left: always later, with an alarm
// if the server was reached and would not have us.
func judge(at stage, err error) notify.Result {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return judgeAnswer(at, answer)
	}
	r := notify.Result{Outcome: notify.Interrupted}
	switch {
	case at == stageDial:
		r.Outcome = notify.Later
		if !transient(err) {
			r.Fault = notify.FaultAccountAlarm
		}
	case at == stageDot:
		r.Outcome = notify.Unknown
	case at < stageContent && timedOut(err):
		r.Outcome = notify.Later
	}
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
		r.Fault = notify.FaultTimeout
	}
	return r
}

func judgeAnswer(at stage, answer *textproto.Error) notify.Result {
	r := notify.Result{Code: strconv.Itoa(answer.Code)}
	switch answer.Code / 100 {
	case 2:
		// Only 250 is right after the final dot, but any 2xx means taken
		// (RFC 5321, section 4.2.1). Earlier it means confusion.
		r.Outcome = notify.Interrupted
		if at == stageDot {
			r.Outcome = notify.Accepted
		}
	case 4:
		r.Outcome = notify.Later
	case 5:
		r.Outcome, r.Fault = judgeRefusal(at, answer)
	default:
		r.Outcome = notify.Interrupted
		if at == stageDot {
			r.Outcome = notify.Unknown
		}
	}
	return r
}

// judgeRefusal tells a bad address from a quarrel with us.
func judgeRefusal(at stage, answer *textproto.Error) (notify.Outcome, notify.Fault) {
	policy := strings.HasPrefix(answer.Msg, "5.7.") // RFC 3463: security or policy
	switch {
	case at <= stageMail, answer.Code == 530: // 530: sign in first; some say so only at RCPT
		return notify.Later, notify.FaultAccountAlarm
	case at == stageRcpt && !policy && (answer.Code == 550 || answer.Code == 551 || answer.Code == 553 || answer.Code == 501):
		return notify.Refused, notify.FaultBadAddress
	default:
		return notify.Refused, notify.FaultNone
	}
}

// transient failures to connect pass by themselves: the network, or a server
// that is down. Others do not: a certificate, no encryption, no way to sign in.
func transient(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, context.Canceled)
}

// judgeLetter says what a letter that could not be written came to.
func judgeLetter(err error) notify.Result {
	if errors.Is(err, errBadRecipient) {
		return notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadAddress}
	}
	return notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm}
}

// maxRef bounds what is kept of the server's reply to the final dot, in bytes.
const maxRef = 200

// providerRef is the reply to the final dot, which names the message in the
// server's log, without the recipient: some servers repeat the address.
func providerRef(reply, to string) string {
	reply = strings.Join(strings.Fields(reply), " ")
	reply = strings.ReplaceAll(reply, strings.Trim(to, "<>"), "recipient")
	if len(reply) > maxRef {
		reply = strings.ToValidUTF8(reply[:maxRef], "")
	}
	return reply
}
