package notify

import (
	"io/fs"
	"slices"
)

// FixedWords are the words of the rule, English and Welsh.
func FixedWords() []string {
	return slices.Concat(wordsThatMayNotBeTexted, welshWordsThatMayNotBeTexted)
}

// ReadTemplates is what the program does with its templates at the start; it
// gives the version of each.
func ReadTemplates(files fs.FS, words *Words) (map[string]string, error) {
	set, err := readTemplates(files, words)
	return set.versions, err
}

// TemplateFiles are the program's templates.
var TemplateFiles = templateFiles
