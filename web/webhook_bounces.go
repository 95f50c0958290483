package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// BounceWebhook is the address at which a mail server hands over what came to
// the bounce address: the mail itself is the body. Whoever calls shows a secret.
type BounceWebhook struct {
	Secrets []string // the newest first; each is taken
	// Read says what a mail reports of which message; to is the address it was
	// sent to, where the caller told.
	Read     func(raw []byte, to string) (notify.Bounce, bool)
	Receipts interface {
		Bounced(ctx context.Context, b notify.Bounce) error
	}
	Log *slog.Logger // references only
}

// bounceLimit is more than any report on our letters holds, in bytes.
const bounceLimit = 1 << 20

// bounceRecipient is the header in which a caller may tell the address that the
// report was sent to.
const bounceRecipient = "X-Original-To"

// Mount adds the address. It fits Config.Mount.
func (h BounceWebhook) Mount(r gin.IRouter) { r.POST("/webhooks/bounces", h.receive) }

// receive takes one report in: 204, also for one that came before and for what is
// no report on a message of ours; the caller can mend neither.
func (h BounceWebhook) receive(c *gin.Context) {
	if !h.knows(c.GetHeader("Authorization")) {
		h.Log.Warn("a webhook without the secret", "route", c.FullPath())
		c.Header("WWW-Authenticate", "Bearer")
		c.Status(http.StatusUnauthorized)
		return
	}
	body, ok := readBody(c, bounceLimit)
	if !ok {
		return
	}
	report, ok := h.Read(body, c.GetHeader(bounceRecipient))
	if !ok {
		h.Log.Info("a mail given to the webhook of bounces is no report on a message of ours")
		c.Status(http.StatusNoContent)
		return
	}
	err := h.Receipts.Bounced(c.Request.Context(), report)
	switch {
	case err == nil:
		c.Status(http.StatusNoContent)
		h.Log.Info("a bounce was taken in", "message", report.Ref, "action", string(report.Action), "code", report.Code)
	case fault.Is(err, fault.KindNotFound), fault.Is(err, fault.KindInvalid):
		c.Status(http.StatusNoContent)
		h.Log.Warn("a bounce is about no message we know", "message", report.Ref)
	default: // the caller keeps it and comes again
		c.Status(http.StatusServiceUnavailable)
		h.Log.Warn("a webhook was not taken in", "route", c.FullPath(), "status", c.Writer.Status(), "cause", scrub(err))
	}
}

// knows compares the secrets in a time that tells nothing of them, their length
// included.
func (h BounceWebhook) knows(header string) bool {
	scheme, shown, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	got, found := sha256.Sum256([]byte(strings.TrimSpace(shown))), 0
	for _, secret := range h.Secrets {
		want := sha256.Sum256([]byte(secret))
		found |= subtle.ConstantTimeCompare(want[:], got[:])
	}
	return found == 1
}
