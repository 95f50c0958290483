package notify_test

import (
	"testing"

	"throughgate/notify"
)

func TestANumberIsTakenInGoodPartOrRefused(t *testing.T) {
	tests := []struct {
		written string
		ok      bool
		e164    string
		kind    notify.NumberKind
	}{
		{"07700 900123", true, "+447700900123", notify.Mobile},
		{"07700 900000", true, "+447700900000", notify.Mobile},
		{"07700 900999", true, "+447700900999", notify.Mobile},
		{"07700 9001234", false, "", notify.OtherNumber},
		{"07723 456789", true, "+447723456789", notify.Mobile},
		{"\u200b07723456789\ufeff", true, "+447723456789", notify.Mobile},
		{"07723\u200b 456\u00a0789", true, "+447723456789", notify.Mobile},
		{"(07723) 456789", true, "+447723456789", notify.Mobile},
		{"07723-456-789", true, "+447723456789", notify.Mobile},
		{"07723 - 456789", true, "+447723456789", notify.Mobile},
		{"07723\u2013456789", true, "+447723456789", notify.Mobile},
		{"07723.456.789", true, "+447723456789", notify.Mobile},
		{"+44 (0)7723 456789", true, "+447723456789", notify.Mobile},
		{"+44(0) 7723-456-789", true, "+447723456789", notify.Mobile},
		{"(+44) 7723 456789", true, "+447723456789", notify.Mobile},
		{"0044 7723 456789", true, "+447723456789", notify.Mobile},
		{"0044 (0)7723 456789", true, "+447723456789", notify.Mobile},
		{"44 7723 456789", true, "+447723456789", notify.Mobile},
		{"7723 456789", true, "+447723456789", notify.Mobile},
		{"07797 712345", true, "+447797712345", notify.Mobile}, // Jersey
		{"07781 123456", true, "+447781123456", notify.Mobile}, // Guernsey
		{"07924 123456", true, "+447924123456", notify.Mobile}, // Isle of Man
		{"070 1234 5678", false, "+447012345678", notify.OtherNumber},
		{"076 4012 3456", false, "+447640123456", notify.OtherNumber},
		{"020 7946 0101", false, "+442079460101", notify.Landline},
		{"2079460101", false, "+442079460101", notify.Landline},
		{"0113 496 0014", false, "+441134960014", notify.Landline},
		{"0800 1111", false, "+448001111", notify.OtherNumber},
		{"+33 6 12 34 56 78", false, "+33612345678", notify.Mobile},
		{"07723 456789.", false, "", notify.OtherNumber},
		{"07723 456789...", false, "", notify.OtherNumber},
		{"07723..456789", false, "", notify.OtherNumber},
		{"07723.-456789", false, "", notify.OtherNumber},
		{"-07723456789", false, "", notify.OtherNumber},
		{"07723 456789 x2", false, "", notify.OtherNumber},
		{"tel:07723456789", false, "", notify.OtherNumber},
		{"07723/456789", false, "", notify.OtherNumber},
		{"07723 456789, 07700 900123", false, "", notify.OtherNumber},
		{"(07723 456789", false, "", notify.OtherNumber},
		{"++447723456789", false, "", notify.OtherNumber},
		{"0772345678", false, "", notify.OtherNumber},
		{"077234567890", false, "", notify.OtherNumber},
		{"12345", false, "", notify.OtherNumber},
		{"0044", false, "", notify.OtherNumber},
		{"+", false, "", notify.OtherNumber},
		{"", false, "", notify.OtherNumber},
		{" \u200b", false, "", notify.OtherNumber},
	}
	for _, tt := range tests {
		got := notify.CheckNumber(tt.written, false)
		if got.OK != tt.ok || got.E164 != tt.e164 || got.Kind != tt.kind {
			t.Errorf("CheckNumber(%q) = %+v, want ok %v, %q, %s", tt.written, got, tt.ok, tt.e164, tt.kind)
		}
		if got.OK == (got.Reason != "") {
			t.Errorf("CheckNumber(%q): ok %v with reason %q", tt.written, got.OK, got.Reason)
		}
	}
}

func TestInternationalAcceptsAnyMobile(t *testing.T) {
	for written, ok := range map[string]bool{
		"+33 6 12 34 56 78": true, "+353 85 012 3456": true, "07700 900123": true,
		"+33 1 42 68 53 00": false, "020 7946 0101": false, "070 1234 5678": false,
	} {
		if got := notify.CheckNumber(written, true); got.OK != ok {
			t.Errorf("CheckNumber(%q, international) = %+v, want ok %v", written, got, ok)
		}
	}
}
