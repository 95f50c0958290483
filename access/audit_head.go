package access

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"throughgate/internal/fault"
)

func formatSeq(seq int64) string { return strconv.FormatInt(seq, 10) }

// head as it stands in an e-mail, wherever in a text it stands; the number may
// be missing.
var headSought = regexp.MustCompile(`(?i)\b(?:([0-9]{1,18})-)?([0-9a-f]{64})\b`)

// ParseHeads reads the heads that a text holds, such as the daily e-mails put
// together. One without its number has Seq 0. fault.Invalid where it holds none.
func ParseHeads(text string) ([]Link, error) {
	var heads []Link
	for _, found := range headSought.FindAllStringSubmatch(text, -1) {
		var l Link
		if found[1] != "" {
			seq, err := strconv.ParseInt(found[1], 10, 64)
			if err != nil || seq < 1 {
				return nil, fault.Invalid("%q is no head: it begins with the number of an entry, from 1", found[0])
			}
			l.Seq = seq
		}
		sum, err := hex.DecodeString(strings.ToLower(found[2]))
		if err != nil {
			return nil, fault.Invalid("%q is no head: give the 64 letters and digits of the e-mail", found[0])
		}
		l.Hash = [32]byte(sum)
		heads = append(heads, l)
	}
	if len(heads) == 0 {
		return nil, fault.Invalid("there is no head in it: give what the daily e-mail says, a number, a dash and 64 letters and digits")
	}
	return heads, nil
}
