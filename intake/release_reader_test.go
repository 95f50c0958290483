package intake_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/fault"
)

const head = "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,mobile\n"

// read reads a whole extract: the good rows' cells, and the problems.
func read(t *testing.T, file string) (rows []intake.Row, problems []string, err error) {
	t.Helper()
	places, err := intake.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	r, err := intake.NewReleaseReader(strings.NewReader(file), places)
	if err != nil {
		return nil, nil, err
	}
	for {
		row, problem, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return rows, problems, nil
		case err != nil:
			return rows, problems, err
		case problem != nil:
			problems = append(problems, problem.String())
		default:
			row.Cells = append([]string(nil), row.Cells...)
			rows = append(rows, row)
		}
	}
}

func mustRead(t *testing.T, file string) ([]intake.Row, []string) {
	t.Helper()
	rows, problems, err := read(t, file)
	if err != nil {
		t.Fatalf("the file was refused: %v", err)
	}
	return rows, problems
}

func TestTheSampleFilesReadWithoutABadRow(t *testing.T) {
	for name, file := range map[string][]byte{"first day": sample.Releases, "next day": sample.ReleasesNextDay} {
		rows, problems := mustRead(t, string(file))
		if len(rows) != 387 || len(problems) != 0 {
			t.Errorf("%s: %d rows, problems %v; want 387 and none", name, len(rows), problems)
		}
	}
}

func TestABadRowNamesLineColumnAndRemedy(t *testing.T) {
	tests := []struct {
		name, rows string
		want       []string
	}{
		{"a day that is none", "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,31/02/2026,\n",
			[]string{"line 2, column crd: 31/02/2026 does not exist: February 2026 has 28 days; write the right day"}},
		{"a month that is none", "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,12/31/2026,\n",
			[]string{"line 2, column crd: 12/31/2026 does not exist: write YYYY-MM-DD or DD/MM/YYYY, the day before the month"}},
		{"no date at all", "A1234BC,Smith,Jo,soon,LEI,Haringey,,\n",
			[]string{"line 2, column date_of_birth: not a date: write YYYY-MM-DD or DD/MM/YYYY"}},
		{"a birth date cannot be removed", "A1234BC,Smith,Jo,-,LEI,Haringey,,\n",
			[]string{"line 2, column date_of_birth: not a date: write YYYY-MM-DD or DD/MM/YYYY"}},
		{"an unknown prison", "A1234BC,Smith,Jo,1990-01-01,Pentonvile Prison,Haringey,,\n",
			[]string{"line 2, column prison: no prison of that code or name; the nearest are PVI Pentonville (HMP & YOI), PNI Preston (HMP & YOI) and DWI Downview (HMP & YOI): write one of the codes"}},
		{"a prison's name that fits two", "A1234BC,Smith,Jo,1990-01-01,feltham,Haringey,,\n",
			[]string{"line 2, column prison: this name fits FMI Feltham (HMP) and FYI Feltham (HMYOI): write the code"}},
		{"an unknown area", "A1234BC,Smith,Jo,1990-01-01,LEI,Harringay,,\n",
			[]string{"line 2, column home_area: no local authority of that name or GSS code; the nearest are Haringey, Hastings and Havering: write one of them"}},
		{"an abolished county with several successors", "A1234BC,Smith,Jo,1990-01-01,LEI,E10000006,,\n",
			[]string{"line 2, column home_area: this authority was replaced: write one of Cumberland or Westmorland and Furness"}},
		{"a county council", "A1234BC,Smith,Jo,1990-01-01,LEI,Oxfordshire County Council,,\n",
			[]string{"line 2, column home_area: a county council is nobody's home area: write one of Cherwell, Oxford, South Oxfordshire, Vale of White Horse or West Oxfordshire"}},
		{"a combined authority", "A1234BC,Smith,Jo,1990-01-01,LEI,Tees Valley,,\n",
			[]string{"line 2, column home_area: a combined authority is nobody's home area: write one of Darlington, Hartlepool, Middlesbrough, Redcar and Cleveland or Stockton-on-Tees"}},
		{"no surname", "A1234BC, ,Jo,1990-01-01,LEI,Haringey,,\n",
			[]string{"line 2, column surname: empty: this must be told for every person"}},
		{"a name without a letter", "A1234BC,Smith,12,1990-01-01,LEI,Haringey,,\n",
			[]string{"line 2, column forenames: not a name that can be read: write it in letters"}},
		{"a prison number that is none", "A123BC,Smith,Jo,1990-01-01,LEI,Haringey,,\n",
			[]string{"line 2, column prison_number: not a prison number: write a letter, four digits and two letters, as in A1234BC"}},
		{"two bad cells in one row are one problem", "A1234BC,Smith,Jo,1990-01-01,LEI,Nowhere at all,31/02/2026,\n",
			[]string{"line 2, column home_area: no local authority of that name or GSS code; the nearest are Cherwell, Cornwall and Rotherham: write one of them (look at crd too)"}},
		{"cut in the middle of a line", "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,\nA1234BD,Smith,Al,1990-01-01,LE",
			[]string{"line 3, column prison: the file ends in the middle of this line: send the whole file again"}},
		{"cut inside a quoted cell", "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,\nA1234BD,\"Smi",
			[]string{"line 3, column surname: the file ends inside a cell whose quotation mark is not closed: close it, or send the whole file again"}},
		{"a line that ends early", "A1234BC,Smith,Jo\nA1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,\n",
			[]string{"line 2, column home_area: the line ends before this column: send the whole line"}},
		{"a comma without quotation marks", "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,,07700 900123\n",
			[]string{"line 2: more cells than the header has columns: put quotation marks around a cell that holds a comma"}},
		{"a quotation mark in a cell", "A1234BC,Smith,Jo \"Bo\" X,1990-01-01,LEI,Haringey,,\nA1234BD,Smith,Jo,1990-01-01,LEI,Haringey,,\n",
			[]string{"line 2, column forenames: a quotation mark in the wrong place: put quotation marks around the whole cell and write each one inside it twice"}},
		{"a quoted line break above", "A1234BC,\"Smith\r\nJones\",Jo,1990-01-01,LEI,Haringey,,\nA1234BD,Smith,Jo,1990-13-01,LEI,Haringey,,\n",
			[]string{"line 4, column date_of_birth: 1990-13-01 does not exist: write YYYY-MM-DD or DD/MM/YYYY, the day before the month"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := mustRead(t, head+tt.rows)
			if diff := cmp.Diff(tt.want, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheProblemNamesTheColumnAsTheHeaderDoes(t *testing.T) {
	_, problems := mustRead(t, "Prison Number,SURNAME,Forenames,Date of Birth,Prison,Home_Area\nA1234BC,Smith,Jo,31/02/1990,LEI,Haringey\n")
	if len(problems) != 1 || !strings.HasPrefix(problems[0], "line 2, column Date of Birth: ") {
		t.Errorf("problems %v, want one in the column Date of Birth", problems)
	}
}

func TestAFileThatCannotBeUsedIsRefusedWhole(t *testing.T) {
	row := "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,\n"
	tests := []struct{ name, file, want string }{
		{"empty", "", "the file is empty: send one with a header line and data"},
		{"white space only", "\xef\xbb\xbf \r\n\n", "the file is empty: send one with a header line and data"},
		{"header only", head, "the file has a header but no data rows: send one with data"},
		{"empty rows only", head + ",,,,,,,\n\n", "the file has a header but no data rows: send one with data"},
		{"no header", row + row, "line 1 is no header: it must name the columns, at least prison_number, surname, forenames, date_of_birth, prison, home_area"},
		{"a column missing", strings.Replace(head, "date_of_birth", "born", 1) + row, "line 1: the column date_of_birth is missing: add it to the header and the rows"},
		{"two columns missing", strings.Replace(head, "date_of_birth,prison", "born,jail", 1) + row, "line 1: the columns date_of_birth, prison are missing: add them to the header and the rows"},
		{"a column twice", "Prison Number," + head + "A1234BC," + row, "line 1: the column prison_number stands in the header twice: keep one"},
		{"semicolons", strings.ReplaceAll(head+row, ",", ";"), "line 1: the cells are not separated by commas: save the file as CSV with commas"},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "the file is not text: save it as CSV UTF-8"},
		{"binary further on", head + strings.Repeat(row, 1000) + "\x00\x01", "the file is not text: save it as CSV UTF-8"},
		{"a spreadsheet", "PK\x03\x04\x14\x00", "the file is a zip archive or a damaged spreadsheet: save it again as XLSX, or as CSV UTF-8"},
		{"UTF-16", "\xff\xfep\x00r\x00", "the file is UTF-16: save it as CSV UTF-8"},
		{"a quotation mark that swallows rows", head + "A1234BC,\"Smith,Jo,1990-01-01,LEI,Haringey,,\n" + strings.Repeat(row, 20),
			"a quotation mark on line 2, column surname, takes the lines up to 22 with it: put quotation marks around the whole cell and write each one inside it twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := read(t, tt.file)
			var refused *intake.RefusedFile
			if !errors.As(err, &refused) || refused.Text != tt.want {
				t.Fatalf("got %v, want a refusal: %s", err, tt.want)
			}
			if !fault.Is(err, fault.KindInvalid) || intake.ExitCode(intake.Report{}, err) != 2 {
				t.Errorf("the refusal is not a fault of the kind invalid with exit code 2")
			}
		})
	}
}

func TestNamesAreReadInEveryEncoding(t *testing.T) {
	line := func(number, surname, forename string) string {
		return number + "," + surname + "," + forename + ",1990-01-01,LEI,Haringey,,\n"
	}
	for name, tt := range map[string]struct {
		file string
		want []string
	}{
		"Windows-1252":                 {head + line("A1234BC", "O\x92Brien", "Si\xf4n"), []string{"O’Brien Siôn"}},
		"UTF-8":                        {head + line("A1234BC", "Ł\u00f3ś", "Łukasz"), []string{"Łóś Łukasz"}},
		"UTF-8 with Excel's BOM":       {"\ufeff" + head + line("A1234BC", "O'Brien", "Siôn"), []string{"O'Brien Siôn"}},
		"letters and accents apart":    {head + line("A1234BC", "Jones", "Sio\u0302n"), []string{"Jones Siôn"}},
		"a quoted line break":          {head + "A1234BC,\"Smith\nJones\",Jo,1990-01-01,LEI,Haringey,,\n", []string{"Smith Jones Jo"}},
		"spaces and signs of no width": {head + line("A1234BC", " Smith \u200b", "Jo\u00a0  Ann"), []string{"Smith Jo Ann"}},
		"line ends of Windows":         {strings.ReplaceAll(head+line("A1234BC", "Smith", "Jo"), "\n", "\r\n"), []string{"Smith Jo"}},
		"no last line end":             {strings.TrimSuffix(head+line("A1234BC", "Smith", "Jo"), "\n"), []string{"Smith Jo"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, problems := mustRead(t, tt.file)
			var got []string
			for _, r := range rows {
				got = append(got, r.Cells[1]+" "+r.Cells[2])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || problems != nil {
				t.Errorf("names (-want +got):\n%s problems %v", diff, problems)
			}
		})
	}
}

func TestABrokenLetterInAUTF8FileIsABadRow(t *testing.T) {
	_, problems := mustRead(t, "\ufeff"+head+"A1234BC,Si\xf4n,Jo,1990-01-01,LEI,Haringey,,\n")
	want := []string{"line 2, column surname: letters that cannot be read: save the file as CSV UTF-8"}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestOneThingWrittenTwoWaysIsOneRow(t *testing.T) {
	same := []string{
		"A1234BC,Smith,Jo,1990-05-01,LEI,Haringey,2027-01-02,07700 900123\n",
		"a1234bc, Smith ,Jo,01/05/1990,Leeds (HMP),E09000014,02/01/2027,07700 900123\n",
		"A1234BC,Smith,Jo,1990-05-01,leeds,London Borough of Haringey,2027-01-02,07700 900123\n",
		"A1234BC,\"Smith\",Jo,1990-05-01,HMP Leeds,HARINGEY,2027-01-02,07700  900123\n",
	}
	rows, problems := mustRead(t, head+strings.Join(same, ""))
	if len(rows) != len(same) || problems != nil {
		t.Fatalf("%d rows, problems %v", len(rows), problems)
	}
	for _, r := range rows[1:] {
		if r.Hash != rows[0].Hash {
			t.Errorf("line %d differs: %s", r.Line, cmp.Diff(rows[0].Cells, r.Cells))
		}
	}
}

func TestAnAbolishedAuthorityWithOneSuccessorCountsAsThat(t *testing.T) {
	for written, want := range map[string]string{
		"Harrogate": "E06000065", "E07000165": "E06000065", "Somerset": "E06000066", "E10000027": "E06000066",
		"North Yorkshire": "E06000065", "Bristol": "E06000023", "City of Bristol": "E06000023", "Bristol, City of": "E06000023",
		"St Helens": "E08000013", "Leicester City Council": "E06000016",
	} {
		places, err := intake.BuiltIn()
		if err != nil {
			t.Fatal(err)
		}
		if got, problem := places.Area(written); got != want || problem != "" {
			t.Errorf("Area(%q) = %q, %q; want %s", written, got, problem, want)
		}
	}
}

func TestUnknownColumnsAreNamedAndColumnsMayStandInAnyOrder(t *testing.T) {
	places, err := intake.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	file := "Wing,home area,PRISON,dateofbirth,Forenames,surname,Prison_Number,Cell no.\nB,Haringey,LEI,1990-01-01,Jo,Smith,A1234BC,12\n"
	r, err := intake.NewReleaseReader(strings.NewReader(file), places)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Wing", "Cell no."}, r.IgnoredColumns()); diff != "" {
		t.Errorf("ignored columns (-want +got):\n%s", diff)
	}
	row, problem, err := r.Next()
	if err != nil || problem != nil || row.Cells[0] != "A1234BC" || row.Cells[5] != "E09000014" {
		t.Errorf("got %v, %v, %v", row, problem, err)
	}
}

func TestASpreadsheetMayLeaveEmptyCellsAtTheEndOut(t *testing.T) {
	rows, problems := mustRead(t, head+"A1234BC,Smith,Jo,1990-01-01,LEI,Haringey\nA1234BD,Smith,Jo,1990-01-01,LEI,Haringey,,,,\n")
	if len(rows) != 2 || problems != nil {
		t.Errorf("%d rows, problems %v; want 2 and none", len(rows), problems)
	}
}

// everyColumn is the header of an extract in the order of the stored cells.
const everyColumn = "prison_number,surname,forenames,date_of_birth,prison,home_area,sex,pnc_id,crn,received_on,legal_status,status," +
	"sentence_start,ard,ard_override,crd,crd_override,npd,npd_override,ped,apd,tariff,hdced,hdcad,prrd,prrd_override,etd,mtd,ltd," +
	"ersed,rotl,confirmed_release,sed,led,sled,tused,released_on,movement_reason,mobile,text_ok,text_agreed_on,phone_shared,language," +
	"com_name,com_email,pom_name,pom_email,police_om_name,police_om_email,next_court_on,needs,consents,flags,iom"

func FuzzReleaseReader(f *testing.F) {
	f.Add([]byte(head + "A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,31/02/2026,\n"))
	f.Add([]byte(head + "A1234BC,\"Smith\nx\",Jo,1990-01-01,Feltham,Somerset,-,+44\n\"a"))
	f.Add([]byte("\ufeffprison number,needs,consents,flags\n"))
	f.Add(sample.Releases[:4000])
	f.Add(sample.ReleasesNextDay[len(sample.ReleasesNextDay)-3000:])
	f.Add([]byte(everyColumn + "\n" + "a1234 bc,O\x92Brien,Sio\u0302n,01/12/1990,hmp leeds,bristol,F,,,-,recall,active_in,,,,01/01/2027,,,,,,,,,,,,,,,,,,,,,," +
		"Temporary Absence,+44 7700 900123,YES,,No,Welsh,,,,,,,,Mental Health;x\u037ebenefits;none,consent to refer=1/1/2026;x==1,MAPPA 1;\u200b;tag,Fixed\n"))
	places, err := builtIn()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := intake.NewReleaseReader(bytes.NewReader(file), places)
		if err != nil {
			mustBeRefused(t, err)
			return
		}
		good, bad := 0, 0
		for {
			row, problem, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				mustBeRefused(t, err)
				break
			}
			if problem != nil {
				bad++
				if problem.Line < 2 && row.Line < 2 || problem.Problem == "" {
					t.Fatalf("a problem without line or words: %+v", problem)
				}
				continue
			}
			good++
			mustReadTheSame(t, places, row)
		}
		if good+bad != r.Rows() {
			t.Fatalf("%d good and %d bad of %d rows", good, bad, r.Rows())
		}
	})
}

// mustReadTheSame writes a good row's canonical cells as a file and reads them
// again: the same row must come out.
func mustReadTheSame(t *testing.T, places *intake.Gazetteer, row intake.Row) {
	t.Helper()
	var file bytes.Buffer
	file.WriteString("\ufeff" + everyColumn + "\n")
	w := csv.NewWriter(&file)
	if err := w.Write(row.Cells[:strings.Count(everyColumn, ",")+1]); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	r, err := intake.NewReleaseReader(&file, places)
	if err != nil {
		t.Fatalf("line %d: the canonical row was refused: %v", row.Line, err)
	}
	again, problem, err := r.Next()
	if err != nil || problem != nil {
		t.Fatalf("line %d: the canonical row is bad: %v %v", row.Line, problem, err)
	}
	if diff := cmp.Diff(row.Cells, again.Cells); diff != "" || row.Hash != again.Hash {
		t.Fatalf("line %d: the canonical row reads as another (-was +is):\n%s", row.Line, diff)
	}
	for _, c := range row.Cells {
		if strings.ContainsAny(c, "\x00\r\n") {
			t.Fatalf("a cell of the row on line %d is not one line", row.Line)
		}
	}
}

func mustBeRefused(t *testing.T, err error) {
	t.Helper()
	var refused *intake.RefusedFile
	if !errors.As(err, &refused) {
		t.Fatalf("the reader failed: %v", err)
	}
}

func BenchmarkReadingThirtyThousandRows(b *testing.B) {
	places, err := intake.BuiltIn()
	if err != nil {
		b.Fatal(err)
	}
	header, body, _ := bytes.Cut(sample.Releases, []byte("\n"))
	file := append(append(bytes.Clone(header), '\n'), bytes.Repeat(body, 78)...)
	b.ReportAllocs()
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		r, err := intake.NewReleaseReader(bytes.NewReader(file), places)
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			}
		}
	}
}
