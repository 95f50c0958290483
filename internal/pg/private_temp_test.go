package pg

import "testing"

// Unwatch ends the server's watchdog, as the kernel may when memory is short.
func (p *Private) Unwatch() { p.watchdog.stop() }

func TestWhatHasNoRoomInMemoryLiesInTheUsualFolder(t *testing.T) {
	for _, dir := range []string{"/nowhere", "/proc"} {
		if got := roomIn(dir, "usual"); got != "usual" {
			t.Errorf("%s: %s", dir, got)
		}
	}
	t.Setenv("TMPDIR", t.TempDir())
	if got := roomIn(memoryRoot, "usual"); got != "usual" {
		t.Errorf("where somebody has named a folder for temporary files: %s", got)
	}
}
