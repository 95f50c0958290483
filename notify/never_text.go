package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// NeverTextKeys are the secrets under which the never-text list is kept (domain
// rule 8, text to a person). The list holds keyed hashes alone: there are few
// enough telephone numbers to try them all against a plain hash. The zero value
// has no key: with it only an empty list can be asked.
type NeverTextKeys struct{ keys []neverTextKey }

type neverTextKey struct {
	id     string // tells which key made a hash, and nothing of the key
	secret []byte
}

// ShortestNeverTextKey is how many characters a key has at least.
const ShortestNeverTextKey = 32

// NewNeverTextKeys takes the keys in force. New numbers are kept under the
// first; the others are for numbers that were added before the key changed.
func NewNeverTextKeys(secrets ...string) NeverTextKeys {
	var k NeverTextKeys
	for _, s := range secrets {
		if s = strings.TrimSpace(s); s != "" {
			key := neverTextKey{secret: []byte(s)}
			key.id = hex.EncodeToString(key.sum("which key")[:4])
			k.keys = append(k.keys, key)
		}
	}
	return k
}

func (k neverTextKey) sum(words string) []byte {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("never-text\x00" + words))
	return mac.Sum(nil)
}

func (k NeverTextKeys) ids() []string {
	ids := make([]string, len(k.keys))
	for i, key := range k.keys {
		ids[i] = key.id
	}
	return ids
}

// hashes of an E.164 number, one for each key.
func (k NeverTextKeys) hashes(number string) [][]byte {
	sums := make([][]byte, len(k.keys))
	for i, key := range k.keys {
		sums[i] = key.sum(number)
	}
	return sums
}

// ReasonNeverText is why a text to a number on the list is not sent: it says
// nothing of why the number is there.
const ReasonNeverText = "no texts go to this number"
