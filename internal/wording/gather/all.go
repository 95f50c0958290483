package gather

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"throughgate/internal/wording"
)

// The files, from the module's root: what is said in English, in the format of
// translators' tools, and what of it is said in Welsh.
const (
	Templates   = "web/templates"
	EnglishFile = "web/words/en.pot"
	WelshFile   = "web/words/cy.po"
)

// All is every message of the module at root: the templates' first, then those of
// Go. It fails where Go does with a Text what no catalogue could follow.
func All(root string) ([]wording.Message, error) {
	found, err := FromTemplates(os.DirFS(filepath.Join(root, Templates)))
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	inGo, wrong, err := FromGo(absolute)
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%d places:\n%s", len(wrong), strings.Join(wrong, "\n"))
	}
	return append(found, inGo...), nil
}
