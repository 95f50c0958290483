package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

const freeHint = "No victim, no third party, no diagnosis."

// notFree are fields that one types into and that are no free text about a person,
// each with its reason.
var notFree = map[string]string{
	"place": "an appointment's place: an address belongs there", "minutes": "a number", "full_day": "a day", "full_month": "a day", "full_year": "a day",
	"day-": "a day", "month-": "a day", "year-": "a day", "days": "a number", "time": "a time",
	"heard_by": "who of the staff heard it", "told_by": "who at the prison said it", "by": "who of the staff handed it over", "given_by": "who of the staff gave it",
	"language": "a language", "number": "another record's prison number", "prison_number": "a field of its own", "forenames": "a field of its own",
	"surname": "a field of its own", "pnc_id": "a field of its own", "crn": "a field of its own", "com_name": "a field of its own", "pom_name": "a field of its own",
	"police_om_name": "a field of its own", "words": "a search", "name": "of a view, a service or an account", "q": "a search", "reference": "a search", "person": "a search",
	"quote": "words of a part that are withheld: they name somebody", "source": "of a file", "title": "of a standard or an agreement", "ended_why": "why an agreement ended",
	"people": "prison numbers and references of a forecast, one a line",
}

// notAboutPeople are forms about the unit, its staff and its machine.
var notAboutPeople = []string{"/unit/", "/accounts", "/away", "/your-sign-in", "/search", "/views", "/imports", "/told", "/system"}

// box is one control of a form that one types into.
type box struct {
	path, field, id string
	hinted          bool
}

// boxesOf are those of all forms of a page; path is the row of the table of pages
// that a form goes to.
func boxesOf(page reply, rows []web.TableRow) []box {
	hints := map[string]bool{}
	for _, n := range page.find("div", "class", "govuk-hint") {
		if strings.TrimSpace(textOf(n)) == freeHint {
			hints[attrOf(n, "id")] = true
		}
	}
	var out []box
	for _, form := range page.find("form", "method", "post") {
		path := rowOf(rows, attrOf(form, "action"))
		for n := range form.Descendants() {
			kind := attrOf(n, "type")
			if n.Type != html.ElementNode || n.Data != "textarea" && (n.Data != "input" || kind != "" && kind != "text") {
				continue
			}
			b := box{path: path, field: attrOf(n, "name"), id: attrOf(n, "id")}
			for _, id := range strings.Fields(attrOf(n, "aria-describedby")) {
				b.hinted = b.hinted || hints[id]
			}
			out = append(out, b)
		}
	}
	return out
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

var oneParam = regexp.MustCompile(`:[a-z]+`)

// rowOf is the row of the table that an address falls under, the one with the
// fewest parameters first.
func rowOf(rows []web.TableRow, address string) string {
	address, _, _ = strings.Cut(address, "?")
	best := ""
	for _, r := range rows {
		if r.Method == http.MethodPost && regexp.MustCompile("^"+oneParam.ReplaceAllString(r.Path, "[^/]+")+"$").MatchString(address) &&
			(best == "" || strings.Count(r.Path, ":") < strings.Count(best, ":")) {
			best = r.Path
		}
	}
	return best
}

// TestEveryFreeTextBoxIsOnTheListAndHasItsHint goes through all pages as all
// roles: what one types into is on the list of boxes, with the hint under it, or
// named here with the reason why it is no free text.
func TestEveryFreeTextBoxIsOnTheListAndHasItsHint(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.seed.Exec(`insert into life_event (external_id, person_id, at, event, source, recorded_at, recorded_by) select 'taken-back', min(id), $1, 'court', 'by hand', $1, 'account:1' from person`, monday)
	r, _ := m.planned(seed.Person{PlannedDay: day("2026-11-20"), Flags: []string{"restricted"}}) // to be opened
	gone := m.seed.Person(seed.Person{PlannedDay: day("2026-11-20"), State: "date_passed"})
	friday := m.seed.Person(seed.Person{PlannedDay: day("2026-11-28")})
	m.seed.Exec(`update release set presumed = true, planned_day = '2026-11-27', friday_scheme_day = '2026-11-27', working_day = '2026-11-30' where id = $1`, friday.ID)
	m.seed.Exec(`insert into import_problem (import_id, kind, line, problem, cells) values (1, 'held', 3, 'contradicts', array[$1, 'Adams', 'Bo', '1990-02-01', 'LEI', $2])`, gone.Number, seed.Haringey)
	m.seed.Exec(`insert into attention (kind, about_key, role, person_id, opened_at) values ('held_row', $1, 'link_officer', $2, $3)`, gone.Number, gone.PersonID, monday)
	rows, listed, seen := web.Table(), web.FreeBoxes(), map[[2]string]bool{}
	look := func(address string) {
		page := m.get(address)
		if page.status != http.StatusOK || page.doc == nil {
			return
		}
		for _, b := range boxesOf(page, rows) {
			i := slices.IndexFunc(listed, func(l [2]string) bool {
				return l[0] == b.path && (l[1] == b.field || strings.HasSuffix(l[1], "-") && strings.HasPrefix(b.field, l[1]))
			})
			if i >= 0 {
				seen[listed[i]] = true
				if !b.hinted {
					t.Errorf("%s as %s: the box %q has no hint", address, m.as, b.id)
				}
				continue
			}
			stem := b.field
			if before, _, dashed := strings.Cut(stem, "-"); dashed {
				stem = before + "-"
			}
			about := !slices.ContainsFunc(notAboutPeople, func(p string) bool { return strings.HasPrefix(b.path, p) })
			if about && notFree[stem] == "" {
				t.Errorf("%s as %s: the box %q of %s is on no list: put it into freeBoxes, or say in notFree why it is none", address, m.as, b.field, b.path)
			}
		}
	}
	for _, row := range rows {
		if row.Method != http.MethodGet {
			continue
		}
		for _, role := range row.Roles {
			m.as = matrixRoles[role]
			for _, address := range m.cases(t, row, role).own {
				look(address)
			}
		}
	}
	m.seed.Exec(`update subject_request set draft = '{"schema": "x", "sections": [{"records": [{"lines": [{"part": "note/1/body"}]}]}]}'`)
	m.as = "m-lead"
	look("/subject-access/sar-" + m.text(`select ref from release where id = (select release_id from subject_request order by id desc limit 1)`) + "?part=note/1/body")
	for _, account := range []string{"m-officer", "m-boss"} {
		m.as = account
		for _, address := range []string{"/releases/" + r.Ref, "/releases/" + gone.Ref + "/record/passed", "/releases/" + friday.Ref + "/record/friday-scheme", "/prisons/LEI", "/imports/held"} {
			look(address)
		}
	}
	for _, l := range listed {
		if !seen[l] {
			t.Errorf("the box %q of %s was on no page: give this test one that shows it", l[1], l[0])
		}
	}
}

// A number in a box: the form comes back with everything that was typed, and is
// taken without it, or when somebody says that it belongs there.
func TestWhatPointsAtSomebodyIsTakenOutOrConfirmed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{ReferConsent: true})
	form := address + "/record/note"
	const text = "Ring Ann on 07700 900123 before 10:30, or write to ann@home.example. Rent £46.50."
	fields := append(s.handForm(form), "kind", "fact", "body", text)
	page := s.post(form, fields...).wantStatus(http.StatusUnprocessableEntity).soundPage().
		says(text, "07700 900123, a telephone number: it belongs here", "ann@home.example", "Nothing is saved yet").hides("46.50, a", "10:30, a")
	if n := s.count(`select count(*) from note`); n != 0 {
		t.Fatalf("%d notes were saved", n)
	}
	if len(page.find("a", "href", "#free-body")) != 1 || len(page.find("textarea", "id", "free-body")) != 1 {
		t.Error("no line of the summary leads to the box")
	}
	if len(page.find("input", "name", "key")) != 1 || len(page.find("input", "value", "fact")) != 1 {
		t.Error("the form has lost what it held")
	}
	s.post(form, append(fields, "belongs_here", "07700 900123")...).wantStatus(http.StatusUnprocessableEntity).says("ann@home.example, an e-mail address").hides("07700 900123, a telephone")
	s.post(form, append(fields, "belongs_here", "07700 900999", "belongs_here", "ann@home.example")...).wantStatus(http.StatusUnprocessableEntity)
	s.post(form, append(fields, "belongs_here", "07700 900123", "belongs_here", "ann@home.example")...).leadsTo(address + "?done=recorded")
	if n := s.count(`select count(*) from audit where object_kind = 'free text' and detail = 'belongs here: body: a telephone number; body: an e-mail address'
		and people = array(select id from person) and actor = (select 'account:' || id from account where ref = 'officer')`); n != 1 {
		t.Errorf("%d rows of the audit say that it was confirmed", n)
	}
	again := append(s.handForm(form), "kind", "opinion", "body", "Ring the unit on 020 7946 0100 in week 12")
	s.post(form, again...).leadsTo(address + "?done=recorded")
	if notes, said := s.count(`select count(*) from note`), s.count(`select count(*) from audit where object_kind = 'free text'`); notes != 2 || said != 1 {
		t.Errorf("%d notes, %d confirmed", notes, said)
	}
	s.post("/releases/nobody/record/note", "body", "N15 4PZ", "belongs_here", "N15 4PZ", "key", "x").wantStatus(http.StatusNotFound)
	if said := s.count(`select count(*) from audit where object_kind = 'free text'`); said != 1 {
		t.Errorf("what was refused is confirmed: %d", said)
	}
}
