package web

import (
	"crypto/rand"
	"strings"

	"github.com/gin-gonic/gin"
)

const nonceKey = "throughgate.nonce"

// pagePolicy lets a page load our own styles, pictures and frames, and only
// those scripts that carry the request's nonce. Frames are needed for the
// demo's mailbox, which shows a caught e-mail as its reader would see it.
const pagePolicy = "default-src 'none'; script-src 'nonce-NONCE'; style-src 'self'; img-src 'self'; " +
	"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// mailPolicy lets a caught e-mail show its own inline styles and nothing else:
// no script, no picture from outside, no form.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; " +
	"sandbox; frame-ancestors 'self'"

// Headers puts the security headers on every answer and makes the nonce of the
// request. Pages are never stored by a browser or a proxy: they hold personal
// data and are often read on shared machines. secure is true when the public
// address is https, and then browsers are told to stay there.
//
// Referrer-Policy is same-origin and not no-referrer: with the latter a browser
// sends "Origin: null" with our own forms, and the cross-origin check would
// refuse those of browsers without Sec-Fetch-Site.
func Headers(secure bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		nonce := rand.Text()
		c.Set(nonceKey, nonce)
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", strings.Replace(pagePolicy, "NONCE", nonce, 1))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		c.Next()
	}
}

// MailHeaders replaces the page's headers on an answer that is a caught
// e-mail's own HTML, to be shown in a frame of one of our pages.
func MailHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", mailPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
}

// Nonce is the request's nonce, for Page.Nonce; empty where Headers has not run.
func Nonce(c *gin.Context) string {
	return c.GetString(nonceKey)
}
