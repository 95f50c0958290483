package gather

import (
	"fmt"
	"io/fs"
	"slices"
	"text/template/parse"

	"throughgate/internal/wording"
)

// FromTemplates are the messages of every template below a folder, file by file.
func FromTemplates(files fs.FS) ([]wording.Message, error) {
	var found []wording.Message
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		list, err := fromTemplate(name, string(text))
		found = append(found, list...)
		return err
	})
	return found, err
}

// fromTemplate reads one file. What its functions do is of no matter here.
func fromTemplate(name, text string) ([]wording.Message, error) {
	trees := map[string]*parse.Tree{}
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	all := []*parse.Tree{}
	for _, t := range trees {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *parse.Tree) int { return int(a.Root.Pos - b.Root.Pos) })
	var found []wording.Message
	for _, t := range all {
		for _, m := range wording.Gather(t) {
			m.Where = name
			found = append(found, m)
		}
	}
	return found, nil
}
