package pathways

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughgate/internal/calendar"
)

// Applies tells whether every condition of the standard holds for the case
// (domain rule 6, conditions). The anchor and the window are not asked here.
func (s *Standard) Applies(c *Case) bool {
	for _, cond := range s.AppliesWhen {
		if !holds(cond, c) {
			return false
		}
	}
	return true
}

func holds(cond string, c *Case) bool {
	name, arg, _ := strings.Cut(cond, ":")
	switch name {
	case "always", thisRelease: // a one-off request is planned for its release alone
		return true
	case "need": // known or unknown
		return !c.NeedsAssessed || slices.Contains(c.Needs, arg) || slices.Contains(c.NeedsUnknown, arg)
	case "known":
		return c.NeedsAssessed && slices.Contains(c.Needs, arg)
	case "supervised":
		return c.Supervised
	case "age_from":
		return ageOn(c, c.leaveDay()) >= number(arg)
	case "age_under":
		return ageOn(c, c.leaveDay()) < number(arg)
	case "flag":
		return c.has(arg)
	case "no_flag":
		return !c.has(arg)
	case "no_planned_day":
		return c.PlannedDay.IsZero() && !c.Released()
	case "out_of_area":
		return c.OutOfArea
	case "country":
		return strings.EqualFold(c.Country, arg)
	}
	return false // CheckConditions refuses a catalogue with any other word
}

// ageOn counts a person with no known leaving day as an adult: only standards
// anchored on a day ask for an age, and those have one.
func ageOn(c *Case, day calendar.Date) int {
	if day.IsZero() {
		return 18
	}
	return c.BirthDate.AgeOn(day)
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // CheckConditions has read it
	return n
}

// CheckConditions says what is wrong with a standard's conditions, for whoever
// edits the catalogue.
func CheckConditions(conds []string) error {
	for _, cond := range conds {
		name, arg, has := strings.Cut(cond, ":")
		switch name {
		case "always", "supervised", "no_planned_day", "out_of_area":
			if has {
				return fmt.Errorf("condition %q takes no value", cond)
			}
		case "need", "known", "flag", "no_flag", "country":
			if arg == "" {
				return fmt.Errorf("condition %q wants a value, as in need:accommodation", cond)
			}
		case "age_from", "age_under":
			if n, err := strconv.Atoi(arg); err != nil || n < 0 {
				return fmt.Errorf("condition %q wants a number of years, as in age_from:18", cond)
			}
		default:
			return fmt.Errorf("condition %q is not known (use always, need:X, known:X, supervised, age_from:N, age_under:N, flag:X, no_flag:X, no_planned_day, out_of_area, country:X)", cond)
		}
	}
	return nil
}
