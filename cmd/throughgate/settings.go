package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sms"
	"throughgate/release"
)

// settings are read from the environment and nowhere else; NAME_FILE reads a
// value from a file (interface.md 2).
type settings struct {
	Env             string `env:"THROUGHGATE_ENV" envDefault:"production"`
	DatabaseURL     string `env:"THROUGHGATE_DATABASE_URL" secret:"url"`
	MigrateURL      string `env:"THROUGHGATE_MIGRATE_DATABASE_URL" secret:"url"`
	Listen          string `env:"THROUGHGATE_LISTEN" envDefault:"127.0.0.1:8080"`
	PublicURL       string `env:"THROUGHGATE_PUBLIC_URL"`
	MetricsListen   string `env:"THROUGHGATE_METRICS_LISTEN"`
	MetricsToken    string `env:"THROUGHGATE_METRICS_TOKEN" secret:"all"`
	TrustedProxies  string `env:"THROUGHGATE_TRUSTED_PROXIES"`
	Unit            string `env:"THROUGHGATE_UNIT"`
	UnitName        string `env:"THROUGHGATE_UNIT_NAME"`
	UnitPhone       string `env:"THROUGHGATE_UNIT_PHONE"`
	UnitMailbox     string `env:"THROUGHGATE_UNIT_MAILBOX"`
	Welsh           bool   `env:"THROUGHGATE_WELSH"` // offers the pages in Welsh, as far as they are translated
	Watch           string `env:"THROUGHGATE_WATCH" envDefault:"out_of_area"`
	SMTPURL         string `env:"THROUGHGATE_SMTP_URL" secret:"url"`
	MailFrom        string `env:"THROUGHGATE_MAIL_FROM"`
	BounceAddress   string `env:"THROUGHGATE_BOUNCE_ADDRESS"`
	BounceMailbox   string `env:"THROUGHGATE_BOUNCE_MAILBOX"`
	BounceSecret    string `env:"THROUGHGATE_BOUNCE_SECRET" secret:"all"`
	DKIMDomain      string `env:"THROUGHGATE_DKIM_DOMAIN"`
	DKIMSelector    string `env:"THROUGHGATE_DKIM_SELECTOR"`
	DKIMKey         string `env:"THROUGHGATE_DKIM_KEY" secret:"all"`
	TwilioSID       string `env:"THROUGHGATE_TWILIO_ACCOUNT_SID"`
	TwilioToken     string `env:"THROUGHGATE_TWILIO_AUTH_TOKEN" secret:"all"`
	TwilioFrom      string `env:"THROUGHGATE_TWILIO_FROM"`
	TwilioMessaging string `env:"THROUGHGATE_TWILIO_MESSAGING_SERVICE_SID"`
	TwilioAPIURL    string `env:"THROUGHGATE_TWILIO_API_URL" envDefault:"https://api.twilio.com"`
	NeverTextKey    string `env:"THROUGHGATE_NEVER_TEXT_KEY" secret:"all"`
	AuditKey        string `env:"THROUGHGATE_AUDIT_KEY" secret:"all"`
	AuditWitnesses  string `env:"THROUGHGATE_AUDIT_WITNESSES"`
	Keys            string `env:"THROUGHGATE_KEYS" secret:"all"`
	OIDCIssuer      string `env:"THROUGHGATE_OIDC_ISSUER"`
	OIDCClientID    string `env:"THROUGHGATE_OIDC_CLIENT_ID"`
	OIDCSecret      string `env:"THROUGHGATE_OIDC_CLIENT_SECRET" secret:"all"`
	OIDCName        string `env:"THROUGHGATE_OIDC_NAME" envDefault:"your work account"`
	OIDCLevel       string `env:"THROUGHGATE_OIDC_ACR"`
	AllowRecipients string `env:"THROUGHGATE_ALLOW_RECIPIENTS"`
	Clock           string `env:"THROUGHGATE_CLOCK"`
	Purpose         string `env:"THROUGHGATE_REFUSE_WITHOUT_PURPOSE"`
	TravelMPH       int    `env:"THROUGHGATE_TRAVEL_MPH" envDefault:"30"`
	GateTime        string `env:"THROUGHGATE_GATE_TIME" envDefault:"09:30"`
	Workers         int    `env:"THROUGHGATE_WORKERS" envDefault:"50"`
	ReadsAnHour     int    `env:"THROUGHGATE_READS_PER_HOUR" envDefault:"300"`
	EmailsPerMinute int    `env:"THROUGHGATE_EMAILS_PER_MINUTE" envDefault:"0"`
	EmailsPerDay    int    `env:"THROUGHGATE_EMAILS_PER_DAY" envDefault:"0"`
	TextsPerMinute  int    `env:"THROUGHGATE_TEXTS_PER_MINUTE" envDefault:"60"`
	TextsPerDay     int    `env:"THROUGHGATE_TEXTS_PER_DAY" envDefault:"1000"`
	TextsPerPerson  int    `env:"THROUGHGATE_TEXTS_PER_PERSON" envDefault:"3"`
	BlankDays       int    `env:"THROUGHGATE_TWILIO_BLANK_DAYS" envDefault:"7"`
	Webhooks        string `env:"THROUGHGATE_WEBHOOKS"`
	hooks           []hookSetting
	hookProblems    []string
	problems        []string
	catchers        bool // the demo's built-in mailbox and handset take everything
	logTo           io.Writer
}

// readSettings reads the environment. What cannot be read is kept as a problem
// and told with all others.
func readSettings(environ []string) settings {
	given := map[string]string{}
	for _, kv := range environ {
		if name, value, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(name, "THROUGHGATE_") {
			given[name] = strings.TrimSpace(value)
		}
	}
	var s settings
	for name, file := range given {
		base, isFile := strings.CutSuffix(name, "_FILE")
		if !isFile || file == "" {
			continue
		}
		if given[base] != "" {
			s.problems = append(s.problems, fmt.Sprintf("%s and %s are both set: keep one of them", base, name))
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			s.problems = append(s.problems, fmt.Sprintf("%s: its file cannot be read: give a file that this user may read", name))
			continue
		}
		given[base] = strings.TrimSpace(string(content))
	}
	problems := s.problems
	if err := env.ParseWithOptions(&s, env.Options{Environment: given}); err != nil {
		problems = append(problems, notNumbers(given)...)
		if s.Workers == 0 {
			s.Workers = 50 // the mistake is told once
		}
		if _, err := strconv.Atoi(given["THROUGHGATE_TRAVEL_MPH"]); err != nil {
			s.TravelMPH = release.UsualMPH // likewise
		}
	}
	s.problems = problems
	s.hooks, s.hookProblems = readHooks(given)
	if s.PublicURL == "" && s.Env != string(notify.Production) {
		s.PublicURL = "http://" + s.Listen
	}
	if s.Purpose == "" { // people without a purpose are refused in production unless somebody says otherwise
		s.Purpose = "no"
		if s.production() {
			s.Purpose = "yes"
		}
	}
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	if s.UnitName == "" && s.Env != string(notify.Production) {
		s.UnitName = "The unit"
	}
	return s
}

func (s *settings) production() bool { return s.Env == string(notify.Production) }

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

func (s *settings) webProblems() []string {
	var list []string
	listen, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		list = append(list, "THROUGHGATE_LISTEN must be an address and port, such as 127.0.0.1:8080")
	}
	u, unread := url.Parse(s.PublicURL)
	if s.PublicURL != "" && (unread != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		list = append(list, "THROUGHGATE_PUBLIC_URL must be an outside address such as https://board.example.org")
	} else if s.production() && err == nil && u.Scheme != "https" && (!loopback(listen) || s.PublicURL != "" && !loopback(u.Hostname())) {
		list = append(list, "THROUGHGATE_PUBLIC_URL must be an https address, such as https://board.example.org, where others than this machine reach the pages: "+
			"passphrases and sessions do not travel over http. Put a web server with a certificate before the pages, or set THROUGHGATE_LISTEN to a loopback address such as 127.0.0.1:8080")
	}
	for _, proxy := range s.proxies() {
		if !isNetwork(proxy) {
			list = append(list, fmt.Sprintf("THROUGHGATE_TRUSTED_PROXIES: %q is no address and no network: write 10.0.0.5 or 10.0.0.0/24, with commas between", proxy))
		}
	}
	if s.BounceSecret != "" {
		list = append(list, s.bounceProblems()...)
	}
	if _, _, err := net.SplitHostPort(s.MetricsListen); s.MetricsListen != "" && err != nil {
		list = append(list, "THROUGHGATE_METRICS_LISTEN must be an address and port, such as 127.0.0.1:9090")
	}
	short := func(token string) bool { return len(token) < shortestMetricsToken }
	if s.MetricsToken != "" && (len(listOf(s.MetricsToken)) == 0 || slices.ContainsFunc(listOf(s.MetricsToken), short)) {
		list = append(list, fmt.Sprintf("THROUGHGATE_METRICS_TOKEN: each token has %d characters or more: make one with openssl rand -hex 32", shortestMetricsToken))
	}
	return append(list, s.signInProblems()...)
}

// shortestMetricsToken is fewer characters than anybody guesses.
const shortestMetricsToken = 20

// overHTTP tells whether others than this machine may sign in without https.
func (s *settings) overHTTP() bool {
	listen, _, err := net.SplitHostPort(s.Listen)
	return err == nil && !loopback(listen) && !strings.HasPrefix(s.PublicURL, "https://")
}

// loopback tells whether a host is this machine alone.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// proxies are the proxies whose word on where a reader comes from is taken.
func (s *settings) proxies() []string { return listOf(s.TrustedProxies) }

func isNetwork(text string) bool {
	_, notAddress := netip.ParseAddr(text)
	_, notNetwork := netip.ParsePrefix(text)
	return notAddress == nil || notNetwork == nil
}

// listOf takes a list with commas apart.
func listOf(text string) []string {
	var list []string
	for _, one := range strings.Split(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}

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
