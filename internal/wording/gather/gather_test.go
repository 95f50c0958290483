package gather_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"throughgate/internal/wording"
	"throughgate/internal/wording/gather"
)

const root = "../../.."

// TestTheCatalogueIsWhatTheSourcesSay holds both files to the templates and the Go
// that say the words, and fails on a Text that no catalogue could follow.
func TestTheCatalogueIsWhatTheSourcesSay(t *testing.T) {
	all, err := gather.All(root)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join(root, gather.EnglishFile))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, wording.WritePOT(all)) {
		t.Errorf("%s is not what the templates and Go say: run `make words`", gather.EnglishFile)
	}
	file, err := os.ReadFile(filepath.Join(root, gather.WelshFile))
	if err != nil {
		t.Fatal(err)
	}
	welsh, err := wording.ReadWelsh(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d messages, %d of them in Welsh, %d no more said", bytes.Count(committed, []byte("\nmsgid "))-1, welsh.Size(), len(welsh.Stale(all)))
}
