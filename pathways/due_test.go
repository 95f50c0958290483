package pathways_test

import (
	"testing"

	"throughgate/pathways"
)

// The due day step by step (domain 6), steps 2 to 4. Today is Monday 23
// November 2026 unless the row says otherwise. In the comments h and d are the
// usual hand-off and due day, L the days between, R those left, H the offset.
func TestTheDueDayStepByStep(t *testing.T) {
	t.Parallel()
	const monday = "2026-11-23"
	noDay := func(received string) *pathways.Case {
		c := adult("")
		c.ReceivedDay = day(received)
		return c
	}
	for _, tt := range []struct {
		step, code  string
		c           *pathways.Case
		today, want string
	}{
		{"2: ahead, on its hand-off day: stands", // h 17 Dec, d 5 Jan
			"ACC-NIGHT1", adult("2027-01-14"), "2026-12-17", "2027-01-05"},
		{"2: ahead, 10 calendar days left: stands though late", // d: 2 1 30 27 -> Fri 27 Nov
			"MH-MEDS", adult("2026-12-03"), monday, "2026-11-27"},
		{"2: today, release later, 10 or fewer left: the next working day",
			"MH-MEDS", adult("2026-12-03"), "2026-11-27", "2026-11-30"},
		{"2: today, the planned day if that is sooner than the next working day", // planned Sat 28, d Fri 27
			"DA-NALOX", adult("2026-11-28"), "2026-11-27", "2026-11-28"},
		{"2: not anchored on planned, ahead: stands", "REC-FIRST", noDay("2026-11-18"), "2026-11-19", "2026-11-25"},
		{"2: not anchored on planned, today, no planned day: the next working day", // d = 16 Nov + 5 = 23 Nov
			"REC-FIRST", noDay("2026-11-16"), monday, "2026-11-24"},
		{"2: anchored on actual, ahead: stands", "DA-SEEN", released("2026-11-20", "2026-11-20"), monday, "2026-11-25"},

		{"3: L x R / H from today", // h 3 Sep, d 26 Nov: L 84, R 87, H 168: 43 days -> Tue 5 Jan
			"PRO-COM", adult("2027-02-18"), monday, "2027-01-05"},
		{"3: rounded down", // h 22 Oct, d 5 Nov: 14 x 52 / 84 = 8.67 -> 8: Tue 1 Dec
			"ACC-NEED", adult("2027-01-14"), monday, "2026-12-01"},
		{"3: due today but more than 10 days left is step 3", // h 9 Nov, d 23 Nov: 14 x 56 / 70 = 11.2 -> 11: Fri 4 Dec
			"ACC-CRS", adult("2027-01-18"), monday, "2026-12-04"},
		{"3: then off non-working days", // h 16 Nov, d 30 Nov: 14 x 63 / 70 = 12.6 -> 12: Sat 5 Dec -> Fri 4
			"ACC-CRS", adult("2027-01-25"), monday, "2026-12-04"},
		{"3: L counts from the moved usual days", // h Fri 20 Nov (not Sat), d 3 Dec: 13 x 52 / 54 = 12.5 -> 12: Sat 5 -> Fri 4
			"ACC-CASE", adult("2027-01-14"), monday, "2026-12-04"},
		{"3: eleven days left is not 10 or fewer", // planned Fri 4 Dec: d 26 Nov; h 6 Nov; L 20, R 11, H 28: 7.9 -> 7: Mon 30 Nov
			"ACC-NIGHT1", adult("2026-12-04"), monday, "2026-11-30"},
		{"3: not before two working days from today", // h 2 Nov, d 9 Nov: 7 x 7 / 28 = 1.75 -> 1: Tue 24 -> Wed 25
			"ACC-CAS3", adult("2026-11-30"), monday, "2026-11-25"},
		{"3: two working days and the working day before release meet", // planned Thu 26: both Wed 25
			"ACC-NIGHT1", adult("2026-11-26"), monday, "2026-11-25"},
		{"3: contradiction, the planned day itself", "ACC-NIGHT1", adult("2026-11-25"), monday, "2026-11-25"},
		{"3: contradiction the day before", "ACC-NIGHT1", adult("2026-11-24"), monday, "2026-11-24"},
		{"3: contradiction on the day", "ACC-NIGHT1", adult(monday), monday, monday},

		{"4: received, usual day past: two working days", "REC-FIRST", noDay("2026-11-10"), monday, "2026-11-25"},
		{"4: actual, due today and release not later: two working days", "BEN-CLAIM", released("2026-11-20", "2026-11-20"), monday, "2026-11-25"},
		{"4: two working days over Christmas", "BEN-CLAIM", released("2026-12-21", "2026-12-21"), "2026-12-24", "2026-12-30"},
		{"4: ACC-TONIGHT today, learnt late", "ACC-TONIGHT", released("2026-11-21", "2026-11-21"), monday, monday},
		{"4: DA-START never after day 21", // released 2 Nov: day 21 is 23 Nov
			"DA-START", released("2026-11-02", "2026-11-02"), monday, monday},
		{"4: DA-START never after day 21 on a Saturday", // released Sat 31 Oct: day 21 is Sat 21 Nov; from Fri 20
			"DA-START", released("2026-10-30", "2026-10-31"), "2026-11-20", "2026-11-20"},
		{"at release: what stays is due in two working days", "BEN-JCP", released("2026-11-20", "2026-11-20"), monday, "2026-11-25"},
	} {
		t.Run(tt.step+" "+tt.code, func(t *testing.T) {
			t.Parallel()
			s, cal, today := standard(t, tt.code), workingDays(t), day(tt.today)
			anchor := tt.c.PlannedDay
			switch s.Anchor {
			case pathways.OnActual:
				anchor = tt.c.ActualDay
			case pathways.OnReceived:
				anchor = tt.c.ReceivedDay
			case pathways.OnPlanned:
			}
			if got := s.DueDay(cal, tt.c, s.UsualDays(cal, anchor), today, today); got != day(tt.want) {
				t.Errorf("domain 6, due day %s: due %s, want %s", tt.step, got, tt.want)
			}
		})
	}
}

// domain 6: fewer than half of the usual days (usual hand-off day to usual due
// day) left to the due day.
func TestShortNoticeIsFewerThanHalfOfTheUsualDays(t *testing.T) {
	t.Parallel()
	usual := pathways.Days{HandOff: day("2026-11-02"), Due: day("2026-11-16")} // 14 days
	for _, tt := range []struct {
		rule, due string
		c         *pathways.Case
		want      bool
	}{
		{"7 of 14 left is half", "2026-11-30", adult("2027-01-14"), false},
		{"6 of 14 left is fewer", "2026-11-29", adult("2027-01-14"), true},
		{"an expected release is no reason", "2026-11-30", released("2026-11-20", "2026-11-20"), false},
		{"the requests of an unexpected release always are", "2026-12-30", unexpected("2026-11-20"), true},
	} {
		if got := pathways.Short(tt.c, usual, day(tt.due), day("2026-11-23")); got != tt.want {
			t.Errorf("domain 6, short notice: %s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}

// unexpected is a release with no planned day.
func unexpected(actual string) *pathways.Case {
	c := released("", actual)
	c.Unexpected = true
	return c
}

// domain 6, step 5. Today is 23 November; ACC-CASE and ACC-CAS3 need ACC-DTR,
// which needs ACC-NEED.
func TestABlockerIsNeverDueAfterAnOpenTaskThatNeedsIt(t *testing.T) {
	t.Parallel()
	cat := defaultCatalogue(t)
	link := func(code, due string) pathways.ChainTask {
		return pathways.ChainTask{Standard: cat.Get(code), Due: day(due)}
	}
	now := func(c pathways.ChainTask) pathways.ChainTask { c.Handing = true; return c }
	fixed := func(c pathways.ChainTask) pathways.ChainTask { c.Fixed = true; return c }
	for _, tt := range []struct {
		rule  string
		chain []pathways.ChainTask
		want  map[string]string
	}{
		{"it takes that task's due day if that is earlier",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), link("ACC-CASE", "2026-12-03")},
			map[string]string{"ACC-DTR": "2026-12-03"}},
		{"a later one pulls nothing",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-02")), link("ACC-CASE", "2026-12-03")},
			map[string]string{"ACC-DTR": "2026-12-02"}},
		{"from the last task of a chain back",
			[]pathways.ChainTask{now(link("ACC-NEED", "2026-12-15")), now(link("ACC-DTR", "2026-12-10")), now(link("ACC-CASE", "2026-12-03"))},
			map[string]string{"ACC-NEED": "2026-12-03", "ACC-DTR": "2026-12-03", "ACC-CASE": "2026-12-03"}},
		{"through one that is not handed off yet",
			[]pathways.ChainTask{now(link("ACC-NEED", "2026-12-15")), link("ACC-DTR", "2026-12-10"), link("ACC-CASE", "2026-12-03")},
			map[string]string{"ACC-NEED": "2026-12-03"}},
		{"the earliest of several",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), link("ACC-CASE", "2026-12-08"), link("ACC-CAS3", "2026-12-04")},
			map[string]string{"ACC-DTR": "2026-12-04"}},
		{"not handed off and due today: pulls nothing",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), link("ACC-CASE", "2026-11-23")},
			map[string]string{"ACC-DTR": "2026-12-10"}},
		{"not handed off and due in the past: pulls nothing",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), link("ACC-CASE", "2026-11-20")},
			map[string]string{"ACC-DTR": "2026-12-10"}},
		{"handed off now and due today: pulls",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), now(link("ACC-CASE", "2026-11-23"))},
			map[string]string{"ACC-DTR": "2026-11-23", "ACC-CASE": "2026-11-23"}},
		{"handed off before: pulls, and keeps its own day",
			[]pathways.ChainTask{now(link("ACC-DTR", "2026-12-10")), fixed(link("ACC-CASE", "2026-12-01"))},
			map[string]string{"ACC-DTR": "2026-12-01"}},
		{"one handed off before keeps its own day, and pulls with that",
			[]pathways.ChainTask{now(link("ACC-NEED", "2026-12-15")), fixed(link("ACC-DTR", "2026-12-10")), link("ACC-CASE", "2026-12-03")},
			map[string]string{"ACC-NEED": "2026-12-10"}},
		{"a blocker handed off before is not pulled",
			[]pathways.ChainTask{fixed(link("ACC-DTR", "2026-12-10")), now(link("ACC-CASE", "2026-12-01"))},
			map[string]string{"ACC-CASE": "2026-12-01"}},
		{"one whose day is not known pulls nothing",
			[]pathways.ChainTask{now(link("MH-CMHT", "2026-12-10")), link("MH-FIRST", "")},
			map[string]string{"MH-CMHT": "2026-12-10"}},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			got := cat.PullBlockers(tt.chain, day("2026-11-23"))
			if len(got) != len(tt.want) {
				t.Errorf("due days for %d tasks, want %d: %v", len(got), len(tt.want), got)
			}
			for code, want := range tt.want {
				if got[code] != day(want) {
					t.Errorf("domain 6, due day 5: %s: %s due %s, want %s", tt.rule, code, got[code], want)
				}
			}
		})
	}
}

// A unit may edit the catalogue into a ring; planning must not hang.
func TestARingOfNeedsEnds(t *testing.T) {
	t.Parallel()
	cat := pathways.NewCatalogue([]pathways.Standard{
		{Code: "A-ONE", NeedsFirst: []string{"A-TWO"}}, {Code: "A-TWO", NeedsFirst: []string{"A-ONE"}}})
	got := cat.PullBlockers([]pathways.ChainTask{
		{Standard: cat.Get("A-ONE"), Due: day("2026-12-10"), Handing: true},
		{Standard: cat.Get("A-TWO"), Due: day("2026-12-03"), Handing: true}}, day("2026-11-23"))
	if got["A-ONE"] != day("2026-12-03") || got["A-TWO"] != day("2026-12-03") {
		t.Errorf("due %v, want 3 December for both", got)
	}
}
