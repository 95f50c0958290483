package web_test

import (
	"cmp"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"throughgate/internal/wording/pseudo"
	"throughgate/web"
)

// read are the attributes that a reader sees or hears.
var readAttributes = []string{"aria-label", "alt", "title", "placeholder", "label", "data-label"}

// names stay as they are in every language.
var names = strings.NewReplacer("Throughgate", "", "Cymraeg", "")

// TestEveryWordOfEveryPageIsInTheCatalogue opens every page as every role in a
// language that marks what a translation would reach. What is left without a mark
// is said past the catalogue. What is shown as data must be data: of the
// database, of the form, or of notYetWords.
func TestEveryWordOfEveryPageIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	m := newMatrix(t, in(t, pseudo.Language))
	m.in = pseudo.Language.Code()
	known := m.knownData()
	unsaid, unknown := map[string]string{}, map[string]string{}
	look := func(where string, r reply) {
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || r.status == http.StatusSeeOther {
			return
		}
		for _, text := range textsRead(r.doc) {
			if rest := strings.TrimSpace(names.Replace(pseudo.Unsaid(text))); hasLetter(rest) {
				unsaid[rest] = where
			}
			for _, data := range pseudo.Shown(text) {
				if rest := known.without(data); hasLetter(rest) {
					unknown[rest] = cmp.Or(unknown[rest], where+": "+data)
				}
			}
		}
	}
	table := web.Table()
	slices.SortStableFunc(table, func(a, b web.TableRow) int { return strings.Compare(a.Method, b.Method) }) // GET first
	for _, row := range table {
		for _, role := range slices.Sorted(maps.Keys(matrixRoles)) {
			m.as = matrixRoles[role]
			places := m.cases(t, row, role)
			for _, address := range append(places.own, places.foreign...) {
				if row.Method == http.MethodPost && slices.Contains(row.Roles, role) {
					look("POST "+address+" as "+role+" with nothing filled in", m.post(address))
				} else if row.Method == http.MethodGet {
					look("GET "+address+" as "+role, m.get(address))
				}
			}
		}
	}
	m.as = ""
	for _, address := range []string{"/sign-in", "/sign-in?why=ended", "/sign-in?why=not-saved", "/sign-in?why=half", "/sign-in?why=signed-out", "/sign-in/none", "/ask-for-access", "/second-factor", "/have-it/none", "/nowhere"} {
		look("GET "+address, m.get(address))
	}
	for _, address := range []string{"/sign-in", "/ask-for-access", "/second-factor"} {
		look("POST "+address, m.post(address))
	}
	for _, rest := range slices.Sorted(maps.Keys(unsaid)) {
		t.Errorf("%s says past the catalogue: %q", unsaid[rest], rest)
	}
	notYet(t, unknown)
	t.Logf("%d pieces of text past the catalogue, %d from Go that are not in it yet", len(unsaid), len(unknown))
}

// notYetFile holds what Go says as a string and not yet as a wording.Text. It may
// only get shorter.
const notYetFile = "testdata/words_not_yet.txt"

func notYet(t *testing.T, unknown map[string]string) {
	t.Helper()
	found := slices.Sorted(maps.Keys(unknown))
	if *update {
		if err := os.WriteFile(notYetFile, []byte(strings.Join(found, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(notYetFile)
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(strings.TrimSpace(string(file)), "\n")
	for _, rest := range found {
		if !slices.Contains(listed, rest) {
			t.Errorf("%s\n\tis a string and no wording.Text, and not of the database either: %q", unknown[rest], rest)
		}
	}
	for _, rest := range listed {
		if _, ok := unknown[rest]; !ok && rest != "" {
			t.Errorf("%s still names %q: take it out", notYetFile, rest)
		}
	}
}

func hasLetter(text string) bool { return strings.IndexFunc(text, unicode.IsLetter) >= 0 }

// textsRead are the texts of a page that a reader sees or hears, one an element or
// attribute.
func textsRead(doc *html.Node) (list []string) {
	for n := range doc.Descendants() {
		switch {
		case onSheet(n): // whose language is the person's, and whose words stand in sheet_words.go
		case n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style":
			if text := strings.TrimSpace(n.Data); text != "" {
				list = append(list, text)
			}
		case n.Type == html.ElementNode:
			for _, name := range readAttributes {
				if text, ok := attr(n, name); ok {
					list = append(list, text)
				}
			}
		}
	}
	return list
}

// onSheet tells whether a node is of the person's own sheet.
func onSheet(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if class, _ := attr(n, "class"); class == "tg-sheet" {
			return true
		}
	}
	return false
}

// data is what the database of the test holds in its text columns, without the
// codes of closed sets: what a page shows of it no language changes.
type data struct {
	known  []string // the longest first
	judged map[string]string
}

var plainData = regexp.MustCompile(`\b[a-z0-9]{4}(-[a-z0-9]{4}){3}\b|\b[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*\b|\S+@\S+|[a-z]+\.example|/\S+`)

// without is a text without the data that is in it, each a word or words of its own.
func (d data) without(text string) string {
	if rest, ok := d.judged[text]; ok {
		return rest
	}
	rest := plainData.ReplaceAllString(text, "")
	for _, known := range d.known {
		for from := 0; ; {
			at := strings.Index(rest[from:], known)
			if at < 0 {
				break
			}
			at += from
			from = at + len(known)
			if !endsInLetter(rest[:at]) && !beginsWithLetter(rest[from:]) {
				rest, from = rest[:at]+rest[from:], at
			}
		}
	}
	rest = strings.TrimSpace(plainData.ReplaceAllString(rest, ""))
	d.judged[text] = rest
	return rest
}

func endsInLetter(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(last)
}

func beginsWithLetter(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(first)
}

// closedCode is a value of a closed set as it is stored.
var closedCode = regexp.MustCompile(`^[a-z_]+$`)

// knownData reads every text column that no CHECK closes.
func (m *matrix) knownData() data {
	m.t.Helper()
	rows, err := m.pool.Query(m.t.Context(), `select format('select distinct %I::text from %I where %I is not null', c.column_name, c.table_name, c.column_name)
		from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
		where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'text' and c.table_name not like 'river%'
		and c.column_name not in ('state', 'kind', 'role', 'pathway', 'need', 'status', 'channel', 'action', 'field', 'language')`)
	if err != nil {
		m.t.Fatal(err)
	}
	var queries []string
	for rows.Next() {
		var q string
		if err := rows.Scan(&q); err != nil {
			m.t.Fatal(err)
		}
		queries = append(queries, q)
	}
	values, err := m.pool.Query(m.t.Context(), strings.Join(queries, " union "))
	if err != nil {
		m.t.Fatal(err)
	}
	list := []string{"Haringey unit", "Somebody", "Some Body", "JC", "J.C.", "English"} // of the settings, of everyField, initials, a language by its own name
	for values.Next() {
		var v string
		if err := values.Scan(&v); err != nil {
			m.t.Fatal(err)
		}
		if len(v) > 1 && !closedCode.MatchString(v) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	return data{known: list, judged: map[string]string{}}
}
