package web_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// planted is one thing that is known of a person or a colleague, and the words by
// which it is found on a page.
type planted struct{ what, words string }

var ofTheirPerson = []planted{
	{"reference", "rel1"}, {"initials", "ZZ"}, {"surname", "Zzsurname"}, {"forenames", "Zzforenames"}, {"date of birth", "17 April 1971"}, {"prison number", "A7777ZZ"},
	{"probation number", "X777777"}, {"prison", "Leeds (HMP)"}, {"home area", "Zzarea"}, {"day of release", "1 December"}, {"offender manager", "Zzmanager"}, {"their e-mail", "zzmanager@"},
	{"mobile number", "07700 900777"}, {"MAPPA and other flags", "MAPPA"}, {"IOM", "IOM"}, {"needs", "Zzneed"}, {"notes", "Zznote"}, {"appointments", "Zzplace"},
	{"their other requests (about health)", "DA-REFER"}, {"why that day", "Zzwhy"},
}

var ofOthers = []planted{{"another area's person", "Zzfar"}, {"another service's person", "Zzother"}, {"another service's question", "Zzquestion"}, {"a message", "Zzmessage"}, {"accounts of other agencies", "far@unit.example"}}

// TestWhatOnePasswordOfAServiceGives opens every address of the table as one
// service's contact, and prints what of their person and of others can be read
// there into docs/SECURITY.md; -update writes it anew.
func TestWhatOnePasswordOfAServiceGives(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.seed.Exec(`update person set surname = 'Zzsurname', forenames = 'Zzforenames', date_of_birth = '1971-04-17', crn = 'X777777', com_name = 'Zzmanager', com_email = 'zzmanager@probation.example',
		mobile = '+447700900777', flags = '{mappa2}', iom = 'fixed', needs = '{drugs_and_alcohol}', needs_assessed = true where id = (select min(person_id) from release)`)
	m.seed.Exec(`update person_number set prison_number = 'A7777ZZ' where person_id = (select min(person_id) from release)`)
	m.seed.Exec(`update authority set name = 'Zzarea' where gss_code = $1`, seed.Haringey)
	m.seed.Exec(`update release set explanation = 'Zzwhy'`)
	m.seed.Exec(`update appointment set place = 'Zzplace'`)
	m.seed.Exec(`update message set recipient_name = 'Zzmessage'`)
	m.seed.Exec(`update task_question set question = 'Zzquestion' where task_id not in (select id from task where standard = 'ACC-CASE' and home_area = $1)`, seed.Haringey)
	m.seed.Exec(`insert into note (ref, person_id, at, actor, body, kind, form_key) select 'n' || id, id, $1, 'account:1', 'Zznote', 'fact', 'k' || id from person`, monday)
	m.seed.Exec(`update person set surname = 'Zzfar' where home_area = $1`, seed.Camden)
	m.seed.Exec(`update person set surname = 'Zzother' where com_email = 'other@probation.example'`)

	m.as = "m-housing"
	var lines, actions []string
	refused := 0
	for _, row := range web.Table() {
		if !slices.Contains(row.Roles, "spoc") {
			refused++
			continue
		}
		if row.Method == http.MethodPost {
			actions = append(actions, "`"+row.Path+"`")
			continue
		}
		reads := "leads to another page"
		for _, address := range m.cases(t, row, "spoc").own {
			if r := m.get(address); r.status == http.StatusOK {
				reads = strings.Join(append(onPage(r, ofTheirPerson), onPage(r, ofOthers)...), ", ")
				for _, found := range onPage(r, ofOthers) {
					t.Errorf("%s shows %s", address, found)
				}
				if reads == "" {
					reads = "nothing of a person"
				}
			}
		}
		lines = append(lines, fmt.Sprintf("| `%s %s` | %s |", row.Method, row.Path, reads))
	}
	const file, begin, end = "../docs/SECURITY.md", "<!-- one password: begin -->\n", "<!-- one password: end -->"
	found := fmt.Sprintf("| Address | What of a person is on it |\n|---|---|\n%s\n\nForms it can send, about its own: %s.\n\n%d other rows of the table are refused.\n",
		strings.Join(lines, "\n"), strings.Join(actions, ", "), refused)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), begin)
	stands, after, ok := strings.Cut(rest, end)
	switch {
	case !ok:
		t.Fatalf("%s has no marks", file)
	case *update:
		if err := os.WriteFile(file, []byte(before+begin+found+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	case stands != found:
		t.Errorf("docs/SECURITY.md tells another story (go test ./web -run OnePassword -update):\n%s", found)
	}
}

func onPage(r reply, list []planted) (found []string) {
	text := textOf(r.doc)
	for _, p := range list {
		if strings.Contains(text, p.words) || strings.Contains(r.body, p.words) && p.what != "initials" {
			found = append(found, p.what)
		}
	}
	return found
}
