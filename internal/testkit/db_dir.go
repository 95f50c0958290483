package testkit

import (
	"os"
	"testing"
)

// ServerDir is a folder for a durable private server that goes when the test
// ends. Run as root, t.TempDir() would not do: the server runs as another user,
// to whom that folder is closed.
func ServerDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "throughgate-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
