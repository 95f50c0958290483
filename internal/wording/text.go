package wording

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// Text is words of the program, in English, that a page says in the language of
// its reader. A constant is a message of the catalogue as it stands. What is put
// together (F, N, Join, the days) carries its parts, so that another language can
// order them its own way; String says it in English. Never convert to or from a
// string that is no constant: Data makes a Text of data, String a string.
type Text string

// What is put together is mark, kind, parts with gaps between, shut. Nothing else
// may hold these three.
const (
	mark = '\x02'
	gap  = '\x1f'
	shut = '\x03'
)

// kind is what a Text is put together from.
type kind byte

const (
	kindData     kind = 's' // one part that is never translated
	kindFormat   kind = 'f' // a message and what fills it
	kindPlural   kind = 'p' // one, many, the number, what fills them
	kindJoin     kind = 'j' // what stands between, and the parts
	kindCapital  kind = 'C'
	kindSmall    kind = 'c'
	kindDay      kind = 'd' // 2026-11-23
	kindDayShort kind = 'D'
	kindDayAlone kind = 'a' // the same, as it stands before another day of its month
	kindDayMonth kind = 'm' // the same, without the day of the week
	kindClock    kind = 't' // seconds since 1970
)

var unmarked = strings.NewReplacer("\x02", "", "\x1f", "", "\x03", "")

func build(k kind, parts ...string) Text {
	size := 3
	for _, p := range parts {
		size += len(p) + 1
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteByte(mark)
	b.WriteByte(byte(k))
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(gap)
		}
		b.WriteString(p)
	}
	b.WriteByte(shut)
	return Text(b.String())
}

// Data is a Text that no language changes: a name, a reference, what was typed.
func Data(s string) Text {
	if s == "" {
		return ""
	}
	return build(kindData, unmarked.Replace(s))
}

// F is a message whose {1}, {2} are filled in: with a Text, a string (data), an
// int or a calendar.Date (in full).
func F(format Text, fill ...any) Text {
	return build(kindFormat, append([]string{string(format)}, filled(fill)...)...)
}

// N is a message with a number n, which is {1}; fill is {2} and further. one is
// what English says of 1, many of every other number.
func N(n int, one, many Text, fill ...any) Text {
	return build(kindPlural, append([]string{string(one), string(many), strconv.Itoa(n)}, filled(fill)...)...)
}

// Slots is a format of fmt as a message: its verbs are {1}, {2} and further.
func Slots(format string) string {
	n := 0
	return verbs.ReplaceAllStringFunc(format, func(verb string) string {
		if verb == "%%" {
			return "%"
		}
		n++
		return placeholder(n)
	})
}

// Formatted is a format of fmt, as Slots has it, with what fills it. Each value is
// written by its own verb, and is data unless it is a Text.
func Formatted(format string, fill ...any) Text {
	parts := make([]any, 0, len(fill))
	for _, verb := range verbs.FindAllString(format, -1) {
		if verb == "%%" || len(parts) == len(fill) {
			continue
		}
		v := fill[len(parts)]
		if t, ok := v.(Text); ok {
			parts = append(parts, t)
			continue
		}
		parts = append(parts, fmt.Sprintf(verb, v))
	}
	return F(Text(Slots(format)), parts...)
}

var verbs = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)

// filled are the parts that fill a message.
func filled(fill []any) []string {
	parts := make([]string, len(fill))
	for i, v := range fill {
		switch v := v.(type) {
		case Text:
			parts[i] = string(v)
		case string:
			parts[i] = string(Data(v))
		case int:
			parts[i] = string(Data(strconv.Itoa(v)))
		case calendar.Date:
			parts[i] = string(Day(v))
		default: // a named string is data too; anything else is a fault of ours that the page shows
			parts[i] = string(Data(fmt.Sprint(v)))
		}
	}
	return parts
}

// Join is the texts that say anything, with between between them.
func Join(between Text, list ...Text) Text {
	parts := []string{string(between)}
	for _, t := range list {
		if t != "" {
			parts = append(parts, string(t))
		}
	}
	switch len(parts) {
	case 1:
		return ""
	case 2:
		return Text(parts[1])
	}
	return build(kindJoin, parts...)
}

// Capital begins a text with a capital letter.
func Capital(t Text) Text {
	if t == "" {
		return ""
	}
	return build(kindCapital, string(t))
}

// Small begins a text with a small letter.
func Small(t Text) Text {
	if t == "" {
		return ""
	}
	return build(kindSmall, string(t))
}

// Day is a day in full: "Monday 23 November 2026"; "" for no day.
func Day(d calendar.Date) Text {
	if d.IsZero() {
		return ""
	}
	return build(kindDay, d.String())
}

// DayShort is a day as a table says it: "Mon 23 Nov"; "" for no day.
func DayShort(d calendar.Date) Text {
	if d.IsZero() {
		return ""
	}
	return build(kindDayShort, d.String())
}

// DayBefore is a day that is said before another, short: "Thu 10" before a day of
// the same month, else "Thu 31 Dec".
func DayBefore(d, other calendar.Date) Text {
	if d.Month() != other.Month() || d.Year() != other.Year() {
		return DayShort(d)
	}
	return build(kindDayAlone, d.String())
}

// DayMonth is a day under a bar of a chart: "23 Nov".
func DayMonth(d calendar.Date) Text { return build(kindDayMonth, d.String()) }

// Clock is a London clock time: "8am", "10:30am".
func Clock(t time.Time) Text { return build(kindClock, strconv.FormatInt(t.Unix(), 10)) }

// String says a text in English.
func (t Text) String() string { return Say(English, t) }

// MarshalText says a text in English.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
