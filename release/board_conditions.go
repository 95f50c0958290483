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
	limit []string // the home areas that scope limits to; nil: no limit
	areas string   // their place among args; "": nothing asks for them yet
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
	c.within(s, `r`)
	if len(s.OwnOf) > 0 {
		c.and(`r.person_id in ` + access.OwnPeopleSQL(c.arg(s.OwnOf)))
	}
}

// within limits something with a home area to those of a scope.
func (c *conditions) within(s Scope, alias string) {
	if c.limitTo(s); c.limit != nil {
		c.and(alias + `.` + c.home())
	}
}

// limitTo lets theirs tell the areas of a scope.
func (c *conditions) limitTo(s Scope) {
	if !s.All {
		c.limit = append([]string{}, s.Areas...) // no areas are not all
	}
}

// home is what scope asks of a column home_area.
func (c *conditions) home() string {
	if c.areas == "" {
		c.areas = c.arg(c.limit)
	}
	return `home_area = any(` + c.areas + `)`
}

// theirs is a further condition on task t, theirsOf on something else with a home
// area: what scope asks of release r. An index then finds theirs alone, where a list
// made of everybody would grow with the people of others.
func (c *conditions) theirs() string { return c.theirsOf(`t`) }

func (c *conditions) theirsOf(alias string) string {
	if c.limit == nil {
		return ``
	}
	return ` and ` + alias + `.` + c.home()
}

// restricted are those whose record is restricted: few, and found once from an
// index, where maskedSQL looks at each person.
func (c *conditions) restricted() string {
	return `(select m.id from person m where 'restricted' = any(m.flags)` + c.theirsOf(`m`) + `)`
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
