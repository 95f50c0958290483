package access

import (
	"crypto/rand"
	"encoding/base32"
)

var refAlphabet = base32.NewEncoding("abcdefghjkmnpqrstvwxyz0123456789").WithPadding(base32.NoPadding)

// NewRef makes an opaque, unguessable reference for addresses and messages:
// 13 letters and digits (64 bits), without those that are mistaken for others.
func NewRef() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic("access: the system has no random numbers: " + err.Error())
	}
	return refAlphabet.EncodeToString(b[:])
}
