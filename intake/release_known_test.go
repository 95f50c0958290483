package intake_test

import (
	"io"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/release"
)

// contradict makes what is stored of everybody contradict what their rows say, and
// leaves the mark that they were read as it is: a row that is taken as it came
// before counts as unchanged, and one that is read as changed.
func (w *world) contradict() {
	w.t.Helper()
	w.exec(`UPDATE extract_row SET row_hash = substr(row_hash, 1, 8) || 'another', cells[3] = 'Somebody else'`)
}

const alike = "0 new 0 changed 2 unchanged 0 outside 0 rejected 0 held of 2"

func TestARowThatCameExactlySoIsNotReadAgain(t *testing.T) {
	a, b := person("A1234BC", "Smith", "Haringey", "2027-01-01"), person("A1234BD", "Jones", "Haringey", "2027-01-01")
	tests := []struct {
		name    string
		file    string
		options intake.ReleasesOptions
		before  func(w *world)
		want    string
	}{
		{name: "as it came before", file: head + a + b, want: alike},
		{name: "in another order", file: head + b + a, want: alike},
		{name: "with a column that we do not know", file: strings.ReplaceAll(head+a+b, "\n", ",x\n"), want: alike},
		{name: "one of the two is new", file: head + a + person("A1234BE", "Brown", "Haringey", ""),
			want: "1 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "one of the two is changed", file: head + a + person("A1234BD", "Jones", "Haringey", "2027-02-02"),
			want: "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "letters of one have moved to the next cell", file: head + strings.Replace(a, "Smith,Jo", "Smit,hJo", 1) + b,
			want: "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "written otherwise", file: strings.ReplaceAll(head+a+b, "2027-01-01", "01/01/2027"),
			want: "0 new 2 changed 0 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "an event came between", file: head + a + b, before: func(w *world) { w.exec(`UPDATE extract_row SET row_hash = '' WHERE person_id = 1`) },
			want: "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "another source has told of one", file: head + a + b,
			before: func(w *world) {
				w.exec(`INSERT INTO extract_row (person_id, source, row_hash, cells, as_of) SELECT person_id, 'another', '', cells, as_of - interval '1 day' FROM extract_row WHERE person_id = 1`)
			},
			want: "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "from another source", file: head + a + b, options: intake.ReleasesOptions{Source: "another"},
			want: "0 new 2 changed 0 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "a prison is called otherwise", file: head + a + b, before: func(w *world) { w.exec(`UPDATE prison SET name = 'Elsewhere (HMP)' WHERE code = 'MDI'`) },
			want: "0 new 2 changed 0 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "the number of one is nobody's", file: head + a + b,
			before: func(w *world) { w.exec(`UPDATE person_number SET prison_number = 'B1234BC' WHERE person_id = 1`) },
			want:   "1 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "an older program wrote of one", file: head + a + b,
			before: func(w *world) { w.exec(`UPDATE extract_row SET row_hash = 'of an older program' WHERE person_id = 1`) },
			want:   "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "a line of one waits on the list", file: head + a + b,
			before: func(w *world) {
				w.exec(`INSERT INTO attention (kind, about_key, role, opened_at) VALUES ('held_row', 'A1234BC', 'link_officer', now())`)
			},
			want: "0 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 2"},
		{name: "one stands in the file twice", file: head + a + a, want: alike},
		{name: "one says two things", file: head + a + strings.Replace(a, "Jo", "Joe", 1) + b,
			want: "0 new 0 changed 1 unchanged 0 outside 0 rejected 2 held of 3"},
		{name: "one of two people of one record", file: head + a + b,
			before: func(w *world) {
				w.exec(`UPDATE person_number SET person_id = 1, is_current = false WHERE person_id = 2`)
				w.exec(`DELETE FROM extract_row WHERE person_id = 2`)
			},
			want: "0 new 0 changed 0 unchanged 0 outside 0 rejected 2 held of 2"},
		{name: "not the unit's any more", file: head + a + b, before: func(w *world) { w.im.Unit = release.Scope{Areas: []string{"E09000007"}} },
			want: "0 new 0 changed 0 unchanged 2 outside 0 rejected 0 held of 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.releases(head+a+b, intake.ReleasesOptions{})
			w.contradict()
			if tt.before != nil {
				tt.before(w)
			}
			w.wantCounts(w.releases(tt.file, tt.options), tt.want)
		})
	}
}

// stream is a file that can be read once.
type stream struct{ io.Reader }

func TestAFileThatCanBeReadOnceIsRead(t *testing.T) {
	w := newWorld(t)
	file := head + person("A1234BC", "Smith", "Haringey", "2027-01-01")
	w.releases(file, intake.ReleasesOptions{})
	w.contradict()
	r, err := w.im.Releases(t.Context(), importing, stream{strings.NewReader(file)}, intake.ReleasesOptions{AsOf: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	w.wantCounts(r, "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
}

func TestARowThatIsTheSameButWrittenOtherwiseIsKnownTheNextTime(t *testing.T) {
	w := newWorld(t)
	file := head + person("A1234BC", "Smith", "Haringey", "2027-01-01")
	other := head + person("A1234BC", "Smith", "Haringey", "01/01/2027")
	const unchanged = "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1"
	w.releases(file, intake.ReleasesOptions{})
	before := w.fingerprint()
	w.wantCounts(w.releases(other, intake.ReleasesOptions{DryRun: true}), unchanged)
	if w.fingerprint() != before {
		t.Error("a dry run kept how a row was written")
	}
	w.wantCounts(w.releases(other, intake.ReleasesOptions{}), unchanged)
	w.contradict()
	w.wantCounts(w.releases(other, intake.ReleasesOptions{}), unchanged)
	w.wantCounts(w.releases(file, intake.ReleasesOptions{}), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
}

func TestAKnownRowThatTheFilesEndCutsShortIsRejected(t *testing.T) {
	w := newWorld(t)
	file := head + person("A1234BC", "Smith", "Haringey", "") + "A1234BD,Jones,Jo,1990-01-01,LEI,Haringey\n"
	file += strings.Repeat(person("A1234BC", "Smith", "Haringey", ""), 4)
	w.releases(file, intake.ReleasesOptions{})
	file = head + strings.Repeat(person("A1234BC", "Smith", "Haringey", ""), 5) + "A1234BD,Jones,Jo,1990-01-01,LEI,Haringey"
	w.wantCounts(w.releases(file, intake.ReleasesOptions{}), "0 new 0 changed 5 unchanged 0 outside 1 rejected 0 held of 6")
}

func TestTheLettersOfAKnownRowTellHowTheFileIsWritten(t *testing.T) {
	w := newWorld(t)
	known := person("A1234BC", "Björk", "Haringey", "")
	for _, last := range "DEFGH" {
		known += person("A1234B"+string(last), "Smith", "Haringey", "")
	}
	w.releases(head+known, intake.ReleasesOptions{})
	r := w.releases(head+known+person("A1234BI", "Bj\xf6rk", "Haringey", ""), intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 6 unchanged 0 outside 1 rejected 0 held of 7")
	r = w.releases("\ufeff"+head+strings.ReplaceAll(known, "ö", "\xf6"), intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 5 unchanged 0 outside 1 rejected 0 held of 6")
	latin := head + strings.ReplaceAll(known, "ö", "\xf6")
	w.releases(latin, intake.ReleasesOptions{})
	w.contradict()
	w.wantCounts(w.releases(latin, intake.ReleasesOptions{}), "0 new 0 changed 6 unchanged 0 outside 0 rejected 0 held of 6")
	w.wantCounts(w.releases("\ufeff"+latin, intake.ReleasesOptions{}), "0 new 0 changed 5 unchanged 0 outside 1 rejected 0 held of 6")
}

func TestKnownRowsCountWhenDayAndMonthLookSwapped(t *testing.T) {
	w := newWorld(t)
	var right, swapped strings.Builder
	for i := range 30 {
		number, day := "A1234B"+string(rune('A'+i%26)), string(rune('1'+i%9))
		if i >= 26 {
			number = "A1235B" + string(rune('A'+i%26))
		}
		right.WriteString(person(number, "Smith", "Haringey", "0"+day+"/12/2027"))
		if i < 16 { // the rest is known, and without it there are too few dates to tell
			swapped.WriteString(person(number, "Smith", "Haringey", "12/0"+day+"/2027"))
		} else {
			swapped.WriteString(person(number, "Smith", "Haringey", "0"+day+"/12/2027"))
		}
	}
	w.releases(head+right.String(), intake.ReleasesOptions{})
	_, err := w.tryReleases(head+swapped.String(), intake.ReleasesOptions{})
	if err == nil || !strings.Contains(err.Error(), "16 of 30 dates told before moved") {
		t.Errorf("got %v, want a refusal that counts the dates of known rows too", err)
	}
}
