package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/wording"
)

// tokenLine is one of the reader's bearer tokens.
type tokenLine struct {
	Ref               string
	Made, Until, Used wording.Text
}

// tokenLines are those that are good: what has expired is nobody's worry.
func tokenLines(list []access.TokenRow, now time.Time) []tokenLine {
	var lines []tokenLine
	for _, t := range list {
		if t.State(now) != access.TokenGood {
			continue
		}
		line := tokenLine{Ref: t.Ref, Made: instantWords(t.CreatedAt), Until: instantWords(t.ExpiresAt), Used: "never"}
		if t.UsedAt != nil {
			line.Used = instantWords(*t.UsedAt)
		}
		lines = append(lines, line)
	}
	return lines
}

// endToken ends one of the reader's own tokens.
func (s *server) endToken(c *gin.Context) {
	if err := access.EndOwnToken(c.Request.Context(), s.cfg.Pool, s.cfg.Now(), actorOf(c), c.PostForm("token")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/your-sign-in?done=token-ended")
}
