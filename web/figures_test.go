package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// Six people left on Wednesday 18 November 2026.
func (s *site) sixReleased() {
	s.t.Helper()
	s.seed.Exec(`insert into standard select (standard).* from (select jsonb_populate_record(s, '{"code":"ACC-NIGHT1","position":900,"required":false}') as standard
		from standard s where code = 'ACC-DTR') x on conflict do nothing`)
	for i := range 6 {
		r := s.seed.Person(seed.Person{State: "released", ReleasedOn: day("2026-11-18"), PlannedDay: day("2026-11-18")})
		learnt := "2026-11-04 12:00+00" // ten working days before
		if i >= 3 {
			learnt = "2026-11-16 12:00+00" // two
		}
		if i < 5 { // nobody had planned the last one
			s.seed.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days)
				values ($1, '2026-11-20', '2026-11-18', $2, 'extract', -2)`, r.ID, learnt)
			for _, thought := range [][2]string{{"2026-11-18", "2026-10-01"}, {"2026-11-20", "2026-10-02"}, {"2026-11-18", learnt}, {"2026-11-18", "2026-11-18 12:00+00"}} {
				s.seed.Exec(`insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, state, deciding_type,
					planned_day, reasons, explanation) values ($1, $3, 'LEI', 'SENTENCED', '', 'yes', 'planned', 'CRD', $2, '{}', '')`, r.ID, thought[0], thought[1])
			}
			s.seed.Task(seed.Task{Release: r, Standard: "ACC-NIGHT1", State: "done"})
			s.seed.Exec(`update task set done_at = '2026-11-18 23:30+00' where release_id = $1`, r.ID)
		}
		asked := s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "done"})
		s.seed.Exec(`update task set handed_off_at = '2026-11-17 09:00+00', handed_off_on = '2026-11-17', acknowledged_at = '2026-11-17 12:00+00',
			done_at = case when $2 then timestamptz '2026-11-19 00:30+00' else '2026-11-18 10:00+00' end where id = $1`, asked, i == 5)
		s.seed.Message("t"+r.Ref, "text", "appointment_reminder", "+447700900123", "delivered", "", r)
		s.seed.Exec(`update message set sent_at = '2026-11-19 10:00+00', state = case when $2 then 'failed' else 'delivered' end where ref = $1`, "t"+r.Ref, i == 0)
	}
}

func TestFiguresCountAPeriodByWeek(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sixReleased()
	page := s.get("/figures?from=2026-11-09&to=2026-11-22").wantStatus(http.StatusOK).soundPage()
	page.says("From Monday 9 November 2026 to Sunday 22 November 2026",
		"Monday 16 November 2026 6 6 working days", // of 0, 2, 2, 10, 10, 10
		"Monday 9 November 2026 0 none",
		"Monday 16 November 2026 6 83% (5 of 6)", // address, required tasks, texts
		"Housing options 6 100% (6 of 6) 3.0 hours",
		"There is nothing to count in these weeks.") // day 21 is still to come
	if n := strings.Count(strings.Join(strings.Fields(textOf(page.element("main"))), " "), "Monday 16 November 2026 6 83% (5 of 6)"); n != 3 {
		t.Errorf("%d figures of 5 of 6, want address, required requests and texts", n)
	}
	// The moves of 4 November are in the week of the 2nd.
	s.get("/figures?from=2026-11-02&to=2026-11-22").says("All weeks 5 10", "Monday 2 November 2026 fewer than 5 6", "Monday 16 November 2026 fewer than 5 fewer than 5")

	csv := s.get("/figures.csv?from=2026-11-09&to=2026-11-22").wantStatus(http.StatusOK).body
	if want := "2026-11-16,6,6,<5,<5,6,5,5,0,,6,5\n"; !strings.Contains(csv, want) {
		t.Errorf("the CSV lacks %q:\n%s", want, csv)
	}
	if want := "housing_options,6,6,3\n"; !strings.Contains(csv, want) {
		t.Errorf("the CSV lacks %q:\n%s", want, csv)
	}
}

func TestFiguresOfAnotherAreaCountNobodyOfThisOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.sixReleased()
	s.seed.Person(seed.Person{Area: seed.Camden, PlannedDay: day("2026-12-18")})
	s.get("/figures?area=" + seed.Camden).wantStatus(http.StatusOK).says("There is nothing to count").hides("83%")
	s.as = "housing"
	s.get("/figures").wantStatus(http.StatusForbidden)
	s.get("/figures.csv").wantStatus(http.StatusForbidden)
}

func TestFiguresSayWhatIsWrongWithAPeriod(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/figures?from=yesterday&to=2026-11-22").wantStatus(http.StatusUnprocessableEntity).says("Enter the first day, such as 2026-09-07")
	s.get("/figures?from=2026-11-22&to=2026-11-01").wantStatus(http.StatusUnprocessableEntity).says("Enter a last day that is not before the first")
	s.get("/figures").wantStatus(http.StatusOK).soundPage().says("Nothing was asked of a service in these weeks.")
}
