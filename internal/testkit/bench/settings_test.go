package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheServerIsSetUpAsUnitsAreToldTo(t *testing.T) {
	settings, err := deployed(filepath.Join("..", "..", "..", deployedSettings))
	if err != nil {
		t.Fatal(err)
	}
	if settings["shared_buffers"] == "" || len(settings) < 2 {
		t.Errorf("read %v", settings)
	}
	bad := filepath.Join(t.TempDir(), "postgresql.conf")
	if err := os.WriteFile(bad, []byte("# memory\nshared_buffers 2GB\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := deployed(bad); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a line that is no setting: %v", err)
	}
}

func TestAShareOfTheMachinesMemoryGrowsWithIt(t *testing.T) {
	written := func() map[string]string {
		return map[string]string{"shared_buffers": "2GB", "effective_cache_size": "6GB", "max_wal_size": "4GB"}
	}
	for memory, want := range map[int]string{0: "2GB 6GB 4GB", 4: "2GB 6GB 4GB", 8: "2GB 6GB 4GB", 24: "6GB 18GB 4GB"} {
		settings, err := fitted(written(), memory)
		if err != nil {
			t.Fatal(err)
		}
		if got := settings["shared_buffers"] + " " + settings["effective_cache_size"] + " " + settings["max_wal_size"]; got != want {
			t.Errorf("%d GB of memory: %s, want %s", memory, got, want)
		}
	}
	if _, err := fitted(map[string]string{"shared_buffers": "2048MB"}, 24); err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("a share that is no number of GB: %v", err)
	}
}
