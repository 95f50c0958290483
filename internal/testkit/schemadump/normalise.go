package main

import (
	"regexp"
	"strings"
)

// normalise takes out of a dump what is not schema: pg_dump's own remarks, its
// session settings, the random \restrict lines of newer releases, and runs of
// blank lines. What stands inside a function's body or a quoted text stays as
// it is.
func normalise(dump string) string {
	var kept []string
	var text quoting
	for line := range strings.Lines(dump) {
		line = strings.TrimRight(line, "\r\n")
		if text.outside() {
			line = strings.TrimRight(line, " \t")
			if notSchema(line) || (line == "" && (len(kept) == 0 || kept[len(kept)-1] == "")) {
				continue
			}
		}
		kept = append(kept, line)
		text.read(line)
	}
	return strings.TrimRight(strings.Join(kept, "\n"), "\n") + "\n"
}

func notSchema(line string) bool {
	for _, start := range []string{"--", `\restrict`, `\unrestrict`, "SET ", "SELECT pg_catalog.set_config("} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

// quoting follows a dump line by line and knows whether the next line begins
// inside a quoted text, and by which sign that text will end.
type quoting struct{ end string }

// opening is a single-quoted text, a quoted name, a dollar quote with its tag,
// or a remark, which runs to the end of its line.
var opening = regexp.MustCompile(`'|"|\$[A-Za-z_0-9]*\$|--`)

func (q *quoting) outside() bool { return q.end == "" }

func (q *quoting) read(line string) {
	for {
		if q.outside() {
			at := opening.FindStringIndex(line)
			if at == nil {
				return
			}
			q.end = line[at[0]:at[1]]
			line = line[at[1]:]
			if q.end == "--" {
				q.end = ""
				return
			}
			continue
		}
		// A doubled quote closes and opens again at once: no special case.
		_, rest, closed := strings.Cut(line, q.end)
		if !closed {
			return
		}
		q.end, line = "", rest
	}
}
