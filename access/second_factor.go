package access

import (
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	// codeStep is how long a code stands in an authenticator app (RFC 6238).
	codeStep = 30 * time.Second
	// codeSkew is by how many steps the clock of a phone may differ from ours.
	codeSkew = 1
	// codeDigits is how long a code is.
	codeDigits = 6
	// secretBytes is the size of a secret (RFC 4226: 160 bits).
	secretBytes = 20

	// RecoveryCodes is how many of them there are.
	RecoveryCodes = 10
	// recoveryLength is in characters of base32: 80 bits.
	recoveryLength = 16

	// HalfLife is how long somebody has for the second half of a sign-in.
	HalfLife = 15 * time.Minute
)

// secretText is a secret as an authenticator app takes it.
func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// secretAddress is what a QR code holds: the secret and whose it is.
func secretAddress(secret []byte, email string) string {
	q := url.Values{"secret": {secretText(secret)}, "issuer": {"Throughgate"}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Throughgate:" + email, RawQuery: q.Encode()}
	return u.String()
}

// stepOf is the number of the step that an instant lies in.
func stepOf(at time.Time) int64 { return at.Unix() / int64(codeStep.Seconds()) }

// codeAt is the code of a step.
func codeAt(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secretText(secret), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// matchCode gives the step whose code was given: now's, one before or one after,
// and none that is not newer than last. ok is false where there is none.
func matchCode(secret []byte, code string, now time.Time, last int64) (step int64, ok bool, err error) {
	at := stepOf(now)
	for step := at - codeSkew; step <= at+codeSkew; step++ {
		want, err := codeAt(secret, step)
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > last {
			return step, true, nil
		}
	}
	return 0, false, nil
}

// plainCode is a code as typed, without the gaps that apps and paper show; small
// letters.
func plainCode(typed string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, typed))
}

// isAppCode tells a code of the app from a recovery code.
func isAppCode(plain string) bool {
	return len(plain) == codeDigits && strings.Trim(plain, "0123456789") == ""
}

// recoveryHash is what is kept of a recovery code: its 80 random bits need no
// salt, but the same code of two accounts is two.
func recoveryHash(account int64, plain string) []byte {
	return hashOf("recovery code", strconv.FormatInt(account, 10), plain)
}

// recoveryWords is a recovery code as it is shown: four groups of four.
func recoveryWords(plain string) string {
	var groups []string
	for from := 0; from < len(plain); from += 4 {
		groups = append(groups, plain[from:min(from+4, len(plain))])
	}
	return strings.Join(groups, "-")
}
