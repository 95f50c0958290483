package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"
)

// The chain proves the audit: each row has a seal, a keyed hash over the row and
// over the seal before it. Whoever can write to the database but has no key can
// neither change a row nor make a chain of their own; what they can still do,
// cut the newest rows off, shows against a head that has left the system.

// ShortestAuditKey is how many characters a key has at least.
const ShortestAuditKey = 32

// AuditKeys are the secrets under which the chain is sealed. The zero value has
// none: nothing is sealed with it.
type AuditKeys struct{ keys []auditKey }

type auditKey struct {
	id     string // tells which key made a seal, and nothing of the key
	secret []byte
}

// NewAuditKeys takes the keys in force. The first one seals; all of them are
// tried when the chain is verified, so that rows sealed before a key changed
// still prove themselves.
func NewAuditKeys(secrets ...string) AuditKeys {
	var k AuditKeys
	for _, s := range secrets {
		if s = strings.TrimSpace(s); s != "" {
			key := auditKey{secret: []byte(s)}
			sum := key.sum([]byte("which key"))
			key.id = hex.EncodeToString(sum[:8])
			k.keys = append(k.keys, key)
		}
	}
	return k
}

// None tells whether there is no key to seal with.
func (k AuditKeys) None() bool { return len(k.keys) == 0 }

func (k AuditKeys) byID(id string) (auditKey, bool) {
	for _, key := range k.keys {
		if key.id == id {
			return key, true
		}
	}
	return auditKey{}, false
}

func (k auditKey) sum(of []byte) [32]byte {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("throughgate audit\x00"))
	mac.Write(of)
	return [32]byte(mac.Sum(nil))
}

// auditFormat is how canonical puts a row into bytes. A column that comes later
// gets a new format: rows sealed before keep theirs.
const auditFormat = 1

// auditRow is one row of the audit with all that a seal covers.
type auditRow struct {
	ID          int64
	At          time.Time
	Actor       string
	Action      string
	ObjectKind  string
	ObjectID    *int64
	Detail      string
	People      []int64
	ToWhom      string
	AgreementID *int64
}

// canonical is a row, its place in the chain and the hash before it, as bytes
// that no other row, place or hash gives: every text has its length before it.
func (r auditRow) canonical(seq int64, before [32]byte) []byte {
	b := make([]byte, 0, 160+len(r.Detail)+8*len(r.People))
	number := func(n int64) { b = binary.BigEndian.AppendUint64(b, uint64(n)) }
	text := func(s string) { number(int64(len(s))); b = append(b, s...) }
	maybe := func(n *int64) {
		if n == nil {
			b = append(b, 0)
			return
		}
		b = append(b, 1)
		number(*n)
	}
	b = append(b, before[:]...)
	number(seq)
	number(r.ID)
	number(r.At.UnixMicro()) // as PostgreSQL keeps it
	text(r.Actor)
	text(r.Action)
	text(r.ObjectKind)
	maybe(r.ObjectID)
	text(r.Detail)
	if r.People == nil {
		number(-1)
	} else {
		number(int64(len(r.People)))
		for _, id := range r.People {
			number(id)
		}
	}
	text(r.ToWhom)
	maybe(r.AgreementID)
	return b
}

// Link is one place in the chain: the number of a seal, and its hash.
type Link struct {
	Seq  int64
	Hash [32]byte
}

// String is the link as it travels: "1234-9f86…".
func (l Link) String() string { return formatSeq(l.Seq) + "-" + hex.EncodeToString(l.Hash[:]) }
