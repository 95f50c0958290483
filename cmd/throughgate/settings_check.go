package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughgate/notify"
	"throughgate/notify/email"
)

// need is a group of settings that a command uses.
type need int

const (
	needDatabase need = iota
	needUnit
	needMail // what goes into messages, and the ways to send them
	needWeb
	needTexts // the never-text list, which is asked when texts are planned and sent
	needKeys  // what hashes of tokens are made with
)

// check lists every problem of what a command uses, in one go.
func (s *settings) check(needs ...need) []string {
	list := append([]string{}, s.problems...)
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	switch s.Env {
	case "production", "demo", "test":
	default:
		say("THROUGHGATE_ENV is %q: use production, demo or test", s.Env)
	}
	if s.Purpose != "" && s.Purpose != "yes" && s.Purpose != "no" {
		say("THROUGHGATE_REFUSE_WITHOUT_PURPOSE is %q: use yes or no", s.Purpose)
	}
	if s.Clock != "" {
		if _, err := time.Parse(time.RFC3339, s.Clock); err != nil {
			say("THROUGHGATE_CLOCK is no instant: write it as 2026-11-23T08:00:00Z")
		}
		if s.production() {
			say("THROUGHGATE_CLOCK is refused in production: remove it")
		}
	}
	list = append(list, s.auditProblems()...)
	if slices.Contains(needs, needWeb) || slices.Contains(needs, needMail) {
		list = append(list, s.webhookProblems()...)
	}
	for _, n := range needs {
		switch n {
		case needDatabase:
			if s.DatabaseURL == "" {
				say("THROUGHGATE_DATABASE_URL is empty: give the address of a PostgreSQL 15 or later, such as postgres://user:password@host/throughgate")
			}
		case needUnit:
			if s.Unit == "" {
				say("THROUGHGATE_UNIT is empty: name the area or areas this unit looks after, with commas between, or ALL")
			}
			if s.Watch != "out_of_area" && s.Watch != "everyone" {
				say("THROUGHGATE_WATCH is %q: use out_of_area or everyone", s.Watch)
			}
			if s.TravelMPH < 1 || s.TravelMPH > 200 {
				say("THROUGHGATE_TRAVEL_MPH must lie between 1 and 200")
			}
			if _, err := time.Parse("15:04", s.GateTime); err != nil {
				say("THROUGHGATE_GATE_TIME is %q: give the time at which people leave the gate as HH:MM, such as 09:30", s.GateTime)
			}
			if s.UnitMailbox != "" && !notify.CheckAddress(s.UnitMailbox).OK {
				say("THROUGHGATE_UNIT_MAILBOX is no e-mail address: mend it")
			}
		case needMail:
			list = append(list, s.mailProblems()...)
		case needWeb:
			for _, p := range s.webProblems() {
				if !slices.Contains(list, p) { // told by the mail settings
					list = append(list, p)
				}
			}
		case needKeys:
			list = append(list, s.keyProblems()...)
		case needTexts:
			short := func(key string) bool { return len(key) < notify.ShortestNeverTextKey }
			if slices.ContainsFunc(s.neverTextSecrets(), short) {
				say("THROUGHGATE_NEVER_TEXT_KEY: each key has %d characters or more: make one with openssl rand -hex 32", notify.ShortestNeverTextKey)
			}
		}
	}
	return list
}

func (s *settings) mailProblems() []string {
	list := s.messages(nil).Problems()
	if s.SMTPURL == "" {
		list = append(list, "THROUGHGATE_SMTP_URL is empty: give the mail server, such as smtp://user:password@host:587")
	}
	if s.MailFrom == "" {
		list = append(list, "THROUGHGATE_MAIL_FROM is empty: give the sender's e-mail address")
	}
	if s.SMTPURL != "" && s.MailFrom != "" {
		list = append(list, problemsOf(s.mailConfig(time.Now).Check())...)
	}
	if s.BounceMailbox != "" {
		if problem := email.CheckBounceBox(s.BounceMailbox); problem != "" {
			list = append(list, problem)
		}
	}
	if s.TwilioSID != "" || s.TwilioToken != "" || s.TwilioFrom != "" || s.TwilioMessaging != "" {
		for _, p := range problemsOf(s.textConfig().Check()) {
			if s.PublicURL != "" || !strings.HasPrefix(p, "THROUGHGATE_PUBLIC_URL") { // an empty one is named already
				list = append(list, p)
			}
		}
		list = append(list, s.twilioTokenProblems()...)
	}
	if s.production() {
		if s.UnitMailbox == "" {
			list = append(list, "THROUGHGATE_UNIT_MAILBOX is empty: give the unit's mailbox, to which replies go")
		}
		if s.UnitPhone == "" {
			list = append(list, "THROUGHGATE_UNIT_PHONE is empty: give the number that stands on every e-mail")
		}
	}
	if s.Workers < 1 || s.Workers > 1000 {
		list = append(list, "THROUGHGATE_WORKERS must lie between 1 and 1000")
	}
	return append(list, s.limitProblems()...)
}
