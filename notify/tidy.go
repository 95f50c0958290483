package notify

import (
	"strings"
	"unicode"
)

// invisible tells of white space and of the signs that take no room: zero-width
// ones, the byte order mark, soft hyphens and marks of writing direction. They
// come with what is copied from a page or a spreadsheet, and nobody sees them.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u061c', '\u180e', '\ufeff':
		return true
	}
	return unicode.IsSpace(r) || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' ||
		r >= '\u2060' && r <= '\u206f'
}

func withoutInvisible(s string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, s)
}
