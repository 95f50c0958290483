package main

import (
	"fmt"
	"os"
	"strconv"
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

// deployedFor is the machine's memory, in GB, that the settings are written for.
const deployedFor = 8

// fitted sets what the file calls a share of the machine's memory to that share of
// this machine's, as a unit is told to. A machine whose memory is not known, or
// smaller, has the settings as they are written.
func fitted(settings map[string]string, memory int) (map[string]string, error) {
	for _, name := range []string{"shared_buffers", "effective_cache_size"} {
		written, isGB := strings.CutSuffix(settings[name], "GB")
		share, err := strconv.Atoi(written)
		if !isGB || err != nil {
			return nil, fmt.Errorf("%s: %s = %q is no number of GB", deployedSettings, name, settings[name])
		}
		settings[name] = strconv.Itoa(share*max(memory, deployedFor)/deployedFor) + "GB"
	}
	return settings, nil
}
