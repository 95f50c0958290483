package main

import (
	"fmt"
	"os"
	"strings"
)

// deployedSettings is the file with the settings of PostgreSQL that the
// documentation gives to a unit, from the project's folder.
const deployedSettings = "docs/deploy/postgresql.conf"

// deployed reads settings of PostgreSQL, "name = value" a line. What a unit is
// told to run with is what is measured.
func deployed(file string) (map[string]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the settings that units are told to use: %w", err)
	}
	settings := map[string]string{}
	for n, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		if !found {
			return nil, fmt.Errorf("%s, line %d: %q is no setting; write name = value", file, n+1, line)
		}
		settings[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return settings, nil
}
