package access

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"throughgate/internal/fault"
)

const (
	// PassphraseLeast is the fewest characters a passphrase may have.
	PassphraseLeast = 12
	// passphraseMost is far more than anybody types.
	passphraseMost = 256
	// fewestDifferent is how many different characters it takes not to be one
	// tune over and over.
	fewestDifferent = 5
)

//go:embed common_words.txt
var commonFile string

var commonWords = readWords(commonFile)

func readWords(file string) map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(file) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			words[line] = true
		}
	}
	return words
}

// rows are what fingers and tongues run along.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik"}

// sameForms makes a passphrase one string, whatever keyboard it was typed on
// (NIST SP 800-63B-4, 3.1.1.2). Nothing else about it is changed or cut.
func sameForms(passphrase string) string { return norm.NFKC.String(passphrase) }

// CheckPassphrase says what is wrong with a passphrase somebody wants to have:
// long enough, and none that others would try first. There is no rule about
// which characters it holds. own are the words it must not merely repeat: the
// account's name and address. Errors: fault.Invalid.
func CheckPassphrase(passphrase string, own ...string) error {
	p := sameForms(passphrase)
	switch n := utf8.RuneCountInString(p); {
	case n == 0:
		return fault.Invalid("Enter a passphrase")
	case n < PassphraseLeast:
		return fault.Invalid("Your passphrase must have %d characters or more", PassphraseLeast)
	case n > passphraseMost:
		return fault.Invalid("Your passphrase must have %d characters or fewer", passphraseMost)
	}
	small := strings.ToLower(p)
	if isOneTune(small) || isRun(small) {
		return fault.Invalid("This passphrase is easy to guess: it repeats itself or follows the keyboard. Try three or four words that do not belong together")
	}
	if isCommon(small) {
		return fault.Invalid("This passphrase is one that many people use. Try three or four words that do not belong together")
	}
	for _, word := range own {
		if repeatsOwn(small, word) {
			return fault.Invalid("Your passphrase must not be your name or your e-mail address. Try three or four words that do not belong together")
		}
	}
	return nil
}

// isOneTune tells of few different characters, and of one part over and over.
func isOneTune(p string) bool {
	different := map[rune]bool{}
	for _, r := range p {
		different[r] = true
	}
	return len(different) < fewestDifferent || isRepeated(p)
}

func isRepeated(p string) bool {
	return p != "" && strings.Contains((p + p)[1:2*len(p)-1], p)
}

// isRun tells whether the whole is made of runs of three or more along a row of
// the keyboard, the alphabet or the figures, one way or the other.
func isRun(p string) bool {
	for p != "" {
		n := longestRun(p)
		if n < 3 {
			return false
		}
		p = p[n:]
	}
	return true
}

// longestRun is how many bytes at the start of p follow one row.
func longestRun(p string) int {
	best := 0
	for _, row := range rows {
		for _, way := range []string{row, backwards(row)} {
			n := 0
			for n < len(p) && strings.Contains(way, p[:n+1]) {
				n++
			}
			best = max(best, n)
		}
	}
	return best
}

func backwards(row string) string {
	turned := []byte(row)
	for i, j := 0, len(turned)-1; i < j; i, j = i+1, j-1 {
		turned[i], turned[j] = turned[j], turned[i]
	}
	return string(turned)
}

// isCommon tells of a common word, or of one with figures, signs and spaces
// about it, or with figures and signs in the place of letters.
func isCommon(p string) bool {
	if commonWords[p] {
		return true
	}
	for _, form := range []string{p, unmasked.Replace(p)} {
		if word := once(letters(form)); commonWords[word] {
			return true
		}
		// the mask may be in the word and the figures about it: p@ssw0rd2026
		if word := once(letters(unmasked.Replace(strings.TrimFunc(form, notLetter)))); commonWords[word] {
			return true
		}
	}
	return false
}

// unmasked puts back the letters for which signs commonly stand.
var unmasked = strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t")

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

func letters(p string) string {
	return strings.Map(func(r rune) rune {
		if notLetter(r) {
			return -1
		}
		return r
	}, p)
}

// once is the part that a text repeats, or the text itself.
func once(p string) string {
	for n := 1; n <= len(p)/2; n++ {
		if len(p)%n == 0 && strings.Repeat(p[:n], len(p)/n) == p {
			return p[:n]
		}
	}
	return p
}

// repeatsOwn tells whether the letters of a passphrase are those of a name, an
// address or the part of it before the @, with nothing new among them.
func repeatsOwn(p, own string) bool {
	said := once(letters(p))
	local, _, _ := strings.Cut(own, "@")
	for _, word := range []string{own, local} {
		if word = letters(strings.ToLower(word)); word != "" && said == word {
			return true
		}
	}
	return false
}
