package pathways_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
	"throughgate/pathways"
)

// editRules are those of the default catalogue.
func editRules(t *testing.T) pathways.EditRules {
	t.Helper()
	rules := pathways.EditRules{Blocked: notify.NewWords([]string{"Leeds (HMP)"}, nil).Blocked}
	for _, s := range defaultCatalogue(t).All() {
		rules.Stored = append(rules.Stored, pathways.StoredStandard{Standard: *s, Version: 1})
		rules.Services = append(rules.Services, s.Service)
	}
	return rules
}

// A form that is sent as it was shown says what is stored.
func TestEveryDefaultStandardPassesTheChecksUnchanged(t *testing.T) {
	t.Parallel()
	rules := editRules(t)
	for _, s := range rules.Stored {
		got, problems := rules.Read(pathways.StandardEdit{Code: s.Code, Version: 1, Cells: s.Cells()})
		if len(problems) > 0 {
			t.Errorf("%s: %v", s.Code, problems)
		} else if changes := pathways.StandardChanges(&s.Standard, &got); len(changes) > 0 {
			t.Errorf("%s: changed by being read: %v", s.Code, changes)
		}
	}
}

func TestWhatIsWrongWithAStandardIsNamedWithItsField(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code  string
		cells map[string]string
		want  string // field and text
	}{
		{"BEN-JCP", map[string]string{"title": " "}, "title: Write what has to be ready"},
		{"BEN-JCP", map[string]string{"title": strings.Repeat("é", 201)}, "title: Use 200 characters at most"},
		{"BEN-JCP", map[string]string{"mail_words": ""}, "mail_words: Write the few neutral words that an e-mail may say"},
		{"BEN-JCP", map[string]string{"mail_words": "Drug test in Leeds"}, "mail_words: An e-mail may not say “Drug”, “Leeds”: find neutral words, as in “Appointment to book”"},
		{"BEN-JCP", map[string]string{"service": "jobcenter"}, "service: Nothing asks a service of this code yet. If it is not a slip, tick that it is new"},
		{"BEN-JCP", map[string]string{"service": "Job centre"}, "service: Write small letters with low dashes, as in housing_options"},
		{"BEN-JCP", map[string]string{"hand_off_offset": "soon"}, "hand_off_offset: Write a whole number of days from -175 to 0"},
		{"BEN-JCP", map[string]string{"hand_off_offset": "1"}, "hand_off_offset: Write a whole number of days from -175 to 0"},
		{"BEN-CLAIM", map[string]string{"due_offset": "366"}, "due_offset: Write a whole number of days from 0 to 365"},
		{"BEN-JCP", map[string]string{"due_offset": "-15"}, "due_offset: It would be due before it is asked"},
		{"BEN-JCP", map[string]string{"due_day_kind": "moon"}, "due_day_kind: Choose working or calendar days"},
		{"BEN-JCP", map[string]string{"latest_start": "15"}, "latest_start: The latest start is before the day on which it is asked"},
		{"BEN-CLAIM", map[string]string{"latest_start": "1"}, "latest_start: Only what counts from the planned day has a latest start: leave this empty"},
		{"BEN-JCP", map[string]string{"applies_when": "tall"}, `applies_when: Condition "tall" is not known (use always, need:X, known:X, supervised, age_from:N, age_under:N, flag:X, no_flag:X, no_planned_day, out_of_area, country:X)`},
		{"BEN-JCP", map[string]string{"applies_when": "country:France"}, "applies_when: “country:France”: nobody has this; after country: comes one of England, Wales"},
		{"BEN-JCP", map[string]string{"needs_first": "BEN-JCP"}, "needs_first: It cannot need itself first"},
		{"BEN-JCP", map[string]string{"needs_first": "BEN-NONE"}, "needs_first: There is no standard “BEN-NONE” in force"},
		{"ACC-NEED", map[string]string{"needs_first": "ACC-CAS3"}, "needs_first: These would wait for one another: ACC-NEED, then ACC-CAS3, then ACC-DTR, then ACC-NEED"},
		{"BEN-JCP", map[string]string{"before_telling": "consent"}, "before_telling: “consent” is not known: use agreement, consent_to_refer, consent_to_share_contact, consent_to_share_health, om_cleared"},
		{"BEN-JCP", map[string]string{"evidence": "A letter"}, "evidence: “A”: write small letters with low dashes, as in case_reference"},
	} {
		rules := editRules(t)
		var cells map[string]string
		for _, s := range rules.Stored {
			if s.Code == tt.code {
				cells = s.Cells()
			}
		}
		maps.Copy(cells, tt.cells)
		_, problems := rules.Read(pathways.StandardEdit{Code: tt.code, Version: 1, Cells: cells})
		if len(problems) == 0 {
			t.Errorf("%v is taken", tt.cells)
		} else if got := problems[0].Field + ": " + problems[0].Text; got != tt.want {
			t.Errorf("%v\n got %s\nwant %s", tt.cells, got, tt.want)
		}
	}
}

func TestANewStandardIsReadWhole(t *testing.T) {
	t.Parallel()
	rules := editRules(t)
	cells := map[string]string{"pathway": "finance", "title": "Bank account open", "mail_words": "Account to open", "service": "bank", "found_by": "area",
		"anchor": "planned", "hand_off_offset": "-40", "due_offset": "-10", "due_day_kind": "working", "latest_start": "12", "required": "yes",
		"applies_when": "known:finance, age_from:18\nage_from:18", "needs_first": "BEN-ID+FIN-DEBT", "before_telling": "consent_to_share_contact", "evidence": "account_open", "why": "money"}
	if _, problems := rules.Read(pathways.StandardEdit{Code: "FIN-BANK", New: true, Cells: cells}); len(problems) != 1 || problems[0].Field != "service" {
		t.Errorf("a service that nothing asks: %v", problems)
	}
	got, problems := rules.Read(pathways.StandardEdit{Code: "FIN-BANK", New: true, NewService: true, Cells: cells})
	twelve := 12
	want := pathways.Standard{Code: "FIN-BANK", Position: 36, Pathway: "finance", Title: "Bank account open", MailWords: "Account to open", Service: "bank",
		FoundBy: pathways.ByArea, Anchor: pathways.OnPlanned, HandOffOffset: -40, DueOffset: -10, DueDayKind: pathways.WorkingDays, LatestStart: &twelve,
		Required: true, AppliesWhen: []string{"known:finance", "age_from:18"}, NeedsFirst: []string{"BEN-ID", "FIN-DEBT"},
		BeforeTelling: []string{"consent_to_share_contact"}, Evidence: []string{"account_open"}, Why: "money"}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Errorf("%v (-want +got):\n%s", problems, diff)
	}
	for code, field := range map[string]string{"fin bank": "code", "BEN-ID": "code"} {
		if _, problems := rules.Read(pathways.StandardEdit{Code: code, New: true, NewService: true, Cells: cells}); len(problems) == 0 || problems[0].Field != field {
			t.Errorf("%s: %v", code, problems)
		}
	}
	if problems := rules.MayRetire("ACC-NEED"); len(problems) != 1 || problems[0].Text != "ACC-DTR, ACC-CRS need it first: change them before you retire it" {
		t.Errorf("retire what others need: %v", problems)
	}
	if problems := rules.MayRetire("ACC-CAS3"); problems != nil {
		t.Errorf("retire what nobody needs: %v", problems)
	}
}
