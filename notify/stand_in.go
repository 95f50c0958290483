package notify

import (
	"strings"

	"throughgate/access"
)

// toStandIns gives what is for somebody who is away to whoever stands in for
// them, marked with the absence; where nobody is left, to the unit's mailbox.
// What the same person is told at the same time of their own is one message with
// it, and nothing is said twice in it. (What is for somebody who is away follows
// the rule and not the row: nothing has to be moved back when they return.)
func toStandIns(intents []Intent, away map[string]access.StandIn, mailbox string) []Intent {
	if len(away) == 0 {
		return intents
	}
	out := make([]Intent, 0, len(intents))
	var covered []Intent
	for _, in := range intents {
		to, name, absence := insteadOf(in.To, away, mailbox)
		if absence == 0 || in.Channel != Email || in.Kind.aboutAccount() || in.State == NotSent {
			out = append(out, in)
			continue
		}
		in.To, in.ToName, in.Items = to, name, marked(in.Items, absence)
		covered = append(covered, in)
	}
	for _, in := range covered {
		if k := sameLetter(out, in); k >= 0 {
			out[k].Items = withFurther(out[k].Items, in.Items)
		} else {
			out = append(out, in)
		}
	}
	return out
}

// insteadOf is who is told what is for an address, and by which absence; 0: they
// themselves, for they are there, or nobody is left to tell instead.
func insteadOf(address string, away map[string]access.StandIn, mailbox string) (to, name string, absence int64) {
	in, absent := away[strings.ToLower(address)]
	switch {
	case !absent, in.Email == "" && mailbox == "":
		return address, "", 0
	case in.Email == "":
		return mailbox, "", in.AbsenceID
	}
	return in.Email, in.Name, in.AbsenceID
}

// marked says of each line for whom it is. A line that goes on from one deputy to
// the next stays that of the first who is away.
func marked(items []Item, absence int64) []Item {
	out := make([]Item, len(items))
	for i, item := range items {
		if item.AbsenceID == 0 {
			item.AbsenceID = absence
		}
		out[i] = item
	}
	return out
}

// sameLetter finds the message that would reach the same person at the same time.
func sameLetter(list []Intent, in Intent) int {
	for i := range list {
		o := &list[i]
		if o.Channel == in.Channel && o.Kind == in.Kind && strings.EqualFold(o.To, in.To) && o.NotBefore.Equal(in.NotBefore) &&
			o.State == in.State && o.ImportID == in.ImportID {
			return i
		}
	}
	return -1
}

// withFurther adds the lines that do not stand there already for the same person.
// What two are to be told stands there for each of them: who is back is told, and
// the other still is. It is said once (release leaves the second out).
func withFurther(have, more []Item) []Item {
	has := make(map[Item]bool, len(have))
	for _, item := range have {
		has[item] = true
	}
	have = have[:len(have):len(have)]
	for _, item := range more {
		if !has[item] {
			has[item] = true
			have = append(have, item)
		}
	}
	return have
}
