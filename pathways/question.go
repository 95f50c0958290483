package pathways

import (
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/access"
	"throughgate/internal/fault"
)

// longestQuestion is how many letters a question, or its answer, may have.
const longestQuestion = 1000

// Question is what a service asks the unit about a request. The words may hold
// personal data: they stand on the page and nowhere else.
type Question struct {
	Ref        string
	Text       string
	AskedBy    string
	AskedAt    time.Time
	Answer     string
	AnsweredBy string
	AnsweredAt *time.Time // nil: not yet
}

// checkWords refuses what is empty or too long.
func checkWords(words, missing string) (string, error) {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return "", fault.Invalid("%s", missing)
	case utf8.RuneCountInString(words) > longestQuestion:
		return "", fault.Invalid("Write at most %d letters", longestQuestion)
	}
	return words, nil
}

// CanAskQuestion tells whether a service may ask about a request: as long as it
// holds it and it is not done.
func CanAskQuestion(who access.Actor, state State, officersOwn bool) bool {
	return who.Role == access.SPOC && !officersOwn && state.Asked()
}

// CanAnswerQuestion tells who answers for the unit.
func CanAnswerQuestion(who access.Actor) bool {
	switch who.Role {
	case access.LinkOfficer, access.OffenderManager, access.Coordinator:
		return true
	case access.SPOC, access.InformationLead, access.Administrator:
	}
	return false
}
