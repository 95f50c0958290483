package email_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
)

// dkimKeys makes a private key as PEM and what is published of it.
func dkimKeys(t *testing.T, kind string) (private, published string) {
	t.Helper()
	var key any
	var public []byte
	switch kind {
	case "rsa":
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		key = k
		if public, err = x509.MarshalPKIXPublicKey(&k.PublicKey); err != nil {
			t.Fatal(err)
		}
	case "ed25519":
		pub, k, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		key, public = k, pub
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
}

func TestASignedLetterVerifiesAsItArrived(t *testing.T) {
	for _, kind := range []string{"rsa", "ed25519"} {
		t.Run(kind, func(t *testing.T) {
			private, published := dkimKeys(t, kind)
			lookup := func(name string) ([]string, error) {
				if name != "mail2026._domainkey.unit.example" {
					return nil, errors.New("no such name: " + name)
				}
				return []string{published}, nil
			}
			server := newServer(t, smtpd.Config{})
			sender := newSender(t, email.Config{URL: server.URL(), DKIM: email.DKIM{Domain: "unit.example", Selector: "mail2026", Key: private}})
			m := message()
			m.Text = ".\n" + strings.Repeat("a long line with 50% ŵ ", 100) + "\n\n\n"
			m.Calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
			m.CalendarMethod = notify.CalendarRequest
			for range 2 { // the second over the kept connection
				if got := sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
					t.Fatalf("got %+v", got)
				}
			}
			for i, received := range server.Mails() {
				seals, err := dkim.VerifyWithOptions(bytes.NewReader(received.Raw), &dkim.VerifyOptions{LookupTXT: lookup})
				if err != nil || len(seals) != 1 || seals[0].Err != nil {
					t.Fatalf("mail %d: %v, %+v", i, err, seals[0].Err)
				}
				if seals[0].Domain != "unit.example" || !seals[0].Time.Equal(instant) {
					t.Errorf("signed by %s at %s", seals[0].Domain, seals[0].Time)
				}
			}
			raw := server.Mails()[0].Raw
			for name, spoilt := range map[string][]byte{
				"another subject": bytes.Replace(raw, []byte("Subject: A request"), []byte("Subject: A demand"), 1),
				"a second sender": append([]byte("From: somebody@else.example\r\n"), raw...),
				"another body":    bytes.Replace(raw, []byte("long line"), []byte("lung line"), 1),
			} {
				if bytes.Equal(spoilt, raw) {
					t.Fatalf("%s: nothing was changed", name)
				}
				if seals, err := dkim.VerifyWithOptions(bytes.NewReader(spoilt), &dkim.VerifyOptions{LookupTXT: lookup}); err == nil && seals[0].Err == nil {
					t.Errorf("%s goes unnoticed", name)
				}
			}
		})
	}
}

func TestDKIMSettingsAreCheckedTogether(t *testing.T) {
	good, _ := dkimKeys(t, "ed25519")
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	weak := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(short)}))
	for _, c := range []struct {
		name string
		dkim email.DKIM
		want []string // what the problems name; empty: none
	}{
		{"none", email.DKIM{}, nil},
		{"all", email.DKIM{Domain: "unit.example", Selector: "mail2026", Key: good}, nil},
		{"the domain above", email.DKIM{Domain: "Example", Selector: "a.b", Key: good}, nil},
		{"no key", email.DKIM{Domain: "unit.example", Selector: "x"}, []string{"give all three, or none"}},
		{"another's domain", email.DKIM{Domain: "nit.example", Selector: "x", Key: good}, []string{"THROUGHGATE_DKIM_DOMAIN"}},
		{"a selector that is none", email.DKIM{Domain: "unit.example", Selector: "x y;", Key: good}, []string{"THROUGHGATE_DKIM_SELECTOR"}},
		{"a selector nobody could verify", email.DKIM{Domain: "unit.example", Selector: strings.Repeat("x", 71), Key: good}, []string{"70 signs"}},
		{"a weak key", email.DKIM{Domain: "unit.example", Selector: "x", Key: weak}, []string{"1024 bits"}},
		{"no key at all, and more", email.DKIM{Domain: "else.example", Selector: "-", Key: "s3cret"},
			[]string{"THROUGHGATE_DKIM_DOMAIN", "THROUGHGATE_DKIM_SELECTOR", "THROUGHGATE_DKIM_KEY cannot be read"}},
	} {
		err := email.Config{URL: "smtp://mail.example", From: "notices@unit.example", DKIM: c.dkim}.Check()
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not name %q", c.name, err, want)
			}
		}
		if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "PRIVATE KEY")) {
			t.Errorf("%s: the key is shown: %v", c.name, err)
		}
	}
}
