package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"unicode"

	"throughgate/notify/sms"
)

// Secrets that others show us or sign with come one or two at a time, with a
// comma between and the newest first, so that each side can change at its own
// hour: each is taken, and the first is the one that we show.

// twilioTokens are those of the account at Twilio: its primary one, and the one
// that is on its way in or out.
func (s *settings) twilioTokens() []string { return listOf(s.TwilioToken) }

// twilioToken is the one that we sign in with.
func (s *settings) twilioToken() string {
	if list := s.twilioTokens(); len(list) > 0 {
		return list[0]
	}
	return s.TwilioToken
}

// twilioTokenProblems are those of the tokens after the first, which is checked
// with the rest of the account.
func (s *settings) twilioTokenProblems() []string {
	for i, token := range s.twilioTokens() {
		if i > 0 && strings.ContainsFunc(token, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			return []string{"THROUGHGATE_TWILIO_AUTH_TOKEN: each token is letters and digits only, with a comma between two: check that they were copied whole"}
		}
	}
	return nil
}

// signedByTwilio tells whether a webhook is signed with one of the tokens.
func (s *settings) signedByTwilio(path string, body []byte, signature string) bool {
	signed := false
	for _, token := range s.twilioTokens() {
		signed = sms.ValidSignature(token, s.PublicURL, path, body, signature) || signed
	}
	return signed
}

// bearsOne tells whether a header Authorization brings one of the secrets, in a
// time that tells nothing of them, their length included.
func bearsOne(header string, secrets []string) bool {
	scheme, shown, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	got, found := sha256.Sum256([]byte(strings.TrimSpace(shown))), 0
	for _, secret := range secrets {
		want := sha256.Sum256([]byte(secret))
		found |= subtle.ConstantTimeCompare(want[:], got[:])
	}
	return found == 1
}
