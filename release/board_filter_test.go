package release_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// names are the surnames of one page of the board, in order.
func names(t *testing.T, pool *pgxpool.Pool, q release.BoardQuery) []string {
	t.Helper()
	if q.Scope.Areas == nil && !q.Scope.All {
		q.Scope = ownArea
	}
	q.Now = shown
	if q.List == "" {
		q.List = release.Upcoming
	}
	board, err := read(t, pool, func(tx pgx.Tx) (release.Board, error) { return release.ReadBoard(t.Context(), tx, q) })
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, row := range board.Rows {
		found = append(found, row.Surname)
	}
	if q.Page < 2 && len(found) < release.BoardPage && board.Total(q.List) != len(found) {
		t.Errorf("the list counts %d and shows %d", board.Total(q.List), len(found))
	}
	return found
}

// Each filter leaves those it is about, and counts what it shows.
func TestEachFilterOfTheBoard(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	day := calendar.MustParse("2026-12-10")
	add := func(name string, p seed.Person) seed.Release {
		p.Surname = name
		if p.PlannedDay.IsZero() && p.State == "" {
			p.PlannedDay = day
		}
		return s.Person(p)
	}
	silent := s.Service(seed.Haringey, "housing_options", "Haringey housing")
	s.Exec(`update service set not_answering_since = '2026-11-10' where id = $1`, silent)
	add("plain", seed.Person{Local: true})
	add("far", seed.Person{})
	add("camden", seed.Person{Area: seed.Camden, Local: true})
	add("pentonville", seed.Person{Prison: seed.PentPrn, Local: true})
	iom := add("iom", seed.Person{Local: true})
	s.Exec(`update person set iom = 'flex' where id = $1`, iom.PersonID)
	moved := add("moved", seed.Person{Local: true})
	s.Exec(`insert into release_change (release_id, from_day, to_day, at, source) values ($1, '2026-12-01', '2026-12-10', $2, 'x')`, moved.ID, shown.AddDate(0, 0, -6))
	movedLong := add("moved long ago", seed.Person{Local: true})
	s.Exec(`insert into release_change (release_id, from_day, to_day, at, source) values
		($1, '2026-12-01', '2026-12-10', $2, 'x'), ($1, null, '2026-12-10', $3, 'x')`, movedLong.ID, shown.AddDate(0, 0, -8), shown)
	late := add("late", seed.Person{Local: true})
	s.Task(seed.Task{Release: late, Standard: "ACC-DTR", State: "handed_off", DueOn: calendar.MustParse("2026-11-20")})
	nobody := add("nobody", seed.Person{Local: true})
	s.Task(seed.Task{Release: nobody, Standard: "BEN-JCP", Nobody: true, HandOffOn: day, DueOn: day})
	waiting := add("silent", seed.Person{Local: true})
	s.Task(seed.Task{Release: waiting, Standard: "ACC-CASE", State: "handed_off", DueOn: day, Service: silent})
	bed := add("no bed", seed.Person{Local: true})
	s.Task(seed.Task{Release: bed, Standard: "ACC-NIGHT1", DueOn: day, HandOffOn: day})
	housed := add("housed", seed.Person{Local: true})
	s.Task(seed.Task{Release: housed, Standard: "ACC-NIGHT1", State: "done", DueOn: day})
	officer := add("officer", seed.Person{Local: true})
	s.Exec(`update person set com_name = 'Ada', com_email = 'Ada@probation.example' where id = $1`, officer.PersonID)
	pom := add("pom", seed.Person{Local: true})
	s.Exec(`update person set pom_name = 'Ada', pom_email = 'ada@PROBATION.example' where id = $1`, pom.PersonID)
	none := add("none", seed.Person{Local: true})
	s.Exec(`update person set com_name = '', com_email = '' where id = $1`, none.PersonID)
	add("soon", seed.Person{Local: true, PlannedDay: calendar.MustParse("2026-11-26")})
	add("next year", seed.Person{Local: true, PlannedDay: calendar.MustParse("2027-09-01")})
	add("remand", seed.Person{State: "could_leave_any_day", Local: true})
	treated := add("treated", seed.Person{Local: true, HealthConsent: true})
	s.Task(seed.Task{Release: treated, Standard: "DA-REFER", State: "declined", DueOn: day})
	private := add("private", seed.Person{Local: true})
	s.Task(seed.Task{Release: private, Standard: "DA-REFER", State: "declined", DueOn: day})
	hidden := add("hidden", seed.Person{Flags: []string{"restricted"}, Prison: seed.PentPrn, Local: true})
	s.Exec(`update person set com_name = 'Ada', com_email = 'ada@probation.example' where id = $1`, hidden.PersonID)

	choices, err := read(t, pool, func(tx pgx.Tx) (release.BoardChoices, error) {
		return release.ReadBoardChoices(t.Context(), tx, ownArea)
	})
	if err != nil {
		t.Fatal(err)
	}
	ada := ""
	for _, c := range choices.Officers {
		if c.Name == "Ada" {
			ada = c.Code
		}
	}
	if ada == "" || strings.Contains(strings.ToLower(ada), "ada") || len(choices.Officers) != 2 {
		t.Fatalf("officers: %v; want Ada once and Kay, by codes that tell nobody", choices.Officers)
	}
	both := release.Scope{Areas: []string{seed.Haringey, seed.Camden}}
	for what, c := range map[string]struct {
		q    release.BoardQuery
		want []string
	}{
		"area":                     {release.BoardQuery{Scope: both, Area: seed.Camden}, []string{"camden"}},
		"area of somebody else":    {release.BoardQuery{Area: seed.Camden}, []string{}},
		"prison, not restricted":   {release.BoardQuery{Prison: seed.PentPrn}, []string{"pentonville"}},
		"out of area":              {release.BoardQuery{OutOfArea: true}, []string{"far"}},
		"IOM":                      {release.BoardQuery{IOM: true}, []string{"iom"}},
		"moved":                    {release.BoardQuery{Moved: true}, []string{"moved"}},
		"late":                     {release.BoardQuery{LateOnly: true}, []string{"late"}},
		"nobody to send to":        {release.BoardQuery{NobodyOnly: true}, []string{"nobody"}},
		"services not answering":   {release.BoardQuery{NotAnswered: true}, []string{"silent"}},
		"no address":               {release.BoardQuery{NoAddress: true}, []string{"no bed"}},
		"officer":                  {release.BoardQuery{Officer: ada}, []string{"officer", "pom"}},
		"no officer":               {release.BoardQuery{Officer: release.NoOfficer}, []string{"none"}},
		"service":                  {release.BoardQuery{Service: "housing_options"}, []string{"silent"}},
		"pathway":                  {release.BoardQuery{Pathway: "benefits_and_work"}, []string{"nobody"}},
		"pathway and state":        {release.BoardQuery{Pathway: "accommodation", Mark: release.MarkLate}, []string{"late"}},
		"another state":            {release.BoardQuery{Pathway: "accommodation", Mark: release.MarkDone}, []string{"housed"}},
		"state of any pathway":     {release.BoardQuery{Mark: release.MarkNobody}, []string{"nobody"}},
		"health, by role":          {release.BoardQuery{AllHealth: true, Mark: release.MarkDeclined}, []string{"private", "treated"}},
		"health, agreed":           {release.BoardQuery{Mark: release.MarkDeclined}, []string{"treated"}},
		"health pathway":           {release.BoardQuery{Pathway: "drugs_and_alcohol"}, []string{"treated"}},
		"health pathway and state": {release.BoardQuery{Pathway: "drugs_and_alcohol", Mark: release.MarkDeclined}, []string{"treated"}},
		"health service":           {release.BoardQuery{Service: "drug_and_alcohol"}, []string{"treated"}},
		"health service, by role":  {release.BoardQuery{AllHealth: true, Service: "drug_and_alcohol"}, []string{"private", "treated"}},
		"three days":               {release.BoardQuery{Within: 3}, []string{"soon"}},
		"two days":                 {release.BoardQuery{Within: 2}, []string{}},
		"a year, one officer":      {release.BoardQuery{Within: 365, Sort: release.SortName, Officer: ada}, []string{"officer", "pom"}},
		"any day, in three days":   {release.BoardQuery{List: release.AnyDay, Within: 3}, []string{"remand"}},
		"together":                 {release.BoardQuery{OutOfArea: true, IOM: true}, []string{}},
	} {
		if diff := cmp.Diff(c.want, names(t, pool, c.q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if got := names(t, pool, release.BoardQuery{Within: 365, Page: 1}); !slices.Contains(got, "next year") {
		t.Errorf("a window of a year shows %q, want next year's release too", got)
	}
}

func TestAnOffenderManagerSeesTheirOwnPeopleOnly(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	day := calendar.MustParse("2026-12-10")
	com, pom := s.Person(seed.Person{Surname: "com", PlannedDay: day}), s.Person(seed.Person{Surname: "pom", PlannedDay: day})
	other := s.Person(seed.Person{Surname: "other", PlannedDay: day})
	s.Exec(`update person set com_email = 'ADA@unit.example' where id = $1`, com.PersonID)
	s.Exec(`update person set pom_email = 'ada@unit.example' where id = $1`, pom.PersonID)
	id := s.Account("ada", "Ada", "offender_manager", []string{seed.Haringey}, nil)
	scope := release.Scope{All: true}.For(access.Actor{AccountID: id, Role: access.OffenderManager, Areas: []string{seed.Haringey}})
	if diff := cmp.Diff([]string{"com", "pom"}, names(t, pool, release.BoardQuery{Scope: scope})); diff != "" {
		t.Errorf("their board (-want +got):\n%s", diff)
	}
	for number, want := range map[string]bool{com.Number: true, other.Number: false} {
		_, err := read(t, pool, func(tx pgx.Tx) (release.Story, error) {
			return release.Show(t.Context(), tx, toldToday{}, scope, release.Find{PrisonNumber: number}, calendar.DayOf(shown))
		})
		if (err == nil) != want {
			t.Errorf("%s is shown: %v, want %v", number, err == nil, want)
		}
	}
	if scope.Covers(release.Scope{Areas: []string{seed.Haringey}}) {
		t.Error("the people of one officer are not everybody of the area")
	}
}

func TestTheBoardsSearch(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	add := func(surname, forenames, more string, p seed.Person) seed.Release {
		p.Surname, p.Forenames, p.State = surname, forenames, "no_dates"
		r := s.Person(p)
		if more != "" {
			s.Exec(`update person set `+more+` where id = $1`, r.PersonID)
		}
		return r
	}
	oneill := add("O'Neill", "Siôn Rhys", "crn = 'X123456', pnc_id = '2015/0012345L'", seed.Person{Number: "A1234BC"})
	add("O’Neill", "Curly", "", seed.Person{})
	add("Smith-Jones", "Łukasz", "", seed.Person{})
	add("100% Real_Name", "Odd", "", seed.Person{})
	add("Strauß", "Zoë", "", seed.Person{})
	merged := add("Merged", "Person", "", seed.Person{Number: "B1111BB"})
	s.Exec(`insert into person_number (prison_number, person_id, is_current) values ('C2222CC', $1, false)`, merged.PersonID)
	add("Hidden", "Person", "crn = 'X999999'", seed.Person{Number: "D3333DD", Flags: []string{"restricted"}})
	add("Elsewhere", "Person", "", seed.Person{Area: seed.Camden, Number: "E4444EE"})
	for words, want := range map[string][]string{
		"O'Neill": {"O'Neill", "O’Neill"}, "o’neill": {"O'Neill", "O’Neill"}, "ONEILL": {"O'Neill", "O’Neill"}, "neill": {"O'Neill", "O’Neill"},
		"O Neill": {"O'Neill", "O’Neill"}, "onei": {"O'Neill", "O’Neill"}, "O'Neill, Siôn": {"O'Neill"}, "sion oneill": {"O'Neill"}, "Rhys O'N": {"O'Neill"},
		"smith-jones": {"Smith-Jones"}, "jones": {"Smith-Jones"}, "smithjones": {"Smith-Jones"}, "lukasz SMITH": {"Smith-Jones"},
		"strauss zoe": {"Strauß"}, "Zoë": {"Strauß"}, "mith": {},
		"%": {}, "_": {}, "100%": {"100% Real_Name"}, "real_name": {"100% Real_Name"}, "realxname": {}, "'": {}, "\\": {}, "' | 'a": {}, "a:*": {}, "!": {},
		"A1234BC": {"O'Neill"}, "a1234bc": {"O'Neill"}, "A1234 BC": {"O'Neill"}, "X123456": {"O'Neill"}, "x 123456": {}, "2015/0012345L": {"O'Neill"},
		"15/12345L": {"O'Neill"}, "2015/12345l": {"O'Neill"}, "B1111BB": {"Merged"}, "C2222CC": {"Merged"},
		"Hidden": {}, "hid": {}, "D3333DD": {"Hidden"}, "X999999": {"Hidden"}, "X99999": {}, "Person": {"Merged"}, "E4444EE": {}, "Elsewhere": {},
	} {
		if diff := cmp.Diff(want, names(t, pool, release.BoardQuery{List: release.Everyone, Sort: release.SortName, Words: words})); diff != "" {
			t.Errorf("search %q (-want +got):\n%s", words, diff)
		}
	}
	s.Exec(`update release set state = 'moved_away' where id = $1`, oneill.ID)
	if got := names(t, pool, release.BoardQuery{List: release.Everyone, Words: "A1234BC"}); len(got) != 0 {
		t.Errorf("whoever moved to another area is found: %q", got)
	}
}

func TestTheBoardsOrders(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	add := func(name, day string, p seed.Person, tasks ...string) {
		p.Surname, p.PlannedDay = name, calendar.MustParse(day)
		r := s.Person(p)
		for _, code := range tasks {
			s.Task(seed.Task{Release: r, Standard: code, HandOffOn: p.PlannedDay, DueOn: p.PlannedDay})
		}
		if name == "Near" {
			s.Exec(`update release set miles = 20 where id = $1`, r.ID)
		}
	}
	add("Far", "2026-12-01", seed.Person{})
	add("Near", "2026-12-01", seed.Person{Prison: seed.PentPrn})
	add("Script", "2026-12-04", seed.Person{Prison: seed.PentPrn}, "MH-MEDS")
	add("Mappa", "2026-12-05", seed.Person{Flags: []string{"mappa2"}})
	add("Worse", "2026-12-06", seed.Person{Flags: []string{"mappa3"}})
	add("Bed", "2026-12-07", seed.Person{}, "ACC-NIGHT1")
	add("Hidden", "2026-12-08", seed.Person{Flags: []string{"restricted", "mappa3"}})
	for sort, want := range map[release.BoardSort][]string{
		release.SortDay:    {"Far", "Near", "Script", "Mappa", "Worse", "Bed", "Hidden"},
		release.SortName:   {"Hidden", "Bed", "Far", "Mappa", "Near", "Script", "Worse"},
		release.SortPrison: {"Hidden", "Far", "Mappa", "Worse", "Bed", "Near", "Script"},
		release.SortWorst:  {"Bed", "Worse", "Mappa", "Script", "Far", "Near", "Hidden"},
	} {
		if diff := cmp.Diff(want, names(t, pool, release.BoardQuery{Sort: sort, AllHealth: true})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", sort, diff)
		}
	}
	// Without a basis the order does not tell whose medicines are missing.
	want := []string{"Bed", "Worse", "Mappa", "Far", "Script", "Near", "Hidden"}
	if diff := cmp.Diff(want, names(t, pool, release.BoardQuery{Sort: release.SortWorst})); diff != "" {
		t.Errorf("worst first without a basis for health (-want +got):\n%s", diff)
	}
}

// The pages of a list, one behind the other, are the whole list, each person
// once, in every order; and each list counts what it holds.
func TestThePagesTogetherAreTheWholeList(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	for i := range 130 {
		p := seed.Person{Surname: fmt.Sprintf("Name%d", i%7), PlannedDay: calendar.MustParse("2026-11-23").AddDays(i % 40)}
		if i%3 == 0 {
			p.Prison, p.Flags = seed.PentPrn, []string{"mappa1"}
		}
		if i%11 == 0 {
			p.State, p.PlannedDay = "could_leave_any_day", calendar.Date{}
		}
		r := s.Person(p)
		if i%5 == 0 {
			s.Task(seed.Task{Release: r, Standard: "ACC-NIGHT1", HandOffOn: p.PlannedDay, DueOn: p.PlannedDay})
		}
	}
	for _, list := range []release.List{release.Upcoming, release.Everyone, release.Gate, release.AnyDay} {
		for _, sort := range release.BoardSorts {
			q := release.BoardQuery{Scope: ownArea, Now: shown, List: list, Sort: sort, AllHealth: true}
			whole, err := read(t, pool, func(tx pgx.Tx) ([]string, error) { return release.ReadBoardRefs(t.Context(), tx, q) })
			if err != nil {
				t.Fatal(err)
			}
			var gate int
			var paged []string
			for page := 1; ; page++ {
				q.Page = page
				board, err := read(t, pool, func(tx pgx.Tx) (release.Board, error) { return release.ReadBoard(t.Context(), tx, q) })
				if err != nil {
					t.Fatal(err)
				}
				if page == 1 {
					gate = len(board.Gate)
				}
				if want := len(whole) - gate; board.Total(list) != want {
					t.Errorf("%s by %q, page %d: the total is %d, want %d", list, sort, page, board.Total(list), want)
				}
				weeks := 0
				for _, n := range board.Weeks {
					weeks += n
				}
				if list == release.Upcoming && weeks != board.Total(list) {
					t.Errorf("the weeks hold %d of %d", weeks, board.Total(list))
				}
				for _, row := range board.Rows {
					paged = append(paged, row.Release.ID)
				}
				if len(board.Rows) < release.BoardPage {
					break
				}
			}
			if diff := cmp.Diff(whole[gate:], paged); diff != "" {
				t.Errorf("%s by %q: the pages are not the list (-list +pages):\n%s", list, sort, diff)
			}
		}
	}
}

// The lists beside the board.
func TestTheListsBesideTheBoard(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	add := func(name, change string, p seed.Person) seed.Release {
		p.Surname = name
		if p.State == "" && p.PlannedDay.IsZero() {
			p.PlannedDay = calendar.MustParse("2027-01-20")
		}
		r := s.Person(p)
		if change != "" {
			s.Exec(change, r.ID)
		}
		return r
	}
	s.Exec(`insert into watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
		values ('2026-11-10', false, $1, $1, 0, 0, 0, 0, 0, 0, 0)`, shown)
	add("old", "", seed.Person{})
	add("new", `update release set received_day = '2026-11-17', received_on = '2026-11-17' where id = $1`, seed.Person{})
	add("a week old", `update release set received_day = '2026-11-16', received_on = '2026-11-16' where id = $1`, seed.Person{})
	add("first file", `update release set received_day = '2026-11-20' where id = $1`, seed.Person{}) // stored before the first watch
	fresh := add("fresh", `update release set received_day = '2026-11-20' where id = $1`, seed.Person{})
	s.Exec(`update person set first_stored_on = '2026-11-20' where id = $1`, fresh.PersonID)
	add("new and out", `update release set received_day = '2026-11-20', received_on = '2026-11-20' where id = $1`,
		seed.Person{State: "released", ReleasedOn: calendar.MustParse("2026-11-22")})
	for name, day := range map[string]string{"court today": "2026-11-23", "court on Sunday": "2026-11-29", "court later": "2026-11-30", "court before": "2026-11-22"} {
		r := add(name, "", seed.Person{})
		s.Exec(`update person set next_court_on = $2 where id = $1`, r.PersonID, day)
	}
	add("gone", `update release set missing_since = '2026-11-20' where id = $1`, seed.Person{})
	wanted := add("consent", "", seed.Person{})
	task := s.Task(seed.Task{Release: wanted, Standard: "ACC-CASE", HandOffOn: calendar.MustParse("2026-11-20"), DueOn: calendar.MustParse("2026-12-20"), Waiting: []string{"consent_to_refer"}})
	s.Exec(`update task set waiting_since = '2026-11-21' where id = $1`, task)
	later := add("consent later", "", seed.Person{})
	s.Task(seed.Task{Release: later, Standard: "ACC-CASE", HandOffOn: calendar.MustParse("2026-12-20"), Waiting: []string{"consent_to_refer"}})
	add("today", "", seed.Person{PlannedDay: calendar.MustParse("2026-11-23")})
	add("or today", `update release set presumed = true, planned_day = '2026-11-22', working_day = '2026-11-23' where id = $1`, seed.Person{})
	add("left today", "", seed.Person{State: "released", PlannedDay: calendar.MustParse("2026-11-23"), ReleasedOn: calendar.MustParse("2026-11-23")})
	add("died", "", seed.Person{State: "died"})
	add("moved away", "", seed.Person{State: "moved_away"})
	for list, want := range map[release.List][]string{
		release.NewInCustody:  {"fresh", "new"},
		release.InCourt:       {"court on Sunday", "court today"},
		release.GoneFromFile:  {"gone"},
		release.ConsentWanted: {"consent"},
		release.Gate:          {"left today", "or today", "today"},
	} {
		got := names(t, pool, release.BoardQuery{List: list})
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", list, diff)
		}
	}
	if got := names(t, pool, release.BoardQuery{List: release.Everyone}); slices.Contains(got, "moved away") || !slices.Contains(got, "died") {
		t.Errorf("everybody: %q", got)
	}
	if got := names(t, pool, release.BoardQuery{}); slices.Contains(got, "today") {
		t.Errorf("the weeks to come show today's release again: %q", got)
	}
}

// The next step is the open task whose day comes first: until it is asked the
// day to ask, then the day it is due.
func TestTheNextStepAndWhoseItIs(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	day := func(text string) calendar.Date { return calendar.MustParse(text) }
	r := s.Person(seed.Person{PlannedDay: day("2026-12-20")})
	housing := s.Service(seed.Haringey, "housing_options", "Haringey housing")
	s.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "done", DueOn: day("2026-11-20")})
	s.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-12-02"), Service: housing, AnswerBy: shown.Add(time.Hour)})
	s.Task(seed.Task{Release: r, Standard: "BEN-JCP", HandOffOn: day("2026-12-01"), DueOn: day("2026-12-15")})
	next := func() *release.NextStep {
		board, _ := boardList(t, pool, release.Upcoming)
		return board.Rows[0].Next
	}
	if got := next(); got == nil || got.Service != "jobcentre" || got.AskOn != day("2026-12-01") || got.Contact != "" {
		t.Errorf("next: %+v, want the Jobcentre to be asked on 1 December", got)
	}
	s.Exec(`update task set due_on = '2026-11-30' where standard = 'ACC-CASE'`)
	if got := next(); got == nil || got.Contact != "Kay" || got.Where != "Haringey housing" || got.DueOn != day("2026-11-30") {
		t.Errorf("next: %+v, want Kay of Haringey housing by 30 November", got)
	}
	s.Exec(`update task set state = 'done'`)
	if got := next(); got != nil {
		t.Errorf("next: %+v, want nothing", got)
	}
}
