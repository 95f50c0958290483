package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// observed is what release is told of one person whose extract has these
// optional columns.
func observed(t *testing.T, columns, cells string) release.Observation {
	t.Helper()
	w := newWorld(t)
	r := w.releases("prison_number,surname,forenames,date_of_birth,prison,home_area,"+columns+"\n"+
		"A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,"+cells+"\n", intake.ReleasesOptions{})
	if len(r.Rejected) > 0 {
		t.Fatalf("the row was rejected: %v", r.Rejected)
	}
	return w.lastTold("A1234BC")
}

func day(s string) calendar.Date { return calendar.MustParse(s) }

func TestARowBecomesAnObservation(t *testing.T) {
	got := observed(t, "sex,received_on,legal_status,status,sentence_start,crd,crd_override,hdcad,apd,confirmed_release,sed,mobile,"+
		"text_ok,text_agreed_on,phone_shared,language,com_name,com_email,needs,consents,flags,iom,movement_reason,next_court_on",
		"F,01/11/2026,recall,active_in,2026-01-01,2027-01-01,2027-01-02,2026-12-01,2026-12-02,2026-12-03,2028-01-01,07700 900123,"+
			"YES,2026-11-02,no,Welsh,Com One,Com1@Probation.example,benefits; Mental Health,consent_to_refer=02/11/2026;consent_to_share_health,"+
			"tag;MAPPA2,Fixed,Temporary absence,2026-12-24")
	want := release.Observation{Line: 2, PrisonNumber: "A1234BC", Surname: "Smith", Forenames: "Jo", BirthDate: day("1990-01-01"),
		Sex: "female", Prison: "LEI", HomeArea: "E09000014", ReceivedOn: day("2026-11-01"), SentenceStart: day("2026-01-01"),
		LegalStatus: release.Recall, Status: release.ActiveIn, MovementReason: "temporary_absence",
		Dates: []release.TypedDate{
			{Type: release.CRD, Kind: release.Calculated, Day: day("2027-01-01")},
			{Type: release.CRD, Kind: release.Override, Day: day("2027-01-02")},
			{Type: release.APD, Kind: release.ApprovedKind, Day: day("2026-12-02")},
			{Type: release.HDCAD, Kind: release.ApprovedKind, Day: day("2026-12-01")},
			{Type: release.Confirmed, Kind: release.ConfirmedKind, Day: day("2026-12-03")},
			{Type: release.SED, Kind: release.Calculated, Day: day("2028-01-01")},
		},
		MobileTold: "07700 900123", Mobile: "+447700900123", TextOK: "yes", TextAgreedOn: day("2026-11-02"), PhoneShared: "no",
		Language: "cy", COM: release.Officer{Name: "Com One", Email: "Com1@Probation.example"}, NextCourtOn: day("2026-12-24"),
		NeedsAssessed: true, Needs: []string{"benefits", "mental_health"},
		Consents: []release.Consent{{Kind: "consent_to_refer", GivenOn: day("2026-11-02")}, {Kind: "consent_to_share_health"}},
		Flags:    []string{"mappa2", "tag"}, IOM: "fixed"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(calendar.Date{})); diff != "" {
		t.Errorf("observation (-want +got):\n%s", diff)
	}
}

func TestWhatIsNotToldHasItsDefault(t *testing.T) {
	got := observed(t, "status,released_on", ",")
	want := release.Observation{Line: 2, PrisonNumber: "A1234BC", Surname: "Smith", Forenames: "Jo", BirthDate: day("1990-01-01"),
		Prison: "LEI", HomeArea: "E09000014", LegalStatus: release.UnknownStatus, Status: release.NotTold,
		TextOK: "unknown", PhoneShared: "unknown", Language: "en"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(calendar.Date{})); diff != "" {
		t.Errorf("observation (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeUsedNeverRejectsARowAndIsNamed(t *testing.T) {
	tests := []struct{ column, cell, note string }{
		{"mobile", "020 7946 0101", "mobile"},
		{"com_email", "com at probation", "com_email"},
		{"pom_email", "pom@", "pom_email"},
		{"police_om_email", "<x@y.example>", "police_om_email"},
		{"language", "Klingon", "language"},
		{"needs", "housing", "needs"},
		{"needs", "finance;housing", "needs"},
		{"flags", "tag;arsonist", "flags"},
		{"consents", "consent_to_all", "consents"},
		{"iom", "amber", "iom"},
		{"legal_status", "ON HOLIDAY", "legal_status"},
		{"status", "GONE", "status"},
		{"text_ok", "perhaps", "text_ok"},
		{"phone_shared", "perhaps", "phone_shared"},
		{"movement_reason", "To a hostel", "movement_reason=To a hostel"},
		{"text_agreed_on", "2027-01-01", "text_agreed_on"},
		{"received_on", "1985-01-01", "received_on"},
		{"sed", "2126-01-01", "sed"},
	}
	for _, tt := range tests {
		t.Run(tt.column+" "+tt.cell, func(t *testing.T) {
			got := observed(t, tt.column, tt.cell)
			if diff := cmp.Diff([]string{tt.note}, got.Notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnAssessmentNamesNeedsNoneOrUnknown(t *testing.T) {
	for cell, want := range map[string]struct {
		assessed bool
		needs    []string
	}{
		"none": {true, nil}, "unknown": {false, nil}, "": {false, nil}, "housing": {false, nil},
		"family;accommodation;family": {true, []string{"accommodation", "family"}},
		"finance;housing":             {true, []string{"finance"}},
	} {
		got := observed(t, "needs", cell)
		if got.NeedsAssessed != want.assessed || !cmp.Equal(got.Needs, want.needs) {
			t.Errorf("needs %q: assessed %v, %v; want %v, %v", cell, got.NeedsAssessed, got.Needs, want.assessed, want.needs)
		}
	}
}

func TestOnlyUnusableMobilesAreNamedInTheSample(t *testing.T) {
	w := newWorld(t)
	w.releases(string(sample.Releases), intake.ReleasesOptions{})
	for _, o := range w.at.told {
		for _, n := range o.Notes {
			if n != "mobile" {
				t.Errorf("line %d: %s", o.Line, n)
			}
		}
	}
}
