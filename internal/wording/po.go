package wording

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leonelquinteros/gotext"
)

// Catalogue is the words of a language, read from a PO file.
type Catalogue struct {
	code string
	po   *gotext.Po
	said map[[2]string]string // by page and message; of a plural the first form
}

// ReadCatalogue reads a PO file. It fails on an entry that gotext would pass over
// and on a translation that does not hold what its message holds: an argument
// that was forgotten would be data that no reader sees.
func ReadCatalogue(code string, file []byte) (*Catalogue, error) {
	c := &Catalogue{code: code, po: gotext.NewPo(), said: map[[2]string]string{}}
	c.po.Parse(file)
	if got, want := len(c.entries()), bytes.Count(file, []byte("\nmsgid \""))-1; got != want {
		return nil, fmt.Errorf("words in %s: %d entries of the file, %d are read: one stands twice, or is not written as PO is", code, want, got)
	}
	for _, e := range c.entries() {
		c.said[[2]string{e.page, e.id}] = e.said[0]
		for _, said := range e.said {
			if problem := unlike(e.id, e.plural, said); problem != "" {
				return nil, fmt.Errorf("words in %s: %q says %s", code, said, problem)
			}
		}
	}
	return c, nil
}

// entry is one message of a catalogue and what its language says, a form each.
type entry struct {
	page, id, plural string
	said             []string
}

// entries are those with words, in the order of page and message.
func (c *Catalogue) entries() []entry {
	var list []entry
	add := func(page string, all map[string]*gotext.Translation) {
		for id, t := range all {
			if id == "" {
				continue
			}
			e := entry{page: page, id: id, plural: t.PluralID, said: make([]string, max(len(t.Trs), 1))}
			for form, said := range t.Trs {
				if form < len(e.said) {
					e.said[form] = said
				}
			}
			list = append(list, e)
		}
	}
	add("", c.po.GetDomain().GetTranslations())
	for page, all := range c.po.GetDomain().GetCtxTranslations() {
		add(page, all)
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Or(strings.Compare(a.id, b.id), strings.Compare(a.page, b.page)) })
	return list
}

var slots = regexp.MustCompile(`\{[0-9]+\}|</?[a-z]+[0-9]*>`)

// unlike is what a translation has too much or too little of; "" for nothing. Of
// a plural the number itself may be left out: "dim" for 0.
func unlike(id, plural, said string) string {
	if said == "" {
		return "nothing"
	}
	want, got := slots.FindAllString(id+plural, -1), slots.FindAllString(said, -1)
	for _, slot := range got {
		if !slices.Contains(want, slot) {
			return slot + ", which its message does not hold"
		}
	}
	for _, slot := range want {
		if !slices.Contains(got, slot) && !(plural != "" && slot == placeholder(1)) {
			return "no " + slot
		}
	}
	return ""
}

// Message is the message in this language: as this page says it, else as all do.
func (c *Catalogue) Message(page, id string) (string, bool) {
	if page != "" {
		if said, ok := c.said[[2]string{page, id}]; ok {
			return said, true
		}
	}
	said, ok := c.said[[2]string{"", id}]
	return said, ok
}

// Plural is the form for a number, by the file's own rule.
func (c *Catalogue) Plural(one, many string, n int) (string, bool) {
	if !c.po.IsTranslatedN(one, n) {
		return "", false
	}
	return c.po.GetN(one, many, n), true
}

// Code is the language's.
func (c *Catalogue) Code() string { return c.code }

// Data is data as it is.
func (c *Catalogue) Data(s string) string { return s }

// WritePOT is the catalogue in English: every message that the program says, in
// the format that translators' tools read, for them to fill in.
func WritePOT(list []Message) []byte {
	var b bytes.Buffer
	b.WriteString("# What Throughgate's pages say. Written by `make words`: change the template or\n# the Go file that an entry names, never this file.\nmsgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n")
	for _, m := range merged(list) {
		b.WriteString("\n")
		for i, action := range m.Fill {
			fmt.Fprintf(&b, "#. %s is %s\n", placeholder(i+1), action)
		}
		fmt.Fprintf(&b, "#: %s\nmsgid %s\n", m.Where, quoted(m.ID))
		if m.Plural != "" {
			fmt.Fprintf(&b, "msgid_plural %s\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n", quoted(m.Plural))
			continue
		}
		b.WriteString("msgstr \"\"\n")
	}
	return b.Bytes()
}

// merged is each message once, with every file that says it.
func merged(list []Message) []Message {
	var out []Message
	at := map[string]int{}
	for _, m := range list {
		i, known := at[m.ID]
		if !known {
			at[m.ID] = len(out)
			out = append(out, m)
			continue
		}
		if !slices.Contains(strings.Fields(out[i].Where), m.Where) {
			out[i].Where += " " + m.Where
		}
		out[i].Plural = cmp.Or(out[i].Plural, m.Plural)
	}
	return out
}

// Stale are the messages that the catalogue has words for and nobody says.
func (c *Catalogue) Stale(list []Message) (stale []string) {
	said := map[string]bool{}
	for _, m := range list {
		said[m.ID] = true
	}
	for _, e := range c.entries() {
		if !said[e.id] {
			stale = append(stale, e.id)
		}
	}
	return stale
}

// Size is how many messages the catalogue has words for.
func (c *Catalogue) Size() int { return len(c.entries()) }

// quoted is a text as PO quotes it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text) + `"`
}
