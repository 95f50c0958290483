package release_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	. "throughgate/release"
)

// tableRow is a line of testdata/check_dates.jsonl: a question as `check dates`
// reads it, why it is asked, the source of the rule it proves, and the answer
// that follows from the rules. The answers were read from the rules, never
// written by the program (docs/check-dates.md).
type tableRow struct {
	DatesQuestion
	ID     string `json:"id"`
	Why    string `json:"why"`
	Source string `json:"source"`
	Want   struct {
		DecidingType    *DateType     `json:"deciding_type"`
		StatutoryDate   calendar.Date `json:"statutory_date"`
		WorkingDay      calendar.Date `json:"working_day"`
		FridaySchemeDay calendar.Date `json:"friday_scheme_day"`
		PlannedDay      calendar.Date `json:"planned_day"`
		State           State         `json:"state"`
		Reasons         []Reason      `json:"reasons"`
	} `json:"want"`
}

func readTable(t *testing.T) []tableRow {
	t.Helper()
	f, err := os.Open("testdata/check_dates.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []tableRow
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r tableRow
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("line %d: %v", len(rows)+1, err)
		}
		rows = append(rows, r)
	}
	return rows
}

func TestTheTableOfDates(t *testing.T) {
	holidays, err := reference.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	published := calendar.New(holidays)
	for _, r := range readTable(t) {
		t.Run(r.ID, func(t *testing.T) {
			a, err := CheckDates(published, calendar.Date{}, r.DatesQuestion)
			if err != nil {
				t.Fatal(err)
			}
			got := r.Want
			got.DecidingType, got.StatutoryDate, got.WorkingDay = a.DecidingType, a.StatutoryDate, a.WorkingDay
			got.FridaySchemeDay, got.PlannedDay, got.State, got.Reasons = a.FridaySchemeDay, a.PlannedDay, a.State, a.Reasons
			if diff := cmp.Diff(r.Want, got, sameDay); diff != "" {
				t.Errorf("%s (%s; -want +got):\n%s", r.Why, r.Source, diff)
			}
		})
	}
}

// The table leaves out nothing that `check dates` can answer.
func TestTheTableOfDatesIsWhole(t *testing.T) {
	rows := readTable(t)
	if len(rows) < 200 {
		t.Errorf("%d lines", len(rows))
	}
	ids, codes, types, legal := map[string]bool{}, map[Reason]int{}, map[DateType]int{}, map[LegalStatus]int{}
	for _, r := range rows {
		if r.Why == "" || r.Source == "" || ids[r.ID] {
			t.Errorf("%q: an id twice, or without its why or source", r.ID)
		}
		ids[r.ID] = true
		legal[r.LegalStatus]++
		for _, c := range r.Want.Reasons {
			codes[c]++
		}
		for _, d := range r.Dates {
			types[d.Type]++
		}
	}
	for _, c := range Reasons {
		if c == ReasonStale || c == ReasonInHospital { // no extract and no movement is told to `check dates`
			continue
		}
		if codes[c] < 3 {
			t.Errorf("reason %s: %d lines", c, codes[c])
		}
	}
	for _, typ := range DateTypes {
		if types[typ] == 0 {
			t.Errorf("no line has a date of type %s", typ)
		}
	}
	for _, l := range LegalStatuses {
		if legal[l] < 2 {
			t.Errorf("legal status %s: %d lines", l, legal[l])
		}
	}
}
