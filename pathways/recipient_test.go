package pathways_test

import (
	"testing"

	"throughgate/pathways"
)

// domain 6, who. The directory has rows of Haringey, of the prison and for
// everywhere; today is 23 November.
func TestWhoHoldsATask(t *testing.T) {
	t.Parallel()
	row := func(id int64, area, service string) pathways.Row {
		return pathways.Row{ID: id, Area: area, Service: service, Name: service, SPOCEmail: area + "@" + service + ".example"}
	}
	rows := []pathways.Row{
		row(1, haringey, "housing_options"), row(2, camden, "housing_options"), row(3, haringey, "jobcentre"), row(4, "*", "jobcentre"),
		row(5, "*", "reconnect"), row(6, leeds, "prison_healthcare"), row(7, "*", "prison_healthcare"), row(8, "*", "prison_work_coach"),
		row(9, haringey, "prison_resettlement"), row(10, haringey, "youth_justice"), row(11, haringey, "probation_unit"),
		row(12, haringey, "link_officer"),
	}
	link := map[string][]pathways.Contact{haringey: {{Name: "Lin", Email: "lin@unit.example"}, {Name: "Dee", Email: "dee@unit.example"}}}
	unit := pathways.Contact{Name: "The unit", Email: "unit@unit.example"}
	whole := pathways.NewDirectory(rows, link, unit)
	noAccounts := pathways.NewDirectory(rows, nil, unit)
	mailboxOnly := pathways.NewDirectory(nil, nil, unit)
	with := func(change func(*pathways.Case)) *pathways.Case {
		c := adult("2027-01-14")
		change(c)
		return c
	}
	noCOM := with(func(c *pathways.Case) { c.COM = pathways.Contact{Name: "No address"} })
	plain := adult("2027-01-14")
	for _, tt := range []struct {
		rule, code string
		dir        *pathways.Directory
		c          *pathways.Case
		authority  string
		email      string // "": nobody
		note       string
		mailbox    bool
	}{
		{rule: "area: the service of the home area", code: "BEN-JCP", email: "E09000014@jobcentre.example"},
		{rule: "area: else the row *", code: "BEN-JCP", c: with(func(c *pathways.Case) { c.HomeArea = camden }), email: "*@jobcentre.example"},
		{rule: "area: only the row *", code: "MH-RECONNECT", email: "*@reconnect.example"},
		{rule: "area: nobody found", code: "FIN-DEBT"},
		{rule: "ACC-CASE: the authority recorded in ACC-DTR", code: "ACC-CASE", authority: camden, email: "E09000007@housing_options.example"},
		{rule: "ACC-CASE: until one is recorded nobody, not the home area", code: "ACC-CASE"},
		{rule: "ACC-MOVE: the home area's", code: "ACC-MOVE", email: "E09000014@housing_options.example"},
		{rule: "prison: the row of the prison that holds the person", code: "MH-MEDS", email: "LEI@prison_healthcare.example"},
		{rule: "prison: else *, shown as general contact", code: "BEN-COACH", email: "*@prison_work_coach.example", note: pathways.NoteGeneral},
		{rule: "prison: another prison has only *", code: "MH-MEDS", c: with(func(c *pathways.Case) { c.Prison = "WHI" }),
			email: "*@prison_healthcare.example", note: pathways.NoteGeneral},
		{rule: "prison: never the home area's", code: "GATE-PACK"},
		{rule: "com: the COM with an address", code: "ACC-NEED", email: "com@probation.example"},
		{rule: "com: under 18 on the planned day youth justice", code: "ACC-NEED",
			c: with(func(c *pathways.Case) { c.BirthDate = day("2009-01-15") }), email: "E09000014@youth_justice.example"},
		{rule: "com: 18 on the planned day, though 17 today", code: "ACC-NEED",
			c: with(func(c *pathways.Case) { c.BirthDate = day("2009-01-14") }), email: "com@probation.example"},
		{rule: "com: under 18 today without a planned day", code: "ACC-NEED",
			c: with(func(c *pathways.Case) { c.PlannedDay, c.BirthDate = day(""), day("2008-11-24") }), email: "E09000014@youth_justice.example"},
		{rule: "com: 18 today without a planned day", code: "ACC-NEED",
			c: with(func(c *pathways.Case) { c.PlannedDay, c.BirthDate = day(""), day("2008-11-23") }), email: "com@probation.example"},
		{rule: "com: no address, not supervised: the link officer", code: "ACC-NEED",
			c:     with(func(c *pathways.Case) { c.COM, c.Supervised = pathways.Contact{}, false }),
			email: "lin@unit.example"},
		{rule: "com: no address, supervised: the probation unit, no officer named", code: "ACC-NEED", c: noCOM,
			email: "E09000014@probation_unit.example", note: pathways.NoteNoOfficer},
		{rule: "unit: the first enabled account of the home area", code: "GATE-PLAN", email: "lin@unit.example"},
		{rule: "unit: with none, the directory's row", code: "GATE-PLAN", dir: noAccounts, email: "E09000014@link_officer.example"},
		{rule: "unit: an officer of another area is none", code: "GATE-PLAN", dir: whole,
			c: with(func(c *pathways.Case) { c.HomeArea = camden }), email: "unit@unit.example", mailbox: true},
		{rule: "unit: with neither, the unit mailbox", code: "GATE-PLAN", dir: mailboxOnly, email: "unit@unit.example", mailbox: true},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			dir, c, cat := tt.dir, tt.c, defaultCatalogue(t)
			if dir == nil {
				dir = whole
			}
			if c == nil {
				c = plain
			}
			h := dir.HolderOf(cat, cat.Get(tt.code), c, tt.authority, day("2026-11-23"))
			if h.Found != (tt.email != "") || h.Contact.Email != tt.email || h.Note != tt.note || h.Mailbox != tt.mailbox {
				t.Errorf("domain 6, who: %s: found %v %q note %q mailbox %v", tt.rule, h.Found, h.Contact.Email, h.Note, h.Mailbox)
			}
		})
	}
}

// domain 1: who is told when "the link officer" or "the offender manager" is.
func TestWhoIsToldAsOfficer(t *testing.T) {
	t.Parallel()
	link := map[string][]pathways.Contact{haringey: {{Email: "lin@unit.example"}, {Email: "dee@unit.example"}}}
	dir := pathways.NewDirectory(nil, link, pathways.Contact{Email: "unit@unit.example"})
	com, pom := pathways.Contact{Email: "com@probation.example"}, pathways.Contact{Email: "pom@prison.example"}
	for _, tt := range []struct {
		rule string
		got  []pathways.Contact
		want string
	}{
		{"each enabled account of the area", dir.TellLinkOfficers(haringey), "lin@unit.example dee@unit.example"},
		{"with none, the unit mailbox", dir.TellLinkOfficers(camden), "unit@unit.example"},
		{"the COM if there is an address", dir.TellOfficer(haringey, com, pom), "com@probation.example"},
		{"else the POM", dir.TellOfficer(haringey, pathways.Contact{Name: "Kay"}, pom), "pom@prison.example"},
		{"else the link officer", dir.TellOfficer(haringey, pathways.Contact{}, pathways.Contact{}), "lin@unit.example dee@unit.example"},
	} {
		got := ""
		for i, c := range tt.got {
			if i > 0 {
				got += " "
			}
			got += c.Email
		}
		if got != tt.want {
			t.Errorf("domain 1: %s: told %q, want %q", tt.rule, got, tt.want)
		}
	}
}
