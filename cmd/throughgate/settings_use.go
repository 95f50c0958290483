package main

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sms"
	"throughgate/release"
)

// mailConfig is what the sender of e-mails needs.
func (s *settings) mailConfig(now func() time.Time) email.Config {
	return email.Config{URL: s.SMTPURL, From: s.MailFrom, Bounce: s.BounceAddress, MaxConns: s.Workers, Production: s.production(), Now: now,
		DKIM: email.DKIM{Domain: s.DKIMDomain, Selector: s.DKIMSelector, Key: s.DKIMKey}}
}

// textConfig is what the sender of texts needs.
func (s *settings) textConfig() sms.Config {
	return sms.Config{AccountSID: s.TwilioSID, AuthToken: s.twilioToken(), From: s.TwilioFrom, MessagingServiceSID: s.TwilioMessaging,
		APIURL: s.TwilioAPIURL, PublicURL: s.PublicURL, Production: s.production()}
}

// travel is how the day of release is reckoned.
func (s *settings) travel() release.Travel {
	gate, err := time.Parse("15:04", s.GateTime)
	if err != nil {
		return release.Travel{}
	}
	return release.Travel{MPH: s.TravelMPH, GateHour: gate.Hour(), GateMinute: gate.Minute()}
}

// neverTextSecrets are the keys of the never-text list, the newest first. Outside
// production there are no people, and so no secret.
func (s *settings) neverTextSecrets() []string {
	if s.NeverTextKey == "" && !s.production() {
		return []string{"pretend key of a pretend list of numbers"}
	}
	var keys []string
	for _, key := range strings.Split(s.NeverTextKey, ",") {
		if key = strings.TrimSpace(key); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func (s *settings) neverTextKeys() notify.NeverTextKeys {
	return notify.NewNeverTextKeys(s.neverTextSecrets()...)
}

// problemsOf takes joined errors apart: one line a problem.
func problemsOf(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

// messages are the settings that messages need; prisons are names no text may hold.
func (s *settings) messages(prisons []string) notify.Settings {
	return notify.Settings{
		UnitName: s.UnitName, UnitPhone: s.UnitPhone, UnitMailbox: s.UnitMailbox, MailFrom: s.MailFrom, PublicURL: s.PublicURL,
		Environment: notify.Environment(s.Env), AllowRecipients: listOf(s.AllowRecipients), Catchers: s.catchers, Prisons: prisons,
		Limits: s.limits(), BlankAfter: time.Duration(s.BlankDays) * 24 * time.Hour,
	}
}

// inForce lists every setting by name, secrets hidden.
func (s *settings) inForce() [][2]string {
	var out [][2]string
	v := reflect.ValueOf(*s)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("env")
		if name == "" {
			continue
		}
		out = append(out, [2]string{name, hide(fmt.Sprint(v.Field(i).Interface()), f.Tag.Get("secret"))})
	}
	return append(out, s.hooksInForce()...)
}

// hide keeps a secret out of sight: all of it, or the password of an address.
func hide(value, secret string) string {
	switch {
	case value == "" || secret == "":
		return value
	case secret == "url":
		u, err := url.Parse(value)
		if err != nil {
			return "(hidden: not an address)"
		}
		q := u.Query()
		if q.Has("password") {
			q.Set("password", "hidden")
			u.RawQuery = q.Encode()
		}
		return u.Redacted()
	}
	return "(hidden)"
}
