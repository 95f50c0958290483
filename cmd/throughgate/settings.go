package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/caarlos0/env/v11"

	"throughgate/notify"
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
