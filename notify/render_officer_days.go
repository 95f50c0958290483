package notify

// daysOf are the days of an officer's line, in words: the day of what happened,
// where it has one, and the planned day with the other one while it is presumed.
func daysOf(kind ItemKind, l Line) []string {
	if kind == ItemNoNews || kind == ItemImportHeld {
		return nil
	}
	if before := dayWords(kind); before != "" {
		return eventDays(kind, before, l)
	}
	switch {
	case !l.From.IsZero() && !l.To.IsZero():
		return []string{"Moves from " + l.From.Long() + " to " + bothDays(l.To, l.OrDay)}
	case l.Left && !l.PlannedDay.IsZero():
		return []string{"Left on " + l.PlannedDay.Long()}
	case !l.To.IsZero():
		return []string{"Now " + bothDays(l.To, l.OrDay)}
	case !l.From.IsZero():
		return []string{"Was " + l.From.Long() + ", no day now"}
	case !l.PlannedDay.IsZero():
		return []string{"Planned day " + bothDays(l.PlannedDay, l.OrDay)}
	}
	return nil
}

// eventDays: Line.To is the day of what happened. The planned day is said as
// well, but not of somebody for whom nothing is planned any more.
func eventDays(kind ItemKind, before string, l Line) []string {
	var facts []string
	if !l.To.IsZero() {
		facts = append(facts, before+l.To.Long())
	}
	switch {
	case l.PlannedDay.IsZero() || kind == ItemRemoved:
	case !l.Left:
		facts = append(facts, "Planned day "+bothDays(l.PlannedDay, l.OrDay))
	case l.To.IsZero() || kind == ItemFirstWeeks:
		facts = append(facts, "Left on "+l.PlannedDay.Long())
	}
	return facts
}

// dayWords begin the day of what happened; "" where Line.To is a planned day.
func dayWords(kind ItemKind) string {
	switch kind {
	case ItemReleased, ItemUnexpectedRelease, ItemLeftUnknown, ItemReleasedInError:
		return "Left on "
	case ItemTransferred, ItemAtLarge, ItemRemoved, ItemMovedArea:
		return "Since "
	case ItemGone:
		return "Missing since "
	case ItemHearing:
		return "It could be on "
	case ItemFirstWeeks:
		return "To check on "
	case ItemMissed:
		return "It was on "
	default:
		return ""
	}
}
