package oracle

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// standard is one row of the catalogue.
type standard struct {
	at                             int // its place in the catalogue
	code, service, foundBy, anchor string
	handOff                        int
	latest                         int // calendar days before the planned day; -1: none
	afterRelease                   bool
	applies, before                []string
}

func (s *standard) officers() bool { return s.foundBy == "com" || s.foundBy == "unit" }

// inside are the services that may be told of people held back from the outside.
func (s *standard) inside() bool {
	return strings.HasPrefix(s.service, "prison_") ||
		slices.Contains([]string{"probation_unit", "youth_justice", "link_officer"}, s.service)
}

// table reads a CSV file into rows by column name.
func table(text string) ([]map[string]string, error) {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) == 0 {
		return nil, fmt.Errorf("the oracle cannot read a file: %w", err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = make(map[string]string, len(line))
		for j, name := range lines[0] {
			rows[i][name] = line[j]
		}
	}
	return rows, nil
}

func readStandards(text string) ([]*standard, error) {
	rows, err := table(text)
	if err != nil {
		return nil, err
	}
	var out []*standard
	for _, r := range rows {
		s := &standard{at: len(out), code: r["code"], service: r["service"], foundBy: r["found_by"], anchor: r["anchor"], latest: -1,
			afterRelease: r["after_release"] == "yes", applies: list(r["applies_when"]), before: list(r["before_telling"])}
		if s.handOff, err = strconv.Atoi(r["hand_off_offset"]); err != nil {
			return nil, fmt.Errorf("the oracle cannot read %s: %w", s.code, err)
		}
		if r["latest_start"] != "" {
			if s.latest, err = strconv.Atoi(r["latest_start"]); err != nil {
				return nil, fmt.Errorf("the oracle cannot read %s: %w", s.code, err)
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// directory finds who answers.
type directory struct {
	rows    map[[2]string]string // area, service: the contact's address
	regions map[string]string    // of prisons
	areas   map[string][2]string // by name: GSS code, region
	names   map[string]string    // of areas, by GSS code
}

func readDirectory(services, prisons, authorities string) (*directory, error) {
	d := &directory{rows: map[[2]string]string{}, regions: map[string]string{}, areas: map[string][2]string{}, names: map[string]string{}}
	rows, err := table(services)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		d.rows[[2]string{r["area"], r["service"]}] = r["spoc_email"]
	}
	if rows, err = table(prisons); err != nil {
		return nil, err
	}
	for _, r := range rows {
		d.regions[r["code"]] = r["region"]
	}
	if rows, err = table(authorities); err != nil {
		return nil, err
	}
	for _, r := range rows {
		d.areas[r["name"]] = [2]string{r["gss_code"], r["region"]}
		d.names[r["gss_code"]] = r["name"]
	}
	return d, nil
}

func (d *directory) find(area, service string) string {
	if a := d.rows[[2]string{area, service}]; a != "" {
		return a
	}
	return d.rows[[2]string{"*", service}]
}

// local tells whether a prison is local for an area: in its region.
func (d *directory) local(prison, area string) bool {
	region := d.regions[prison]
	return region != "" && region == d.areas[area][1]
}
