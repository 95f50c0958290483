package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"throughgate/notify"
)

const preface = `# Every message, word for word

` + "`make messages`" + ` writes this page from the golden files of the tests (notify/testdata). They are written over the worst that the fields can hold: whatever stands in a place, a name, a note or a service's name, what may not travel is left out. People are invented.

Templates lie in notify/templates, one file each. The first line of a file is its version; the words that were sent are kept with the name and the version of their template until they are blanked after 90 days. A template whose own words could disclose something keeps the program from starting.

`

// told is what stands above a message, by the name of its golden file; the
// others are named by it.
var told = map[string]string{
	"text_en":              "Reminder",
	"text_en_today":        "Reminder on the morning",
	"text_en_two":          "Two appointments in one text",
	"text_en_bare":         "Somebody else sees the phone: no name, no place",
	"text_en_worst":        "Every field holds a word that may not be texted",
	"text_en_changed":      "An appointment that a text has told of has moved",
	"text_en_one_changed":  "Two appointments, one of them moved",
	"text_cy":              "Reminder in Welsh",
	"text_cy_changed":      "An appointment that a text has told of has moved, in Welsh",
	"text_cy_two_today":    "Two appointments in Welsh, one of them today",
	"text_cy_worst":        "Every field holds a word that may not be texted, in Welsh",
	"text_help_en":         "The answer to HELP",
	"text_help_cy":         "The answer to CYMORTH, or to HELP from somebody who asked for Welsh",
	"text_out_of_hours_en": "The one answer of a day to free text outside hours",
	"text_out_of_hours_cy": "The same in Welsh",
	"alert":                "Told at once",
	"alert_died":           "Told at once: somebody has died",
	"alert_not_died":       "Told at once: a death was recorded by mistake",
	"alert_opened":         "Told at once: a restricted record was opened",
	"alert_opening_asked":  "Told at once: a question to whoever opened one",
	"alert_left":           "Told at once: who has left, or may have",
	"alert_urgent":         "Told at once, after 4pm or before a day off",
	"audit_head":           "The check number of the audit, to two people each day",
	"calendar":             "An appointment for a calendar",
	"calendar_changed":     "The same appointment, moved",
	"calendar_off":         "The same appointment, called off",
	"digest":               "The morning list",
	"digest_moving":        "The morning list: days, prisons and people that moved",
	"escalation":           "To a service's manager",
	"escalation_count":     "To a service's manager: how many requests",
	"invitation":           "A link to the first sign-in of a member of staff",
	"unused":               "An account of a service that nobody has used for 150 days",
	"lists_due":            "Lists of accounts that are to be confirmed",
	"reminder":             "Requests without an answer",
	"request":              "One request",
	"request_first":        "The first list of a service",
	"request_list":         "Several requests",
	"request_presumed":     "A request with both days",
	"told":                 "A service is told of several changes",
	"told_list":            "More changes than are told in full",
	"told_one":             "A service is told of one change",
}

// messages are the golden files, texts first.
func messages(root fs.FS) (string, error) {
	files, err := fs.Glob(root, "notify/testdata/*.txt.golden")
	if err != nil {
		return "", fmt.Errorf("list the golden files: %w", err)
	}
	if len(files) == 0 {
		return "", fmt.Errorf("there are no golden files: run it in the module's root")
	}
	slices.SortStableFunc(files, func(a, b string) int { return order(a) - order(b) })
	var out strings.Builder
	out.WriteString("## Texts\n\n")
	mails := false
	for _, file := range files {
		content, err := fs.ReadFile(root, file)
		if err != nil {
			return "", fmt.Errorf("read a golden file: %w", err)
		}
		name := strings.TrimSuffix(path.Base(file), ".txt.golden")
		if order(file) == 1 && !mails {
			mails = true
			out.WriteString("## E-mails\n\nAs plain text; each travels as HTML too, in the same words.\n\n")
		}
		out.WriteString(message(name, string(content)))
	}
	return out.String(), nil
}

// order puts texts before e-mails.
func order(file string) int {
	if strings.HasPrefix(path.Base(file), "text_") {
		return 0
	}
	return 1
}

func message(name, content string) string {
	title := told[name]
	if title == "" {
		title = strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
	}
	content = strings.TrimSpace(strings.TrimPrefix(content, "Subject: \n\n"))
	measure := ""
	if strings.HasPrefix(name, "text_") {
		f := notify.FormOf(content)
		measure = fmt.Sprintf("%s, %d units, segments: %d\n\n", f.Encoding, f.Units, f.Segments)
	}
	return "### " + title + "\n\n" + measure + "```\n" + content + "\n```\n\n"
}
