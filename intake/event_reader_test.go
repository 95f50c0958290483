package intake_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/release"
)

var standards = []string{"ACC-NIGHT1", "ACC-TONIGHT", "DA-APPT", "PRO-FIRST"}

var eventDay = calendar.MustParse("2026-11-23")

// builtIn is the gazetteer inside the program, made once.
var builtIn = sync.OnceValues(intake.BuiltIn)

// readEvents reads a whole event file: the good lines, the problems.
func readEvents(t testing.TB, file string) (good []intake.Event, problems []string, r *intake.EventReader, err error) {
	t.Helper()
	places, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	r, err = intake.NewEventReader(strings.NewReader(file), places, standards, eventDay)
	if err != nil {
		return nil, nil, nil, err
	}
	for {
		e, problem, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return good, problems, r, nil
		case err != nil:
			return good, problems, r, err
		case problem != nil:
			problems = append(problems, problem.String())
		default:
			good = append(good, e)
		}
	}
}

func TestALineBecomesAnEvent(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	base := intake.Event{PrisonNumber: "A1234BC", LifeEvent: release.LifeEvent{Line: 1, ExternalID: "1", At: at, Source: "events"}}
	with := func(change func(*intake.Event)) intake.Event {
		e := base
		change(&e)
		return e
	}
	tests := []struct {
		line string
		want intake.Event
	}{
		{event("1", "a1234bc", "received", `"prison":"HMP Leeds"`, `"legal_status":"recall"`, `"reason":"returned"`),
			with(func(e *intake.Event) {
				e.Word, e.Prison, e.Legal, e.Reason = release.Received, "LEI", release.Recall, "returned"
			})},
		{event("1", "A1234BC", "Transferred", `"prison":"lei"`, `"into":"not for this event"`),
			with(func(e *intake.Event) { e.Word, e.Prison = release.Transferred, "LEI" })},
		{event("1", "A1234BC", "court", `"prison":null`, `"reason":"  two \u0000 spaces "`),
			with(func(e *intake.Event) { e.Word, e.Reason = release.Court, "two spaces" })},
		{event("1", "A1234BC", "moved_area", `"area":"Harrogate"`),
			with(func(e *intake.Event) { e.Word, e.Area = release.MovedArea, "E06000065" })},
		{event("1", "A1234BC", "merged", `"into":"b9876cd"`),
			with(func(e *intake.Event) { e.Word, e.About = release.Merged, "B9876CD" })},
		{event("1", "A1234BC", "friday_scheme", `"decision":"One day more"`),
			with(func(e *intake.Event) { e.Word, e.About = release.RecordScheme, "one_day_more" })},
		{event("1", "A1234BC", "friday_scheme", `"decision":"refused"`, `"reason":"no room"`),
			with(func(e *intake.Event) { e.Word, e.About, e.Reason = release.RecordScheme, "refused", "no room" })},
		{event("1", "A1234BC", "consent", `"consent":"consent_to_refer"`),
			with(func(e *intake.Event) { e.Word, e.About = release.RecordConsent, "consent_to_refer" })},
		{event("1", "A1234BC", "consent", `"consent":"consent_to_share_health"`, `"given":false`, `"reason":"changed their mind"`),
			with(func(e *intake.Event) {
				e.Word, e.About, e.Reason = release.RecordConsent, "consent_to_share_health", "withdrawn"
			})},
		{event("1", "A1234BC", "checked", `"task":"da-appt"`),
			with(func(e *intake.Event) { e.Word, e.About = release.RecordChecked, "DA-APPT" })},
		{event("1", "A1234BC", "checked", `"task":"Text under 18"`, `"reason":"spoke to them"`),
			with(func(e *intake.Event) {
				e.Word, e.About, e.Reason = release.RecordChecked, release.CheckedText, "spoke to them"
			})},
		{event("1", "A1234BC", "checked", `"task":"text_under_18"`, `"given":false`),
			with(func(e *intake.Event) {
				e.Word, e.About, e.Reason = release.RecordChecked, release.CheckedText, "withdrawn"
			})},
		{event("1", "A1234BC", "yes_tell_them"),
			with(func(e *intake.Event) { e.Word = release.RecordTellThem })},
		{event("1", "A1234BC", "yes_tell_them", `"task":"PRO-FIRST"`),
			with(func(e *intake.Event) { e.Word, e.About = release.RecordTellThem, "PRO-FIRST" })},
		{event("1", "A1234BC", "reason_written", `"reason":"waiting for an address"`),
			with(func(e *intake.Event) { e.Word, e.Reason = release.RecordReason, "waiting for an address" })},
		{event("1", "A1234BC", "papers", `"papers":"Not served"`),
			with(func(e *intake.Event) { e.Word, e.About = release.RecordPapers, "not_served" })},
		{`{"id":"x","id":1,"at":"2026-11-20 09:30","prison_number":"A1234BC","event":"court","event":"died"}`,
			with(func(e *intake.Event) { e.Word = release.HasDied })},
	}
	for _, tt := range tests {
		good, problems, _, err := readEvents(t, tt.line)
		if err != nil || problems != nil || len(good) != 1 {
			t.Errorf("%s: %d good, problems %v, %v", tt.line, len(good), problems, err)
			continue
		}
		if diff := cmp.Diff(tt.want, good[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.line, diff)
		}
	}
}

func TestEveryEventOfTheListIsReadAndNoOther(t *testing.T) {
	for _, word := range append(slices.Clone(release.Movements), release.Records...) {
		line := event("1", "A1234BC", string(word), `"prison":"LEI"`, `"area":"Haringey"`, `"into":"B9876CD"`, `"reason":"because"`,
			`"decision":"applied"`, `"papers":"served"`, `"consent":"consent_to_refer"`, `"task":"DA-APPT"`)
		if good, problems, _, err := readEvents(t, line); len(good) != 1 || good[0].Word != word {
			t.Errorf("%s: %v %v", word, problems, err)
		}
	}
}

func TestAtIsAnInstantOrALondonTimeOrNoonOfADay(t *testing.T) {
	for written, want := range map[string]string{
		"2026-07-01T10:00:00Z": "2026-07-01T10:00:00Z", "2026-07-01T10:00:00.1234567+01:00": "2026-07-01T09:00:00.123456Z",
		"2026-07-01 10:00": "2026-07-01T09:00:00Z", "2026-07-01T10:00:00": "2026-07-01T09:00:00Z", "2026-07-01": "2026-07-01T11:00:00Z",
		"2026-11-20": "2026-11-20T12:00:00Z", "2026-10-25 01:30": "2026-10-25T00:30:00Z",
		"2026-11-23": "2026-11-23T12:00:00Z", "2026-11-23 23:59": "2026-11-23T23:59:00Z",
	} {
		line := strings.Replace(event("1", "A1234BC", "court"), "2026-11-20 09:30", written, 1)
		good, problems, _, err := readEvents(t, line)
		if len(good) != 1 || good[0].At.Format(time.RFC3339Nano) != want || good[0].At.Location() != time.UTC {
			t.Errorf("%s: %v %v %v, want %s", written, good, problems, err, want)
		}
	}
}

func TestABadLineNamesMemberAndRemedyAndNeverWhatStoodThere(t *testing.T) {
	at := func(when string) string {
		return strings.Replace(event("1", "A1234BC", "court"), "2026-11-20 09:30", when, 1)
	}
	const notATime = "line 1, column at: not a time: write 2026-11-23T10:00:00Z, or London time as 2026-11-23 10:00 or 2026-11-23"
	const notAnObject = `line 1: not a JSON object: write one event on each line, as {"id":"...","at":"...","prison_number":"...","event":"..."}`
	good := "\n" + event("2", "A1234BC", "court")
	tests := []struct{ name, line, want string }{
		{"no JSON", "Secret", notAnObject},
		{"a list", `["Secret"]`, notAnObject},
		{"null", `null`, notAnObject},
		{"two on one line", event("1", "A1234BC", "court") + event("1", "A1234BC", "court"), notAnObject},
		{"cut short", event("1", "A1234BC", "court")[:40], notAnObject},
		{"a sign that no JSON holds", "{\"id\":\"Sec\tret\"}", notAnObject},
		{"too long", event("1", "A1234BC", "court", `"x":"`+strings.Repeat("Secret", 12_000)+`"`), "line 1: longer than 64 KB: write one event on each line"},
		{"not UTF-8", "{\"id\":\"Secr\xf4t\"}", "line 1: letters that cannot be read: save the file as UTF-8"},
		{"half of a sign", event(`\ud83d`, "A1234BC", "court"), "line 1, column id: letters that cannot be read: write it in UTF-8"},
		{"no id", event("", "A1234BC", "court"), "line 1, column id: empty: give each event an id of its own, the same whenever it is sent again"},
		{"an id that is an object", `{"id":{},"at":"2026-11-20","prison_number":"A1234BC","event":"court"}`,
			"line 1, column id: not a text: write it in quotation marks"},
		{"a long id", event(strings.Repeat("é", 101), "A1234BC", "court"), "line 1, column id: longer than 100 characters: give it a shorter one"},
		{"no time", at(""), "line 1, column at: empty: say when it happened"},
		{"a time in words", at("Secret"), notATime},
		{"day and month swapped", at("20/11/2026 09:30"), notATime},
		{"a day that is none", at("2026-02-30"), "line 1, column at: 2026-02-30 does not exist: February 2026 has 28 days; write the right day"},
		{"a time that is none", at("2026-03-29 01:30"), "line 1, column at: this time does not exist: the clocks go forward that night; write the time that is meant"},
		{"an hour that is none", at("2026-11-20T25:00:00Z"), notATime},
		{"tomorrow", at("2026-11-24"), "line 1, column at: a day that has not come yet: send the event once it has happened"},
		{"tomorrow in London", at("2026-11-23T23:30:00-01:00"), "line 1, column at: a day that has not come yet: send the event once it has happened"},
		{"long ago", at("0026-11-20"), "line 1, column at: a day too long ago: write the right year"},
		{"no number", event("1", "", "court"), "line 1, column prison_number: empty: say whom it is about"},
		{"a number that is none", event("1", "Secret", "court"),
			"line 1, column prison_number: not a prison number: write a letter, four digits and two letters, as in A1234BC"},
		{"no event", event("1", "A1234BC", ""), "line 1, column event: empty: say what happened"},
		{"an unknown event", event("1", "A1234BC", "relleased"),
			"line 1, column event: no event that we know; the nearest are released, received and escaped: docs/events.md has the list"},
		{"a missing prison", event("1", "A1234BC", "transferred"), "line 1, column prison: empty: name the prison that holds the person now"},
		{"an unknown prison", event("1", "A1234BC", "court", `"prison":"Pentonvile"`),
			"line 1, column prison: no prison of that code or name; the nearest are PVI Pentonville (HMP & YOI), PNI Preston (HMP & YOI) and DWI Downview (HMP & YOI): write one of the codes"},
		{"a legal status that is none", event("1", "A1234BC", "court", `"legal_status":"Secret"`),
			"line 1, column legal_status: none of the words: write CIVIL_PRISONER, CONVICTED_UNSENTENCED, IMMIGRATION_DETAINEE, INDETERMINATE_SENTENCE, RECALL, REMAND, SENTENCED or UNKNOWN"},
		{"dead in passing", event("1", "A1234BC", "court", `"legal_status":"DEAD"`), "line 1, column legal_status: a death is an event of its own: write the event died"},
		{"no area", event("1", "A1234BC", "moved_area"), "line 1, column area: empty: name the home area the person has moved to"},
		{"into itself", event("1", "A1234BC", "merged", `"into":"a1234bc"`), "line 1, column into: the same number as prison_number: name the one that stays"},
		{"into nothing", event("1", "A1234BC", "merged"), "line 1, column into: empty: name the prison number that stays"},
		{"a wrong decision", event("1", "A1234BC", "friday_scheme", `"decision":"Secret"`), "line 1, column decision: none of the words: write applied, refused or one_day_more"},
		{"no decision", event("1", "A1234BC", "friday_scheme"), "line 1, column decision: empty: write applied, refused or one_day_more"},
		{"refused without reason", event("1", "A1234BC", "friday_scheme", `"decision":"refused"`), "line 1, column reason: empty: a refusal says why"},
		{"a consent that is none", event("1", "A1234BC", "consent", `"consent":"Secret"`),
			"line 1, column consent: none of the words: write consent_to_refer, consent_to_share_contact or consent_to_share_health"},
		{"given in words", event("1", "A1234BC", "consent", `"consent":"consent_to_refer"`, `"given":"no"`), "line 1, column given: write true or false, without quotation marks"},
		{"withdrawn in words", event("1", "A1234BC", "consent", `"consent":"consent_to_refer"`, `"reason":"Withdrawn"`), `line 1, column given: a consent that is withdrawn: write "given": false`},
		{"a tick withdrawn in words", event("1", "A1234BC", "checked", `"task":"text_under_18"`, `"reason":"withdrawn"`), `line 1, column given: a tick that is withdrawn: write "given": false`},
		{"an unknown task", event("1", "A1234BC", "checked", `"task":"DA-APT"`), "line 1, column task: no code of the catalogue; the nearest are DA-APPT, PRO-FIRST and ACC-NIGHT1: write one of its codes"},
		{"no task", event("1", "A1234BC", "checked"), "line 1, column task: empty: name the code of the task that was checked, or text_under_18"},
		{"no reason", event("1", "A1234BC", "reason_written"), "line 1, column reason: empty: say why the person is still held"},
		{"a long reason", event("1", "A1234BC", "court", `"reason":"`+strings.Repeat("Secret ", 80)+`"`), "line 1, column reason: longer than 500 characters: say it in fewer"},
		{"two at once", event("", "Secret", "court"), "line 1, column id: empty: give each event an id of its own, the same whenever it is sent again (look at prison_number too)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list, problems, r, err := readEvents(t, tt.line+good)
			if err != nil || len(list) != 1 || list[0].ExternalID != "2" || r.Rows() != 2 {
				t.Fatalf("%d good lines, %v; want the good one after the bad", len(list), err)
			}
			if diff := cmp.Diff([]string{tt.want}, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if strings.Contains(strings.Join(problems, ""), "Secret") {
				t.Error("the problem repeats what stood there")
			}
		})
	}
}

func TestEventFilesOfWindowsWithEmptyLinesAndUnknownMembers(t *testing.T) {
	file := "\ufeff\r\n" + event("1", "A1234BC", "court", `"wing":"B"`, `"cell":1`) + "\r\n  \r\n" + event("2", "A1234BC", "court", `"wing":"C"`)
	list, problems, r, err := readEvents(t, file)
	if err != nil || problems != nil || len(list) != 2 || list[0].Line != 2 || list[1].Line != 4 || r.Rows() != 2 {
		t.Errorf("%d good lines of %d, %v, %v: %+v", len(list), r.Rows(), problems, err, list)
	}
	if diff := cmp.Diff([]string{"cell", "wing"}, r.IgnoredMembers()); diff != "" {
		t.Errorf("ignored members (-want +got):\n%s", diff)
	}
}

func TestAnEventFileInWhichNothingCanBeReadIsRefusedWhole(t *testing.T) {
	const noObject = `no line of the file is a JSON object: write one event on each line, as {"id":"...","at":"...","prison_number":"...","event":"..."}`
	for name, tt := range map[string]struct{ file, want string }{
		"empty":         {"", "the file is empty: send one with one event on each line"},
		"empty lines":   {"\r\n \n" + strings.Repeat("\n", 8000), "the file is empty: send one with one event on each line"},
		"CSV":           {"prison_number,event\nA1234BC,court\n", noObject},
		"pretty JSON":   {"[\n {\n  \"id\": \"1\"\n }\n]\n", noObject},
		"not text":      {event("1", "A1234BC", "court") + "\n\x00", "the file is not text: save it as JSON Lines in UTF-8"},
		"a spreadsheet": {"PK\x03\x04", "the file is a spreadsheet or a zip archive, not text: save it as JSON Lines in UTF-8"},
		"UTF-16":        {"\xff\xfe{\x00", "the file is UTF-16: save it as JSON Lines in UTF-8"},
	} {
		_, _, _, err := readEvents(t, tt.file)
		var refused *intake.RefusedFile
		if !errors.As(err, &refused) || refused.Text != tt.want {
			t.Errorf("%s: %v, want a refusal: %s", name, err, tt.want)
		}
	}
}

// canonicalLine writes an event as a feed would that knows our codes.
func canonicalLine(t testing.TB, e intake.Event) string {
	t.Helper()
	object := map[string]any{"id": e.ExternalID, "at": e.At.Format(time.RFC3339Nano), "prison_number": e.PrisonNumber, "event": e.Word,
		"prison": e.Prison, "legal_status": e.Legal, "area": e.Area, "reason": e.Reason}
	switch e.Word {
	case release.Merged:
		object["into"] = e.About
	case release.RecordScheme:
		object["decision"] = e.About
	case release.RecordConsent:
		object["consent"], object["given"] = e.About, e.Reason != "withdrawn"
	case release.RecordChecked, release.RecordTellThem:
		object["task"] = e.About
	}
	line, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

func FuzzEventReader(f *testing.F) {
	for _, word := range append(slices.Clone(release.Movements), release.Records...) {
		f.Add([]byte(event("1", "A1234BC", string(word), `"prison":"Leeds"`, `"area":"Haringey"`, `"into":"B9876CD"`, `"reason":"because"`,
			`"decision":"refused"`, `"consent":"consent_to_refer"`, `"given":false`, `"task":"DA-APPT"`, `"other":[1]`)))
	}
	f.Add([]byte("\ufeff\r\n{\"id\":1,\"at\":\"2026-10-25 01:30\",\"prison_number\":\"a1234 bc\",\"event\":\"DIED\",\"event\":\"court\"}\r\n{\n\xff"))
	f.Add([]byte(`{"id":"\ud800","at":"2026-03-29 01:30","given":null}` + "\n" + strings.Repeat("[", 20_000) + "\n{}"))
	f.Add([]byte(`{"id":"` + strings.Repeat("x", 70_000) + "\n{\"id\":\"\\u0000a\\u200bb\u037e\"}"))
	places, err := builtIn()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := intake.NewEventReader(bytes.NewReader(file), places, standards, eventDay)
		if err != nil {
			mustBeRefused(t, err)
			return
		}
		good, bad := 0, 0
		for {
			e, problem, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				mustBeRefused(t, err)
				break
			}
			if problem != nil {
				bad++
				if problem.Line < 1 || problem.Problem == "" {
					t.Fatalf("a problem without line or words: %+v", problem)
				}
				continue
			}
			good++
			list, problems, _, err := readEvents(t, canonicalLine(t, e))
			if err != nil || len(list) != 1 {
				t.Fatalf("the canonical form of line %d is not read: %v %v", e.Line, problems, err)
			}
			list[0].Line = e.Line
			if diff := cmp.Diff(e, list[0]); diff != "" {
				t.Fatalf("the canonical form reads as another event (-was +is):\n%s", diff)
			}
		}
		if good+bad != r.Rows() {
			t.Fatalf("%d good and %d bad of %d lines", good, bad, r.Rows())
		}
	})
}
