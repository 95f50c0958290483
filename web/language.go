package web

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
)

//go:embed words/cy.po
var welshFile []byte

// Welsh is the language of the pages beside English, as far as its catalogue goes.
func Welsh() (wording.Language, error) { return wording.ReadWelsh(welshFile) }

// languageCookie holds the language that a reader has chosen. It says nothing
// else of them, is read before anybody signs in, and is not needed for English.
const (
	languageCookie = "language"
	languageLife   = 365 * 24 * 60 * 60 // seconds
)

// LanguageChoice is a language that a page can be read in instead, in its own name.
type LanguageChoice struct{ Code, Name string }

var languageNames = map[string]string{"en": "English", "cy": "Cymraeg"}

// languageOf is the language of a request: what its reader chose, else English. A
// browser's own wish is not asked: while a language is not complete, nobody gets
// half of it without having asked.
func (l *Look) languageOf(c *gin.Context) string {
	if c.Request == nil {
		return wording.English.Code()
	}
	if cookie, err := c.Request.Cookie(languageCookie); err == nil && l.pages[cookie.Value] != nil {
		return cookie.Value
	}
	return wording.English.Code()
}

// otherLanguages are those that a page could be read in instead.
func (l *Look) otherLanguages(c *gin.Context) []LanguageChoice {
	if len(l.pages) == 1 {
		return nil
	}
	now := l.languageOf(c)
	var others []LanguageChoice
	for code := range l.pages {
		if name, ok := languageNames[code]; ok && code != now {
			others = append(others, LanguageChoice{Code: code, Name: name})
		}
	}
	slices.SortFunc(others, func(a, b LanguageChoice) int { return strings.Compare(a.Code, b.Code) })
	return others
}

// chooseLanguage keeps a reader's choice in their browser and leads back to the
// page that they read.
func (s *server) chooseLanguage(c *gin.Context) {
	code := c.PostForm("language")
	if s.look.pages[code] == nil {
		s.noSuchPage(c)
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: languageCookie, Value: code, Path: "/", MaxAge: languageLife, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
	c.Redirect(http.StatusSeeOther, localPath(c.PostForm("next")))
}
