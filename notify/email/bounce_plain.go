package email

import (
	"cmp"
	"net/mail"
	"regexp"
	"strings"

	"throughgate/notify"
)

// Old servers report in words alone. Theirs come from the mail system itself;
// answering machines write in somebody's name.
var (
	mailSystem  = regexp.MustCompile(`(?i)^(mailer[-_.]?daemon|mail[-_.]?daemon|postmaster)(\+.*)?@`)
	notYetWords = regexp.MustCompile(`(?i)\b(delayed|delay|warning|not yet been delivered|will (be retried|retry|continue to (try|be retried)))\b`)
)

// plainVerdict reads a report without a delivery status.
func plainVerdict(header mail.Header, text string) (action notify.BounceAction, code string, ok bool) {
	failed := header.Get("X-Failed-Recipients") != "" // Exim
	if !failed && !fromMailSystem(header) {
		return "", "", false
	}
	enhanced, reply := firstCode(enhancedCode, text), firstCode(replyCode, text)
	code = cmp.Or(enhanced, reply)
	if failed {
		return notify.BounceFailed, code, true
	}
	switch {
	case notYetWords.MatchString(header.Get("Subject")), strings.HasPrefix(code, "4"):
		return notify.BounceDelayed, code, true
	case strings.HasPrefix(code, "5"):
		return notify.BounceFailed, code, true
	case notYetWords.MatchString(text):
		return notify.BounceDelayed, "", true
	case strings.HasPrefix(code, "2"):
		return notify.BounceRelayed, code, true
	}
	return notify.BounceFailed, "", true
}

func fromMailSystem(header mail.Header) bool {
	for _, address := range bareAddresses(header.Get("From")) {
		if mailSystem.MatchString(address) || mailSystem.MatchString(address+"@") {
			return true
		}
	}
	return false
}
