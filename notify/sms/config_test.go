package sms_test

import (
	"strings"
	"testing"

	"throughgate/notify/sms"
)

func TestSettingsAreCheckedAllAtOnceWithoutShowingTheToken(t *testing.T) {
	good := sms.Config{AccountSID: account, AuthToken: token, From: from, PublicURL: public, Production: true}
	tests := map[string]struct {
		change func(*sms.Config)
		want   []string // one piece of each problem; empty: good
	}{
		"good":                {func(*sms.Config) {}, nil},
		"a name as sender":    {func(c *sms.Config) { c.From = "North Unit" }, nil},
		"messaging service":   {func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG0123456789abcdef0123456789abcdef" }, nil},
		"another twilio host": {func(c *sms.Config) { c.APIURL = "https://api.dublin.ie1.twilio.com/" }, nil},
		"any host elsewhere": {func(c *sms.Config) {
			c.APIURL, c.PublicURL, c.Production = "http://127.0.0.1:1234", "http://localhost:8080", false
		}, nil},
		"nothing": {func(c *sms.Config) { *c = sms.Config{Production: true} },
			[]string{"ACCOUNT_SID is missing", "AUTH_TOKEN is missing", "TWILIO_FROM or", "PUBLIC_URL must be"}},
		"both senders":       {func(c *sms.Config) { c.MessagingServiceSID = "MG0123456789abcdef0123456789abcdef" }, []string{"give only one"}},
		"everything is odd":  {func(c *sms.Config) { c.AccountSID, c.AuthToken, c.From = "12", "hidden token", "07700 900123" }, []string{"ACCOUNT_SID must", "AUTH_TOKEN must", "FROM must"}},
		"long name":          {func(c *sms.Config) { c.From = "The Northern Unit" }, []string{"FROM must"}},
		"odd service":        {func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG12" }, []string{"MESSAGING_SERVICE_SID must"}},
		"other host":         {func(c *sms.Config) { c.APIURL = "https://twilio.com.other.example" }, []string{"host of twilio.com"}},
		"in the clear":       {func(c *sms.Config) { c.APIURL, c.PublicURL = "http://api.twilio.com", "http://unit.example" }, []string{"API_URL must be https", "PUBLIC_URL must begin with https"}},
		"odd addresses":      {func(c *sms.Config) { c.APIURL, c.PublicURL = "api.twilio.com", "https://unit.example?x=1" }, []string{"API_URL must be an address", "PUBLIC_URL must be an address"}},
		"underscore in host": {func(c *sms.Config) { c.PublicURL = "https://my_unit.example" }, []string{"underscore"}},
	}
	for name, test := range tests {
		cfg := good
		test.change(&cfg)
		_, err := sms.New(cfg)
		if len(test.want) == 0 {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, piece := range test.want {
			if !strings.Contains(err.Error(), piece) {
				t.Errorf("%s: error %q does not say %q", name, err, piece)
			}
		}
		if n := len(strings.Split(err.Error(), "\n")); n != len(test.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: error %q", name, err)
		}
	}
}
