package intake

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/internal/calendar"
)

// eventMembers are the members of an event that we know.
var eventMembers = []string{"id", "at", "prison_number", "event", "prison", "legal_status", "area", "into", "reason",
	"decision", "papers", "consent", "given", "task"}

// eventCells reads the members of one object and keeps the first problem in full and
// the names of the members that have further ones.
type eventCells struct {
	line   int
	object map[string]json.RawMessage
	first  *Problem
	more   []string
}

func (c *eventCells) wrong(member, problem string) {
	switch {
	case problem == "":
	case c.first == nil:
		c.first = &Problem{c.line, member, problem}
	case c.first.Column != member:
		c.more = append(c.more, member)
	}
}

// problem is what is wrong with the line, nil where nothing is.
func (c *eventCells) problem() *Problem {
	if c.first != nil && len(c.more) > 0 {
		c.first.Problem += " (look at " + and(c.more) + " too)"
	}
	return c.first
}

// text of a member; "" where it is not told.
func (c *eventCells) text(member string) string {
	raw := c.object[member]
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		c.wrong(member, "not a text: write it in quotation marks")
		return ""
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		c.wrong(member, "letters that cannot be read: write it in UTF-8")
		return ""
	}
	return clean(s)
}

// must is text that has to be told; why ends the sentence "empty: ...".
func (c *eventCells) must(member, why string) string {
	s := c.text(member)
	if s == "" {
		c.wrong(member, "empty: "+why)
	}
	return s
}

// short is text of at most so many characters; problem says what to do about more.
func (c *eventCells) short(member, text string, most int, problem string) string {
	if utf8.RuneCountInString(text) > most {
		c.wrong(member, problem)
		return ""
	}
	return text
}

// identity is an id, which may also come as a whole number.
func (c *eventCells) identity(member string) string {
	if raw := string(c.object[member]); raw != "" && strings.Trim(raw, "0123456789") == "" {
		return raw
	}
	return c.must(member, "give each event an id of its own, the same whenever it is sent again")
}

// given is true unless the member says false.
func (c *eventCells) given() bool {
	switch string(c.object["given"]) {
	case "", "null", "true":
		return true
	case "false":
		return false
	}
	c.wrong("given", "write true or false, without quotation marks")
	return true
}

// readAt reads an instant of RFC 3339, or a London day with or without a time;
// a day alone is noon.
func readAt(written string) (at time.Time, problem string) {
	const form = "not a time: write 2026-11-23T10:00:00Z, or London time as 2026-11-23 10:00 or 2026-11-23"
	if shaped(written, "0000-00-00") {
		iso, problem := readDay(nil, written)
		if problem != "" {
			return time.Time{}, problem
		}
		day, err := calendar.Parse(iso)
		if err != nil {
			return time.Time{}, form
		}
		return day.At(12, 0), ""
	}
	if len(written) < len("0000-00-00") || !shaped(written[:len("0000-00-00")], "0000-00-00") {
		return time.Time{}, form
	}
	if instant, err := time.Parse(time.RFC3339, written); err == nil {
		// PostgreSQL keeps microseconds; a finer instant would never be equal to itself.
		return instant.UTC().Truncate(time.Microsecond), ""
	}
	at, problem = readStart(written)
	if problem != "" && !strings.Contains(problem, "not exist") {
		problem = form
	}
	return at, problem
}
