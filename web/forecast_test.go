package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// whatIf sends the form of the forecast; a field "file" is sent as a file.
func (s *site) whatIf(fields ...string) reply {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		if fields[i] != "file" {
			_ = form.WriteField(fields[i], fields[i+1])
			continue
		}
		part, err := form.CreateFormFile("file", "list.csv")
		if err != nil {
			s.t.Fatal(err)
		}
		_, _ = part.Write([]byte(fields[i+1]))
	}
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "/forecast", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(r)
}

func TestAForecastIsShownToWhoseAreasItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var numbers, far []string
	for range 6 {
		r := s.seed.Person(seed.Person{PlannedDay: day("2027-03-16")})
		numbers = append(numbers, r.Ref)
		x := s.seed.Person(seed.Person{Area: seed.Camden, PlannedDay: day("2027-03-16")})
		far = append(far, x.Ref)
	}
	s.seed.Exec(`update release set watched = true`)
	s.seed.Exec(`update person set flags = '{restricted}' where id = (select person_id from release where ref = $1)`, numbers[0])
	s.get("/forecast").wantStatus(http.StatusOK).soundPage().says("What would services be asked")
	s.whatIf("day", "soon").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("day").says("Enter prison numbers, or choose a file", "Enter the day on which they would leave, such as 2026-12-21")
	s.whatIf("day", "2026-11-22", "people", numbers[0]).wantStatus(http.StatusUnprocessableEntity).errorsLead("day").says("Enter today or a later day", numbers[0])
	s.whatIf("file", "name,day\nx,2026-12-22\n").wantStatus(http.StatusUnprocessableEntity).errorsLead("file").says("neither prison_number nor reference")
	s.whatIf("file", "reference\nx\n", "people", "x", "day", "2026-12-22").wantStatus(http.StatusUnprocessableEntity).says("Give the people once")

	seen := s.count(`select count(*) from audit where object_kind = 'forecast'`)
	page := s.whatIf("day", "2026-12-22", "people", strings.Join(numbers, "\n")+"\nZ9999ZZ").wantStatus(http.StatusOK).soundPage()
	page.says("6 people counted: 6 would get another day", "Line 7", "nobody of your areas has this", "Restricted records are among them",
		"Monday 21 December 2026 0 6 0 0", "Nothing was asked in a whole week yet", "Prison link officer, officers").
		hides(numbers[0] + ", Tue")
	if n := s.count(`select count(*) from audit where object_kind = 'forecast'`) - seen; n != 1 {
		t.Errorf("%d rows of the audit, want one", n)
	}
	if n := s.count(`select coalesce(sum(cardinality(people)), 0) from audit where object_kind = 'forecast'`); n != 6 {
		t.Errorf("the audit names %d people, want 6", n)
	}
	kept := "reference,day\n"
	for _, n := range numbers {
		kept += fmt.Sprintf("%s,2026-12-22\n", n)
	}
	if got, _ := attr(page.find("input", "name", "kept")[0], "value"); got != kept {
		t.Errorf("the list is not kept for its CSV")
	}
	csv := s.whatIf("as", "csv", "kept", kept).wantStatus(http.StatusOK)
	if want := "2026-12-21,0,6,0,0\n"; !strings.Contains(csv.body, want) || csv.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("the CSV lacks %q:\n%s", want, csv.body)
	}
	if strings.Contains(csv.body, numbers[1]) {
		t.Error("the CSV names somebody")
	}
	s.whatIf("day", "2027-03-16", "people", strings.Join(numbers, ",")).wantStatus(http.StatusOK).soundPage().says("6 have it already", "No service would be asked more, or less, in any week.")

	s.seed.Account("near", "Near Officer", "link_officer", []string{seed.Haringey}, nil)
	s.as = "near"
	s.whatIf("day", "2026-12-22", "people", strings.Join(append(far, numbers[:2]...), " ")).wantStatus(http.StatusOK).soundPage().
		says("2 people counted", "nobody of your areas has this", "Monday 21 December 2026 0 fewer than 5 0 0", "Monday 15 March 2027 6 fewer than 5 0 0")
	s.as = "manager"
	s.whatIf("day", "2026-12-22", "people", numbers[0]).wantStatus(http.StatusForbidden)
}
