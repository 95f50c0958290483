package intake

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The bounds of a workbook. A file is a zip archive, and a small one may unfold
// to any size: what it says of itself is looked at before a byte is unfolded,
// and the archive's reader fails on one that unfolds to more than it said.
// 30,000 people in all columns unfold to about 70 MB.
const (
	workbookBytes    = 32 << 20
	workbookUnfolded = 160 << 20
	workbookParts    = 2_000
	workbookRows     = 250_000
)

const workbookRemedy = "save it as XLSX with only the sheet that is wanted, or as CSV UTF-8"

// isWorkbook tells, by its first bytes, whether a file is a zip archive or one
// of the older spreadsheets, and no text.
func isWorkbook(in *bufio.Reader) bool {
	start, _ := in.Peek(8)
	return bytes.HasPrefix(start, zipMark) || bytes.HasPrefix(start, oldOfficeMark)
}

var (
	zipMark       = []byte("PK\x03\x04")
	oldOfficeMark = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // .xls, and XLSX with a password
)

// xlsxRows are the rows of the first sheet of a workbook, streamed from the
// unfolded sheet.
type xlsxRows struct {
	rows *excelize.Rows
	line int
	last int // the number of the sheet's last row, 0 where it has none
}

// openWorkbook keeps the workbook in memory alone: personal data is not written
// to temporary files.
func openWorkbook(in *bufio.Reader) (rows *xlsxRows, err error) {
	defer func() {
		if recover() != nil { // a damaged file, which may hold anything
			rows, err = nil, errDamaged()
		}
	}()
	if start, _ := in.Peek(len(oldOfficeMark)); bytes.Equal(start, oldOfficeMark) {
		return nil, refuse("the file is an old spreadsheet (.xls) or has a password: save it as XLSX without a password, or as CSV UTF-8")
	}
	content, err := io.ReadAll(io.LimitReader(in, workbookBytes+1))
	if err != nil {
		return nil, err
	}
	if len(content) > workbookBytes {
		return nil, refuse("the spreadsheet is larger than %d MB: %s", workbookBytes>>20, workbookRemedy)
	}
	if err := checkArchive(content); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(content),
		excelize.Options{UnzipSizeLimit: workbookUnfolded, UnzipXMLSizeLimit: workbookUnfolded})
	if err != nil {
		return nil, errDamaged()
	}
	if err := showDatesPlainly(book); err != nil {
		return nil, errDamaged()
	}
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return nil, errDamaged()
	}
	last := lastRow(book)
	open, err := book.Rows(sheets[0])
	if err != nil {
		return nil, refuse("the first sheet of the spreadsheet holds no table: put the rows on the first sheet")
	}
	return &xlsxRows{rows: open, last: last}, nil
}

func errDamaged() error {
	return refuse("the file is a zip archive or a damaged spreadsheet: save it again as XLSX, or as CSV UTF-8")
}

// checkArchive refuses an archive that is no workbook, or too large a one, by
// its directory.
func checkArchive(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return errDamaged()
	}
	var unfolded uint64
	workbook := false
	for _, part := range archive.File {
		workbook = workbook || strings.EqualFold(strings.TrimPrefix(part.Name, "/"), "[Content_Types].xml")
		if part.UncompressedSize64 > workbookUnfolded || len(archive.File) > workbookParts {
			unfolded = workbookUnfolded
		}
		if unfolded += part.UncompressedSize64; unfolded > workbookUnfolded {
			return refuse("the spreadsheet unfolds to more than %d MB: %s", workbookUnfolded>>20, workbookRemedy)
		}
	}
	if !workbook {
		return errDamaged()
	}
	return nil
}

func (x *xlsxRows) first() ([]string, error) {
	record, _, _, err := x.next(header{})
	if errors.Is(err, io.EOF) {
		return nil, refuse("the first sheet of the spreadsheet is empty: put the header and the rows on the first sheet")
	}
	if err == nil && blank(record) {
		return nil, refuse("line 1 of the first sheet is empty: put the header there")
	}
	return record, err
}

// formulaErrors stand in a cell whose formula could not be worked out.
var formulaErrors = []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}

func (x *xlsxRows) next(h header) (record []string, line int, problem *Problem, err error) {
	defer func() {
		if recover() != nil {
			record, problem, err = nil, nil, errDamaged()
		}
	}()
	if !x.rows.Next() {
		if x.rows.Error() != nil || x.line < x.last {
			return nil, 0, nil, errDamaged() // the sheet ends before its last row: rows would be lost
		}
		return nil, 0, nil, io.EOF
	}
	x.line++
	if record, err = x.rows.Columns(); err != nil {
		return nil, 0, nil, errDamaged()
	}
	if x.line > workbookRows && !blank(record) {
		return nil, 0, nil, refuse("the spreadsheet has more than %d rows: send it in parts, or as CSV UTF-8", workbookRows)
	}
	for at, cell := range record {
		if slices.Contains(formulaErrors, cell) {
			return record, x.line, &Problem{x.line, h.at(at), "a formula that could not be worked out: write the value itself"}, nil
		}
	}
	// A spreadsheet leaves empty cells at the end of a row out.
	for len(record) < len(h.names) && !blank(record) {
		record = append(record, "")
	}
	return record, x.line, nil, nil
}

func (x *xlsxRows) cutShort() bool { return false }

var rowNumber = regexp.MustCompile(`^[^>]*? r="([0-9]{1,7})"`)

// lastRow is the number of the last row in the bytes of the first sheet; 0 where
// they do not tell. The reader of sheets ends quietly where a sheet is broken:
// this shows that it did.
func lastRow(book *excelize.File) int {
	content := firstSheetPart(book)
	at := bytes.LastIndex(content, []byte("<row "))
	if at < 0 {
		return 0
	}
	found := rowNumber.FindSubmatch(content[at+len("<row"):])
	if found == nil {
		return 0
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return 0
	}
	return n
}

// firstSheetPart is the first sheet as it stands in the archive; nil where it
// stands in no usual place.
func firstSheetPart(book *excelize.File) []byte {
	part := func(name string) []byte {
		kept, _ := book.Pkg.Load(name)
		content, _ := kept.([]byte)
		return content
	}
	var workbook struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(part("xl/workbook.xml"), &workbook) != nil || len(workbook.Sheets) == 0 ||
		xml.Unmarshal(part("xl/_rels/workbook.xml.rels"), &links) != nil {
		return nil
	}
	for _, l := range links.Links {
		if l.ID == workbook.Sheets[0].ID {
			return part(path.Join("xl", strings.TrimPrefix(l.Target, "/xl/")))
		}
	}
	return nil
}
