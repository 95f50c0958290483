package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

const module = "throughgate"

// source is one Go file of ours that is no test.
type source struct {
	path    string // from the module's root: release/dates.go
	imports []string
	syntax  *ast.File
	files   *token.FileSet
}

// dir is the file's package, from the module's root.
func (s source) dir() string { return path.Dir(s.path) }

// ours gives the folder of an import that is of this module.
func ours(imported string) (string, bool) {
	return strings.CutPrefix(imported, module+"/")
}

// elsewhere are folders that are no part of the module: tools is a module of
// its own, the others hold no Go of ours.
var elsewhere = map[string]bool{"tools": true, ".git": true, "bin": true, "docs": true}

// read parses every Go file below root, on whatever system and build tag it is
// for, but not the tests: they may reach across.
func read(root fs.FS) ([]source, error) {
	var sources []source
	files := token.NewFileSet()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if elsewhere[name] || entry.Name() == "testdata" || entry.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		found := source{path: name, syntax: syntax, files: files}
		for _, spec := range syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return fmt.Errorf("%s: import %s: %w", name, spec.Path.Value, err)
			}
			found.imports = append(found.imports, imported)
		}
		sources = append(sources, found)
		return nil
	})
	return sources, err
}

// isWithin tells whether a folder or import path is start or lies below it.
func isWithin(name, start string) bool {
	return name == start || strings.HasPrefix(name, start+"/")
}
