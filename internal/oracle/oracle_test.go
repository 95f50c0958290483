package oracle

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"throughgate/intake/reference"
)

func TestTheStandingHolidaysAreThePublishedOnes(t *testing.T) {
	published, err := reference.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	want := map[Day]bool{}
	for _, h := range published {
		if d := parseDay(h.Day.String()); d.utc().Year() >= 2026 {
			want[d] = true
		}
	}
	for y := 2026; y <= 2028; y++ {
		got := standingHolidays(y)
		for d := date(y, time.January, 1); d <= date(y, time.December, 31); d++ {
			if got[d] != want[d] {
				t.Errorf("%s: by the rules %t, published %t", d, got[d], want[d])
			}
		}
	}
}

func TestWhichDayADateBecomes(t *testing.T) {
	var c calendar
	today := parseDay("2026-11-23")
	for _, x := range []struct {
		name, legal, scheme string
		dates               map[string]string
		planned, state      string
	}{
		{"a Friday goes to the Thursday", "SENTENCED", "", map[string]string{"crd": "2027-01-15"}, "2027-01-14", planned},
		{"and back where the scheme is refused", "SENTENCED", schemeRefused, map[string]string{"crd": "2027-01-15"}, "2027-01-15", planned},
		{"one day more", "SENTENCED", schemeOneMore, map[string]string{"crd": "2027-01-15"}, "2027-01-13", planned},
		{"a Tuesday stays", "SENTENCED", "", map[string]string{"crd": "2027-01-12"}, "2027-01-12", planned},
		{"the latest of them", "SENTENCED", "", map[string]string{"crd": "2027-01-12", "ard": "2027-01-13"}, "2027-01-13", planned},
		{"an override though it is earlier", "SENTENCED", "", map[string]string{"crd": "2027-01-13", "crd_override": "2027-01-12"}, "2027-01-12", planned},
		{"a curfew is not moved", "SENTENCED", "", map[string]string{"crd": "2027-01-12", "hdcad": "2026-12-05"}, "2026-12-05", planned},
		{"one later than the release decides nothing", "SENTENCED", "", map[string]string{"crd": "2027-01-12", "hdcad": "2027-02-05"}, "2027-01-12", planned},
		{"the prison's word", "SENTENCED", "", map[string]string{"crd": "2027-01-12", "hdcad": "2026-12-05", "confirmed_release": "2027-01-06"}, "2027-01-06", planned},
		{"left over from before a recall", "RECALL", "", map[string]string{"crd": "2026-10-12"}, "none", recalledNoDate},
		{"remand never has one", "REMAND", "", map[string]string{"crd": "2027-01-12"}, "none", couldLeave},
		{"parole awaited", "SENTENCED", "", map[string]string{"ped": "2027-01-12"}, "none", awaitingParole},
	} {
		told := &told{legal: x.legal, birth: parseDay("1986-01-01"), sentenceStart: parseDay("2026-01-05")}
		for column, day := range x.dates {
			told.dates.put(column, parseDay(day))
		}
		a := c.decide(told, today, today, today, x.scheme)
		if a.plannedDay.String() != x.planned || a.state != x.state {
			t.Errorf("%s: %s %s, want %s %s", x.name, a.state, a.plannedDay, x.state, x.planned)
		}
	}
}

// told one row, the oracle says what is wrong with tables and messages that
// differ.
func TestWhatDiffersIsSaid(t *testing.T) {
	var files [3]string
	for i, name := range []string{reference.StandardsFile, reference.PrisonsFile, reference.AuthoritiesFile} {
		var err error
		if files[i], err = reference.Text(name); err != nil {
			t.Fatal(err)
		}
	}
	services := "area,service,spoc_email\nHaringey,jobcentre,jcp@services.example\n"
	const link = "lee@unit.example"
	at := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name string
		do   func(*Oracle)
		want string
	}{
		{"as it should be", func(o *Oracle) { o.Releases([]SeenRelease{seen("2027-01-12")}) }, ""},
		{"another day", func(o *Oracle) { o.Releases([]SeenRelease{seen("2027-01-13")}) }, "the release should be"},
		{"no tasks", func(o *Oracle) { o.Tasks("B1234CD", nil) }, "does not stand"},
		{"a request to the wrong service", func(o *Oracle) {
			o.Sent(Sent{At: at.Add(time.Hour), Channel: "email", Kind: "request", To: "x@services.example", Items: []Item{{Kind: "task", Number: "B1234CD", Code: "BEN-JCP"}}})
		}, "a request that should not leave"},
		{"a text in custody", func(o *Oracle) {
			o.Sent(Sent{At: at.Add(time.Hour), Channel: "text", Kind: "appointment_reminder", To: "+447700900001", Items: []Item{{Kind: "appointment", Number: "B1234CD"}}})
		}, "a text that may not leave"},
		{"a service after a death", func(o *Oracle) {
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "died"}})
			o.Sent(Sent{At: at.Add(time.Hour), Channel: "email", Kind: "told", To: "jcp@services.example", Items: []Item{{Kind: "moved", Number: "B1234CD", Code: "BEN-JCP"}}})
		}, "after a death"},
		{"nobody is told of a death", func(o *Oracle) {
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "died"}})
			o.DayEnds(at.Add(12 * time.Hour))
		}, "an alert is missing: died"},
		{"somebody who is away is told", func(o *Oracle) {
			o.Away(at, link, "dee@unit.example", "2026-11-23", "2026-11-27")
			o.Sent(Sent{At: at.Add(time.Hour), Channel: "email", Kind: "digest", To: link, Items: []Item{{Kind: "gate", Number: "B1234CD"}}})
		}, "somebody is told who is away"},
		{"their deputy is not told", func(o *Oracle) {
			o.Away(at, link, "dee@unit.example", "2026-11-23", "2026-11-27")
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "died"}})
			for _, to := range []string{"unit@unit.example", "max@unit.example"} {
				o.Sent(Sent{At: at.Add(time.Minute), Channel: "email", Kind: "alert", To: to, Items: []Item{{Kind: "died", Number: "B1234CD"}}})
			}
			o.DayEnds(at.Add(12 * time.Hour))
		}, "an alert is missing: died of 2026-11-23T11:00:00Z to " + link},
		{"their deputy is told, and a deputy's deputy", func(o *Oracle) {
			o.Away(at, link, "dee@unit.example", "2026-11-23", "2026-11-27")
			o.Away(at, "dee@unit.example", "max@unit.example", "2026-11-23", "2026-11-23")
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "died"}})
			for _, to := range []string{"unit@unit.example", "max@unit.example"} {
				o.Sent(Sent{At: at.Add(time.Minute), Channel: "email", Kind: "alert", To: to, Items: []Item{{Kind: "died", Number: "B1234CD"}}})
			}
			o.DayEnds(at.Add(12 * time.Hour))
		}, ""},
		{"nobody hears of a hearing", func(o *Oracle) {
			o.people["B1234CD"].nextCourt = parseDay("2026-11-25")
			o.Watch(at.Add(18 * time.Hour))
			o.DayEnds(at.Add(36 * time.Hour))
		}, "a hearing was not told on its eve"},
		{"a hearing on a Monday is told on the Friday", func(o *Oracle) {
			o.people["B1234CD"].nextCourt = parseDay("2026-11-30")
			friday := parseDay("2026-11-27")
			o.Watch(friday.at(5, 0))
			o.DayEnds(friday.at(23, 0))
		}, "a hearing was not told on its eve"},
		{"a hearing that was called off", func(o *Oracle) {
			o.Sent(Sent{At: at, Channel: "email", Kind: "digest", To: link, Items: []Item{{Kind: "hearing", Number: "B1234CD", To: "2026-11-24"}}})
		}, "a hearing that is not to be"},
		{"a service is told of who was released in error", func(o *Oracle) {
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "released_in_error"}})
			o.Sent(Sent{At: at.Add(time.Hour), Channel: "email", Kind: "request", To: "jcp@services.example", Items: []Item{{Kind: "task", Number: "B1234CD", Code: "BEN-JCP"}}})
		}, "released in error"},
		{"a request in the hour in which the prison is asked", func(o *Oracle) {
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "left_unknown"}})
			o.Sent(Sent{At: at.Add(time.Minute), Channel: "email", Kind: "request", To: "jcp@services.example", Items: []Item{{Kind: "task", Number: "B1234CD", Code: "BEN-JCP"}}})
		}, "before the hour is over"},
		{"a request of the morning that the mail server put off into that hour", func(o *Oracle) {
			ask := o.people["B1234CD"].request("BEN-JCP")
			ask.state, ask.to, ask.tell, ask.askedAt = asked, "jcp@services.example", &owed{holder: true}, momentOf(at.Add(-6*time.Hour))
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "left_unknown"}})
			o.Sent(Sent{At: at.Add(time.Minute), Channel: "email", Kind: "request", To: "jcp@services.example", Items: []Item{{Kind: "task", Number: "B1234CD", Code: "BEN-JCP"}}})
		}, ""},
		{"the same row, taken after they went to hospital, says that they are back", func(o *Oracle) {
			same := clarke
			o.Events(at, []Event{{At: at, Number: "B1234CD", Word: "hospital"}})
			o.Extract(at.Add(time.Hour), at.Add(-time.Hour), fileOf(same)) // taken before
			if place := o.people["B1234CD"].place; place != "hospital" {
				o.violate(o.people["B1234CD"], "by a row of before they are %s", place)
			}
			o.Extract(at.AddDate(0, 0, 1), at.AddDate(0, 0, 1).Add(-5*time.Hour), fileOf(same))
			if place := o.people["B1234CD"].place; place != "held" {
				o.violate(o.people["B1234CD"], "by a row of after they are %s", place)
			}
		}, ""},
		{"a date that was set aside does not come back because they escape", func(o *Oracle) {
			setAside(o)
			o.Events(at.AddDate(0, 0, 15), []Event{{At: at.AddDate(0, 0, 15), Number: "B1234CD", Word: "escaped"}})
			s := seen("2027-01-12")
			s.State = atLarge
			o.Releases([]SeenRelease{s})
		}, ""},
		{"nor because they are at court", func(o *Oracle) {
			setAside(o)
			out := map[string]string{"confirmed_release": "2026-11-30"}
			maps.Copy(out, clarke)
			out["status"] = "ACTIVE OUT"
			o.Extract(at.AddDate(0, 0, 15), at.AddDate(0, 0, 15).Add(-5*time.Hour), fileOf(out))
			o.Releases([]SeenRelease{seen("2027-01-12")})
		}, ""},
		{"whoever leaves then leaves unexpectedly", func(o *Oracle) {
			setAside(o)
			o.Events(at.AddDate(0, 0, 15), []Event{{At: at.AddDate(0, 0, 15), Number: "B1234CD", Word: "released"}})
			o.DayEnds(at.AddDate(0, 0, 15).Add(12 * time.Hour))
		}, "an alert is missing: unexpected_release"},
		{"but not whoever left on the day that was set aside later", func(o *Oracle) {
			setAside(o)
			o.Events(at.AddDate(0, 0, 15), []Event{{At: at.AddDate(0, 0, 7), Number: "B1234CD", Word: "released"}})
			if p := o.people["B1234CD"]; p.unexpected || p.answer.plannedDay.String() != "2026-11-30" {
				o.violate(p, "planned for %s, unexpected %t", p.answer.plannedDay, p.unexpected)
			}
		}, ""},
		{"whom no file lists any more is not judged again by an older one", func(o *Oracle) {
			row := map[string]string{"confirmed_release": "2026-11-24"}
			maps.Copy(row, clarke)
			wednesday, saturday := at.AddDate(0, 0, 2), at.AddDate(0, 0, 5)
			o.Extract(wednesday, wednesday.Add(-5*time.Hour), fileOf(row))
			o.Extract(wednesday.AddDate(0, 0, 1), wednesday.AddDate(0, 0, 1).Add(-5*time.Hour), fileOf())
			o.Watch(saturday.AddDate(0, 0, -1).Add(-6 * time.Hour))
			o.Watch(saturday.Add(-6 * time.Hour))
			s := seen("2026-11-24")
			s.State, s.Statutory, s.Working = notConfirmed, "2026-11-24", "2026-11-24"
			o.Releases([]SeenRelease{s})
		}, ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			o, err := New(Config{Standards: files[0], Prisons: files[1], Authorities: files[2], Services: services, Areas: []string{"Haringey"},
				LinkOfficers: map[string][]string{"Haringey": {link, "max@unit.example"}}, Mailbox: "unit@unit.example"})
			if err != nil {
				t.Fatal(err)
			}
			o.Extract(at, at.Add(-5*time.Hour), fileOf(clarke))
			x.do(o)
			o.wantSaid(t, x.want)
		})
	}
}

var clarke = map[string]string{"prison_number": "B1234CD", "surname": "Clarke", "home_area": "Haringey", "prison": "LEI", "date_of_birth": "1986-01-01",
	"legal_status": "SENTENCED", "status": "ACTIVE IN", "sentence_start": "2026-01-05", "crd": "2027-01-12", "sed": "2027-06-12", "needs": "none"}

// setAside has Clarke confirmed for 30 November and held on, until the watch of 8
// December sets that day aside.
func setAside(o *Oracle) {
	row := map[string]string{"confirmed_release": "2026-11-30"}
	maps.Copy(row, clarke)
	for day := parseDay("2026-11-24"); day <= parseDay("2026-12-08"); day++ {
		o.Watch(day.at(5, 0))
		o.Extract(day.at(11, 0), day.at(6, 0), fileOf(row))
	}
}

// fileOf is an extract of these rows.
func fileOf(rows ...map[string]string) File {
	f := File{Columns: []string{"confirmed_release"}}
	for name := range clarke {
		f.Columns = append(f.Columns, name)
	}
	slices.Sort(f.Columns)
	for _, r := range rows {
		cells := make([]string, len(f.Columns))
		for i, name := range f.Columns {
			cells[i] = r[name]
		}
		f.Rows = append(f.Rows, strings.Join(cells, Apart))
	}
	return f
}

func seen(day string) SeenRelease {
	return SeenRelease{Number: "B1234CD", State: planned, Statutory: "2027-01-12", Working: "2027-01-12", Planned: day, Supervised: true, Watched: true}
}

// wantSaid fails unless the oracle has said this, or nothing where it is "".
func (o *Oracle) wantSaid(t *testing.T, want string) {
	t.Helper()
	var said []string
	for _, v := range o.Violations() {
		said = append(said, v.Problem)
	}
	if all := strings.Join(said, "\n"); want == "" && all != "" || !strings.Contains(all, want) {
		t.Errorf("said %q, want %q", all, want)
	}
}
