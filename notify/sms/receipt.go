package sms

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/twilio/twilio-go/client"

	"throughgate/notify"
)

// Arrival is how far a text has come, as receipts tell it. Receipts repeat and
// come out of order: Delivered and NotDelivered are final, OnItsWay never
// undoes them.
type Arrival string

const (
	// OnItsWay: accepted, scheduled, queued, sending or sent. Not delivery.
	OnItsWay Arrival = "on_its_way"
	// Delivered: the network says that the phone has it.
	Delivered Arrival = "delivered"
	// NotDelivered: undelivered, failed or cancelled.
	NotDelivered Arrival = "not_delivered"
)

// Receipt is what a status callback comes to.
type Receipt struct {
	Arrival Arrival
	// Fault says why a text did not arrive. A code or status that is not known
	// here is an alarm (FaultUnknownCode): somebody has to look.
	Fault notify.Fault
	Code  string // Twilio's; empty if it gave none
}

// ClassifyStatus reads the MessageStatus and ErrorCode of a status callback.
func ClassifyStatus(status, errorCode string) Receipt {
	r := Receipt{Arrival: OnItsWay}
	code, err := strconv.Atoi(errorCode)
	if err == nil && code > 0 {
		r.Code = strconv.Itoa(code) // never a stranger's words
	}
	switch status {
	case "accepted", "scheduled", "queued", "sending", "sent":
	case "delivered", "read":
		r.Arrival = Delivered
	case "undelivered", "failed", "canceled":
		r.Arrival = NotDelivered
		fault, known := classify(code)
		if !known {
			fault = notify.FaultUnknownCode
		}
		r.Fault = fault
	default:
		r.Fault = notify.FaultUnknownCode
	}
	return r
}

// Callback is what Twilio posts to us, about a text of ours or with a reply.
type Callback struct {
	MessageSID string
	Status     string // MessageStatus; empty for a reply
	ErrorCode  string
	From, To   string // E.164 numbers
	Body       string // the words of a reply
}

// ParseCallback reads a callback whose signature was found good. Of a repeated
// key the first value counts, as it does for the signature.
func ParseCallback(body []byte) (Callback, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return Callback{}, errors.New("sms: the callback is no form") // err would repeat it
	}
	c := Callback{
		MessageSID: form.Get("MessageSid"), Status: form.Get("MessageStatus"), ErrorCode: form.Get("ErrorCode"),
		From: form.Get("From"), To: form.Get("To"), Body: form.Get("Body"),
	}
	if !alphanumeric.MatchString(c.MessageSID) {
		return Callback{}, errors.New("sms: the callback names no message")
	}
	return c, nil
}

// ValidSignature says whether Twilio signed the callback: body as it was read
// from the line, the X-Twilio-Signature header, and the path it came to below
// the configured public address, as URL.EscapedPath gives it. What the request says of its own host is not
// asked: whoever forges the one would forge the other.
func ValidSignature(authToken, publicURL, path string, body []byte, signature string) bool {
	if authToken == "" || signature == "" {
		return false // an empty token would let anybody sign
	}
	base, err := parseBase("", publicURL)
	if err != nil {
		return false
	}
	validator := client.NewRequestValidator(authToken)
	return validator.ValidateBody(base.String()+path, body, signature)
}
