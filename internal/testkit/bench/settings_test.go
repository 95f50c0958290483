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
