package access

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// hashCost is what one hash takes: memory in KiB, passes over it, lanes.
type hashCost struct {
	memory uint32
	passes uint32
	lanes  uint8
}

// presentCost is the OWASP Password Storage Cheat Sheet's argon2id with 19 MiB.
// Hashes of another cost go on being accepted, and are made anew when their
// owner signs in.
var presentCost = hashCost{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// nobodysHash is compared where an account has no passphrase or there is no
// account, so that the answer takes as long. No passphrase is known for it.
var nobodysHash = phc(presentCost, make([]byte, saltBytes), make([]byte, keyBytes))

// hashPassphrase makes the hash that is stored, in PHC string format
// ($argon2id$v=19$m=...,t=...,p=...$salt$hash).
func hashPassphrase(passphrase string, salt []byte) string {
	return phc(presentCost, salt, keyOf(passphrase, salt, presentCost, keyBytes))
}

func keyOf(passphrase string, salt []byte, c hashCost, length uint32) []byte {
	return argon2.IDKey([]byte(sameForms(passphrase)), salt, c.passes, c.memory, c.lanes, length)
}

func phc(c hashCost, salt, key []byte) string {
	plain := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		plain.EncodeToString(salt), plain.EncodeToString(key))
}

// storedHash is a PHC string taken apart.
type storedHash struct {
	cost      hashCost
	salt, key []byte
}

// readHash reads a PHC string of argon2id. Errors: it is another one, or costs
// more than a gigabyte.
func readHash(text string) (storedHash, error) {
	var h storedHash
	var version int
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return h, fmt.Errorf("a stored passphrase is no argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, fmt.Errorf("a stored passphrase is of another version of argon2id")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.memory, &h.cost.passes, &h.cost.lanes); err != nil ||
		h.cost.memory > 1<<20 || h.cost.passes == 0 || h.cost.lanes == 0 {
		return h, fmt.Errorf("the cost of a stored passphrase cannot be read")
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return h, fmt.Errorf("the salt of a stored passphrase cannot be read: %w", err)
	}
	if h.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(h.key) == 0 {
		return h, fmt.Errorf("the hash of a stored passphrase cannot be read")
	}
	return h, nil
}

// fits tells whether a passphrase is the one of the hash, in the same time
// whether or not it is.
func (h storedHash) fits(passphrase string) bool {
	return subtle.ConstantTimeCompare(keyOf(passphrase, h.salt, h.cost, uint32(len(h.key))), h.key) == 1
}

// outdated tells whether the hash should be made anew at the present cost.
func (h storedHash) outdated() bool {
	return h.cost != presentCost || len(h.salt) != saltBytes || len(h.key) != keyBytes
}
