package notify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Encoding is how a text travels.
type Encoding string

// The encodings: GSM-7 holds 160 units in one segment and 153 in each of
// several; UCS-2 holds 70 and 67 units of UTF-16.
const (
	GSM7 Encoding = "GSM-7"
	UCS2 Encoding = "UCS-2"
)

const (
	gsmBasic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "^{}\\[~]|€" // two units each
)

var gsmUnits = func() map[rune]int {
	units := map[rune]int{}
	for _, r := range gsmBasic {
		units[r] = 1
	}
	for _, r := range gsmExtended {
		units[r] = 2
	}
	return units
}()

// asciiUnits spares the common character the table.
var asciiUnits = func() (units [0x80]uint8) {
	for r, n := range gsmUnits {
		if r < 0x80 {
			units[r] = uint8(n)
		}
	}
	return units
}()

// unitsOf a character in GSM-7; 0 where it is not of that alphabet.
func unitsOf(r rune) int {
	if r >= 0 && r < 0x80 {
		return int(asciiUnits[r])
	}
	return gsmUnits[r]
}

// welshLetters stay as they are, even where that costs the text its GSM
// encoding: a w with its circumflex is another letter.
var welshLetters = func() map[rune]bool {
	letters := map[rune]bool{}
	for _, base := range "aeiouwyAEIOUWY" {
		for _, accent := range "\u0302\u0308\u0301\u0300" { // circumflex, diaeresis, acute, grave
			r, _ := utf8.DecodeRuneInString(norm.NFC.String(string(base) + string(accent)))
			letters[r] = true
		}
	}
	return letters
}()

// TextForm is a text as it would be sent (interface.md 5, `check texts`).
type TextForm struct {
	Text     string
	Encoding Encoding
	Units    int
	Segments int
	Changed  []string // the characters that could not be sent as they were, each once
}

// FormOf puts a text into the form in which it is sent.
func FormOf(text string) TextForm {
	sent, changed := sendable(text)
	f := TextForm{Text: sent, Changed: changed, Encoding: GSM7}
	for _, r := range sent {
		if unitsOf(r) == 0 {
			f.Encoding = UCS2
			break
		}
	}
	f.Units, f.Segments = measure(sent, f.Encoding)
	return f
}

// measure counts units and segments. A character of two units is never cut in
// two by the end of a segment.
func measure(text string, encoding Encoding) (units, segments int) {
	one, each := 160, 153
	if encoding == UCS2 {
		one, each = 70, 67
	}
	inSegment, cut := 0, 1
	for _, r := range text {
		n := unitsOf(r)
		if encoding == UCS2 {
			n = utf16Units(r)
		}
		units += n
		if inSegment+n > each {
			cut, inSegment = cut+1, 0
		}
		inSegment += n
	}
	switch {
	case units == 0:
		return 0, 0
	case units <= one:
		return units, 1
	}
	return units, cut
}

func utf16Units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// sendable replaces what neither alphabet holds, a character at a time.
func sendable(text string) (sent string, changed []string) {
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		n := 1
		if text[i] >= 0x80 || (i+1 < len(text) && text[i+1] >= 0x80) {
			if n = norm.NFC.NextBoundaryInString(text[i:], true); n <= 0 {
				n = len(text) - i
			}
		}
		found := text[i : i+n]
		as, same := sentAs(found)
		b.WriteString(as)
		if !same && !slices.Contains(changed, found) {
			changed = append(changed, found)
		}
		i += n
	}
	return b.String(), changed
}

// sentAs is what one character, with its accents, is sent as.
func sentAs(found string) (as string, same bool) {
	composed := found
	if len(found) > 1 {
		composed = norm.NFC.String(found)
	}
	r, size := utf8.DecodeRuneInString(composed)
	if size == len(composed) {
		if unitsOf(r) > 0 || welshLetters[r] {
			// A letter typed with its accent apart is the same letter, but a
			// sign that merely looks like another (the Kelvin sign) is not.
			return composed, found == composed || utf8.RuneCountInString(found) > 1
		}
		if as, ok := plainSign(r); ok {
			return as, false
		}
	}
	return withoutAccents(composed), false
}

// plainSign is the plain form of typographic signs.
func plainSign(r rune) (string, bool) {
	switch {
	case r >= 0x2018 && r <= 0x201b:
		return "'", true
	case r >= 0x201c && r <= 0x201f:
		return `"`, true
	case r >= 0x2010 && r <= 0x2015, r == 0x2212:
		return "-", true
	case r == '…':
		return "...", true
	case r == '\t', unicode.Is(unicode.Zs, r):
		return " ", true
	case unicode.Is(unicode.Cf, r), r >= 0xfe00 && r <= 0xfe0f: // zero width, and variants of form
		return "", true
	}
	return "", false
}

// withoutAccents is the bare letter, or a question mark for what cannot be sent.
func withoutAccents(composed string) string {
	switch composed {
	case "Ł":
		return "L"
	case "ł":
		return "l"
	case "Đ":
		return "D"
	case "đ":
		return "d"
	}
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(composed))
	if unicode.IsLetter(base) && unitsOf(base) > 0 {
		return string(base)
	}
	return "?"
}
