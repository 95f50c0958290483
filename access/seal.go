package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// ShortestKey is the least number of characters of a key that secrets are sealed
// with.
const ShortestKey = 32

const (
	keyIDBytes = 8
	nonceBytes = 12
)

// ErrNoKey says that a secret was sealed with a key that is not there any more,
// or that there is none to seal with.
var ErrNoKey = errors.New("the key of a sealed secret is missing: put it back into THROUGHGATE_KEYS, behind the newest")

// PretendKey is the key outside production: there are no people there, and so no
// secret.
const PretendKey = "pretend key of pretend second factors"

// Keys seal what the database keeps and must not be able to read: AES-256-GCM
// with keys derived from the settings' (HKDF, RFC 5869). The first seals, each
// opens: with two at once a key can be changed while everybody works. The zero
// value seals nothing. They are also those of the hashes of tokens.
type Keys struct{ list []sealKey }

type sealKey struct {
	id    [keyIDBytes]byte
	aead  cipher.AEAD
	token []byte // of the hashes of sessions and tokens
}

// None tells whether there is no key.
func (k Keys) None() bool { return len(k.list) == 0 }

// NewKeys takes the settings' keys, the newest first.
func NewKeys(secrets ...string) (Keys, error) {
	var keys Keys
	for _, secret := range secrets {
		id, err := hkdf.Key(sha256.New, []byte(secret), nil, "throughgate: which key", keyIDBytes)
		if err != nil {
			return Keys{}, fmt.Errorf("derive a key: %w", err)
		}
		key, err := hkdf.Key(sha256.New, []byte(secret), nil, "throughgate: second factor", 32)
		if err != nil {
			return Keys{}, fmt.Errorf("derive a key: %w", err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return Keys{}, fmt.Errorf("derive a key: %w", err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return Keys{}, fmt.Errorf("derive a key: %w", err)
		}
		token, err := tokenKey(secret)
		if err != nil {
			return Keys{}, err
		}
		keys.list = append(keys.list, sealKey{id: [keyIDBytes]byte(id), aead: aead, token: token})
	}
	return keys, nil
}

// seal closes a secret for one account: moved to another's row it cannot be
// opened. The nonce is random, and never used again. Errors: ErrNoKey.
func (k Keys) seal(nonce [nonceBytes]byte, account int64, secret []byte) ([]byte, error) {
	if k.None() {
		return nil, ErrNoKey
	}
	sealed := append(k.list[0].id[:], nonce[:]...)
	return k.list[0].aead.Seal(sealed, nonce[:], secret, boundTo(account)), nil
}

// open gives a secret, and whether it was sealed with an older key than the
// newest. Errors: ErrNoKey, and others where the row was tampered with.
func (k Keys) open(account int64, sealed []byte) (secret []byte, older bool, err error) {
	if len(sealed) < keyIDBytes+nonceBytes {
		return nil, false, errors.New("open a sealed secret: it is cut short")
	}
	id, nonce, closed := [keyIDBytes]byte(sealed[:keyIDBytes]), sealed[keyIDBytes:keyIDBytes+nonceBytes], sealed[keyIDBytes+nonceBytes:]
	for i, key := range k.list {
		if key.id != id {
			continue
		}
		secret, err = key.aead.Open(nil, nonce, closed, boundTo(account))
		if err != nil {
			return nil, false, errors.New("open a sealed secret: it is not what was sealed")
		}
		return secret, i > 0, nil
	}
	return nil, false, ErrNoKey
}

func boundTo(account int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(account)) }
