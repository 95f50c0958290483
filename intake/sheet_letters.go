package intake

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoder reads cells that are UTF-8 or Windows-1252. A cell that is valid
// UTF-8 is UTF-8. Once one held a letter outside ASCII, or the file began with
// a byte order mark, the whole file is UTF-8 and anything else is damage.
type decoder struct{ utf8 bool }

// decode makes text of a cell; false where it is text in neither.
func (d *decoder) decode(cell string) (string, bool) {
	if ascii(cell) {
		return cell, true
	}
	if utf8.ValidString(cell) {
		d.utf8 = true
		return cell, true
	}
	if d.utf8 {
		return "", false
	}
	text, err := charmap.Windows1252.NewDecoder().String(cell)
	// Five bytes stand for no letter in Windows-1252.
	if err != nil || strings.ContainsAny(text, "\u0081\u008d\u008f\u0090\u009d\ufffd") {
		return "", false
	}
	return text, true
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
