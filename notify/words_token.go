package notify

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// token is one word of a text, with where it stands.
type token struct {
	from, to int
	folded   string // small letters without accents, straight apostrophes
	capital  bool
}

// tokensOf cuts a text into words: letters and digits, with apostrophes inside.
func tokensOf(text string) []token {
	var tokens []token
	from := -1
	end := func(to int) {
		if from >= 0 {
			tokens = append(tokens, newToken(text, from, to))
			from = -1
		}
	}
	for i, r := range text {
		switch {
		case inWord(r):
			if from < 0 {
				from = i
			}
		case isApostrophe(r) && from >= 0 && letterFollows(text[i:]):
		default:
			end(i)
		}
	}
	end(len(text))
	return tokens
}

func newToken(text string, from, to int) token {
	t := token{from: from, to: to, folded: fold(text[from:to])}
	for _, r := range text[from:to] {
		t.capital = unicode.IsUpper(r) || unicode.IsTitle(r)
		break
	}
	return t
}

func inWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// letterFollows looks past the apostrophe that the text begins with.
func letterFollows(text string) bool {
	for i, r := range text {
		if i > 0 {
			return unicode.IsLetter(r)
		}
	}
	return false
}

// fold makes words comparable.
func fold(word string) string {
	plain := true
	for i := 0; i < len(word); i++ {
		if word[i] >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case isApostrophe(r):
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func wordsOf(text string) []string {
	var words []string
	for _, t := range tokensOf(text) {
		words = append(words, t.folded)
	}
	return words
}
