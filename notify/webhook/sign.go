// Package webhook sends signed webhooks, as the Standard Webhooks specification
// says: to addresses of the internet alone, following nothing, keeping nothing of
// the answer but its status.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// secretPrefix begins a secret of Standard Webhooks; the rest is base64.
const secretPrefix = "whsec_"

// The shortest and the longest key that the specification allows, in bytes.
const (
	shortestSecret = 24
	longestSecret  = 64
)

// ParseSecret reads a secret as "whsec_" and base64. The error says what to do and
// holds nothing of the secret.
func ParseSecret(text string) ([]byte, error) {
	coded, ok := strings.CutPrefix(strings.TrimSpace(text), secretPrefix)
	key, err := base64.StdEncoding.DecodeString(coded)
	if !ok || err != nil || len(key) < shortestSecret || len(key) > longestSecret {
		return nil, errors.New("write it as whsec_ and 24 to 64 random bytes in base64: echo whsec_$(openssl rand -base64 32)")
	}
	return key, nil
}

// signature is the header webhook-signature: one for each secret.
func signature(secrets [][]byte, id string, at time.Time, body []byte) string {
	list := make([]string, len(secrets))
	for i, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(id + "." + seconds(at) + "."))
		mac.Write(body)
		list[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return strings.Join(list, " ")
}

func seconds(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }
