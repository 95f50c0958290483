package web_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// reader is an account, and of which class it is: before a page or a list, and
// before the opened request of one service.
type reader struct {
	account       string
	plain, hidden access.Viewer
	opened        map[string]access.Viewer // by code of the standard, for a service
}

var readers = []reader{
	{account: "officer", plain: access.OfficerWithBasis, hidden: access.OfficerMasked},
	{account: "manager", plain: access.Officer, hidden: access.OfficerMasked},
	{account: "coord", plain: access.Officer, hidden: access.OfficerMasked},
	{account: "housing", plain: access.ServiceList, hidden: access.ServiceMasked, opened: map[string]access.Viewer{"ACC-CASE": access.ServiceHousing}},
	{account: "drugs", plain: access.ServiceList, hidden: access.ServiceMasked, opened: map[string]access.Viewer{"DA-REFER": access.ServiceUncovered}}, // without the consent
	{account: "jobs", plain: access.ServiceList, hidden: access.ServiceMasked, opened: map[string]access.Viewer{"BEN-JCP": access.ServiceOther}},
	{account: "lead", plain: access.LeadReview, hidden: access.LeadReview},
	{account: "admin", plain: access.NoCaseData, hidden: access.NoCaseData},
}

// pagesOf are the pages, files and prints on which somebody could be come across.
func (s seenSite) pagesOf() []string {
	pages := []string{"/", "/?list=all", "/?list=gate", "/?list=any_day", "/?list=ask", "/?list=court", "/?list=new", "/?list=gone", "/?list=consent", "/?list=no_day",
		"/?list=all&sort=worst", "/?list=all&mark=late", "/?list=all&pathway=drugs_and_alcohol", "/?list=all&out_of_area=yes", "/?list=all&prison=WOL",
		"/?list=all&service=drug_and_alcohol", "/board.csv?list=all", "/board.csv?list=court", "/board/print?list=all", "/prisons", "/prisons/QVA", "/prisons/WOL", "/sheets?day=2026-11-27",
		"/figures", "/figures.csv", "/tasks", "/tasks?state=not_yet", "/tasks?state=late", "/messages", "/nobody", "/your-list",
		"/imports", "/imports/held", "/imports/review", "/openings", "/away", "/told", "/unit", "/unit/not-answering"}
	for _, r := range []seed.Release{s.plain.release, s.hidden.release} {
		pages = append(pages, "/releases/"+r.Ref, "/releases/"+r.Ref+"?as-of=2026-11-23", "/releases/"+r.Ref+"/sheet")
		for _, form := range []string{"event", "consent", "details", "needs", "note", "texts", "join", "tell", "licence"} {
			pages = append(pages, "/releases/"+r.Ref+"/record/"+form)
		}
		for _, code := range []string{"ACC-CASE", "BEN-JCP", "DA-REFER", "ACC-DTR"} {
			pages = append(pages, "/tasks/"+r.Ref+code)
		}
		for _, mail := range []string{"maila", "mailb", "mailc"} {
			pages = append(pages, "/messages/"+r.Ref+mail)
		}
	}
	return pages
}

// What a page says whoever is there: every prison stands in the choices of the
// forms to record by, and has a page of its own; the form of flags names all.
var (
	optionsOf = regexp.MustCompile(`(?s)<option.*?</option>`)
	flagBoxes = regexp.MustCompile(`(?s)<label class="govuk-label govuk-checkboxes__label".*?</label>`)
)

func (s seenSite) mustNotSay(page reply, address string, m marked, see access.Viewer) {
	s.t.Helper()
	read := readable(page)
	body := flagBoxes.ReplaceAllString(page.body, "")
	if strings.Contains(address, "/record/") {
		body = optionsOf.ReplaceAllString(body, "")
	}
	words := m.words()
	if strings.HasPrefix(address, "/prisons/") {
		delete(words, access.FieldPrison)
		delete(words, access.FieldReach)
	}
	for _, field := range slices.Sorted(maps.Keys(words)) {
		if see.Sees(field) || field == access.FieldReference && strings.Contains(address, m.release.Ref) {
			continue
		}
		for _, word := range words[field] {
			if strings.Contains(body, word) {
				s.t.Errorf("%s, as %q (%s), tells %q: %q", address, see, s.as, field, word)
			}
		}
	}
	if !see.Sees(access.FieldInitials) && saysWord(read, m.initials) {
		s.t.Errorf("%s, as %q (%s), tells the initials", address, see, s.as)
	}
}

// Every page, as every role: what the declared view does not give is nowhere.
func TestNobodySeesMoreThanIsDeclared(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	opened := 0
	for _, r := range readers {
		s.as = r.account
		for _, address := range s.pagesOf() {
			page := s.get(address)
			if page.status >= 500 {
				t.Fatalf("%s as %s: %d\n%s", address, r.account, page.status, textOf(page.doc))
			}
			if page.status == http.StatusOK {
				opened++
			}
			plain := r.plain
			if code, isTask := strings.CutPrefix(address, "/tasks/"+s.plain.release.Ref); isTask && r.opened[code] != "" {
				plain = r.opened[code]
			}
			s.mustNotSay(page, address, s.plain, plain)
			s.mustNotSay(page, address, s.hidden, r.hidden)
		}
	}
	if opened < 150 {
		t.Errorf("only %d pages were read", opened)
	}
}

// What is planted would be seen if it were shown: who may see a field does.
func TestWhoMaySeeAFieldDoes(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	says := func(address string, m marked, fields ...access.Field) {
		t.Helper()
		page := s.get(address).wantStatus(http.StatusOK)
		for _, f := range fields {
			if f == access.FieldOffence { // the court day, and the flag
				page.says(m.court.Long(), m.words()[f][2])
				continue
			}
			if words := m.words()[f]; len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(page.body, w) }) {
				t.Errorf("%s as %s does not tell %q", address, s.as, f)
			}
		}
	}
	plain := "/releases/" + s.plain.release.Ref
	says(plain, s.plain, access.FieldName, access.FieldBirthDate, access.FieldNumber, access.FieldPrison, access.FieldCustody, access.FieldOfficers,
		access.FieldOffence, access.FieldConsents, access.FieldNotes, access.FieldHealth, access.FieldAttendance)
	s.as = "manager"
	says(plain, s.plain, access.FieldName, access.FieldPrison, access.FieldOffence, access.FieldNotes)
	s.seed.Exec(`insert into consent (person_id, kind, recorded_at, source) values ($1, 'consent_to_share_health', $2, 'extract')`, s.plain.release.PersonID, monday)
	says(plain, s.plain, access.FieldHealth, access.FieldAttendance)
	for account, code := range map[string]string{"housing": "ACC-CASE", "jobs": "BEN-JCP", "drugs": "DA-REFER"} {
		s.as = account
		says("/tasks/"+s.plain.release.Ref+code, s.plain, access.FieldReference, access.FieldName, access.FieldBirthDate, access.FieldNumber, access.FieldPrison, access.FieldReach)
		s.get("/tasks/"+s.hidden.release.Ref+code).wantStatus(http.StatusOK).says("Ring the offender manager", s.hidden.release.Ref)
	}
	s.as = "officer" // and who has opened a restricted record sees the whole of it
	hidden := "/releases/" + s.hidden.release.Ref
	s.post(hidden+"/open", "reason", whyOpened).leadsTo(hidden + "?done=opened")
	says(hidden, s.hidden, access.FieldName, access.FieldBirthDate, access.FieldNumber, access.FieldPrison, access.FieldCustody, access.FieldOfficers,
		access.FieldOffence, access.FieldConsents, access.FieldNotes, access.FieldHealth, access.FieldAttendance)
}

func TestASearchByNumberFindsAMaskedLine(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	search := func(words string) reply {
		return s.get(s.post("/search", "words", words).header.Get("Location")).wantStatus(http.StatusOK)
	}
	found := search(s.hidden.number)
	if read := readable(found); !strings.Contains(read, "Restricted record, reference "+s.hidden.release.Ref) {
		t.Errorf("not found by its number:\n%s", read)
	}
	for _, name := range []string{"Wolbesur", "ZWolbefore"} {
		if strings.Contains(readable(search(name)), s.hidden.release.Ref) {
			t.Errorf("found by %s", name)
		}
	}
}

// A filter must not tell what the line does not: which service a request about
// health is with, or how it stands.
func TestAFilterTellsNoMoreThanTheLine(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	for _, who := range []string{"manager", "coord", "officer"} {
		s.as = who
		for _, address := range []string{"/tasks?service=drug_and_alcohol", "/tasks?state=said_no", "/tasks?state=late", "/tasks?state=no_answer",
			"/?list=all&pathway=drugs_and_alcohol", "/?list=all&mark=agreed&pathway=drugs_and_alcohol", "/?list=all&service=drug_and_alcohol",
			"/?list=all&out_of_area=yes", "/?list=all&prison=WOL", "/?list=all&nobody=yes"} {
			read := readable(s.get(address).wantStatus(http.StatusOK))
			if strings.Contains(read, s.hidden.release.Ref) {
				t.Errorf("%s as %s finds the restricted record", address, who)
			}
			if strings.Contains(address, "drug") && strings.Contains(read, s.plain.stem) != (who == "officer") {
				t.Errorf("%s as %s: a basis for health is what decides\n%s", address, who, read)
			}
		}
		if read := readable(s.get("/tasks")); strings.Contains(read, "Drug and alcohol |") != (who == "officer") {
			t.Errorf("how many requests each service has, as %s:\n%s", who, read)
		}
	}
}

// golden are the pages that are kept as they are read, by role.
var golden = []string{"/?list=all", "/board.csv?list=all", "/board/print?list=all", "/prisons", "/prisons/QVA", "/tasks", "/nobody", "/openings",
	"/releases/PLAIN", "/releases/HIDDEN", "/releases/PLAIN/sheet", "/tasks/PLAINACC-CASE", "/tasks/PLAINDA-REFER", "/tasks/PLAINBEN-JCP",
	"/tasks/HIDDENACC-CASE", "/tasks/HIDDENDA-REFER", "/tasks/HIDDENBEN-JCP"}

// goldenAPI are the answers of the API that are kept so.
var goldenAPI = []string{"/releases?list=all", "/releases/PLAIN", "/releases/HIDDEN", "/releases/PLAIN/appointments", "/tasks", "/tasks/PLAINACC-CASE", "/tasks/PLAINDA-REFER", "/tasks/HIDDENDA-REFER", "/messages"}

func TestWhatEachRoleReadsIsAsReviewed(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	for _, r := range readers {
		s.as = r.account
		var out strings.Builder
		for _, address := range golden {
			address = strings.NewReplacer("PLAIN", s.plain.release.Ref, "HIDDEN", s.hidden.release.Ref).Replace(address)
			page := s.get(address)
			fmt.Fprintf(&out, "==== %s: %d\n", address, page.status)
			if page.status == http.StatusOK {
				out.WriteString(strings.TrimSpace(strings.ReplaceAll(readable(page), "\r", "")) + "\n")
			}
		}
		token := s.token(r.account)
		for _, address := range goldenAPI {
			address = strings.NewReplacer("PLAIN", s.plain.release.Ref, "HIDDEN", s.hidden.release.Ref).Replace(address)
			answer := s.ask(token, http.MethodGet, address, "")
			fmt.Fprintf(&out, "==== /api/v1%s: %d\n", address, answer.status)
			if answer.status == http.StatusOK {
				out.WriteString(strings.TrimSpace(answer.body) + "\n")
			}
		}
		file := "testdata/seen_" + r.account + ".golden"
		if *update {
			if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("what %s reads has changed: look at it, and run the test with -update if that is meant (-want +got):\n%s", r.account, diff)
		}
	}
}
