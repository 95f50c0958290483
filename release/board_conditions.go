package release

import (
	"strconv"
	"strings"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// conditions is a WHERE clause being put together; $1 is today, $2 now.
type conditions struct {
	parts []string
	args  []any
	areas string // the place of the home areas that scope limits to; "": no limit
}

func newConditions(today calendar.Date, now time.Time) *conditions {
	return &conditions{args: []any{today, now}}
}

func (c *conditions) and(part string) { c.parts = append(c.parts, part) }

// arg adds a value and gives its place.
func (c *conditions) arg(value any) string {
	c.args = append(c.args, value)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) sql() string {
	if len(c.parts) == 0 {
		return "true"
	}
	return strings.Join(c.parts, "\n   and ")
}

// scope limits release r to home areas; for everybody there is nothing to
// compare. A release carries its person's area: nobody has to be looked up.
func (c *conditions) scope(s Scope) {
	if !s.All {
		c.areas = c.arg(s.Areas)
		c.and(`r.home_area = any(` + c.areas + `)`)
	}
	if len(s.OwnOf) > 0 {
		c.and(`r.person_id in ` + access.OwnPeopleSQL(c.arg(s.OwnOf)))
	}
}

// theirs is a further condition on task t: what scope asks of release r. An index
// of tasks then finds theirs alone.
func (c *conditions) theirs() string {
	if c.areas == "" {
		return ``
	}
	return ` and t.home_area = any(` + c.areas + `)`
}

// asksPerson tells whether conditions look at person p.
func asksPerson(conditions string) bool { return strings.Contains(conditions, `p.`) }

// peopleAsked is where releases r come from, joined with person p where the
// conditions look at the person.
func peopleAsked(releases, conditions string) string {
	if asksPerson(conditions) {
		releases += ` join person p on p.id = r.person_id`
	}
	return releases
}
