package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/SECURITY.md says which test shows what: each of them must exist.
func TestTheTestsOfSecurityExist(t *testing.T) {
	text, err := os.ReadFile("../../docs/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := allTests(t)
	names := namedTests(string(text))
	for _, name := range names {
		if !strings.Contains(tests, "func "+name+"(") {
			t.Errorf("docs/SECURITY.md names %s, which is no test", name)
		}
	}
	for _, file := range regexp.MustCompile(`[a-z/]+/[a-z_]+_test\.go`).FindAllString(string(text), -1) {
		if _, err := os.Stat("../../" + file); err != nil {
			t.Errorf("docs/SECURITY.md names %s, which is no file", file)
		}
	}
	if len(names) < 20 {
		t.Errorf("%d tests are named", len(names))
	}
}

// allTests is the source of every test.
func allTests(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			var source []byte
			source, err = os.ReadFile(path)
			all.Write(source)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
