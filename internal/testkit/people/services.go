package people

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"throughgate/intake/reference"
)

// areaServices are the services that an area has a row for, with the words its
// rows are named by.
var areaServices = [][2]string{{"housing_options", "Housing Options"}, {"crs_accommodation", "Accommodation support service"},
	{"cas3", "Temporary accommodation desk"}, {"jobcentre", "Jobcentre"}, {"mental_health", "Community mental health team"},
	{"reconnect", "RECONNECT"}, {"drug_and_alcohol", "Recovery partnership"}, {"probation_unit", "Probation unit"},
	{"money_advice", "Money advice"}, {"family_services", "Family services"}, {"children_services", "Children's services"},
	{"youth_justice", "Youth justice"}, {"link_officer", "Prison link officer"}}

// prisonServices are those that every prison has a row for.
var prisonServices = []string{"prison_healthcare", "prison_resettlement", "prison_employment_lead", "prison_omu", "prison_work_coach"}

// ServicesIn is how many rows, each with a recipient of its own, Services
// writes for so many areas.
func ServicesIn(areas int) (int, error) {
	prisons, err := reference.Prisons()
	if err != nil {
		return 0, fmt.Errorf("invent services: %w", err)
	}
	return areas*len(areaServices) + len(prisons)*len(prisonServices), nil
}

// Services writes a directory of services (CSV, UTF-8): a row for each service
// of these areas, by name, and for each service inside every prison. No two
// rows have one recipient.
func Services(w io.Writer, areas []string) error {
	prisons, err := reference.Prisons()
	if err != nil {
		return fmt.Errorf("invent services: %w", err)
	}
	out := csv.NewWriter(w)
	rows := [][]string{{"area", "service", "name", "spoc_email", "spoc_name", "deputy_email", "manager_email", "phone", "opens", "closes"}}
	for i, area := range areas {
		for j, s := range areaServices {
			mailbox := fmt.Sprintf("%s.%d", strings.ReplaceAll(s[0], "_", "-"), i+1)
			rows = append(rows, []string{area, s[0], s[1] + ", " + area, mailbox + "@services.example", "Kay of " + s[1],
				mailbox + ".deputy@services.example", mailbox + ".manager@services.example", phoneOf(i*len(areaServices) + j), "09:00", "17:00"})
		}
	}
	for i, p := range prisons {
		for j, s := range prisonServices {
			mailbox := strings.ReplaceAll(strings.TrimPrefix(s, "prison_"), "_", "-") + "." + strings.ToLower(p.Code)
			rows = append(rows, []string{p.Code, s, strings.ReplaceAll(strings.TrimPrefix(s, "prison_"), "_", " ") + ", " + p.BareName,
				mailbox + "@prison.example", "", mailbox + ".deputy@prison.example", "", phoneOf(i*len(prisonServices) + j), "08:30", "16:30"})
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write invented services: %w", err)
	}
	return nil
}

// phoneOf is a London number of the range kept for drama, 020 7946 0000 to 0999.
func phoneOf(n int) string { return fmt.Sprintf("020 7946 %04d", n%dramaNumbers) }

// Areas are the names of the first n authorities that people can have as their
// home area; all of them where n is 0 or there are not so many.
func Areas(n int) ([]string, error) {
	list, err := reference.Authorities()
	if err != nil {
		return nil, fmt.Errorf("invent areas: %w", err)
	}
	var out []string
	for _, a := range list {
		if !a.Current || a.Kind == reference.CountyCouncil || a.Kind == reference.CombinedAuthority {
			continue
		}
		if out = append(out, a.Name); len(out) == n {
			break
		}
	}
	return out, nil
}
