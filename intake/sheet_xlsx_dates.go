package intake

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// How true dates of a spreadsheet are written for our readers, whatever the
// workbook shows: 3/4/27 would be a day in April or in March.
const (
	plainDay     = "yyyy-mm-dd"
	plainInstant = "yyyy-mm-dd hh:mm"
	plainTime    = "hh:mm"
)

// showDatesPlainly gives every style of the workbook that shows dates or times
// one of our formats. Other cells are read as they are shown.
func showDatesPlainly(book *excelize.File) error {
	formats := map[string]*int{}
	for _, code := range []string{plainDay, plainInstant, plainTime} {
		id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return err
		}
		formats[code] = book.Styles.CellXfs.Xf[id].NumFmtID
	}
	codes := map[int]string{}
	if book.Styles.NumFmts != nil {
		for _, f := range book.Styles.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for i := range book.Styles.CellXfs.Xf {
		xf := &book.Styles.CellXfs.Xf[i]
		if xf.NumFmtID == nil {
			continue
		}
		code, own := codes[*xf.NumFmtID]
		shown := plainOf(code)
		if !own {
			shown = plainOfBuiltIn(*xf.NumFmtID)
		}
		if shown != "" {
			xf.NumFmtID = formats[shown]
		}
	}
	return nil
}

// plainOfBuiltIn is our format for one of the numbered formats of ECMA-376
// (part 1, 18.8.30); "" for one that shows no date.
func plainOfBuiltIn(id int) string {
	switch {
	case id == 22:
		return plainInstant
	case id >= 18 && id <= 21, id == 32, id == 33, id >= 45 && id <= 47, id == 55, id == 56:
		return plainTime
	case id >= 14 && id <= 17, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return plainDay
	}
	return ""
}

// plainOf is our format for one that the workbook defines: y and d are parts of
// a day, h and s of a time, m of either. What stands in quotation marks, in
// brackets or behind a backslash is shown as it is; only the first section, for
// positive numbers, counts.
func plainOf(code string) string {
	var day, month, hour, quoted, bracket, escaped bool
scan:
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case r == '\\', !quoted && (r == '_' || r == '*'):
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case bracket:
		case r == ';':
			break scan
		case r == 'y', r == 'd':
			day = true
		case r == 'm':
			month = true
		case r == 'h', r == 's':
			hour = true
		}
	}
	switch {
	case day && hour:
		return plainInstant
	case day, month && !hour:
		return plainDay
	case hour:
		return plainTime
	}
	return ""
}
