package wording

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"throughgate/internal/calendar"
)

// Say says a text in a language; what the language has no words for it says in
// English.
func Say(in Language, t Text) string {
	if t == "" {
		return ""
	}
	if strings.IndexByte(string(t), mark) < 0 {
		if said, ok := in.Message("", string(t)); ok {
			return said
		}
		return string(t)
	}
	if t[0] != mark || closing(string(t)) != len(t)-1 { // glued together, which the catalogue's test forbids
		return sayGlued(in, string(t))
	}
	return saySole(in, kind(t[1]), split(string(t[2:len(t)-1])))
}

// sayGlued says what was glued from several texts, each in its own words.
func sayGlued(in Language, t string) string {
	var b strings.Builder
	for t != "" {
		at := strings.IndexByte(t, mark)
		if at < 0 {
			b.WriteString(Say(in, Text(t)))
			break
		}
		b.WriteString(Say(in, Text(t[:at])))
		t = t[at:]
		end := closing(t)
		if end < 0 { // cut in half
			b.WriteString(unmarked.Replace(t))
			break
		}
		b.WriteString(Say(in, Text(t[:end+1])))
		t = t[end+1:]
	}
	return b.String()
}

func saySole(in Language, k kind, parts []string) string {
	switch k {
	case kindData:
		return in.Data(parts[0])
	case kindFormat:
		format, ok := in.Message("", parts[0])
		if !ok {
			format = parts[0]
		}
		return fill(in, format, parts[1:])
	case kindPlural:
		n, _ := strconv.Atoi(parts[2])
		format, ok := in.Plural(parts[0], parts[1], n)
		if !ok {
			format, _ = English.Plural(parts[0], parts[1], n)
		}
		return fill(in, format, append([]string{parts[2]}, parts[3:]...))
	case kindJoin:
		said := make([]string, len(parts)-1)
		for i, p := range parts[1:] {
			said[i] = Say(in, Text(p))
		}
		return strings.Join(said, Say(in, Text(parts[0])))
	case kindCapital:
		return cased(unicode.ToUpper, Say(in, Text(parts[0])))
	case kindSmall:
		return cased(unicode.ToLower, Say(in, Text(parts[0])))
	case kindDay, kindDayShort, kindDayAlone, kindDayMonth:
		d, err := calendar.Parse(parts[0])
		if err != nil {
			return parts[0]
		}
		switch k {
		case kindDay:
			return in.Day(d)
		case kindDayAlone:
			return in.DayAlone(d)
		case kindDayMonth:
			return in.DayMonth(d)
		}
		return in.DayShort(d)
	case kindClock:
		seconds, _ := strconv.ParseInt(parts[0], 10, 64)
		return in.Clock(time.Unix(seconds, 0))
	}
	return ""
}

// cased changes the first letter of a text.
func cased(to func(rune) rune, said string) string {
	first, size := utf8.DecodeRuneInString(said)
	if size == 0 {
		return said
	}
	return string(to(first)) + said[size:]
}

// fill puts the parts where a format says {1}, {2}.
func fill(in Language, format string, parts []string) string {
	var b strings.Builder
	for {
		from := strings.IndexByte(format, '{')
		if from < 0 {
			break
		}
		length := strings.IndexByte(format[from:], '}')
		if length < 0 {
			break
		}
		n, err := strconv.Atoi(format[from+1 : from+length])
		if err != nil || n < 1 || n > len(parts) {
			b.WriteString(format[:from+length+1])
		} else {
			b.WriteString(format[:from])
			b.WriteString(Say(in, Text(parts[n-1])))
		}
		format = format[from+length+1:]
	}
	b.WriteString(format)
	return b.String()
}

// closing is where the text that begins with a mark is shut; -1 for nowhere.
func closing(t string) int {
	depth := 0
	for i := range len(t) {
		switch t[i] {
		case mark:
			depth++
		case shut:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// split cuts what is put together into its parts, at its own gaps.
func split(inner string) []string {
	var parts []string
	depth, from := 0, 0
	for i := range len(inner) {
		switch inner[i] {
		case mark:
			depth++
		case shut:
			depth--
		case gap:
			if depth == 0 {
				parts = append(parts, inner[from:i])
				from = i + 1
			}
		}
	}
	return append(parts, inner[from:])
}
