package access

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// A session, a sign-in half done and a bearer token are each known by a random
// token of which the database keeps a keyed hash (HMAC-SHA-256, FIPS 198-1, with
// a key derived from the settings'). New ones are made with the first key, and
// looked for with each: a key is changed while everybody works, and taking the
// old one away ends what was made with it.

// tokenKey derives the key of these hashes from one of the settings' keys.
func tokenKey(secret string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "throughgate: sessions and tokens", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return key, nil
}

// tokenHash is what is kept of a new token. Keys of nothing give a hash without a
// key: for tests and measurements; who serves others has keys.
func (k Keys) tokenHash(token string) []byte { return k.tokenHashes(token)[0] }

// tokenHashes is what may be kept of a token that is shown, that of the first key
// first.
func (k Keys) tokenHashes(token string) [][]byte {
	if k.None() {
		return [][]byte{linkHash(token)}
	}
	var list [][]byte
	for _, key := range k.list {
		mac := hmac.New(sha256.New, key.token)
		mac.Write([]byte(token))
		list = append(list, mac.Sum(nil))
	}
	return list
}

// linkHash is what is kept of a one-time link: its 256 random bits need neither
// salt nor key, it is used once, and a week ends it.
func linkHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
