package notify_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// disclosure is a text that the word test tries, and what must be found in it.
type disclosure struct {
	text string
	hits []string
}

// disclosures reads the list, which docs/messages.md prints too.
func disclosures(t *testing.T) []disclosure {
	t.Helper()
	file, err := os.ReadFile("testdata/disclosures.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []disclosure
	for _, line := range strings.Split(string(file), "\n") {
		text, hits, ok := strings.Cut(line, "|")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		d := disclosure{text: strings.TrimSpace(text)}
		for _, hit := range strings.Split(hits, ";") {
			if hit = strings.TrimSpace(hit); hit != "" {
				d.hits = append(d.hits, hit)
			}
		}
		list = append(list, d)
	}
	return list
}

var discloses = notify.NewWords(append([]string{"Isle Of Wight (HMP & YOI)"}, prisons...), nil)

func TestEachDisclosureOfTheListIsFound(t *testing.T) {
	var all []string
	for _, d := range disclosures(t) {
		found := discloses.Blocked(notify.FormOf(d.text).Text)
		for i := range found {
			found[i] = strings.Join(strings.Fields(found[i]), " ")
		}
		if diff := cmp.Diff(d.hits, found); diff != "" {
			t.Errorf("%q (-want +got):\n%s", d.text, diff)
		}
		all = append(all, strings.ToLower(strings.Join(d.hits, "\n")))
	}
	tried := strings.Split(strings.Join(all, "\n"), "\n")
	for _, word := range notify.FixedWords() {
		if !slices.ContainsFunc(tried, func(hit string) bool { return strings.HasPrefix(hit, strings.ToLower(word)) }) {
			t.Errorf("the list never tries %q", word)
		}
	}
}

// Whatever stands in the fields that come from files and forms, no text holds a
// blocked word, no e-mail does, and the program does not start with one in its
// unit's name.
func TestNoFieldOfAnyMessageCarriesADisclosure(t *testing.T) {
	unitWords := notify.NewWords(nil, nil)
	for _, d := range disclosures(t) {
		if len(d.hits) == 0 {
			continue
		}
		settings := unit
		settings.UnitName, settings.Prisons = d.text, append([]string{"Isle Of Wight (HMP & YOI)"}, prisons...)
		if n := len(settings.Problems()); (n > 0) != (len(unitWords.Blocked(notify.FormOf(d.text).Text)) > 0) {
			t.Errorf("%q as the unit's name: %d problems", d.text, n)
		}
		texts, err := notify.NewWriter(settings)
		if err != nil {
			t.Fatal(err)
		}
		settings.UnitName = unit.UnitName
		mails, err := notify.NewWriter(settings)
		if err != nil {
			t.Fatal(err)
		}
		for name, l := range letters() {
			w := texts
			if l.kind != notify.AppointmentReminder {
				w = mails
			}
			r, err := w.Write(l.kind, filledWith(d.text, l.letter), monday)
			if err != nil {
				t.Fatal(err)
			}
			for part, words := range map[string]string{"subject": r.Subject, "text": r.Text, "html": style.ReplaceAllString(r.HTML, " "), "calendar": r.Calendar} {
				if hits := discloses.Blocked(codes.ReplaceAllString(links.ReplaceAllString(words, ""), "CODE")); len(hits) > 0 {
					t.Errorf("%s filled with %q: the %s holds %q", name, d.text, part, hits)
				}
			}
		}
		for _, language := range []string{"en", "cy"} {
			help, err := texts.HelpText(language)
			if err != nil {
				t.Fatal(err)
			}
			if hits := discloses.Blocked(help.Text); len(hits) > 0 || !strings.Contains(help.Text, unit.UnitPhone) {
				t.Errorf("help of %q: %s", d.text, help.Text)
			}
		}
	}
}

// filledWith has the words in every field of a letter that holds words.
func filledWith(words string, l notify.Letter) notify.Letter {
	fill := func(lines []notify.Line) []notify.Line {
		lines = slices.Clone(lines)
		for i := range lines {
			lines[i].MailWords, lines[i].ServiceName, lines[i].Note = words, words, words
		}
		return lines
	}
	l.FirstName, l.ServiceName = words, words
	l.Lines = fill(l.Lines)
	l.Sections = slices.Clone(l.Sections)
	for i := range l.Sections {
		l.Sections[i].Lines = fill(l.Sections[i].Lines)
	}
	l.Appointment = slices.Clone(l.Appointment)
	for i := range l.Appointment {
		a := &l.Appointment[i]
		a.With, a.Place, a.Ring = words, words, words
	}
	if l.Meeting != nil {
		m := *l.Meeting
		m.Initials, m.Place = words, words
		l.Meeting = &m
	}
	for i := range l.OutOfHours {
		l.OutOfHours = slices.Clone(l.OutOfHours)
		l.OutOfHours[i] = words
	}
	return l
}

func TestATemplateThatCouldDiscloseKeepsTheProgramFromStarting(t *testing.T) {
	const version = "{{- /* version 1 */ -}}\n"
	good := fstest.MapFS{}
	for _, name := range []string{"email.txt", "email.html", "text_help_en.txt"} {
		good["templates/"+name] = &fstest.MapFile{Data: []byte(version + "Hello {{.}}")}
	}
	if _, err := notify.ReadTemplates(good, discloses); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"a word":               version + "Your prison officer rang",
		"in a branch":          version + "{{if .A}}fine{{else}}{{with .B}}see you in Court{{end}}{{end}}",
		"in a loop":            version + "{{range .C}}{{else}}no parole{{end}}",
		"in a string":          version + `{{printf "%s bail" .D}}`,
		"in an inner template": version + `{{define "x"}}HMP{{end}}{{template "x"}}`,
		"in Welsh":             version + "apwyntiad yn y llys",
		"a prison's name":      version + "See you at Leeds",
		"no version":           "Hello",
		"not a template":       version + "{{if",
	} {
		bad := fstest.MapFS{"templates/text_bad_en.txt": &fstest.MapFile{Data: []byte(content)}}
		for n, f := range good {
			bad[n] = f
		}
		if _, err := notify.ReadTemplates(bad, discloses); err == nil {
			t.Errorf("%s: taken into the set", name)
		}
	}
}

func TestTheProgramsTemplatesAreVersionedAndComeInBothLanguages(t *testing.T) {
	versions, err := notify.ReadTemplates(notify.TemplateFiles, discloses)
	if err != nil {
		t.Fatal(err)
	}
	for name := range versions {
		english, ok := strings.CutSuffix(name, "_en")
		if ok && versions[english+"_cy"] == "" {
			t.Errorf("%s has no Welsh form", name)
		}
	}
	golden(t, "template_versions", templateSums(t, versions))
}

// templateSums are the templates as "name version sum". A template whose words
// change gets a new version with its new sum.
func templateSums(t *testing.T, versions map[string]string) string {
	t.Helper()
	before := map[string][]string{}
	if kept, err := os.ReadFile("testdata/template_versions.golden"); err == nil {
		for _, line := range strings.Split(strings.TrimSpace(string(kept)), "\n") {
			f := strings.Fields(line)
			before[f[0]] = f[1:]
		}
	}
	files, err := fs.Glob(notify.TemplateFiles, "templates/*")
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, file := range files {
		content, err := fs.ReadFile(notify.TemplateFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		_, words, _ := strings.Cut(string(content), "\n")
		name := path.Base(file)
		bare, _, _ := strings.Cut(name, ".")
		version, sum := versions[bare], fmt.Sprintf("%x", sha256.Sum256([]byte(words)))[:16]
		if old := before[name]; len(old) == 2 && old[1] != sum && old[0] == version {
			t.Errorf("%s: its words have changed and its version has not: give it the next one", name)
		}
		fmt.Fprintf(&lines, "%s %s %s\n", name, version, sum)
	}
	return lines.String()
}
