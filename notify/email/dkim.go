package email

import (
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// DKIM signs what leaves, where the mail server does not (RFC 6376). Either all
// three are given or none.
type DKIM struct {
	Domain   string // that of the sender's address, or one above it
	Selector string // the public key is published at selector._domainkey.domain
	Key      string // private key, PEM: RSA of 2048 bits or more, or Ed25519
}

// dkimKey is a signature's settings, read.
type dkimKey struct {
	domain, selector string
	key              crypto.Signer
}

// signedHeaders are those that a reader sees, and those that say how to read the
// rest; sealedHeaders may not be added by anybody on the way either. Both
// together fit on one line: go-mail would fold a longer list in the middle of a
// name, and no receiver could verify the signature.
var (
	signedHeaders = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Type"}
	sealedHeaders = []string{"From", "To", "Subject"}
)

const (
	fewestRSABits = 2048
	longestTag    = 70 // of a domain or selector, for the same reason
)

var selectorForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)*$`)

// parseDKIM reads the settings against the domain of the sender's address, and
// reports everything that is wrong with them. nil: nothing is signed.
func parseDKIM(d DKIM, from string) (*dkimKey, error) {
	if d == (DKIM{}) {
		return nil, nil
	}
	var problems []error
	complain := func(format string, a ...any) { problems = append(problems, fmt.Errorf(format, a...)) }
	if d.Domain == "" || d.Selector == "" || d.Key == "" {
		complain("THROUGHGATE_DKIM_DOMAIN, THROUGHGATE_DKIM_SELECTOR and THROUGHGATE_DKIM_KEY: give all three, or none")
	}
	domain := strings.ToLower(d.Domain)
	if domain != "" && from != "" && domain != from && !strings.HasSuffix(from, "."+domain) {
		complain("THROUGHGATE_DKIM_DOMAIN must be the domain of THROUGHGATE_MAIL_FROM, or one above it: receivers ask that they agree")
	}
	if d.Selector != "" && !selectorForm.MatchString(d.Selector) {
		complain("THROUGHGATE_DKIM_SELECTOR must be the name under which the public key is published, as in mail2026")
	}
	if len(d.Domain) > longestTag || len(d.Selector) > longestTag {
		complain("THROUGHGATE_DKIM_DOMAIN and THROUGHGATE_DKIM_SELECTOR may have %d signs each", longestTag)
	}
	key, err := readDKIMKey(d.Key)
	if err != nil {
		problems = append(problems, err)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return &dkimKey{domain, d.Selector, key}, nil
}

func readDKIMKey(text string) (crypto.Signer, error) {
	if text == "" {
		return nil, nil
	}
	key, err := mail.PrivKeyFromPEM([]byte(text))
	if err != nil {
		return nil, errors.New("THROUGHGATE_DKIM_KEY cannot be read: give a private key in PEM, RSA or Ed25519, best by THROUGHGATE_DKIM_KEY_FILE")
	}
	if k, ok := key.(*rsa.PrivateKey); ok && k.N.BitLen() < fewestRSABits {
		return nil, fmt.Errorf("THROUGHGATE_DKIM_KEY has %d bits: receivers want %d or more", k.N.BitLen(), fewestRSABits)
	}
	return key, nil
}

// sign has the letter signed when it is written. go-mail's signer keeps notes
// while it works: each letter gets its own.
func (d *dkimKey) sign(msg *mail.Msg, now time.Time) {
	if d == nil {
		return
	}
	signer := mail.NewDKIMSigner(d.domain, d.selector, d.key)
	signer.NowFunc = func() time.Time { return now }
	signer.SignHeaders(signedHeaders...)
	signer.OversignHeaders(sealedHeaders...)
	msg.SetDKIM(signer)
}
