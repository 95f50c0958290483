package access

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// FlagKind is what something in a free text looks like.
type FlagKind string

// The kinds: what tells who somebody is, or where.
const (
	FlagPhone        FlagKind = "phone"
	FlagEmail        FlagKind = "email"
	FlagPostcode     FlagKind = "postcode"
	FlagPrisonNumber FlagKind = "prison_number"
	FlagOtherNumber  FlagKind = "other_number" // National Insurance, probation, police national computer, NHS
)

// Flag is one thing in a free text that is likely to point at somebody. At is its
// place in bytes.
type Flag struct {
	Kind FlagKind
	Text string
	At   int
}

// notNumbers are what is all digits and no number of anybody: days, clock times,
// sums of money.
var notNumbers = regexp.MustCompile(`\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|` +
	`\b\d{1,2}[:.]\d{2}\s?[-–]\s?\d{1,2}[:.]\d{2}\b|\b\d{1,2}:\d{2}\b|£\s?\d[\d,]*(?:\.\d+)?`)

// looks are the patterns in the order in which they are tried: what one has taken
// is not looked at again.
var looks = []struct {
	kind FlagKind
	re   *regexp.Regexp
	not  func(found string) bool
}{
	{FlagEmail, regexp.MustCompile(`[^\s@<>()\[\],;:"]+@(?:[\pL\d-]+\.)+\pL{2,}`), nil},
	{FlagPrisonNumber, regexp.MustCompile(`(?i)\b[A-Z] ?\d{4} ?[A-Z]{2}\b`), func(s string) bool { // "A 1230 am"
		_, end, spaced := strings.Cut(strings.ToLower(s), " ")
		return spaced && (strings.HasSuffix(end, "am") || strings.HasSuffix(end, "pm") || s != strings.ToUpper(s))
	}},
	{FlagOtherNumber, regexp.MustCompile(`(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b`), nil}, // National Insurance
	{FlagOtherNumber, regexp.MustCompile(`\b(?:\d{4}|\d{2})/\d{3,7}[A-Za-z]\b`), nil},                                     // PNC
	{FlagOtherNumber, regexp.MustCompile(`(?i)\b[A-Z]\d{6}\b`), nil},                                                      // CRN
	{FlagPostcode, regexp.MustCompile(`(?i)\b(?:GIR ?0AA|(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPSTUW]|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY]) ?\d[ABD-HJLNP-UW-Z]{2})\b`), isOrdinal},
}

// ordinal is the end of "room B2 3rd floor".
var ordinal = regexp.MustCompile(` (?:1st|2nd|3rd|[04-9]th)$`)

func isOrdinal(s string) bool { return ordinal.MatchString(s) }

// digitRun is digits with what stands between those of a telephone number.
var digitRun = regexp.MustCompile(`\+?\(?\d(?:[ ().\x{a0}-]{0,3}\d){6,}`)

// nhs is how an NHS number is written.
var nhs = regexp.MustCompile(`^\d{3} \d{3} \d{4}$`)

// Flags finds in a free text what is likely to point at a person: telephone,
// prison, National Insurance and other such numbers, e-mail addresses, postcodes,
// in the order in which they stand. ours are numbers and addresses that anybody
// may know: the unit's own.
func Flags(text string, ours ...string) []Flag {
	text = strings.Map(visible, text)
	left := blankOut(text, notNumbers.FindAllStringIndex(text, -1))
	var flags []Flag
	take := func(kind FlagKind, from, to int) {
		left = blankOut(left, [][]int{{from, to}})
		if found := text[from:to]; !isOurs(found, ours) {
			flags = append(flags, Flag{Kind: kind, Text: found, At: from})
		}
	}
	for _, look := range looks {
		for _, at := range look.re.FindAllStringIndex(left, -1) {
			if look.not == nil || !look.not(left[at[0]:at[1]]) {
				take(look.kind, at[0], at[1])
			}
		}
	}
	for _, at := range digitRun.FindAllStringIndex(left, -1) {
		if kind, is := numberKind(left[at[0]:at[1]]); is {
			take(kind, at[0], at[1])
		}
	}
	slices.SortFunc(flags, func(a, b Flag) int { return cmp.Compare(a.At, b.At) })
	return flags
}

// numberKind judges a run of digits: British numbers have 10 or 11 with their 0,
// others at least 8 behind a plus. Nine digits in a row are somebody's number of
// some kind.
func numberKind(run string) (FlagKind, bool) {
	digits := onlyDigits(run)
	switch {
	case strings.HasPrefix(run, "+"), strings.HasPrefix(digits, "0044"):
		return FlagPhone, len(digits) >= 9
	case strings.HasPrefix(digits, "44") && len(digits) == 12:
		return FlagPhone, true
	case strings.HasPrefix(digits, "0") && (len(digits) == 10 || len(digits) == 11) && strings.ContainsRune("1235789", rune(digits[1])):
		return FlagPhone, true
	case nhs.MatchString(run), len(digits) >= 9 && len(digits) == len(run):
		return FlagOtherNumber, true
	}
	return "", false
}

// isOurs tells whether what was found is one of the unit's own, however written.
func isOurs(found string, ours []string) bool {
	return slices.ContainsFunc(ours, func(own string) bool {
		if strings.Contains(own, "@") {
			return strings.EqualFold(own, found)
		}
		digits := nationalDigits(own)
		return digits != "" && digits == nationalDigits(found)
	})
}

// nationalDigits are the digits of a number as it is dialled inland.
func nationalDigits(number string) string {
	number = strings.ReplaceAll(number, "(0)", "")
	digits := onlyDigits(number)
	digits = strings.TrimPrefix(digits, "00")
	if rest, abroad := strings.CutPrefix(digits, "44"); abroad && len(rest) >= 9 {
		return "0" + rest
	}
	return digits
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// visible drops characters without width, which would break a number in two.
func visible(r rune) rune {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return -1
	}
	return r
}

// blankOut puts a sign that no pattern takes over each byte of some places.
func blankOut(text string, places [][]int) string {
	out := []byte(text)
	for _, at := range places {
		for i := at[0]; i < at[1]; i++ {
			out[i] = '|'
		}
	}
	return string(out)
}
