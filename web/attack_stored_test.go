package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughgate/web"
)

// plant writes text into what people and files can put into the database.
func (m *matrix) plant(text string) {
	for table, columns := range map[string][]string{
		"person": {"surname", "forenames", "com_name", "pom_name"}, "service": {"name", "spoc_name", "deputy_name", "phone"}, "appointment": {"place", "kind", "phone"},
		"appointment_event": {"place", "reason"}, "message": {"recipient_name", "reason"}, "account": {"name"}, "task": {"contact_name"}, "task_event": {"reason"}, "task_question": {"question", "answer"},
		"standard": {"title", "why", "mail_words"}, "agreement": {"title", "purpose", "gateway_words", "file_name"}, "opening": {"reason"},
		"import": {"file_name", "source"}, "import_upload": {"file_name", "problem"}, "import_problem": {"problem"}, "attention": {"note"}, "access_request": {"name"},
		"prison": {"name"}, "authority": {"name"}, "release": {"explanation"}, "privacy_notice": {"given_by"},
	} {
		for _, column := range columns {
			where := ""
			if column == "answer" {
				where = " where answered_at is not null"
			}
			m.seed.Exec("update "+table+" set "+column+" = $1"+where, text)
		}
	}
	m.seed.Exec(`insert into note (ref, person_id, at, actor, body, kind, form_key) select 'n' || id, id, $2, 'account:1', $1, 'fact', 'k' || id from person`, text, monday)
}

// ownPages opens every page that is read, as each role that may, with its own
// things.
func (m *matrix) ownPages(each func(role, address string, r reply)) {
	for _, row := range web.Table() {
		if row.Method != http.MethodGet {
			continue
		}
		for _, role := range row.Roles {
			m.as = matrixRoles[role]
			for _, address := range m.cases(m.t, row, role).own {
				each(role, address, m.get(address))
			}
		}
	}
}

func TestWhatIsStoredNeverRunsOnAPage(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	const payload = `"'><img src=x onerror=alert(1)><script>alert(1)</script>`
	m.plant(payload)
	pages, shown := 0, 0
	m.ownPages(func(role, address string, r reply) {
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			return
		}
		pages++
		if r.status >= http.StatusInternalServerError {
			t.Errorf("%s as %s: %d\n%s", address, role, r.status, m.log)
		}
		if strings.Contains(r.body, "&lt;img src=x onerror") {
			shown++
		}
		for _, raw := range []string{"<img src=x", "<script>alert"} {
			if strings.Contains(r.body, raw) {
				t.Errorf("%s as %s holds %s", address, role, raw)
			}
		}
		for n := range r.doc.Descendants() {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s as %s has an element with %s", address, role, a.Key)
				}
			}
		}
	})
	t.Logf("%d pages, the text stood on %d of them", pages, shown)
	if shown < 60 {
		t.Errorf("the text stood on %d pages: it is not planted well", shown)
	}
}

func TestNoCellOfAnExportIsAFormula(t *testing.T) {
	t.Parallel()
	for _, begins := range []string{"=", "\t@", " -"} {
		t.Run(fmt.Sprintf("%q", begins), func(t *testing.T) {
			t.Parallel()
			m := newMatrix(t)
			m.plant(begins + `HYPERLINK("https://evil.example")`)
			files, planted := 0, 0
			m.ownPages(func(role, address string, r reply) {
				if !strings.HasPrefix(r.header.Get("Content-Type"), "text/csv") {
					return
				}
				files++
				reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff")))
				reader.FieldsPerRecord = -1
				lines, err := reader.ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				for _, cell := range slices.Concat(lines...) {
					if strings.Contains(cell, "HYPERLINK") {
						planted++
					}
					if first := strings.TrimLeft(cell, " \t\r\n"); first != "" && strings.ContainsAny(first[:1], "=+-@") {
						t.Errorf("%s as %s: a spreadsheet would run %q", address, role, cell)
					}
				}
			})
			if files < 5 || planted == 0 {
				t.Errorf("%d files with %d planted cells", files, planted)
			}
		})
	}
}

// TestNoAddressOfAPageHoldsWhatIsPersonal looks at every link and form of every
// page: addresses are kept by browsers and proxies.
func TestNoAddressOfAPageHoldsWhatIsPersonal(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.plant("Zzmarker")
	m.seed.Exec(`update person_number set prison_number = 'A7777ZZ' where prison_number = (select min(prison_number) from person_number)`)
	links := 0
	m.ownPages(func(role, address string, r reply) {
		for _, name := range []string{"href", "action", "src"} {
			for _, n := range r.find("", name, "") {
				links++
				value, _ := attr(n, name)
				if plain, err := url.QueryUnescape(value); strings.HasPrefix(value, "tel:") || strings.HasPrefix(value, "mailto:") {
					continue
				} else if err != nil || strings.Contains(plain, "Zzmarker") || strings.Contains(plain, "A7777ZZ") {
					t.Errorf("%s as %s leads to %s", address, role, value)
				}
			}
		}
		if where := r.header.Get("Location"); strings.Contains(where, "Zzmarker") {
			t.Errorf("%s as %s leads to %s", address, role, where)
		}
	})
	if strings.Contains(m.log.String(), "Zzmarker") || strings.Contains(m.log.String(), "A7777ZZ") {
		t.Errorf("the log holds a marker:\n%s", m.log)
	}
	if links < 1000 {
		t.Errorf("%d links were looked at", links)
	}
}
