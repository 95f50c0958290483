package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"throughgate/internal/testkit/seed"
)

// paper is what is printed: the words of all sheets on the page.
func (r reply) paper() string {
	var all []string
	for _, n := range r.find("article", "class", "tg-sheet") {
		all = append(all, textOf(n))
	}
	return strings.Join(all, "\n")
}

func (r reply) paperSays(words ...string) {
	r.t.Helper()
	paper := r.paper()
	for _, w := range words {
		if !strings.Contains(paper, w) {
			r.t.Errorf("the paper does not say %q:\n%s", w, paper)
		}
	}
}

func (r reply) paperHides(words ...string) {
	r.t.Helper()
	paper := r.paper()
	for _, w := range words {
		if strings.Contains(paper, w) {
			r.t.Errorf("the paper says %q:\n%s", w, paper)
		}
	}
}

func (s *site) visit(ref string, r seed.Release, service, startsAt, place, state string) {
	s.t.Helper()
	s.seed.Exec(`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`, ref, r.PersonID, r.ID, service, startsAt, place, state, monday)
}

func TestTheSheetSaysWhereToBeAndWhenAndDisclosesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Service(seed.Haringey, "probation_unit", "Haringey Probation")
	s.seed.Exec(`update service set spoc_name = 'Parole Jones', phone = '020 7946 0111' where service = 'probation_unit'`)
	r := s.seed.Person(seed.Person{Surname: "Clarke", Forenames: "Robin James", PlannedDay: day("2026-12-10")})
	s.visit("a1", r, "jobcentre", "2026-12-10 14:00+00", "Wood Green", "booked")
	s.visit("a2", r, "probation_unit", "2026-12-11 09:30+00", "Probation Office, High Road", "moved")
	s.visit("a3", r, "jobcentre", "2026-12-16 23:30+00", "Late Street", "booked")  // the seventh day
	s.visit("a4", r, "jobcentre", "2026-12-17 10:00+00", "Next Street", "booked")  // the eighth
	s.visit("a5", r, "jobcentre", "2026-12-09 10:00+00", "Early Street", "booked") // before the day
	s.visit("a6", r, "jobcentre", "2026-12-12 10:00+00", "Gone Street", "cancelled")

	page := s.get("/releases/" + r.Ref + "/sheet").wantStatus(http.StatusOK).soundPage()
	page.paperSays("My first week", "Robin. From Thursday 10 December", "Thursday 10 December", "2pm", "at Wood Green", "Friday 11 December", "9:30am",
		"Ring 020 7946 0111", "Late Street", "ring 020 7946 0100", "In danger: ring 999")
	page.paperHides("Next Street", "Early Street", "Gone Street", "Probation", "Parole", "Clarke", "James", r.Number, r.Ref, "Leeds", "Haringey", "Throughgate")
	page.says("The sheet for Robin James Clarke", "The appointment on Friday 11 December 2026 at 09:30 has its place left off")
	if title := textOf(page.element("title")); title != "My first week" {
		t.Errorf("the title, which browsers print, is %q", title)
	}
	if got := s.count(`select count(*) from audit where action = 'consult' and object_kind = 'sheet' and people = array[$1]::bigint[]`, r.PersonID); got != 1 {
		t.Errorf("the audit has %d rows of this sheet, want 1", got)
	}
}

func (r reply) element(tag string) *html.Node {
	r.t.Helper()
	for n := range r.doc.Descendants() {
		if n.Data == tag {
			return n
		}
	}
	r.t.Fatalf("there is no %s on the page", tag)
	return nil
}

// No appointment on either day counts as confirmed, or goes on a sheet, as long
// as the day is presumed (domain rule 3).
func TestNothingOnAPresumedDayGoesOnTheSheet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	s.seed.Exec(`update release set presumed = true, working_day = '2026-12-11', friday_scheme_day = '2026-12-10' where id = $1`, r.ID)
	s.visit("a1", r, "jobcentre", "2026-12-10 14:00+00", "First Street", "booked")
	s.visit("a2", r, "jobcentre", "2026-12-11 14:00+00", "Second Street", "booked")
	s.visit("a3", r, "jobcentre", "2026-12-14 14:00+00", "Third Street", "booked")
	page := s.get("/releases/" + r.Ref + "/sheet").wantStatus(http.StatusOK)
	page.paperSays("Third Street")
	page.paperHides("First Street", "Second Street")
	page.says("record the decision on the Friday scheme first")
}

func TestPlacesWaitForTheLicenceWhereThereIsAnExclusionZone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10"), Flags: []string{"exclusion_zone"}})
	s.visit("a1", r, "jobcentre", "2026-12-10 14:00+00", "Wood Green", "booked")
	s.get("/releases/" + r.Ref + "/sheet").paperHides("Wood Green")
	s.seed.Exec(`update release set licence_checked_at = $2 where id = $1`, r.ID, monday)
	s.get("/releases/" + r.Ref + "/sheet").paperSays("Wood Green")
}

func TestAnAppointmentAboutHealthIsPrintedByThoseWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	s.visit("a1", r, "drug_and_alcohol", "2026-12-10 14:00+00", "Quiet Street", "booked")
	s.get("/releases/" + r.Ref + "/sheet").paperSays("Quiet Street")
	s.as = "manager"
	page := s.get("/releases/" + r.Ref + "/sheet").wantStatus(http.StatusOK)
	page.paperHides("Quiet Street", "2pm")
	page.says("The link officer prints the whole sheet").hides("Quiet Street")
}

func TestWithoutADayTheSheetSaysWhereToGoFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Service(seed.Haringey, "housing_options", "Housing Options")
	s.seed.Service(seed.Haringey, "drug_and_alcohol", "Recovery Haringey")
	s.seed.Exec(`update service set place = '48 Station Road', phone = '020 7946 0122', opens = '09:00', closes = '16:00'`)
	r := s.seed.Person(seed.Person{State: "could_leave_any_day", Forenames: "Sam"})
	s.seed.Exec(`update person set language = 'cy' where id = $1`, r.PersonID)
	page := s.get("/releases/" + r.Ref + "/sheet").wantStatus(http.StatusOK)
	page.paperSays("Ble i fynd gyntaf", "Sam", "Rhywle i gysgu heno", "Housing Options", "48 Station Road", "Ar agor 09:00 - 16:00",
		"Rhywun i siarad ag ef", "Ffoniwch 020 7946 0122")
	page.paperHides("Recovery", "My first week")
}

func TestARestrictedRecordHasNoSheet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Hidden", Forenames: "Secret", PlannedDay: day("2026-12-10"), Flags: []string{"restricted"}})
	page := s.get("/releases/" + r.Ref + "/sheet").wantStatus(http.StatusOK)
	page.says("This record is restricted").hides("Hidden", "Secret")
	if page.paper() != "" {
		t.Error("there is paper")
	}
}

func TestAllSheetsOfADay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "Able", Forenames: "Anna", PlannedDay: day("2026-12-10")})
	s.seed.Person(seed.Person{Surname: "Baker", Forenames: "Ben", PlannedDay: day("2026-12-10")})
	s.seed.Person(seed.Person{Surname: "Cook", Forenames: "Cat", PlannedDay: day("2026-12-11")})
	s.seed.Person(seed.Person{Surname: "Dean", Forenames: "Dot", PlannedDay: day("2026-12-10"), Area: "E10000002"})
	page := s.get("/sheets?day=2026-12-10").wantStatus(http.StatusOK).soundPage()
	page.paperSays("Anna", "Ben")
	page.paperHides("Cat", "Dot")
	if n := len(page.find("article", "class", "tg-sheet")); n != 2 {
		t.Errorf("%d sheets, want 2", n)
	}
	s.get("/sheets?day=2026-12-24").wantStatus(http.StatusOK).says("Nobody leaves on this day.")
	s.get("/sheets?day=tomorrow").wantStatus(http.StatusUnprocessableEntity).says("Enter a day, such as 2026-11-23")
}

func TestWhoHandedTheSheetOverIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-11-23")})
	address := "/releases/" + r.Ref + "/sheet"
	s.get(address).says("Nobody has recorded yet")
	s.post(address, "by", "", "on", "2026-11-24").wantStatus(http.StatusUnprocessableEntity).
		says("Enter who handed the sheet over", "Enter the day on which it was handed over")
	s.post(address, "by", "Gate Officer Ann", "on", "2026-11-23").leadsTo(address + "?done=handed-over")
	s.get(address).says("Handed over by Gate Officer Ann on Monday 23 November 2026 (recorded by Olive Officer, Monday 23 November 2026 at 8am)")
	s.as = "housing"
	s.get(address).wantStatus(http.StatusForbidden)
}
