package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// machine says on what figures were measured: no names, no paths.
type machine struct {
	Processors int    `json:"processors"`
	Kind       string `json:"kind"`
	Memory     int    `json:"memory"` // GB
	System     string `json:"system"`
	Go         string `json:"go"`
	PostgreSQL int    `json:"postgresql"`
	Version    string `json:"version"` // of the program
	Load       string `json:"load"`    // of a minute, before anything was measured
}

// thisMachine reads what it can; what cannot be read is left out of the table.
func thisMachine(postgreSQL int) machine {
	m := machine{Processors: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), PostgreSQL: postgreSQL, Memory: memoryGB()}
	m.Kind = strings.Join(strings.Fields(firstOf("/proc/cpuinfo", "model name")), " ")
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(load), " ")
	}
	m.Version = programVersion()
	return m
}

// memoryGB is the machine's memory; 0 where it does not tell.
func memoryGB() int {
	fields := strings.Fields(firstOf("/proc/meminfo", "MemTotal"))
	if len(fields) == 0 {
		return 0
	}
	kB, err := strconv.Atoi(fields[0])
	if err != nil {
		return 0
	}
	return (kB + 1<<19) >> 20
}

// programVersion is the commit that is measured; "" where git does not tell.
func programVersion() string {
	commit, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	changes, err := exec.Command("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!"+tableFile).Output()
	if err != nil {
		return ""
	}
	version := strings.TrimSpace(string(commit))
	if len(changes) > 0 {
		version += " with changes"
	}
	return version
}

// firstOf gives what a file says first under a name; "" where it says nothing.
func firstOf(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if found, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(found) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (m machine) String() string {
	kind, memory, version := "", "", ""
	if m.Kind != "" {
		kind = " (" + m.Kind + ")"
	}
	if m.Memory > 0 {
		memory = fmt.Sprintf(", %d GB of memory", m.Memory)
	}
	if m.Version != "" {
		version = ", program " + m.Version
	}
	return fmt.Sprintf("%d processors%s%s, %s, %s, PostgreSQL %d%s; load before it began %s", m.Processors, kind, memory, m.System, m.Go, m.PostgreSQL, version, m.Load)
}
