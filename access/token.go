package access

import (
	"encoding/base64"
	"strings"
	"time"
)

// How long a bearer token of the JSON API is good, in days, where nobody says
// otherwise and at most.
const (
	TokenDays     = 90
	TokenDaysMost = 365
)

// bearerMark begins every token, so that one that was left lying about is known
// for what it is by whoever looks for secrets.
const bearerMark = "tg_"

// bearerBytes is how much chance there is in a token.
const bearerBytes = 32

// looksLikeBearer tells whether a text can be a token at all.
func looksLikeBearer(token string) bool {
	rest, ok := strings.CutPrefix(token, bearerMark)
	if !ok {
		return false
	}
	raw, err := base64.RawURLEncoding.DecodeString(rest)
	return err == nil && len(raw) == bearerBytes
}

// TokenState is how a token stands.
type TokenState string

// The states.
const (
	TokenGood    TokenState = "good"
	TokenExpired TokenState = "expired"
	TokenEnded   TokenState = "ended" // by hand, or with the account's sessions
)

// TokenRow is one token as it is listed: never the token itself.
type TokenRow struct {
	Ref       string
	Email     string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
	EndedAt   *time.Time
	Current   bool // its account is enabled, and of the same epoch
}

// State tells how the token stands at now.
func (t TokenRow) State(now time.Time) TokenState {
	switch {
	case t.EndedAt != nil, !t.Current:
		return TokenEnded
	case !t.ExpiresAt.After(now):
		return TokenExpired
	}
	return TokenGood
}
