package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// simulated runs the command and gives its JSON, less the seconds.
func simulated(t *testing.T, args ...string) map[string]any {
	t.Helper()
	var std, say bytes.Buffer
	if code := runIn(context.Background(), append([]string{"simulate", "--json"}, args...), nil, out{&std, &say, false}); code != exitDone {
		t.Fatalf("exit %d\n%s\n%s", code, say.String(), std.String())
	}
	var report map[string]any
	if err := json.Unmarshal(std.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if seconds, ok := report["seconds"].(float64); !ok || seconds <= 0 {
		t.Errorf("seconds: %v", report["seconds"])
	}
	delete(report, "seconds")
	return report
}

func TestTheSameSeedGivesTheSameJournal(t *testing.T) {
	dir := t.TempDir()
	var journals [3][]byte
	var reports [3]string
	for i, seed := range []string{"11", "11", "12"} {
		file := filepath.Join(dir, seed)
		report, err := json.Marshal(simulated(t, "--people", "20", "--days", "22", "--seed", seed, "--faults", "heavy", "--journal", file))
		if err != nil {
			t.Fatal(err)
		}
		reports[i] = string(report)
		if journals[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if len(journals[0]) == 0 || !bytes.Equal(journals[0], journals[1]) || reports[0] != reports[1] {
		t.Errorf("the same seed gave another journal (%d and %d bytes) or report:\n%s\n%s", len(journals[0]), len(journals[1]), reports[0], reports[1])
	}
	if bytes.Equal(journals[0], journals[2]) {
		t.Error("another seed gave the same journal")
	}
	lines := bytes.Split(bytes.TrimSpace(journals[0]), []byte("\n"))
	for i := 1; i < len(lines); i++ {
		if bytes.Compare(lines[i-1], lines[i]) > 0 {
			t.Fatalf("not sorted by instant and release: %s before %s", lines[i-1], lines[i])
		}
	}
}

func TestSimulateRefusesWhatItCannotRun(t *testing.T) {
	for _, args := range [][]string{{"--people", "0"}, {"--days", "0"}, {"--from", "yesterday"}, {"--faults", "some"}} {
		var std, say bytes.Buffer
		if code := runIn(context.Background(), append([]string{"simulate"}, args...), nil, out{&std, &say, false}); code != exitRefused {
			t.Errorf("%v: exit %d: %s", args, code, say.String())
		}
	}
}
