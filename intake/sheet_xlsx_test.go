package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughgate/intake"
	"throughgate/intake/sample"
)

// workbook makes an XLSX of a CSV; dates become true ones, each time in another
// format, where asDates is set.
func workbook(t *testing.T, file string, asDates bool) []byte {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	var styles []int
	for _, code := range []string{"dd/mm/yyyy", "d mmm yy", `dddd\, d mmmm yyyy`, "m/d/yy", "[$-809]dd mmmm yyyy;@"} {
		id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		styles = append(styles, id)
	}
	builtIn, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	styles = append(styles, builtIn)
	n := 0
	for i, row := range rows {
		for j, cell := range row {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			day, problem := time.Parse("2006-01-02", cell)
			if !asDates || problem != nil {
				if err := book.SetCellStr("Sheet1", at, cell); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := errors.Join(book.SetCellValue("Sheet1", at, day), book.SetCellStyle("Sheet1", at, at, styles[n%len(styles)])); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
	if asDates && n == 0 {
		t.Fatal("no dates in the file")
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rowsRead(t *testing.T, file []byte) (lines []string) {
	t.Helper()
	r, err := intake.NewReleaseReader(bytes.NewReader(file), someGazetteer(t))
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, problem, err := r.Next()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		if problem != nil {
			lines = append(lines, problem.String())
			continue
		}
		lines = append(lines, strings.Join(row.Cells, "|"))
	}
}

func TestAWorkbookReadsLikeItsCSV(t *testing.T) {
	want := rowsRead(t, sample.Releases)
	for name, dates := range map[string]bool{"as text": false, "true dates in six formats": true} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, rowsRead(t, workbook(t, string(sample.Releases), dates))); diff != "" {
				t.Errorf("(-csv +xlsx):\n%.2000s", diff)
			}
		})
	}
}

func TestAWorkbookIsAppliedOnceLikeItsCSV(t *testing.T) {
	w := newWorld(t)
	w.wantCounts(w.releases(string(workbook(t, string(sample.Releases), true)), intake.ReleasesOptions{}), "387 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 387")
	w.wantCounts(w.releases(string(sample.Releases), intake.ReleasesOptions{}), "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
	w.mustServices(string(workbook(t, string(sample.Services), false)), "47 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 47")
}

func TestABadRowOfAWorkbookIsNamedByItsRow(t *testing.T) {
	file := relHead + "A1111AA,Adams,Bo,1990-02-01,Leeds,Haringey\n\nB2222BB,Brook,Al,31/02/1990,Leeds,Haringey\nC3333CC,Clark,Cy,#N/A,Leeds,Haringey\n"
	book, err := excelize.OpenReader(bytes.NewReader(workbook(t, file, false)))
	if err != nil {
		t.Fatal(err)
	}
	if err := book.InsertRows("Sheet1", 2, 3); err != nil { // a gap below the header
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	got := rowsRead(t, out.Bytes())
	if len(got) != 3 || !strings.HasPrefix(got[0], "A1111AA|") ||
		got[1] != "line 6, column date_of_birth: 31/02/1990 does not exist: February 1990 has 28 days; write the right day" ||
		got[2] != "line 7, column date_of_birth: a formula that could not be worked out: write the value itself" {
		t.Errorf("%q", got)
	}
}

const relHead = "prison_number,surname,forenames,date_of_birth,prison,home_area\n"

func TestTheFirstSheetCounts(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(workbook(t, relHead+"A1111AA,Adams,Bo,1990-02-01,Leeds,Haringey\n", true)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("Notes"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(book.SetCellStr("Notes", "A1", "not a header"), book.MoveSheet("Notes", "Sheet1")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	_, err = intake.NewReleaseReader(&out, someGazetteer(t))
	wantRefusedWith(t, err, "line 1 is no header")
}

func wantRefusedWith(t *testing.T, err error, words string) {
	t.Helper()
	var refused *intake.RefusedFile
	if !errors.As(err, &refused) || !strings.Contains(refused.Text, words) {
		t.Errorf("got %v, want a refusal that says %q", err, words)
	}
}

// part replaces one part of a workbook.
func part(t *testing.T, file []byte, name string, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if f.Name == name {
			text = change(text)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const sheetPart = "xl/worksheets/sheet1.xml"

func TestAWorkbookThatCannotBeUsedIsRefusedWithARemedy(t *testing.T) {
	good := workbook(t, relHead+strings.Repeat("A1111AA,Adams,Bo,1990-02-01,Leeds,Haringey\n", 50), true)
	bomb := part(t, good, sheetPart, func(s string) string { return s + strings.Repeat(" ", 200<<20) })
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb is %d bytes", len(bomb))
	}
	for name, c := range map[string]struct {
		file  []byte
		words string
	}{
		"a bomb":              {bomb, "unfolds to more than 160 MB"},
		"no workbook":         {part(t, good, "[Content_Types].xml", func(string) string { return "" })[:400], "damaged spreadsheet"},
		"cut":                 {good[:len(good)/2], "damaged spreadsheet"},
		"a sheet broken off":  {part(t, good, sheetPart, func(s string) string { return strings.Replace(s, `<row r="30"`, `<<row r="30"`, 1) }), "damaged spreadsheet"},
		"an old spreadsheet":  {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........"), "old spreadsheet (.xls) or has a password"},
		"nothing on a sheet":  {part(t, good, sheetPart, func(s string) string { return s[:strings.Index(s, "<sheetData>")] + "<sheetData/></worksheet>" }), "first sheet of the spreadsheet is empty"},
		"more rows than many": {part(t, good, sheetPart, func(s string) string { return strings.ReplaceAll(s, `<row r="51"`, `<row r="250002"`) }), "more than 250000 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := intake.NewReleaseReader(bytes.NewReader(c.file), someGazetteer(t))
			for err == nil {
				_, _, err = r.Next()
			}
			wantRefusedWith(t, err, c.words)
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("%d MB were taken to refuse it", used>>20)
			}
		})
	}
}

func TestNothingOfAWorkbookIsWrittenToTheDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	good := workbook(t, relHead+"A1111AA,Adams,Bo,1990-02-01,Leeds,Haringey\n", true)
	large := part(t, good, sheetPart, func(s string) string { return s + strings.Repeat(" ", 20<<20) })
	r, err := intake.NewReleaseReader(bytes.NewReader(large), someGazetteer(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("%d files were written, %v", len(left), err)
	}
}

func TestTimesOfAWorkbookAreReadAsWritten(t *testing.T) {
	book := excelize.NewFile()
	instant, clock := "dd/mm/yyyy hh:mm", "h:mm AM/PM"
	a, errA := book.NewStyle(&excelize.Style{CustomNumFmt: &instant})
	b, errB := book.NewStyle(&excelize.Style{CustomNumFmt: &clock})
	if err := errors.Join(errA, errB,
		book.SetSheetRow("Sheet1", "A1", &[]any{"prison_number", "starts_at", "service", "place"}),
		book.SetSheetRow("Sheet1", "A2", &[]any{"A0001BC", time.Date(2026, 12, 1, 10, 20, 0, 0, time.UTC), "jobcentre", "Wood Green"}),
		book.SetCellStyle("Sheet1", "B2", "B2", a)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.releases(relHead+"A0001BC,Adams,Bo,1990-02-01,Leeds,Haringey\n", intake.ReleasesOptions{})
	if _, err := w.appointments(out.String()); err != nil {
		t.Fatal(err)
	}
	if len(w.at.booked) != 1 || w.at.booked[0].StartsAt.Format(time.RFC3339) != "2026-12-01T10:20:00Z" {
		t.Errorf("%+v", w.at.booked)
	}
	if err := errors.Join(book.SetSheetRow("Sheet1", "A1", &[]any{"area", "service", "name", "spoc_email", "opens"}),
		book.SetSheetRow("Sheet1", "A2", &[]any{"Haringey", "jobcentre", "Wood Green", "w@dwp.example", 9.5 / 24}),
		book.SetCellStyle("Sheet1", "B2", "B2", 0), book.SetCellStyle("Sheet1", "E2", "E2", b)); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	w.mustServices(out.String(), "1 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	if w.count(`SELECT count(*) FROM service WHERE opens = '09:30'`) != 1 {
		t.Error("the time was not read")
	}
}

func someGazetteer(t *testing.T) *intake.Gazetteer {
	t.Helper()
	places, err := intake.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return places
}
