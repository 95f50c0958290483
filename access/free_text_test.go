package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughgate/access"
)

// flagCases are texts and what is seen in them, "kind text".
var flagCases = []struct {
	text string
	want []string
}{
	{"Ring his mother on 07700 900123.", []string{"phone 07700 900123"}},
	{"(020) 7946-0958 or +44 (0)7700 900 456", []string{"phone (020) 7946-0958", "phone +44 (0)7700 900 456"}},
	{"0044 7700 900123; 447700900123", []string{"phone 0044 7700 900123", "phone 447700900123"}},
	{"0113 496 0731, ask for Kay", []string{"phone 0113 496 0731"}},
	{"07700\u200b900123", []string{"phone 07700900123"}},
	{"01632.960.001", []string{"phone 01632.960.001"}},
	{"He is A1234BC, was a9876zz", []string{"prison_number A1234BC", "prison_number a9876zz"}},
	{"A1234BC's file", []string{"prison_number A1234BC"}},
	{"A 1234 BC", []string{"prison_number A 1234 BC"}},
	{"NI QQ 12 34 56 C", nil}, // Q is in none that was ever given
	{"NI AB 12 34 56 C and jg103759a", []string{"other_number AB 12 34 56 C", "other_number jg103759a"}},
	{"PNC 15/123456A, CRN X123456", []string{"other_number 15/123456A", "other_number X123456"}},
	{"NHS 943 476 5919", []string{"other_number 943 476 5919"}},
	{"account 123456789", []string{"other_number 123456789"}},
	{"write to kay.o'neil@services.example, please", []string{"email kay.o'neil@services.example"}},
	{"<mo@a.b.example>", []string{"email mo@a.b.example"}},
	{"lives at N15 4PZ now", []string{"postcode N15 4PZ"}},
	{"sw1a1aa; EC1A 1BB; m1 1ae; B33 8TH; W1T 3NF; GIR 0AA", []string{"postcode sw1a1aa", "postcode EC1A 1BB", "postcode m1 1ae", "postcode B33 8TH", "postcode W1T 3NF", "postcode GIR 0AA"}},
	{"N15 4PZ 07700 900123 x@y.example", []string{"postcode N15 4PZ", "phone 07700 900123", "email x@y.example"}},

	{"at 10:30, and 10:30-11:45", nil},
	{"09.30-10.30 11.30-12.30", nil},
	{"from 0800 to 1600", nil},
	{"0800-1600", nil},
	{"week 12, day 3 of 28", nil},
	{"£46.50 a week, £1,234,567,890.00 owed", nil},
	{"on 2026-11-23 2026-11-24", nil},
	{"on 23/11/2026 or 1.12.26", nil},
	{"01/12/2026 02/12/2026", nil},
	{"24/7", nil},
	{"room B2 3rd floor, wing E10 5th cell", nil},
	{"cell C1-07 on A wing, M25, A4 paper, B12", nil},
	{"MAPPA level 2, CAS3, s.117, HDC 28 days, 100%", nil},
	{"5 or 6 times, 3 of 10, 2 x 500mg", nil},
	{"the @ sign, and me@home", nil},
	{"1 2 3 4 5 6 7", nil},
	{"by 5pm at M1 5pm", nil},
	{"from A 1030 am", nil},
	{"ring the unit on 020 7946 0100 or +44 20 7946 0100, unit@unit.example", nil}, // its own
	{"ring 020 7946 0101", []string{"phone 020 7946 0101"}},
	{"", nil},
}

func TestWhatPointsAtSomebodyIsSeenInAFreeText(t *testing.T) {
	t.Parallel()
	for _, c := range flagCases {
		var got []string
		for _, f := range access.Flags(c.text, "020 7946 0100", "Unit@unit.example") {
			got = append(got, fmt.Sprint(f.Kind, " ", f.Text))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: seen %q, want %q", c.text, got, c.want)
		}
	}
	if long := access.Flags(strings.Repeat("07700 900123 and ", 500)); len(long) != 500 {
		t.Errorf("%d of 500 were seen", len(long))
	}
}
