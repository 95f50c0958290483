package intake

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"throughgate/release"
)

// words maps what people write, folded, to the canonical word.
type words map[string]string

var (
	sexWords = words{"male": "male", "m": "male", "female": "female", "f": "female"}
	// yesNoWords answer text_ok and phone_shared.
	yesNoWords = spelled("yes", "no", "unknown")
	iomWords   = spelled("fixed", "flex", "free")
	// movementWords are the words of interface.md 3 for movement_reason.
	movementWords = spelled("received", "transferred", "court", "temporary_absence", "hospital", "released",
		"released_from_court", "released_in_error", "removed", "extradited", "immigration_centre", "other_jurisdiction",
		"escaped", "absconded", "failed_to_return", "left_unknown", "recalled", "died", "merged", "moved_area")
	legalStatusWords = spelled(release.LegalStatuses...)
	statusWords      = spelled(release.ActiveIn, release.ActiveOut, release.InactiveOut)
	needWords        = []string{"accommodation", "benefits", "mental_health", "drugs_and_alcohol", "finance", "family", "attitudes"}
	consentWords     = []string{"consent_to_refer", "consent_to_share_contact", "consent_to_share_health"}
	// flagWords are those of domain rule 9.
	flagWords = []string{"mappa1", "mappa2", "mappa3", "exclusion_zone", "no_contact", "victim_contact", "approved_premises",
		"children", "pregnant", "care_leaver", "immigration_hold", "contact_risk", "tenancy", "tag", "restricted"}
)

func spelled[T ~string](canonical ...T) words {
	out := words{}
	for _, w := range canonical {
		out[foldWord(string(w))] = string(w)
	}
	return out
}

// foldWord makes one spelling of case, spaces, hyphens and underscores.
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || unicode.IsSpace(r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// oneOf reads one of some words; anything else stays as written.
func oneOf(known words) cellReader {
	return func(_ *Gazetteer, written string) (string, string) {
		if w, ok := known[written]; ok { // as most files write it
			return w, ""
		}
		if w, ok := known[foldWord(written)]; ok {
			return w, ""
		}
		return written, ""
	}
}

// is tells whether a canonical cell is one of the words.
func (w words) is(cell string) bool { return w[foldWord(cell)] == cell }

func asWritten(_ *Gazetteer, written string) (string, string) { return written, "" }

// isPrisonNumber: a capital, four digits, two capitals.
func isPrisonNumber(n string) bool {
	if len(n) != 7 {
		return false
	}
	for i := range len(n) {
		digit, capital := n[i] >= '0' && n[i] <= '9', n[i] >= 'A' && n[i] <= 'Z'
		if inside := i > 0 && i < 5; inside && !digit || !inside && !capital {
			return false
		}
	}
	return true
}

func readPrisonNumber(_ *Gazetteer, written string) (string, string) {
	n := strings.ToUpper(strings.ReplaceAll(written, " ", ""))
	if !isPrisonNumber(n) {
		return "", "not a prison number: write a letter, four digits and two letters, as in A1234BC"
	}
	return n, ""
}

func readName(_ *Gazetteer, written string) (string, string) {
	if !strings.ContainsFunc(written, unicode.IsLetter) || strings.ContainsRune(written, unicode.ReplacementChar) {
		return "", "not a name that can be read: write it in letters"
	}
	return written, ""
}

// languageNames are how people write the two languages that texts have.
var languageNames = map[string]string{"english": "en", "welsh": "cy", "cymraeg": "cy"}

// readLanguage makes an ISO 639-1 code; anything else stays as written.
func readLanguage(_ *Gazetteer, written string) (string, string) {
	if written == "en" || written == "cy" { // as most files write it
		return written, ""
	}
	folded := strings.ToLower(written)
	if code, ok := languageNames[folded]; ok {
		return code, ""
	}
	if tag, err := language.Parse(folded); err == nil {
		if base, sure := tag.Base(); sure != language.No && len(base.String()) == 2 {
			return base.String(), ""
		}
	}
	return written, ""
}

// usableLanguage tells whether a canonical cell holds an ISO 639-1 code.
func usableLanguage(cell string) bool {
	base, err := language.ParseBase(cell)
	return err == nil && len(cell) == 2 && base.String() == cell
}

// clean makes one line of a cell: control signs and runs of white space become
// one space, signs of no width go, letters are composed.
func clean(cell string) string {
	if plain(cell) {
		return cell
	}
	var b strings.Builder
	space := false
	for _, r := range cell {
		switch {
		case r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u00ad':
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// plain tells of a cell that clean would leave alone, without looking twice.
func plain(cell string) bool {
	for i := 0; i < len(cell); i++ {
		c := cell[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i == len(cell)-1 || cell[i+1] == ' ') {
			return false
		}
	}
	return true
}

// inOrder puts the known words of a list first, in our order, and the others
// after them in the order of the alphabet; none twice.
func inOrder(list, known []string) []string {
	slices.SortFunc(list, func(a, b string) int {
		i, j := slices.Index(known, a), slices.Index(known, b)
		switch {
		case i >= 0 && j >= 0:
			return i - j
		case i >= 0:
			return -1
		case j >= 0:
			return 1
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(list)
}
