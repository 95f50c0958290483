// Command released gathers the statements that the program asks of its database,
// from the logs of its tests' servers: what a test of the next release's schema
// (migrations/upgrade_test.go) holds it to. See migrations/testdata/README.md.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "released LOGS FILE: gather the statements of the logs in a folder into FILE (.sql.gz), from the module's folder")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "released:", err)
		os.Exit(1)
	}
}

func run(logs, to string) error {
	source, err := productSource(".")
	if err != nil {
		return err
	}
	asked, err := statements(logs)
	if err != nil {
		return err
	}
	ours := own(asked, source)
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	out := gzip.NewWriter(file)
	if _, err := out.Write([]byte(strings.Join(ours, "\n;\n") + "\n")); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	fmt.Printf("%d statements of %d in the logs are the product's own\n", len(ours), len(asked))
	return file.Close()
}

// notTheProduct are folders whose statements are tests' own.
var notTheProduct = []string{"internal/testkit", "internal/simulation", "tools", ".git"}

// productSource is all of the product's Go, with white space folded.
func productSource(root string) (string, error) {
	var text strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(notTheProduct, filepath.ToSlash(path)):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		content, err := os.ReadFile(path)
		text.Write(content)
		return err
	})
	return folded(text.String()), err
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

var parsed = regexp.MustCompile(`(?s)^duration: [\d.]+ ms\s+parse [^:]*: (.*)$`)

// statements reads what was prepared, by its folded text.
func statements(logs string) (map[string]string, error) {
	out := map[string]string{}
	files, err := filepath.Glob(filepath.Join(logs, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(file)
		lines.Buffer(make([]byte, 1<<20), 1<<26)
		for lines.Scan() {
			if !strings.Contains(lines.Text(), " parse ") {
				continue
			}
			var entry struct {
				Message string `json:"message"`
			}
			if json.Unmarshal(lines.Bytes(), &entry) != nil {
				continue // the last line of a server that was stopped
			}
			if found := parsed.FindStringSubmatch(entry.Message); found != nil {
				out[folded(found[1])] = found[1]
			}
		}
		if err := lines.Err(); err != nil {
			return nil, err
		}
		file.Close()
	}
	return out, nil
}

var (
	query     = regexp.MustCompile(`(?i)^(select|insert|update|delete|with|merge)\b`)
	temporary = regexp.MustCompile(`(?i)create temp(?:orary)? table (?:if not exists )?(\w+)`)
)

// own are the statements that stand in the product's source, as far as it writes
// them in one piece, in order; none on tables that live for a transaction.
func own(asked map[string]string, source string) []string {
	var out []string
	var passing []string
	for _, found := range temporary.FindAllStringSubmatch(source, -1) {
		passing = append(passing, found[1])
	}
	for _, text := range slices.Sorted(maps.Keys(asked)) {
		onPassing := slices.ContainsFunc(passing, func(table string) bool { return strings.Contains(text, table) })
		if query.MatchString(text) && !onPassing && standsIn(asked[text], source) {
			var lines []string
			for line := range strings.Lines(asked[text]) {
				if line = strings.TrimSpace(line); line != "" {
					lines = append(lines, line)
				}
			}
			out = append(out, strings.Join(lines, "\n"))
		}
	}
	return out
}

// standsIn: its first line begins as one of the source, and so do half of all.
// Lines are looked at as far as the source writes them before it puts something in.
func standsIn(raw, source string) bool {
	const enough, first, other = 12, 38, 40
	var lines []string
	for line := range strings.Lines(raw) {
		if line = folded(line); len(line) > enough {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		lines = []string{folded(raw)}
	}
	hits := 0
	for _, line := range lines {
		if strings.Contains(source, line[:min(other, len(line))]) {
			hits++
		}
	}
	return strings.Contains(source, lines[0][:min(first, len(lines[0]))]) && hits*2 >= len(lines)
}
