package release_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "throughgate/release"
)

func checkLine(t testing.TB, line string) (string, error) {
	t.Helper()
	var in DatesQuestion
	if err := json.Unmarshal([]byte(line), &in); err != nil {
		return "", err
	}
	answer, err := CheckDates(englandAndWales, day(standardToday), in)
	if err != nil {
		return "", err
	}
	out, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), nil
}

func TestCheckDatesAnswersALine(t *testing.T) {
	for _, r := range []struct{ source, in, want string }{
		{"interface 5, every member", `{"id":"a1","today":"2026-11-23","legal_status":"SENTENCED","sex":"male","date_of_birth":"1990-05-05",
			"sentence_start":"2026-01-05","returned_on":null,"dates":[{"type":"CRD","kind":"calculated","date":"2026-12-12"},{"type":"HDCED","date":"2026-12-12"}]}`,
			`{"id":"a1","deciding_type":"CRD","statutory_date":"2026-12-12","working_day":"2026-12-11","friday_scheme_day":"2026-12-10",` +
				`"planned_day":"2026-12-10","state":"planned","reasons":["weekend","friday_scheme"],` +
				`"explanation":"The conditional release date is Saturday 12 December 2026, a weekend, so it becomes the working day before, Friday 11 December 2026; under the Friday scheme we expect Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied.",` +
				`"dates":[{"type":"CRD","date":"2026-12-12","working_day":"2026-12-11"},{"type":"HDCED","date":"2026-12-12","working_day":"2026-12-14"}]}`},
		{"interface 5, absent values are null", `{"id":7,"legal_status":"REMAND","dates":[{"type":"CRD","date":"2026-12-12"}]}`,
			`{"id":7,"deciding_type":null,"statutory_date":null,"working_day":null,"friday_scheme_day":null,"planned_day":null,` +
				`"state":"could_leave_any_day","reasons":["remand"],"explanation":"On remand: could leave any day.",` +
				`"dates":[{"type":"CRD","date":"2026-12-12","working_day":"2026-12-11"}]}`},
		{"interface 3, legal status UNKNOWN by default; today is the London day by default; date passed", `{"dates":[{"type":"NPD","kind":"","date":"2026-11-20"}]}`,
			`{"id":null,"deciding_type":"NPD","statutory_date":"2026-11-20","working_day":"2026-11-20","friday_scheme_day":null,"planned_day":"2026-11-20",` +
				`"state":"date_passed","reasons":["date_passed_still_held"],"explanation":"The non-parole release date is Friday 20 November 2026; that day has passed.",` +
				`"dates":[{"type":"NPD","date":"2026-11-20","working_day":"2026-11-20"}]}`},
		{"interface 5, no dates", `{"id":"x"}`,
			`{"id":"x","deciding_type":null,"statutory_date":null,"working_day":null,"friday_scheme_day":null,"planned_day":null,` +
				`"state":"no_dates","reasons":["no_dates"],"explanation":"No release date is known.","dates":[]}`},
		{"domain 3, DEAD; the dates given are still listed", `{"id":"x","legal_status":"DEAD","dates":[{"type":"CRD","date":"2026-12-10"}]}`,
			`{"id":"x","deciding_type":null,"statutory_date":null,"working_day":null,"friday_scheme_day":null,"planned_day":null,` +
				`"state":"died","reasons":[],"explanation":"The person has died.","dates":[{"type":"CRD","date":"2026-12-10","working_day":"2026-12-10"}]}`},
	} {
		got, err := checkLine(t, r.in)
		if err != nil {
			t.Errorf("%s: %v", r.source, err)
		}
		if diff := cmp.Diff(r.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.source, diff)
		}
	}
}

func TestCheckDatesNamesWhatItCannotRead(t *testing.T) {
	for _, r := range []struct{ in, want string }{
		{`{"legal_status":"SENTENCE"}`, `legal_status: "SENTENCE" is none of`},
		{`{"dates":[{"type":"CRD","date":"2026-12-10"},{"type":"XRD","date":"2026-12-10"}]}`, `dates[1].type: "XRD" is none of`},
		{`{"dates":[{"type":"CRD","kind":"guessed","date":"2026-12-10"}]}`, `dates[0].kind: "guessed" is none of`},
		{`{"dates":[{"type":"CRD","date":"2026-02-31"}]}`, `"2026-02-31" is not a day`},
		{`{"today":`, `unexpected end of JSON input`},
	} {
		if _, err := checkLine(t, r.in); err == nil || !strings.Contains(err.Error(), r.want) {
			t.Errorf("%s: got %v, want %q", r.in, err, r.want)
		}
	}
}

func BenchmarkCheckDatesLine(b *testing.B) {
	const line = `{"id":"a1","today":"2026-11-23","legal_status":"SENTENCED","date_of_birth":"1990-05-05","sentence_start":"2026-01-05",` +
		`"dates":[{"type":"CRD","date":"2026-12-12"},{"type":"HDCED","date":"2026-12-12"},{"type":"SED","date":"2028-12-12"}]}`
	for b.Loop() {
		if _, err := checkLine(b, line); err != nil {
			b.Fatal(err)
		}
	}
}
