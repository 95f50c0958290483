package people_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/reference"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit/people"
)

var monday = calendar.MustParse("2026-11-23")

func extract(t *testing.T, o people.Options) []byte {
	t.Helper()
	if o.AsOf.IsZero() {
		o.AsOf = monday
	}
	var file bytes.Buffer
	if err := people.Extract(&file, o); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// table reads a file into rows by column name.
func table(t *testing.T, file []byte) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = map[string]string{}
		for j, name := range lines[0] {
			rows[i][name] = line[j]
		}
	}
	return rows
}

func places(t *testing.T) *intake.Gazetteer {
	t.Helper()
	prisons, err := reference.Prisons()
	if err != nil {
		t.Fatal(err)
	}
	authorities, err := reference.Authorities()
	if err != nil {
		t.Fatal(err)
	}
	members, err := reference.Members()
	if err != nil {
		t.Fatal(err)
	}
	return intake.NewGazetteer(prisons, authorities, members)
}

func TestEveryInventedRowCanBeImported(t *testing.T) {
	areas, err := people.Areas(0)
	if err != nil {
		t.Fatal(err)
	}
	const n = 2000
	reader, err := intake.NewReleaseReader(bytes.NewReader(extract(t, people.Options{N: n, Seed: 7, Areas: areas})), places(t))
	if err != nil {
		t.Fatal(err)
	}
	if extra := reader.IgnoredColumns(); len(extra) > 0 {
		t.Errorf("columns that nobody reads: %v", extra)
	}
	for {
		_, problem, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if problem != nil {
			t.Errorf("line %d, %s: %s", problem.Line, problem.Column, problem.Problem)
		}
	}
	if reader.Rows() != n {
		t.Errorf("%d rows, want %d", reader.Rows(), n)
	}
}

func TestTheSameSeedInventsTheSamePeople(t *testing.T) {
	one := extract(t, people.Options{N: 300, Seed: 1})
	if !bytes.Equal(one, extract(t, people.Options{N: 300, Seed: 1})) {
		t.Error("the same seed gave another file")
	}
	if bytes.Equal(one, extract(t, people.Options{N: 300, Seed: 2})) {
		t.Error("another seed gave the same file")
	}
	later := extract(t, people.Options{N: 100, Seed: 1, FirstNumber: 200})
	_, tail, _ := strings.Cut(string(later), "\n")
	if !strings.HasSuffix(string(one), tail) {
		t.Error("the people at 200 to 299 differ between two extracts")
	}
}

func TestNumbersAreUniqueAndNobodysInTheSample(t *testing.T) {
	taken := map[string]bool{}
	for _, row := range append(table(t, sample.Releases), table(t, sample.ReleasesNextDay)...) {
		taken[row["prison_number"]] = true
	}
	for _, row := range table(t, extract(t, people.Options{N: 20_000})) {
		n := row["prison_number"]
		if taken[n] {
			t.Fatalf("%s is given twice, or stands in the sample", n)
		}
		taken[n] = true
	}
}

func TestNoPhoneOrAddressCanBeReal(t *testing.T) {
	drama := regexp.MustCompile(`^(07700900[0-9]{3}|\+447700900[0-9]{3}|unknown|077009001|)$`)
	address := regexp.MustCompile(`^([a-z0-9.-]+@[a-z]+\.example|)$`)
	for _, row := range table(t, extract(t, people.Options{N: 5000})) {
		if m := strings.ReplaceAll(row["mobile"], " ", ""); !drama.MatchString(m) {
			t.Fatalf("mobile %q is outside the drama range", row["mobile"])
		}
		for _, column := range []string{"com_email", "pom_email", "police_om_email"} {
			if !address.MatchString(row[column]) {
				t.Fatalf("%s %q", column, row[column])
			}
		}
	}
	var file bytes.Buffer
	if err := people.Services(&file, []string{"Haringey", "Camden"}); err != nil {
		t.Fatal(err)
	}
	london := regexp.MustCompile(`^020 7946 0[0-9]{3}$`)
	for _, row := range table(t, file.Bytes()) {
		if !london.MatchString(row["phone"]) || !address.MatchString(row["spoc_email"]) || !address.MatchString(row["deputy_email"]) {
			t.Fatalf("phone %q, addresses %q %q", row["phone"], row["spoc_email"], row["deputy_email"])
		}
	}
}

func TestTheMixIsThatOfTheSample(t *testing.T) {
	shares := func(rows []map[string]string) map[string]float64 {
		out := map[string]float64{}
		for _, row := range rows {
			for name, holds := range map[string]bool{
				"women": row["sex"] == "female", "sentenced": row["legal_status"] == "SENTENCED", "recall": row["legal_status"] == "RECALL",
				"remand": row["legal_status"] == "REMAND", "crd": row["crd"] != "", "hdced": row["hdced"] != "",
				"hdcad": row["hdcad"] != "", "confirmed": row["confirmed_release"] != "", "mobile": row["mobile"] != "",
				"may text": row["text_ok"] == "yes", "not shared": row["phone_shared"] == "no", "English": row["language"] == "en",
				"housing": strings.Contains(row["needs"], "accommodation"), "health": strings.Contains(row["needs"], "mental_health"),
				"drugs": strings.Contains(row["needs"], "drugs"), "unknown needs": row["needs"] == "unknown",
				"refer": strings.Contains(row["consents"], "refer"), "share health": strings.Contains(row["consents"], "health"),
				"no flags": row["flags"] == "none", "children": strings.Contains(row["flags"], "children"),
				"restricted": strings.Contains(row["flags"], "restricted"), "mappa": strings.Contains(row["flags"], "mappa"),
				"community officer": row["com_email"] != "", "iom": row["iom"] != "",
			} {
				if holds {
					out[name] += 100 / float64(len(rows))
				}
			}
		}
		return out
	}
	want := shares(table(t, sample.Releases))
	got := shares(table(t, extract(t, people.Options{N: 5000})))
	for name, share := range want {
		if off := got[name] - share; off < -5 || off > 5 {
			t.Errorf("%s: %.1f of a hundred, in the sample %.1f", name, got[name], share)
		}
	}
}

func TestEveryDayFitsTheOthers(t *testing.T) {
	day := func(row map[string]string, column string) calendar.Date {
		if row[column] == "" {
			return calendar.Date{}
		}
		return calendar.MustParse(row[column])
	}
	for _, row := range table(t, extract(t, people.Options{N: 4000, Seed: 3})) {
		received := day(row, "received_on")
		if !received.Before(monday) {
			t.Fatalf("%s was received on %s", row["prison_number"], received)
		}
		if agreed := day(row, "text_agreed_on"); !agreed.IsZero() && (agreed.Before(received) || agreed.After(monday)) {
			t.Fatalf("%s agreed to texts on %s, received on %s", row["prison_number"], agreed, received)
		}
		if age := day(row, "date_of_birth").AgeOn(monday); age < 17 || age > 69 {
			t.Fatalf("%s is %d years old", row["prison_number"], age)
		}
		if end := day(row, "sed"); !end.IsZero() && end.Before(day(row, "crd")) {
			t.Fatalf("%s: the sentence ends on %s, before the conditional release", row["prison_number"], end)
		}
	}
}

func TestOptionsThatCannotBeMetAreRefused(t *testing.T) {
	for name, o := range map[string]people.Options{
		"no day": {N: 1}, "fewer than none": {N: -1, AsOf: monday}, "past the last number": {N: 2, AsOf: monday, FirstNumber: 162_239_999},
	} {
		if err := people.Extract(io.Discard, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEveryServiceOfTheDirectoryHasItsOwnRecipient(t *testing.T) {
	areas, err := people.Areas(200)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := people.Services(&file, areas); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range table(t, file.Bytes()) {
		if seen[row["spoc_email"]] {
			t.Fatalf("%s answers for two rows", row["spoc_email"])
		}
		seen[row["spoc_email"]] = true
	}
	if want, err := people.ServicesIn(len(areas)); err != nil || len(seen) != want {
		t.Errorf("%d recipients, want %d (%v)", len(seen), want, err)
	}
}
