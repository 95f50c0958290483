package notify

import (
	"strings"

	"golang.org/x/net/idna"
)

// MaySendTo tells whether messages may go to this recipient in this
// environment: to everybody in production, elsewhere only to the allow-list or
// the built-in catchers. Both sides are normalised before they are compared.
func (s Settings) MaySendTo(recipient string) bool {
	if s.Environment == Production || s.Catchers {
		return true
	}
	key := allowKey(recipient)
	if key == "" {
		return false
	}
	domain := ""
	if at := strings.LastIndexByte(key, '@'); at > 0 {
		domain = key[at:]
	}
	for _, entry := range s.AllowRecipients {
		switch allowed := allowKey(entry); {
		case allowed == "":
		case allowed == "*":
			if s.Environment == Test {
				return true
			}
		case allowed == key, allowed == domain:
			return true
		}
	}
	return false
}

// allowKey is the form in which recipients are compared: small letters and an
// ASCII domain for addresses, E.164 for numbers. Empty means that it is neither.
func allowKey(entry string) string {
	entry = strings.TrimFunc(entry, invisible)
	if entry == "*" {
		return entry
	}
	at := strings.LastIndexByte(entry, '@')
	if at < 0 {
		return CheckNumber(entry, true).E164
	}
	domain, err := idna.Lookup.ToASCII(entry[at+1:])
	if err != nil || domain == "" {
		return ""
	}
	return strings.ToLower(entry[:at] + "@" + domain)
}
