package oracle

import (
	"slices"
	"strings"
)

// told is what the extracts have told of a person, cell by cell: an empty cell
// changes nothing, "-" takes a date away.
type told struct {
	number, area, prison, legal, status string
	birth, received, sentenceStart      Day
	dates                               dates
	needsAssessed                       bool
	needs, flags                        []string // shared with others who have the same
	consents                            set
	com, iom                            string
	mobile, textOK, shared, language    string
	textAgreed                          Day
	agreedNumber                        string
	nextCourt                           Day
}

// dateColumns are the columns that hold a date of release or of the sentence.
var dateColumns = [len(dates{})]string{"ard", "ard_override", "crd", "crd_override", "npd", "npd_override", "ped", "apd", "tariff", "hdced", "hdcad",
	"prrd", "prrd_override", "etd", "mtd", "ltd", "ersed", "rotl", "confirmed_release", "sed", "led", "sled", "tused"}

// read takes a row in, and tells whether the dates that can decide anything, or
// the legal status, changed.
func (t *told) read(row cells, words words) (newDates bool) {
	text := func(into *string, column string) {
		if v := row.get(column); v != "" {
			*into = words.text(v)
		}
	}
	day := func(into *Day, column string) {
		if d := parseDay(row.get(column)); d != 0 {
			*into = d
		}
	}
	text(&t.prison, "prison")
	text(&t.status, "status")
	legal := t.legal
	if text(&t.legal, "legal_status"); t.legal == "" {
		t.legal = "UNKNOWN"
	}
	newDates = legal != t.legal
	day(&t.birth, "date_of_birth")
	day(&t.received, "received_on")
	day(&t.sentenceStart, "sentence_start")
	for i, c := range dateColumns {
		was, v := t.dates[i], row.get(c)
		switch {
		case v == "-":
			t.dates[i] = 0
		case v != "":
			t.dates[i] = parseDay(v)
		}
		if was != t.dates[i] && decides(c) {
			newDates = true
		}
	}
	switch v := row.get("needs"); v {
	case "", "unknown":
		if v != "" {
			t.needsAssessed, t.needs = false, nil
		}
	case "none":
		t.needsAssessed, t.needs = true, nil
	default:
		t.needsAssessed, t.needs = true, words.list(v)
	}
	switch v := row.get("flags"); v {
	case "":
	case "none":
		t.flags = nil
	default:
		t.flags = words.list(v)
	}
	for _, c := range words.list(row.get("consents")) {
		name, _, _ := strings.Cut(c, "=")
		t.consents.add(name)
	}
	switch v := row.get("next_court_on"); v {
	case "":
	case "-":
		t.nextCourt = 0
	default:
		t.nextCourt = parseDay(v)
	}
	text(&t.com, "com_email")
	text(&t.iom, "iom")
	text(&t.language, "language")
	if v := row.get("mobile"); v != "" && v != t.mobile {
		t.mobile = strings.Clone(v)
	}
	text(&t.textOK, "text_ok")
	text(&t.shared, "phone_shared")
	if d := parseDay(row.get("text_agreed_on")); d != 0 {
		t.textAgreed, t.agreedNumber = d, mobileNumber(t.mobile)
	}
	return newDates
}

func list(cell string) []string {
	var out []string
	for _, w := range strings.Split(cell, ";") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func decides(column string) bool {
	return !slices.Contains([]string{"ersed", "rotl", "etd", "ltd", "ped", "hdced", "tariff", "sed", "led", "sled", "tused"}, column)
}

// mobileNumber is a UK mobile as the invented people have them, in E.164; ""
// for anything else.
func mobileNumber(written string) string {
	n := strings.ReplaceAll(written, " ", "")
	if rest, ok := strings.CutPrefix(n, "0"); ok {
		n = "+44" + rest
	}
	if len(n) != len("+447700900000") || !strings.HasPrefix(n, "+447") || strings.Trim(n[1:], "0123456789") != "" {
		return ""
	}
	return n
}

func (t *told) flag(f string) bool { return slices.Contains(t.flags, f) }

// date is the one that holds of a type: an override replaces the calculated one.
func (t *told) date(column string) Day {
	if d := t.dates.of(column + "_override"); d != 0 {
		return d
	}
	return t.dates.of(column)
}

// dates are by column, "crd" or "crd_override", in the order of dateColumns; 0: none.
type dates [23]Day

func (d *dates) of(column string) Day {
	if i := slices.Index(dateColumns[:], column); i >= 0 {
		return d[i]
	}
	return 0
}

func (d *dates) put(column string, day Day) { d[slices.Index(dateColumns[:], column)] = day }
