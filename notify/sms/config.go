// Package sms sends one text by Twilio and says exactly what became of it, reads
// the receipts that Twilio posts back, and checks their signatures.
package sms

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Config is the Twilio account. AccountSID, AuthToken, PublicURL and one of From
// and MessagingServiceSID are required.
type Config struct {
	AccountSID, AuthToken string
	From                  string // E.164 number, short code, or a name, which takes no replies
	MessagingServiceSID   string

	APIURL    string // default https://api.twilio.com; in production a host of twilio.com
	PublicURL string // our outside address, for status callbacks; https in production
	// Timeout bounds one Send; default 20 s. An earlier deadline of the context
	// counts.
	Timeout    time.Duration
	Production bool
}

// maxName is the longest name that networks show as a sender.
const maxName = 11

const twilioAPI = "https://api.twilio.com"

var (
	alphanumeric = regexp.MustCompile(`^[0-9A-Za-z]+$`)
	accountSID   = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	serviceSID   = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
	sender       = regexp.MustCompile(`^(\+[1-9][0-9]{6,14}|[0-9]{3,8}|[0-9A-Za-z ]{0,10}[A-Za-z][0-9A-Za-z ]{0,10})$`)
	e164         = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// check reports everything that is wrong, without showing the token.
func (c Config) check() (api, public *url.URL, err error) {
	var problems []error
	complain := func(format string, a ...any) { problems = append(problems, fmt.Errorf(format, a...)) }
	// twilio-go refuses other characters, at each send.
	switch {
	case c.AccountSID == "":
		complain("THROUGHGATE_TWILIO_ACCOUNT_SID is missing")
	case c.Production && !accountSID.MatchString(c.AccountSID), !alphanumeric.MatchString(c.AccountSID):
		complain("THROUGHGATE_TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits")
	}
	switch {
	case c.AuthToken == "":
		complain("THROUGHGATE_TWILIO_AUTH_TOKEN is missing")
	case !alphanumeric.MatchString(c.AuthToken):
		complain("THROUGHGATE_TWILIO_AUTH_TOKEN must be letters and digits only: check that it was copied whole, without spaces")
	}
	switch {
	case c.From == "" && c.MessagingServiceSID == "":
		complain("THROUGHGATE_TWILIO_FROM or THROUGHGATE_TWILIO_MESSAGING_SERVICE_SID is missing: give one of them")
	case c.From != "" && c.MessagingServiceSID != "":
		complain("THROUGHGATE_TWILIO_FROM and THROUGHGATE_TWILIO_MESSAGING_SERVICE_SID: give only one of them")
	case c.From != "" && (!sender.MatchString(c.From) || (c.From[0] != '+' && len(c.From) > maxName)):
		complain("THROUGHGATE_TWILIO_FROM must be a number like +447700900123, a short code, or a name of at most %d letters and digits", maxName)
	case c.Production && c.From == "" && !serviceSID.MatchString(c.MessagingServiceSID):
		complain("THROUGHGATE_TWILIO_MESSAGING_SERVICE_SID must be MG and 32 hexadecimal digits")
	}
	if c.APIURL == "" {
		c.APIURL = twilioAPI
	}
	api, apiErr := parseBase("THROUGHGATE_TWILIO_API_URL", c.APIURL)
	if apiErr == nil && c.Production && !ofTwilio(api) {
		apiErr = errors.New("THROUGHGATE_TWILIO_API_URL must be https and a host of twilio.com in production")
	}
	public, publicErr := parseBase("THROUGHGATE_PUBLIC_URL", c.PublicURL)
	if publicErr == nil && c.Production && public.Scheme != "https" {
		publicErr = errors.New("THROUGHGATE_PUBLIC_URL must begin with https:// in production: receipts carry phone numbers")
	}
	return api, public, errors.Join(append(problems, apiErr, publicErr)...)
}

func ofTwilio(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (host == "twilio.com" || strings.HasSuffix(host, ".twilio.com"))
}

// parseBase reads an address that paths are added to.
func parseBase(name, raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(raw, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%s must be an address like https://unit.example, without user, ? or #", name)
	}
	// Twilio refuses callback hosts with an underscore.
	if strings.Contains(u.Hostname(), "_") && net.ParseIP(u.Hostname()) == nil {
		return nil, fmt.Errorf("%s: the host name must not hold an underscore", name)
	}
	return u, nil
}

// Check lists everything that is wrong with the configuration, joined.
func (c Config) Check() error {
	_, _, err := c.check()
	return err
}
