package email

import (
	"errors"
	"strings"
)

// bounceNone, in place of an address, is for servers that take mail from the
// sender's own address alone.
const bounceNone = "none"

// refLength is how long the reference of a message is (access.NewRef).
const refLength = 13

// maxLocal is how long the part before the @ may be (RFC 5321, section 4.5.3.1.1).
const maxLocal = 64

// bounceAddress is where mail servers report what they could not deliver: one
// address for each message, so that a report tells by its recipient alone which
// message it is about (VERP).
type bounceAddress struct {
	before, after string // around the message's reference, before the @
	domain        string // ASCII
	same          bool   // one address for all messages: before@domain
}

var errBounceAddress = errors.New("THROUGHGATE_BOUNCE_ADDRESS must be one bare e-mail address, as in bounces@unit.example; " +
	"a * before the @ stands where the message's reference goes (without one it follows a +); or none")

// parseBounceAddress reads the setting. Empty means the sender's own address
// with +reference.
func parseBounceAddress(setting, from string) (bounceAddress, error) {
	pattern := setting
	if setting == "" || setting == bounceNone {
		pattern = from
	}
	local, domain, ok := cutLast(pattern, "@")
	before, after, starred := local, "", false
	if setting != "" && setting != bounceNone {
		before, after, starred = strings.Cut(local, "*")
	}
	_, domain, good := asciiAddress(before + "r" + after + "@" + domain)
	if !ok || !good || strings.Contains(after, "*") || (before == "" && !starred) {
		return bounceAddress{}, errBounceAddress
	}
	a := bounceAddress{before: before, after: after, domain: domain, same: setting == bounceNone}
	if !starred && !a.same {
		a.before += "+"
	}
	if len(a.before)+refLength+len(a.after) > maxLocal {
		return bounceAddress{}, errors.New("THROUGHGATE_BOUNCE_ADDRESS (or THROUGHGATE_MAIL_FROM) is too long before the @ for a reference of 13 signs: " +
			"give a shorter one as THROUGHGATE_BOUNCE_ADDRESS")
	}
	return a, nil
}

// of is the envelope sender of a message.
func (a bounceAddress) of(ref string) string {
	if a.same {
		return a.before + "@" + a.domain
	}
	return a.before + plainRef(ref) + a.after + "@" + a.domain
}

// refIn is the reference in an address that a report was sent to, in any case:
// some servers change it. "" for an address that is none of ours.
func (a bounceAddress) refIn(address string) string {
	local, domain, ok := cutLast(strings.ToLower(strings.Trim(address, " <>")), "@")
	before, after := strings.ToLower(a.before), strings.ToLower(a.after)
	if a.same || !ok || domain != a.domain || len(local) <= len(before)+len(after) ||
		!strings.HasPrefix(local, before) || !strings.HasSuffix(local, after) {
		return ""
	}
	return local[len(before) : len(local)-len(after)]
}
