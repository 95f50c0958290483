package main

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

const triedPreface = `## What may not stand in a text

The word test (notify/disclosures_test.go) tries each of these, by itself and in every field of every message. A venue whose name holds such a word and tells nothing ("Earls Court") is cleared once by a named person: ` + "`throughgate venue clear`" + `; the unit adds words of its own with ` + "`throughgate words add`" + `. Characters that cannot be seen are written as \u200b.
`

// disclosures is the list that the word test tries, as tables.
func disclosures(root fs.FS) (string, error) {
	file, err := fs.ReadFile(root, "notify/testdata/disclosures.txt")
	if err != nil {
		return "", fmt.Errorf("read the list of disclosures: %w", err)
	}
	var out strings.Builder
	out.WriteString(triedPreface)
	for _, line := range strings.Split(string(file), "\n") {
		text, hits, isRow := strings.Cut(line, "|")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !isRow:
			fmt.Fprintf(&out, "\n### %s\n\n| text | found in it |\n|---|---|\n", line)
		default:
			fmt.Fprintf(&out, "| %s | %s |\n", visible(text), visible(hits))
		}
	}
	return out.String(), nil
}

// visible writes out what cannot be seen.
func visible(words string) string {
	return strings.Trim(strconv.Quote(strings.TrimSpace(words)), `"`)
}
