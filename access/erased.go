package access

// ErasedMark is what stays of a prison number once its person is erased: a hash
// under the newest of the audit's keys, which tells nobody the number, and which
// key that was. ok is false where there is no key.
func (k AuditKeys) ErasedMark(number string) (hash []byte, keyID string, ok bool) {
	if k.None() {
		return nil, "", false
	}
	sum := k.keys[0].sum([]byte(erasedDomain + number))
	return sum[:], k.keys[0].id, true
}

// ErasedMarks are what may have been kept of a prison number, under any key that
// is still in force.
func (k AuditKeys) ErasedMarks(number string) [][]byte {
	marks := make([][]byte, len(k.keys))
	for i, key := range k.keys {
		sum := key.sum([]byte(erasedDomain + number))
		marks[i] = sum[:]
	}
	return marks
}

// erasedDomain keeps these hashes apart from seals.
const erasedDomain = "erased number\x00"
