package release_test

import (
	"testing"

	. "throughgate/release"
)

func TestSupervisedAfterRelease(t *testing.T) {
	for _, r := range []struct {
		source    string
		legal     LegalStatus
		dates     string
		with      func(*Question)
		standsFor DateType
		want      bool
	}{
		{"domain 6, there is a deciding date that is not ARD", Sentenced, "CRD 2026-12-10", nil, CRD, true},
		{"domain 6, ARD", Sentenced, "ARD 2026-12-10; SED 2027-12-10", nil, ARD, false},
		{"domain 6, CONFIRMED stands for ARD", Sentenced, "CONFIRMED 2026-12-09; ARD 2026-12-10", nil, ARD, false},
		{"domain 6, CONFIRMED stands for CRD", Sentenced, "CONFIRMED 2026-12-09; CRD 2026-12-10; ARD 2026-12-09", nil, CRD, true},
		{"domain 6, CONFIRMED stands for HDCAD, not for the ARD behind it", Sentenced, "CONFIRMED 2026-12-09; HDCAD 2026-12-09; ARD 2026-12-10", nil, HDCAD, true},
		{"domain 6, CONFIRMED stands for APD", Sentenced, "CONFIRMED 2026-12-09; APD 2026-12-09; ARD 2026-12-10", nil, APD, true},
		{"domain 6, CONFIRMED stands for nothing else", Sentenced, "CONFIRMED 2026-12-09", nil, "", true},
		{"domain 6, CONFIRMED stands for the date behind a stale one", Sentenced, "CONFIRMED 2026-12-09; HDCAD 2026-11-02; ARD 2026-12-10", held("2026-11-20"), ARD, false},
		{"domain 6, no deciding date", Sentenced, "PED 2026-12-10", nil, "", false},
		{"domain 6, remand", Remand, "CRD 2026-12-10", nil, "", false},
		{"domain 6, recalled with no date", Recall, "CRD 2026-11-10", nil, "", false},
		{"domain 6, recalled with a PRRD", Recall, "PRRD 2026-12-10; SLED 2027-12-10", nil, PRRD, true},
		{"domain 6, not a civil prisoner", CivilPrisoner, "CRD 2026-12-10", nil, CRD, false},
		{"domain 6, statutory date before SED", Sentenced, "CRD 2026-12-10; SED 2026-12-11", nil, CRD, true},
		{"domain 6, statutory date on SED", Sentenced, "CRD 2026-12-10; SED 2026-12-10", nil, CRD, false},
		{"domain 6, statutory date after LED", Sentenced, "CRD 2026-12-10; LED 2026-12-09", nil, CRD, false},
		{"domain 6, statutory date on SLED", Sentenced, "PRRD 2026-12-10; SLED 2026-12-10", nil, PRRD, false},
		{"domain 6, before each that is known", Sentenced, "CRD 2026-12-10; SED 2027-12-10; LED 2026-12-10", nil, CRD, false},
		{"domain 6, the override of SED counts", Sentenced, "CRD 2026-12-10; SED 2026-12-10; SED override 2027-12-10", nil, CRD, true},
		{"domain 6, TUSED does not count", Sentenced, "CRD 2026-12-10; TUSED 2026-12-01", nil, CRD, true},
		{"domain 6, the statutory date counts, not the working day", Sentenced, "CRD 2026-12-12; SED 2026-12-12", nil, CRD, false},
		{"domain 6, the statutory date of CONFIRMED is its own", Sentenced, "CONFIRMED 2026-12-10; CRD 2026-12-01; SED 2026-12-10", nil, CRD, false},
		{"domain 3, DEAD", Dead, "CRD 2026-12-10", nil, "", false},
	} {
		q := question(r.legal, r.dates)
		if r.with != nil {
			r.with(&q)
		}
		got := Decide(englandAndWales, q)
		if got.StandsFor != r.standsFor || got.Supervised != r.want {
			t.Errorf("%s: %q stands for %q, supervised %t; want %q, %t",
				r.source, r.dates, got.StandsFor, got.Supervised, r.standsFor, r.want)
		}
	}
}
