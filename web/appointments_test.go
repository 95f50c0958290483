package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"throughgate/internal/testkit/seed"
)

// booked is somebody with one appointment, at Wood Green.
func booked(t *testing.T, service, at string, person seed.Person) (*site, seed.Release) {
	t.Helper()
	s := newSite(t)
	if person.PlannedDay.IsZero() {
		person.PlannedDay = day("2026-12-18")
	}
	r := s.seed.Person(person)
	s.appointment(r, "app1", service, at)
	return s, r
}

func (s *site) appointment(r seed.Release, ref, service, at string) {
	s.t.Helper()
	s.seed.Exec(`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ($1, $2, $3, $4, $5::timestamp at time zone 'Europe/London', 'Wood Green', 'booked', $6, $6)`, ref, r.PersonID, r.ID, service, at, monday)
	s.seed.Exec(`insert into appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor)
		select id, 1, 'booked', starts_at, place, false, $2, 'system:import' from appointment where ref = $1`, ref, monday)
}

// forms are the forms about appointments that the page offers.
func (r reply) forms() []string {
	var ids []string
	for _, f := range r.find("form", "method", "post") {
		id, _ := attr(f, "id")
		ids = append(ids, id)
	}
	return ids
}

func (s *site) when() string {
	s.t.Helper()
	var out string
	err := s.pool.QueryRow(s.t.Context(), `select string_agg(to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' ' || state || ' ' || place || ' ' || version, '; ' order by starts_at)
		from appointment`).Scan(&out)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

var filled = []string{"service", "jobcentre", "day", "2026-12-21", "time", "14:30", "place", "Wood Green, 2nd floor", "safe", "yes",
	"phone", "020 7946 0104", "minutes", "30", "kind", "first interview"}

// but is filled with some fields changed.
func but(changes ...string) []string {
	out := slices.Clone(filled)
	for i := 0; i < len(changes); i += 2 {
		out[slices.Index(out, changes[i])+1] = changes[i+1]
	}
	return out
}

func TestAnAppointmentIsAddedOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	address := "/releases/" + r.Ref
	s.post(address+"/appointments", filled...).leadsTo(address + "?done=booked")
	s.get(address+"?done=booked").wantStatus(http.StatusOK).soundPage().
		says("The appointment is booked", "Monday 21 December 2026 at 2:30pm", "Jobcentre", "Wood Green, 2nd floor", "Booked")
	if got := s.count(`select count(*) from appointment where place_safe and phone = '020 7946 0104' and minutes = 30 and kind = 'first interview'
		and starts_at = '2026-12-21 14:30+00'`); got != 1 {
		t.Errorf("stored: %s", s.when())
	}
	if got := s.count(`select count(*) from audit where action = 'alter' and object_kind = 'appointment' and actor like 'account:%'`); got != 1 {
		t.Errorf("%d rows in the audit, want 1", got)
	}
	s.post(address+"/appointments", but("day", "2026-11-20")...).leadsTo(address + "?done=booked-past")
	s.get(address + "?done=booked-past").says("Its time is past: nothing is sent for it")
}

func TestAnAppointmentThatCannotBeReadLeadsToItsField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	address := "/releases/" + r.Ref
	for name, c := range map[string]struct {
		fields []string
		field  string
		says   string
	}{
		"no service":                     {but("service", ""), "add-service", "Choose whom the appointment is with"},
		"a service that is none":         {but("service", "barber"), "add", "Choose the service from the list"},
		"no day":                         {but("day", ""), "add-day", "Give the day of the appointment"},
		"no such day":                    {but("day", "2026-02-31"), "add-day", "Give the day of the appointment"},
		"no time":                        {but("time", ""), "add-time", "Give the time of the appointment"},
		"no such time":                   {but("time", "25:00"), "add-time", "Not a time"},
		"the hour that the clocks skip":  {but("day", "2027-03-28", "time", "01:30"), "add-time", "This time does not exist"},
		"no place":                       {but("place", " "), "add-place", "Say where the appointment is"},
		"minutes that are none":          {but("minutes", "an hour"), "add-minutes", "Give how long it takes in minutes"},
		"a number nobody can ring":       {but("phone", "ask Kay"), "add-phone", "This is no telephone number"},
		"a place that is much too long":  {but("place", strings.Repeat("x", 201)), "add", "The place is too long"},
		"longer than a day, in minutes!": {but("minutes", "1441"), "add-minutes", "Give how long it takes in minutes"},
	} {
		t.Run(name, func(t *testing.T) {
			page := s.post(address+"/appointments", c.fields...).wantStatus(http.StatusUnprocessableEntity).soundPage()
			page.says("There is a problem", c.says)
			if len(page.find("a", "href", "#"+c.field)) != 1 || len(page.find("", "id", c.field)) != 1 {
				t.Errorf("the problem does not lead to the field %q", c.field)
			}
			for i := 1; i < len(c.fields); i += 2 {
				if typed := c.fields[i]; strings.TrimSpace(typed) != "" && typed != "barber" && len(page.find("", "value", typed)) == 0 {
					t.Errorf("what was typed (%q) is gone", typed)
				}
			}
		})
	}
	if got := s.count(`select count(*) from appointment`); got != 0 {
		t.Errorf("%d appointments were stored", got)
	}
}

func TestATimeThatHappensTwiceIsTheFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2027-10-29")})
	s.post("/releases/"+r.Ref+"/appointments", but("day", "31/10/2027", "time", "01:30")...).wantStatus(http.StatusSeeOther)
	if got, want := s.when(), "2027-10-31 00:30 booked Wood Green, 2nd floor 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnAppointmentIsMovedCancelledAndItsOutcomeCorrected(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "jobcentre", "2026-11-23 07:30", seed.Person{State: "released", PlannedDay: day("2026-11-20"), ReleasedOn: day("2026-11-20")})
	address := "/releases/" + r.Ref
	change := address + "/appointments/app1/"
	page := s.get(address).wantStatus(http.StatusOK).soundPage()
	if got := page.forms(); !slices.Equal(got, []string{"move-app1", "outcome-app1", "cancel-app1", "add"}) {
		t.Errorf("offered: %v", got)
	}
	if len(page.find("input", "value", "07:30")) != 1 || len(page.find("input", "value", "2026-11-23")) != 1 {
		t.Error("the form to move it does not hold what it is now")
	}
	s.get(change + "move").leadsTo(address + "#appointments")

	s.post(change+"outcome", "version", "1", "outcome", "missed").leadsTo(address + "?done=outcome")
	s.get(address).says("Missed")
	s.post(change+"outcome", "version", "2", "outcome", "attended", "reason", "came late").leadsTo(address + "?done=outcome")
	page = s.get(address).says("Attended", "History", "Missed; recorded Monday 23 November 2026 at 8am by Olive Officer",
		"Attended; recorded Monday 23 November 2026 at 8am by Olive Officer: came late")
	if got := page.forms(); !slices.Equal(got, []string{"outcome-app1", "add"}) {
		t.Errorf("once it is over, offered: %v", got)
	}
	s.post(change+"outcome", "version", "3", "outcome", "booked").leadsTo(address + "?done=outcome")
	s.post(change+"move", append(but("day", "2026-11-24", "time", "09:00"), "version", "4", "reason", "Kay is ill")...).leadsTo(address + "?done=moved")
	s.get(address).says("Moved to Tuesday 24 November 2026 at 9am, Wood Green, 2nd floor; recorded", "by Olive Officer: Kay is ill")
	s.post(change+"cancel", "version", "5").leadsTo(address + "?done=cancelled")
	page = s.get(address+"?done=cancelled").says("The appointment is cancelled. No more texts go about it", "Cancelled")
	if got := page.forms(); !slices.Equal(got, []string{"outcome-app1", "add"}) {
		t.Errorf("of a cancelled one, offered: %v", got)
	}
}

func TestAnOutcomeMustBeChosenAndMustFit(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "jobcentre", "2026-12-21 10:00", seed.Person{})
	change := "/releases/" + r.Ref + "/appointments/app1/outcome"
	s.post(change, "version", "1").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose what became of the appointment")
	s.post(change, "version", "1", "outcome", "missed", "reason", "so they say").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("The appointment has not begun yet")
	s.post(change, "version", "1", "outcome", "nonsense").wantStatus(http.StatusUnprocessableEntity)
	s.post(change, "outcome", "not_needed").wantStatus(http.StatusUnprocessableEntity).says("The form is not complete")
	s.post("/releases/"+r.Ref+"/appointments/app1/nonsense", "version", "1").wantStatus(http.StatusNotFound)
	s.post("/releases/"+r.Ref+"/appointments/nosuch/cancel", "version", "1").wantStatus(http.StatusNotFound)
	if got := s.when(); got != "2026-12-21 10:00 booked Wood Green 1" {
		t.Errorf("nothing may change: %s", got)
	}
}

func TestAStaleFormShowsWhatTheOtherDidToTheAppointment(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "jobcentre", "2026-12-21 10:00", seed.Person{})
	address := "/releases/" + r.Ref
	change := address + "/appointments/app1/"
	s.post(change+"move", append(but("day", "2026-12-22"), "version", "1")...).leadsTo(address + "?done=moved")
	s.as = "manager"
	page := s.post(change+"cancel", "version", "1", "reason", "not wanted").wantStatus(http.StatusConflict).soundPage()
	page.says("Somebody else changed this appointment", "Your change was not saved", "Olive Officer changed this appointment",
		"Moved to Tuesday 22 December 2026 at 2:30pm", "Your change cancel it: not wanted", "Look at the appointments again")
	if got := s.when(); got != "2026-12-22 14:30 moved Wood Green, 2nd floor 2" {
		t.Errorf("the first change must stand: %s", got)
	}
}

func TestWhoMayKeepAppointments(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "drug_and_alcohol", "2026-11-23 07:00", seed.Person{})
	address := "/releases/" + r.Ref
	s.as = "housing"
	s.post(address+"/appointments", filled...).wantStatus(http.StatusForbidden)
	s.as = "manager" // without a recorded basis: not whom it is with, not where, not whether it was kept
	page := s.get(address).says("A health service").hides("Wood Green", "Drug and alcohol</td>")
	if got := page.forms(); !slices.Equal(got, []string{"add"}) {
		t.Errorf("offered: %v", got)
	}
	s.post(address+"/appointments/app1/cancel", "version", "1").wantStatus(http.StatusForbidden)
	s.seed.Exec(`update appointment set state = 'missed'`)
	s.get(address).says("Not shown").hides("Missed")
	s.as = "officer"
	s.get(address).says("Drug and alcohol", "Wood Green", "Missed")
}

func TestAfterADeathNothingIsBooked(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "jobcentre", "2026-12-21 10:00", seed.Person{State: "died"})
	if got := s.get("/releases/" + r.Ref).forms(); len(got) != 0 {
		t.Errorf("offered: %v", got)
	}
	s.post("/releases/"+r.Ref+"/appointments", filled...).wantStatus(http.StatusUnprocessableEntity).says("Please make no contact")
}

func TestACancelledAppointmentThatATextToldOfAsksForACall(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "jobcentre", "2026-12-21 10:00", seed.Person{State: "released", ReleasedOn: day("2026-11-20")})
	s.seed.Message("txt", "text", "appointment_reminder", "+447700900123", "delivered", "", r)
	s.seed.Exec(`insert into message_item (message_id, position, kind, appointment_id, version) select m.id, 1, 'appointment', a.id, 1 from message m, appointment a`)
	s.post("/releases/"+r.Ref+"/appointments/app1/cancel", "version", "1").wantStatus(http.StatusSeeOther)
	s.get("/releases/" + r.Ref).says("a text told of it on Mon 23 Nov, and none takes it back: tell the person")
}

// itineraryOf are the rows of the itineraries on the page.
func (r reply) itineraryOf() []string {
	var out []string
	for _, table := range r.find("table", "data-itinerary", "") {
		for n := range table.Descendants() {
			if n.Type == html.ElementNode && (n.Data == "caption" || n.Data == "tr" && n.Parent.Data == "tbody") {
				out = append(out, textOf(n))
			}
		}
	}
	return out
}

// onTheDay is somebody who leaves Leeds for Haringey, points and all, with an
// appointment too early and one in time.
func onTheDay(t *testing.T, state string, flags ...string) (*site, seed.Release) {
	t.Helper()
	s := newSite(t)
	s.seed.Exec(`update authority set lat = 51.5906, lon = -0.1110 where gss_code = $1`, seed.Haringey)
	s.seed.Exec(`update prison set lat = 53.7950, lon = -1.5771 where code = $1`, seed.Leeds)
	s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre")
	s.seed.Service(seed.Haringey, "probation_unit", "Probation")
	s.seed.Exec(`update service set closes = '17:00'`)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-17"), Flags: flags})
	s.seed.Task(seed.Task{Release: r, Standard: "GATE-PLAN", State: state, HandOffOn: day("2026-11-20"), DueOn: day("2026-12-10")})
	s.appointment(r, "a1", "probation_unit", "2026-12-17 14:00")
	s.appointment(r, "a2", "jobcentre", "2026-12-17 16:45")
	s.seed.Exec(`update appointment set minutes = 30 where ref = 'a2'`)
	return s, r
}

func TestTheItineraryShowsTheDayInOrderWithItsWarnings(t *testing.T) {
	t.Parallel()
	s, r := onTheDay(t, "handed_off")
	page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("Release-day itinerary", "They are an estimate, not a timetable")
	want := []string{"Thursday 17 December 2026",
		"Out of the gate at 9:30am. Straight home to Haringey: about 160 miles, about 5 hours 30 minutes, not before 3pm.",
		"2pm Probation unit Wood Green about 160 miles, about 5 hours 30 minutes, to the middle of Haringey Cannot be reached in time: not before 3pm",
		"4:45pm to 5:15pm Jobcentre Wood Green about 160 miles, about 5 hours 30 minutes, to the middle of Haringey The service closes at 5pm"}
	if got := page.itineraryOf(); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheItineraryWaitsForItsTaskAndForTheLicence(t *testing.T) {
	t.Parallel()
	s, r := onTheDay(t, "planned")
	if got := s.get("/releases/" + r.Ref).itineraryOf(); len(got) != 0 {
		t.Errorf("before GATE-PLAN is handed off: %v", got)
	}
	s, r = onTheDay(t, "accepted", "exclusion_zone")
	page := s.get("/releases/" + r.Ref).says("2 appointments are left out: check the places against the licence first")
	if got := page.itineraryOf(); len(got) != 2 {
		t.Errorf("not checked against the licence: %v", got)
	}
	s.seed.Exec(`update release set licence_checked_at = $1`, monday)
	if got := s.get("/releases/" + r.Ref).itineraryOf(); len(got) != 4 {
		t.Errorf("checked: %v", got)
	}
}

func TestAPresumedDayHasTwoItinerariesAndNothingConfirmed(t *testing.T) {
	t.Parallel()
	s, r := onTheDay(t, "handed_off")
	s.seed.Exec(`update release set presumed = true, working_day = '2026-12-18', friday_scheme_day = planned_day`)
	s.appointment(r, "a3", "jobcentre", "2026-12-18 16:00")
	got := s.get("/releases/" + r.Ref).itineraryOf()
	if len(got) != 7 || !strings.Contains(got[0], "Thursday 17 December 2026 (presumed") || !strings.Contains(got[4], "Friday 18 December 2026 (presumed") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestThePastHasNoForms(t *testing.T) {
	t.Parallel()
	s, r := onTheDay(t, "handed_off")
	s.seed.Exec(`insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type,
			statutory_date, working_day, friday_scheme_day, planned_day, released_on, reasons, explanation)
		select id, $1, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type, statutory_date, working_day,
			friday_scheme_day, planned_day, released_on, reasons, explanation from release`, monday.Add(-72*time.Hour))
	page := s.get("/releases/" + r.Ref + "?as-of=2026-11-21").wantStatus(http.StatusOK)
	if got := page.forms(); len(got) != 0 || len(page.itineraryOf()) != 0 {
		t.Errorf("offered: %v", got)
	}
}
