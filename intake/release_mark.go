package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// readingVersion counts the ways in which rows of a release extract have been
// read. Count it up with every change of what a cell comes to: a row that was
// read the old way is then read again.
const readingVersion = 1

// mark is of a row as it was written in its file, in the columns that we know, and
// of all that decides beside it what it comes to: the rules of reading and the
// gazetteer. Two rows of one mark are read as the same cells. It is of personal
// data and as sensitive.
type mark [16]byte

// marker marks the rows of one file.
type marker struct {
	position []int // of each of our columns in the file; -1: the file lacks it
	reading  []byte
	buf      []byte // what the mark was made of
}

func newMarker(h header, places *Gazetteer) *marker {
	reading := sha256.Sum256(fmt.Appendf(nil, "%d %x %v", readingVersion, places.digest(), fileColumnNames))
	return &marker{position: h.position, reading: reading[:16]}
}

// of marks a row. Each cell comes with its length, so that no two rows are marked
// by the same bytes; one that the file lacks is as good as empty.
func (m *marker) of(record []string) mark {
	m.buf = append(m.buf[:0], m.reading...)
	for _, at := range m.position {
		if at < 0 || at >= len(record) {
			m.buf = append(m.buf, 0)
			continue
		}
		m.buf = binary.AppendUvarint(m.buf, uint64(len(record[at])))
		m.buf = append(m.buf, record[at]...)
	}
	sum := sha256.Sum256(m.buf)
	return mark(sum[:])
}

// ascii tells that the row last marked has no letter outside ASCII, which could
// say how the file is written. It may say no of a row that has none.
func (m *marker) ascii() bool {
	row := m.buf[len(m.reading):]
	for len(row) >= 8 {
		if binary.LittleEndian.Uint64(row)&0x8080808080808080 != 0 {
			return false
		}
		row = row[8:]
	}
	for _, b := range row {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

// writtenAs is how a mark is kept beside the row_hash that its row was read as: it
// holds no longer than that.
func writtenAs(m mark, hash []byte) []byte { return append(bytes.Clone(m[:]), hash[:8]...) }
