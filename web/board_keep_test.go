package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"throughgate/internal/testkit/seed"
)

// The bare address is the board as its reader left it; the filters are in the
// address, and one link takes them away.
func TestTheLastFiltersComeBackAndAreCleared(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "Far", PlannedDay: day("2026-12-01")})
	s.seed.Person(seed.Person{Surname: "Near", PlannedDay: day("2026-12-01"), Local: true})
	s.get("/").wantStatus(http.StatusOK).says("Far", "Near")
	messy := "/?list=upcoming&area=&prison=&officer=&service=&pathway=&state=&days=14&sort=name&out_of_area=yes"
	page := s.get(messy).wantStatus(http.StatusOK).soundPage().says("Far", "Next 14 days (1)", "Showing: within 14 days; out of area.").hides("Near,")
	s.get("/").leadsTo("/?days=14&out_of_area=yes&sort=name")
	if len(page.find("input", "checked", "")) != 1 || len(page.find("input", "value", "14")) != 1 || len(page.find("option", "selected", "")) != 1 {
		t.Error("the form does not show the filters that hold")
	}
	clear := linksOf(page, "Clear the filters")
	if !slices.Equal(clear, []string{"/?list=upcoming"}) {
		t.Fatalf("clear the filters: %q", clear)
	}
	s.get(clear[0]).says("Far", "Near")
	s.get("/").wantStatus(http.StatusOK).says("Near")
	s.as = "manager"
	s.get("/?late=yes")
	s.as = "officer"
	s.get("/").wantStatus(http.StatusOK).says("Far") // another reader's filters are theirs
}

// linksOf are the addresses of the links with these words, each once.
func linksOf(page reply, words string) []string {
	var found []string
	for _, n := range page.find("a", "href", "") {
		if href, _ := attr(n, "href"); strings.Contains(textOf(n), words) && !slices.Contains(found, href) {
			found = append(found, href)
		}
	}
	return found
}

func TestAWindowThatIsNoNumberSaysSoAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "Clarke", PlannedDay: day("2026-12-01")})
	for _, typed := range []string{"soon", "-3", "0", "99999", "1.5"} {
		page := s.get("/?days=" + typed + "&iom=yes").wantStatus(http.StatusUnprocessableEntity).soundPage()
		page.says("There is a problem", "Give the days as a whole number from 1 to 3650, such as 14")
		if len(page.find("a", "href", "#days")) != 1 || len(page.find("input", "value", typed)) != 1 {
			t.Errorf("%q: the error leads nowhere, or what was typed is gone", typed)
		}
	}
	s.get("/").leadsTo("/?iom=yes") // what was wrong is not kept
}

// A name is never in an address: the search is sent as a form, and the address
// that it leads to holds a reference of the reader's own.
func TestASearchFindsPeopleAndItsAddressTellsNobody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "O'Neill", Forenames: "Siôn", State: "awaiting_parole"})
	s.seed.Person(seed.Person{Surname: "Other", PlannedDay: day("2026-12-01")})
	s.seed.Person(seed.Person{Surname: "O'Neill", Forenames: "Masked", Flags: []string{"restricted"}, PlannedDay: day("2026-12-01")})
	found := s.post("/search", "words", " O’Neill,  sion ").wantStatus(http.StatusSeeOther).header.Get("Location")
	if strings.Contains(strings.ToLower(found), "neill") || !strings.HasPrefix(found, "/?find=") {
		t.Fatalf("the search leads to %q", found)
	}
	page := s.get(found).wantStatus(http.StatusOK).soundPage()
	page.says("O'Neill, Siôn", "Showing 1 to 1 of 1", "searched for “O’Neill, sion”").hides("Other,", "Masked")
	s.get("/").leadsTo(found)
	s.get(strings.Replace(found, "/?", "/?list=upcoming&", 1)).says("Nobody in this list fits the filters.")
	for _, words := range []string{"%", "_", "'", `\`, "a' or 'x'='x"} {
		s.get(s.post("/search", "words", words).header.Get("Location")).wantStatus(http.StatusOK).says("Nobody in this list fits the filters.")
	}
	s.post("/search", "words", "  \u200b ").leadsTo("/?list=upcoming")
	s.as = "manager"
	s.get(found).wantStatus(http.StatusUnprocessableEntity).says("This search is not kept any more: search again", "Other").hides("neill")
	if n := s.count(`select count(*) from audit where detail ilike '%neill%'`); n != 0 {
		t.Errorf("%d lines of the audit hold the words of a search", n)
	}
}

func TestAViewIsKeptUnderANameAndForgotten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post("/views", "query", "iom=yes&days=7&page=3&evil=<script>", "name", "My <b>week</b>").leadsTo("/?days=7&iom=yes&done=view")
	page := s.get("/?list=upcoming").says("Your views", "My <b>week</b>")
	if got := linksOf(page, "My <b>week</b>"); !slices.Equal(got, []string{"/?days=7&iom=yes"}) {
		t.Errorf("the view leads to %q", got)
	}
	s.as = "manager"
	s.get("/").hides("Your views")
	s.as = "officer"
	s.post("/views/forget", "name", "My <b>week</b>").leadsTo("/")
	s.get("/?list=upcoming").hides("Your views")
}

func TestTodayAtTheGateStandsOnTop(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "Today", PlannedDay: day("2026-11-23")})
	s.seed.Person(seed.Person{Surname: "Left", State: "released", PlannedDay: day("2026-11-23"), ReleasedOn: day("2026-11-23")})
	s.seed.Person(seed.Person{Surname: "Tomorrow", PlannedDay: day("2026-11-24")})
	page := s.get("/").says("Today at the gate (2)", "Next 24 weeks (1)", "Showing 1 to 1 of 1", "released Mon 23 Nov")
	text := textOf(page.doc)
	gate, left, today, week := strings.Index(text, "Today at the gate 2 people"), strings.Index(text, "Left,"), strings.Index(text, "Today,"), strings.Index(text, "Week of")
	if gate < 0 || !(gate < left && left < today && today < week) {
		t.Errorf("not on top: %d %d %d %d", gate, left, today, week)
	}
	s.get("/?list=gate").says("Showing 1 to 2 of 2")
	s.get("/?list=upcoming&page=2").hides("Left,")
}

// rows are the lines of an export.
func rows(t *testing.T, page reply) [][]string {
	t.Helper()
	text, found := strings.CutPrefix(page.body, "\ufeff")
	if !found {
		t.Error("the file does not begin with a byte order mark")
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	lines, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestAnExportHoldsTheWholeListAndNoFormulas(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 30 {
		s.seed.Person(seed.Person{Surname: fmt.Sprintf("Name%02d", i), PlannedDay: day("2026-12-01").AddDays(i)})
	}
	s.seed.Person(seed.Person{Surname: "Elsewhere", Area: "E10000002", PlannedDay: day("2026-12-01")})
	s.seed.Person(seed.Person{Surname: "Near", Local: true, PlannedDay: day("2026-12-01")})
	for surname, forename := range map[string]string{"=1+1": "A", "+44": "B", "-2": "C", "@SUM(A1)": "D", "\tTab": "E", " =cmd|' /C calc'!A0": "F"} {
		s.seed.Person(seed.Person{Surname: surname, Forenames: forename, PlannedDay: day("2026-11-24")})
	}
	hidden := s.seed.Person(seed.Person{Surname: "Hidden", Flags: []string{"restricted"}, PlannedDay: day("2026-11-23")})
	r := s.seed.Person(seed.Person{Surname: "Clarke \"Jo\", x", PlannedDay: day("2026-11-23")})
	s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "declined", DueOn: day("2026-12-10")})
	page := s.get("/board.csv?out_of_area=yes&page=2").wantStatus(http.StatusOK)
	if got := page.header.Get("Content-Disposition"); got != `attachment; filename="board-2026-11-23.csv"` {
		t.Errorf("the file is %q", got)
	}
	lines := rows(t, page)
	if got := strings.Join(lines[0], "|"); got != "Exported by Olive Officer, prison link officer, on Monday 23 November 2026 at 8am|Next 24 weeks|37 people|out of area" {
		t.Errorf("the first line is %q", got)
	}
	heads, people := lines[1], lines[2:]
	if len(people) != 37 || len(heads) != len(people[0]) {
		t.Fatalf("%d people with %d cells under %d headings", len(people), len(people[0]), len(heads))
	}
	drugs := slices.Index(heads, "Drugs and alcohol")
	if people[0][0] != `Clarke "Jo", x, James` || people[0][6] != "2026-11-23" || people[0][drugs] != "service said no" {
		t.Errorf("the first of them: %q", people[0])
	}
	// By where somebody is held a restricted record is not found.
	if all := rows(t, s.get("/board.csv")); len(all) != 41 || all[2][0] != "Restricted record, reference "+hidden.Ref || all[2][6] != "2026-11-23" || all[2][3] != "" {
		t.Errorf("the whole list has %d lines, and begins with %q", len(all), all[2])
	}
	for _, line := range lines {
		for _, cell := range line {
			if cell != "" && strings.ContainsAny(strings.TrimLeft(cell, " ")[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	page.hides("Elsewhere", "Near,", "Hidden")
	if n := s.count(`select count(*) from audit where action = 'disclose' and object_kind = 'board' and detail = 'csv of 37 people, out_of_area=yes'`); n != 1 {
		t.Errorf("the audit has %d lines of the export, want 1", n)
	}
	if n := s.count(`select count(*) from audit where action = 'disclose' and detail = 'csv' and $1 = any (people)`, r.PersonID); n != 2 {
		t.Errorf("the audit names the people of the two exports %d times", n)
	}
	s.as = "manager" // without a basis for health
	lines = rows(t, s.get("/board.csv?list=gate"))
	if len(lines) != 4 || lines[3][drugs] != "" {
		t.Errorf("an offender manager's export: %q", lines[2:])
	}
	if empty := rows(t, s.get("/board.csv?list=gone")); len(empty) != 2 {
		t.Errorf("an empty list exports %d lines, want who and the headings", len(empty))
	}
}

func TestAPrintedListIsWholeAndSaysWhoPrintedIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 30 {
		s.seed.Person(seed.Person{Surname: fmt.Sprintf("Name%02d", i), PlannedDay: day("2026-12-01").AddDays(i % 9)})
	}
	s.seed.Person(seed.Person{Surname: "Today", PlannedDay: day("2026-11-23")})
	page := s.get("/board/print?list=upcoming").wantStatus(http.StatusOK).soundPage()
	page.says("Printed by Olive Officer, prison link officer, on Monday 23 November 2026 at 8am.", "31 people", "Name00", "Name29", "Today at the gate 1 person")
	if n := s.count(`select count(*) from audit where action = 'disclose' and detail like 'print of 31 people%'`); n != 1 {
		t.Errorf("the audit has %d lines of the printing, want 1", n)
	}
	s.get("/board/print?list=gone").says("Nobody is in this list.")
	s.get("/").says("Printed by Olive Officer")
}

func TestTheBoardCountsRowsHeldOfAnImportForThoseWhoDecideThem(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.get("/").wantStatus(http.StatusOK)
	page.says("Rows held of an import (0)")
	if len(page.find("a", "href", "/imports/held")) != 1 {
		t.Error("no way to the rows")
	}
	s.as = "manager"
	s.get("/").hides("Rows held")
}

// What a filter may choose from is there, and no more: people outside the
// reader's areas lend it nothing.
func TestTheFormOffersWhatThereIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{PlannedDay: day("2026-12-01")})
	s.seed.Person(seed.Person{PlannedDay: day("2026-12-01"), Prison: seed.PentPrn, Area: "E10000002"})
	page := s.get("/").hides("Pentonville")
	var offered []string
	for n := range page.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "option" {
			offered = append(offered, textOf(n))
		}
	}
	for _, want := range []string{"Leeds (HMP)", "Kay Community", "No officer named", "Jobcentre", "Late", "Housing", "By name"} {
		if !slices.Contains(offered, want) {
			t.Errorf("the form does not offer %q: %q", want, offered)
		}
	}
	for _, n := range page.find("option", "value", "") {
		if value, _ := attr(n, "value"); strings.Contains(value, "@") {
			t.Errorf("an address would stand in the address: %q", value)
		}
	}
}
