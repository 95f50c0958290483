package access

import (
	"crypto/hmac"
	"fmt"
)

// Tampering is what is wrong with a row of the audit. The set is closed.
type Tampering string

// What can be wrong.
const (
	RowChanged    Tampering = "changed"        // the row or its seal is not what was sealed
	RowDeleted    Tampering = "deleted"        // the seal stands, the row is gone
	RowsGone      Tampering = "removed"        // rows are gone with their seals
	RowsReordered Tampering = "reordered"      // the seal stands at another row than it was made for
	RowSlippedIn  Tampering = "slipped_in"     // a row without a seal among sealed ones
	KeyUnknown    Tampering = "unknown_key"    // sealed with a key that is none of ours
	ChainCut      Tampering = "cut"            // a head that was sent is later than the newest seal
	Rewritten     Tampering = "rewritten"      // the chain holds another hash than was sent
	FormatUnknown Tampering = "unknown_format" // sealed by a newer program, or made up
)

// BadRow is one row that does not prove itself. Row is its id in the audit; 0
// where only the place in the chain is known.
type BadRow struct {
	Row  int64     `json:"row"`
	Seq  int64     `json:"seq"`
	What Tampering `json:"what"`
	Text string    `json:"text"`
}

// mostNamed is how many bad rows a report names; the others are counted.
const mostNamed = 100

// sealRow is one seal.
type sealRow struct {
	Seq     int64
	AuditID int64
	Format  int16
	KeyID   string
	Hash    [32]byte
}

// checking goes along the chain by the ids of the audit's rows.
type checking struct {
	keys     AuditKeys
	at       Link  // the seal before
	lastRow  int64 // the row before
	sealed   int64 // rows that prove themselves
	newest   int64 // row of the newest seal there is
	waiting  int64 // rows that no sealer has come to yet
	bad      []BadRow
	badTotal int
	heads    []Link
	found    []bool
}

func (v *checking) say(row, seq int64, what Tampering, format string, args ...any) {
	v.badTotal++
	if len(v.bad) < mostNamed {
		v.bad = append(v.bad, BadRow{Row: row, Seq: seq, What: what, Text: fmt.Sprintf(format, args...)})
	}
}

// unsealed takes a row without a seal.
func (v *checking) unsealed(id int64) {
	if id > v.newest {
		v.waiting++
		return
	}
	v.say(id, 0, RowSlippedIn, "row %d has no seal, and rows after it have: it was put in later, or its seal was taken away", id)
}

// seal takes a seal and, where it is still there, its row.
func (v *checking) seal(s sealRow, row *auditRow) {
	before := v.at
	switch {
	case s.Seq == before.Seq+1:
	case s.Seq > before.Seq+1:
		v.say(s.AuditID, s.Seq, RowsGone, "%s before row %d: the seals go from %d to %d", missing(s.Seq-before.Seq-1), s.AuditID, before.Seq, s.Seq)
	default:
		v.say(s.AuditID, s.Seq, RowsReordered, "row %d has seal %d and stands after seal %d: rows changed places", s.AuditID, s.Seq, before.Seq)
	}
	gapless := s.Seq == before.Seq+1
	v.at, v.lastRow = Link{Seq: s.Seq, Hash: s.Hash}, s.AuditID
	v.compare(s)
	key, known := v.keys.byID(s.KeyID)
	switch {
	case row == nil:
		v.say(s.AuditID, s.Seq, RowDeleted, "row %d was deleted: its seal %d still stands", s.AuditID, s.Seq)
		return
	case !known:
		v.say(s.AuditID, s.Seq, KeyUnknown, "row %d is sealed with the key %s, which is not among those given", s.AuditID, s.KeyID)
		return
	case s.Format != auditFormat:
		v.say(s.AuditID, s.Seq, FormatUnknown, "row %d is sealed in a way that this program does not know (%d)", s.AuditID, s.Format)
		return
	case !gapless: // what stood before it is not known: said already
		return
	}
	want := key.sum(row.canonical(s.Seq, before.Hash))
	if !hmac.Equal(want[:], s.Hash[:]) {
		v.say(s.AuditID, s.Seq, RowChanged, "row %d was changed after it was sealed, or its seal was", s.AuditID)
		return
	}
	v.sealed++
}

// compare looks whether a head that was sent is this seal.
func (v *checking) compare(s sealRow) {
	for i, h := range v.heads {
		switch {
		case h.Hash == s.Hash && (h.Seq == 0 || h.Seq == s.Seq):
			v.found[i] = true
		case h.Seq == s.Seq:
			v.found[i] = true
			v.say(s.AuditID, s.Seq, Rewritten, "seal %d, of row %d, is not the one that was sent: this row or one before it was rewritten", s.Seq, s.AuditID)
		}
	}
}

// close says which heads the chain does not hold.
func (v *checking) close() {
	for i, h := range v.heads {
		switch {
		case v.found[i]:
		case h.Seq > v.at.Seq:
			v.say(v.lastRow, h.Seq, ChainCut, "the chain ends with seal %d, of row %d, and seal %d was sent: what came after was cut off", v.at.Seq, v.lastRow, h.Seq)
		default:
			v.say(0, h.Seq, Rewritten, "no seal is the one that was sent (%s): the rows up to it were rewritten or cut off", h.String())
		}
	}
}

func missing(n int64) string {
	if n == 1 {
		return "one row is gone"
	}
	return fmt.Sprintf("%d rows are gone", n)
}
