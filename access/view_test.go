package access_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The table as it is read: a row a field, a column a class of reader.
func TestTheDeclaredViewIsAsReviewed(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for i, v := range access.Viewers {
		out.WriteString(string(rune('A'+i)) + " " + string(v) + "\n")
	}
	out.WriteString("\n           A B C D E F G H I J K L M\n")
	for _, f := range access.Fields {
		line := string(f) + strings.Repeat(" ", 11-len(f))
		for _, v := range access.Viewers {
			mark := "."
			if v.Sees(f) {
				mark = "x"
			}
			line += mark + " "
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	const file = "testdata/view.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("who sees what has changed: if that is meant, run the test with -update (-want +got):\n%s", diff)
	}
}

// readings are all there are.
func readings() []access.Reading {
	var list []access.Reading
	for bits := range 1 << 7 {
		on := func(i int) bool { return bits>>i&1 == 1 }
		for _, role := range access.Roles {
			for _, service := range []string{"housing_options", "crs_accommodation", "cas3", "mental_health", "drug_and_alcohol", "reconnect", "prison_healthcare", "jobcentre", "children_services"} {
				list = append(list, access.Reading{Role: role, Service: service, Restricted: on(0), Opened: on(1), HealthAgreed: on(2),
					HealthShared: on(3), Request: on(4), Held: on(5), Covered: on(6), Consent: on(6) && on(5)})
			}
		}
	}
	return list
}

func TestOnlyTheInformationLeadAnswersForEverything(t *testing.T) {
	t.Parallel()
	for _, role := range access.Roles {
		r := access.Reading{Role: role, Restricted: true, Answering: true}
		if all := access.ViewerFor(r) == access.LeadAnswering; all != (role == access.InformationLead) {
			t.Errorf("%s reads everything: %v", role, all)
		}
	}
}

func TestWhatDomainRule9SaysHoldsForEveryReader(t *testing.T) {
	t.Parallel()
	health := []access.Field{access.FieldHealth, access.FieldAttendance}
	who := []access.Field{access.FieldInitials, access.FieldName, access.FieldBirthDate, access.FieldNumber, access.FieldPrison, access.FieldReach,
		access.FieldHomeArea, access.FieldCustody, access.FieldOfficers, access.FieldOffence, access.FieldNeeds, access.FieldConsents, access.FieldNotes,
		access.FieldStanding, access.FieldHealth, access.FieldAttendance}
	named := []access.Field{access.FieldName, access.FieldBirthDate, access.FieldNumber, access.FieldPrison, access.FieldReach}
	for _, r := range readings() {
		see := access.ViewerFor(r)
		none := func(why string, fields ...access.Field) {
			t.Helper()
			for _, f := range fields {
				if see.Sees(f) {
					t.Fatalf("%s: %+v, as %q, sees %q", why, r, see, f)
				}
			}
		}
		service := r.Role == access.SPOC
		switch {
		case r.Role == access.Administrator:
			none("no case data", access.Fields...)
		case r.Role == access.InformationLead:
			none("by reference only", slices.DeleteFunc(slices.Clone(access.Fields), func(f access.Field) bool { return f == access.FieldReference })...)
		case r.Restricted && service:
			none("nothing of the person to services", who...)
		case r.Restricted && !r.Opened:
			none("masked for all", who...)
		}
		if service {
			none("health never sees offence, nor does anybody else outside", access.FieldOffence, access.FieldNotes, access.FieldCustody, access.FieldStanding)
			if !access.IsHealthService(r.Service) {
				none("housing and others never see health", health...)
			}
			if !r.Request || !r.Held || !r.Covered || !r.Consent {
				none("lists, and a request without an agreement or consents", append(slices.Clone(named), health...)...)
			} else if !r.Restricted && !see.Sees(access.FieldName) {
				t.Fatalf("without the name it cannot act: %+v as %q", r, see)
			}
		} else if r.Role != access.LinkOfficer && !r.HealthAgreed && !r.HealthShared {
			none("health only with a recorded basis", health...)
		}
	}
}
