package pg_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

func TestPrivateWithoutPostgreSQLNamesTheCommandThatInstallsIt(t *testing.T) {
	t.Parallel()
	half := t.TempDir() // a client package brings programs, but no server
	if err := os.WriteFile(filepath.Join(half, "postgres"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := pg.Start(t.Context(), pg.PrivateOptions{BinDirs: []string{t.TempDir(), half}})
	if !errors.Is(err, pg.ErrNotInstalled) {
		t.Fatalf("got %v", err)
	}
	for _, remedy := range []string{"apt-get install postgresql", "dnf install postgresql-server", "brew install postgresql"} {
		if !strings.Contains(err.Error(), remedy) {
			t.Errorf("%v\ndoes not name %q", err, remedy)
		}
	}
}

// pretend is a folder with programs that claim to be PostgreSQL of a version.
func pretend(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + " (Debian)'\n"
		writeProgram(t, filepath.Join(dir, name), []byte(script))
	}
	return dir
}

func TestPrivatePassesOverAPostgreSQLThatIsTooOld(t *testing.T) {
	t.Parallel()
	old := pretend(t, "14.20")
	_, err := pg.Start(t.Context(), pg.PrivateOptions{BinDirs: []string{old}})
	if !errors.Is(err, pg.ErrNotInstalled) || !strings.Contains(err.Error(), "version 15 or later (found: 14 in "+old+")") {
		t.Fatalf("got %v", err)
	}
}

func TestPrivateDataOfAnotherVersionAreLeftAlone(t *testing.T) {
	t.Parallel()
	dir := testkit.ServerDir(t)
	data := filepath.Join(dir, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pg.Start(t.Context(), pg.PrivateOptions{Durable: true, Dir: dir})
	if !errors.Is(err, pg.ErrNotInstalled) || !strings.Contains(err.Error(), "version 12, which made the data") {
		t.Fatalf("got %v", err)
	}
}

func TestPrivateInAFolderThatItsUserCannotEnterSaysSo(t *testing.T) {
	t.Parallel()
	closed := testkit.ServerDir(t)
	inner := filepath.Join(closed, "postgres")
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(closed, 0o755); err != nil {
			t.Error(err)
		}
	})
	_, err := pg.Start(t.Context(), pg.PrivateOptions{Durable: true, Dir: inner})
	if !errors.Is(err, pg.ErrDir) || !strings.Contains(err.Error(), closed) {
		t.Fatalf("got %v", err)
	}
}

func TestPrivateOptionsThatContradictEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	for _, opts := range []pg.PrivateOptions{{Durable: true}, {Dir: t.TempDir()}} {
		if _, err := pg.Start(t.Context(), opts); err == nil {
			t.Errorf("%+v started", opts)
		}
	}
}

func TestPrivateThatCannotStartShowsWhatTheServerSaid(t *testing.T) {
	t.Parallel()
	_, err := pg.Start(t.Context(), pg.PrivateOptions{Settings: map[string]string{"max_connections": "many"}})
	if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "max_connections": "many"`) {
		t.Fatalf("got %v", err)
	}
}
