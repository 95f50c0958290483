package sms

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"throughgate/notify"
)

// judge says what one call came to. Only an error in Twilio's own JSON is its
// word; after anything else (no answer, a proxy's page, an empty answer, a
// redirect) the text may have gone, and there is no key to ask again with.
func judge(message *openapi.ApiV2010Message, err error, t *trip) notify.Result {
	var said *client.TwilioRestError
	switch {
	case err == nil && message != nil && message.Sid != nil && *message.Sid != "":
		return taken(message)
	case errors.As(err, &said):
		return judgeAnswer(said, int(t.status.Load()))
	}
	r := notify.Result{Outcome: notify.Unknown}
	if !t.connected.Load() {
		r.Outcome = notify.Later // nothing has left this machine
		if errors.As(err, new(*tls.CertificateVerificationError)) {
			r.Fault = notify.FaultAccountAlarm // it will not pass by itself
		}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		r.Fault = notify.FaultTimeout
	}
	return r
}

// taken is a message that Twilio has made. It may say in the same breath that it
// has failed; then no receipt need follow.
func taken(message *openapi.ApiV2010Message) notify.Result {
	code := 0
	if message.ErrorCode != nil {
		code = *message.ErrorCode
	}
	if message.Status != nil && (*message.Status == "failed" || *message.Status == "undelivered") {
		fault, known := classify(code)
		if known {
			return notify.Result{Outcome: outcomeOf(fault), Fault: fault, Code: codeText(code)}
		}
		return notify.Result{Outcome: notify.Unknown, Code: codeText(code)}
	}
	return notify.Result{Outcome: notify.Accepted, ProviderRef: *message.Sid}
}

func judgeAnswer(said *client.TwilioRestError, status int) notify.Result {
	r := notify.Result{Code: codeText(said.Code)}
	if fault, known := classify(said.Code); known {
		r.Outcome, r.Fault = outcomeOf(fault), fault
		return r
	}
	if said.Code == tooManyRequests || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError {
		r.Outcome = notify.Later
		return r
	}
	r.Outcome = notify.Unknown
	return r
}

// outcomeOf says what a fault means for the text itself: the number is at fault
// and it never goes, or something passing is and it waits.
func outcomeOf(f notify.Fault) notify.Outcome {
	switch f {
	case notify.FaultBadNumber, notify.FaultOptedOut:
		return notify.Refused
	case notify.FaultAccountAlarm, notify.FaultLaterTellWorker:
		return notify.Later
	case notify.FaultNone, notify.FaultBadAddress, notify.FaultTimeout, notify.FaultUnknownCode:
		return notify.Unknown
	}
	return notify.Unknown
}

const tooManyRequests = 20429

// classify knows Twilio's error codes (Twilio, "Error and warning dictionary"),
// for the answer to a call and for receipts alike.
func classify(code int) (f notify.Fault, known bool) {
	switch code {
	case 21211, // invalid number
		21614, // not a mobile number
		21635, // a landline
		30005, // unknown, or no longer in use
		30006: // landline or unreachable carrier
		return notify.FaultBadNumber, true
	case 21610: // replied STOP
		return notify.FaultOptedOut, true
	case 20003, // wrong account or token
		21408,        // no permission for the region
		21606,        // From is not a number of ours
		30001, 30002, // queue overflow; account suspended
		30007, 30010, // filtered; price over our limit
		30032, 30042: // number or sender not verified or set up
		return notify.FaultAccountAlarm, true
	case 30003, // phone off or out of reach
		30008: // the network gave no reason
		return notify.FaultLaterTellWorker, true
	}
	return notify.FaultNone, false
}

func codeText(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

var errBadRef = errors.New("sms: not a message reference of Twilio")

// scrub makes an error that may be logged: Twilio's own may repeat a number.
func scrub(err error) error {
	var said *client.TwilioRestError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return fmt.Errorf("sms: Twilio answered with error %d", said.Code)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("sms: called off: %w", context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("sms: Twilio did not answer: %w", context.DeadlineExceeded)
	}
	return errors.New("sms: Twilio could not be reached or gave no answer that can be read")
}
