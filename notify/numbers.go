package notify

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// NumberKind is what sort of telephone a number belongs to.
type NumberKind string

// The kinds of number.
const (
	Mobile      NumberKind = "mobile"
	Landline    NumberKind = "landline"
	OtherNumber NumberKind = "other"
)

// Number is the judgement on a telephone number as somebody wrote it
// (interface.md 5, `check numbers`).
type Number struct {
	OK     bool       // a mobile that we would text
	E164   string     // "+447700900123"; empty where it is no number at all
	Kind   NumberKind // OtherNumber where it is no number at all
	Reason string     // why not, in words; empty when OK
}

// longestNumber bounds what is looked at: more than any number with all its
// spaces and brackets.
const longestNumber = 100

// CheckNumber judges a telephone number as somebody wrote it. Without
// international only a mobile of the +44 range counts (the United Kingdom,
// Jersey, Guernsey, the Isle of Man); with it any mobile does.
//
// White space, zero-width signs, brackets, single dots or dashes between
// digits, 0044, +44 (0), 44 without its plus and a national number without its
// 0 are taken in good part; anything else is refused rather than guessed at.
func CheckNumber(written string, international bool) Number {
	if len(written) > longestNumber {
		return noNumber("too long for a telephone number")
	}
	digits, plus, problem := bareDigits(written)
	if problem != "" {
		return noNumber(problem)
	}
	e164, problem := withCountry(digits, plus)
	if problem != "" {
		return noNumber(problem)
	}
	return judge(e164, international)
}

func noNumber(reason string) Number { return Number{Kind: OtherNumber, Reason: reason} }

// bareDigits takes the harmless signs away and tells whether a plus came first.
func bareDigits(written string) (digits string, plus bool, problem string) {
	s := withoutInvisible(written)
	if s == "" {
		return "", false, "empty"
	}
	s, ok := withoutBrackets(s)
	if !ok {
		return "", false, "the brackets do not match"
	}
	s, plus = strings.CutPrefix(s, "+")
	var b strings.Builder
	separated := true // nothing but a digit may come first
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			separated = false
		case r == '.' || isDash(r):
			if separated {
				return "", false, "a dot or a dash that does not stand between two digits"
			}
			separated = true
		default:
			return "", false, "holds something other than digits"
		}
	}
	if separated {
		return "", false, "a dot or a dash that does not stand between two digits"
	}
	return b.String(), plus, ""
}

func isDash(r rune) bool { return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212' }

// withoutBrackets removes pairs of round brackets; false when they do not match.
func withoutBrackets(s string) (string, bool) {
	depth, matched := 0, true
	out := strings.Map(func(r rune) rune {
		switch r {
		case '(':
			depth++
			return -1
		case ')':
			depth--
			if depth < 0 {
				matched = false
			}
			return -1
		}
		return r
	}, s)
	return out, matched && depth == 0
}

// withCountry makes "+44..." of the ways in which people write a number.
func withCountry(digits string, plus bool) (e164, problem string) {
	switch {
	case plus:
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case strings.HasPrefix(digits, "0"):
		digits = "44" + digits[1:]
	case strings.HasPrefix(digits, "44") && len(digits) > 10: // the plus is missing
	case len(digits) == 10: // the 0 is missing
		digits = "44" + digits
	default:
		return "", "not a whole number: write it with its 0, or with + and the country"
	}
	if rest, british := strings.CutPrefix(digits, "440"); british { // +44 (0)7700...
		digits = "44" + rest
	}
	if strings.HasPrefix(digits, "0") {
		return "", "no country begins with 0"
	}
	return "+" + digits, ""
}

func judge(e164 string, international bool) Number {
	if inDramaRange(e164) {
		return Number{OK: true, E164: e164, Kind: Mobile}
	}
	n, err := phonenumbers.Parse(e164, "GB")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return noNumber("no telephone has this number: digits missing, too many or wrong")
	}
	out := Number{E164: phonenumbers.Format(n, phonenumbers.E164), Kind: OtherNumber}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.MOBILE:
		out.Kind = Mobile
	case phonenumbers.FIXED_LINE_OR_MOBILE: // North America does not tell them apart
		out.Kind = Mobile
	case phonenumbers.FIXED_LINE:
		out.Kind = Landline
	}
	switch {
	case out.Kind == Landline:
		out.Reason = "a landline"
	case out.Kind == OtherNumber:
		out.Reason = "not a mobile"
	case n.GetCountryCode() != 44 && !international:
		out.Reason = "not a UK mobile"
	default:
		out.OK = true
	}
	return out
}

// inDramaRange tells of Ofcom's mobile numbers for drama, 07700 900000 to
// 900999: valid by our rule, though no network has them.
func inDramaRange(e164 string) bool {
	return len(e164) == len("+447700900000") && strings.HasPrefix(e164, "+447700900")
}
