package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// TwilioWebhooks are the addresses at which the provider of texts tells us what
// became of a text, and brings those that people send. Nobody signs in here:
// each request is signed by the provider.
type TwilioWebhooks struct {
	Receipts interface {
		Receive(ctx context.Context, r notify.StatusReport) error
	}
	Inbound interface {
		Receive(ctx context.Context, in notify.InboundText) error
	}
	// ValidSignature checks the provider's signature of a body that came to a
	// path below the configured public address; what a request says of its own
	// host is not asked.
	ValidSignature func(path string, body []byte, signature string) bool
	// FaultOf reads a status and an error code of the provider.
	FaultOf func(status, code string) notify.Fault
	Log     *slog.Logger
}

// webhookLimit is more than any webhook holds, in bytes.
const webhookLimit = 64 << 10

// noReply is an answer in the provider's language that says nothing.
const noReply = `<?xml version="1.0" encoding="UTF-8"?><Response></Response>`

// Mount adds the addresses. It fits Config.Mount.
func (h TwilioWebhooks) Mount(r gin.IRouter) {
	r.POST("/webhooks/twilio/status/:token", h.status)
	r.POST("/webhooks/twilio/inbound", h.inbound)
}

// status takes a receipt in.
func (h TwilioWebhooks) status(c *gin.Context) {
	form, ok := h.signedForm(c)
	if !ok {
		return
	}
	report := notify.StatusReport{Token: c.Param("token"), ProviderRef: form.Get("MessageSid"),
		Status: form.Get("MessageStatus"), Code: form.Get("ErrorCode")}
	report.Fault = h.FaultOf(report.Status, report.Code)
	if err := h.Receipts.Receive(c.Request.Context(), report); err != nil {
		h.refuse(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// inbound takes in a text that a person sent.
func (h TwilioWebhooks) inbound(c *gin.Context) {
	form, ok := h.signedForm(c)
	if !ok {
		return
	}
	text := notify.InboundText{ProviderRef: form.Get("MessageSid"), From: form.Get("From"), Body: form.Get("Body")}
	if err := h.Inbound.Receive(c.Request.Context(), text); err != nil {
		h.refuse(c, err)
		return
	}
	c.Data(http.StatusOK, "text/xml; charset=utf-8", []byte(noReply))
}

// readBody reads what was sent, up to a limit in bytes. Where it is not ok the
// request is answered.
func readBody(c *gin.Context, limit int64) (body []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, limit))
	if err != nil {
		status := http.StatusBadRequest
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		c.Status(status)
		return nil, false
	}
	return body, true
}

// signedForm reads the body once and checks its signature. Of a key that is
// repeated the first value counts, as it does for the signature. Where it is not
// ok the request is answered.
func (h TwilioWebhooks) signedForm(c *gin.Context) (form url.Values, ok bool) {
	body, ok := readBody(c, webhookLimit)
	if !ok {
		return nil, false
	}
	if !h.ValidSignature(c.Request.URL.EscapedPath(), body, c.GetHeader("X-Twilio-Signature")) {
		h.Log.Warn("a webhook without a good signature", "route", c.FullPath())
		c.Status(http.StatusForbidden)
		return nil, false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		c.Status(http.StatusBadRequest)
		return nil, false
	}
	return form, true
}

// refuse answers for an error: what the provider cannot mend it need not repeat.
func (h TwilioWebhooks) refuse(c *gin.Context, err error) {
	switch {
	case fault.Is(err, fault.KindNotFound):
		c.Status(http.StatusNotFound)
	case fault.Is(err, fault.KindInvalid):
		c.Status(http.StatusBadRequest)
	default:
		c.Status(http.StatusServiceUnavailable)
	}
	h.Log.Warn("a webhook was not taken in", "route", c.FullPath(), "status", c.Writer.Status(), "cause", scrub(err))
}
