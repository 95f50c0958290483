package arch

import (
	"strings"
	"testing"
)

// The oracle stands on the standard library alone: not on ours, and not on
// what ours stands on either.
func TestTheOracleSharesNothingWithTheProgram(t *testing.T) {
	read := 0
	for _, file := range house(t) {
		if file.dir() != "internal/oracle" {
			continue
		}
		read++
		for _, imported := range file.imports {
			if strings.Contains(imported, ".") || imported == module || strings.HasPrefix(imported, module+"/") {
				t.Errorf("%s imports %s: the oracle is written from the rules alone", file.path, imported)
			}
		}
	}
	if read == 0 {
		t.Error("there is no oracle")
	}
}
