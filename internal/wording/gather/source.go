package gather

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"

	"throughgate/internal/wording"
)

const (
	wordingPath = "throughgate/internal/wording"
	faultPath   = "throughgate/internal/fault"
)

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
}

// reader type-checks the packages of the module that say words.
type reader struct {
	root    string
	fset    *token.FileSet
	exports map[string]string
	found   []wording.Message
	wrong   []string
}

// FromGo are the messages of every package below root that knows Text, and what
// is done there with a Text that no catalogue could follow.
func FromGo(root string) (found []wording.Message, wrong []string, err error) {
	packages, err := list(root)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{root: root, fset: token.NewFileSet(), exports: map[string]string{}}
	for _, p := range packages {
		r.exports[p.ImportPath] = p.Export
	}
	for _, p := range packages {
		own := p.ImportPath == wordingPath || strings.HasPrefix(p.ImportPath, wordingPath+"/")
		if own && p.ImportPath != wordingPath {
			continue
		}
		for _, imported := range p.Imports {
			if imported == wordingPath || imported == faultPath || p.ImportPath == wordingPath {
				if err := r.read(p); err != nil {
					return nil, nil, err
				}
				break
			}
		}
	}
	return r.found, r.wrong, nil
}

// list asks the go command for the packages and the compiled form of what they
// import. With -trimpath, as the Makefile builds the program: compiled once, they
// serve both.
func list(root string) ([]listed, error) {
	cmd := exec.Command("go", "list", "-trimpath", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports", "./cmd/throughgate")
	cmd.Dir = root
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, problems.String())
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		all = append(all, p)
	}
}

func (r *reader) read(p listed) error {
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(r.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(r.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(r.exports[path]) })}
	if _, err := conf.Check(p.ImportPath, r.fset, files, info); err != nil {
		return fmt.Errorf("check %s: %w", p.ImportPath, err)
	}
	for _, file := range files {
		at := r.fset.Position(file.Pos()).Filename
		name, err := filepath.Rel(r.root, at)
		if err != nil {
			return err
		}
		v := &visitor{reader: r, info: info, file: filepath.ToSlash(name), words: p.ImportPath == wordingPath}
		ast.Walk(v, file)
	}
	return nil
}

// visitor goes through one file.
type visitor struct {
	*reader
	info  *types.Info
	file  string
	words bool // the package of Text itself
}

// Visit collects constants of type Text, and notes what may not be done with one.
func (v *visitor) Visit(n ast.Node) ast.Visitor {
	e, ok := n.(ast.Expr)
	if !ok {
		return v
	}
	if call, ok := e.(*ast.CallExpr); ok {
		if v.plural(call) {
			for _, arg := range call.Args[3:] {
				ast.Walk(v, arg)
			}
			ast.Walk(v, call.Args[0])
			return nil
		}
		v.converts(call)
		v.faults(call)
	}
	tv := v.info.Types[e]
	if !isText(tv.Type) {
		return v
	}
	if tv.Value != nil {
		v.add(constant.StringVal(tv.Value), "")
		return nil
	}
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD && !v.words {
		v.note(e, "glues texts with +: use wording.F or wording.Join, so that another language can order them")
	}
	return v
}

func (v *visitor) add(id, plural string) {
	if strings.IndexFunc(id, unicode.IsLetter) >= 0 && !v.words || v.words && strings.Contains(id, " ") {
		v.found = append(v.found, wording.Message{ID: id, Plural: plural, Where: v.file})
	}
}

func (v *visitor) note(n ast.Node, what string) {
	at := v.fset.Position(n.Pos())
	v.wrong = append(v.wrong, fmt.Sprintf("%s:%d %s", v.file, at.Line, what))
}

// plural collects the two forms of a call of wording.N.
func (v *visitor) plural(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) < 3 {
		return false
	}
	f, ok := v.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.FullName() != wordingPath+".N" {
		return false
	}
	one, many := v.info.Types[call.Args[1]].Value, v.info.Types[call.Args[2]].Value
	if one == nil || many == nil {
		v.note(call, "asks for a plural that is no constant")
		return true
	}
	v.add(constant.StringVal(one), constant.StringVal(many))
	return true
}

// faults collects the text of a fault, which a page says in its reader's language.
func (v *visitor) faults(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	f, ok := v.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != faultPath || f.Signature().Params().At(0).Name() != "format" {
		return
	}
	if format := v.info.Types[call.Args[0]].Value; format != nil {
		v.add(wording.Slots(constant.StringVal(format)), "")
	}
}

// converts notes a conversion between Text and string: data that would be taken
// for words, or words that would leave with their marks.
func (v *visitor) converts(call *ast.CallExpr) {
	if len(call.Args) != 1 || v.words || !v.info.Types[call.Fun].IsType() {
		return
	}
	to, from := v.info.Types[call.Fun].Type, v.info.Types[call.Args[0]]
	switch {
	case isText(to) && from.Value == nil && !isText(from.Type):
		v.note(call, "makes a Text of a string: use wording.Data for data")
	case isText(from.Type) && from.Value == nil && !isText(to):
		v.note(call, "makes a string of a Text: use its String")
	}
}

func isText(t types.Type) bool {
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "Text" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == wordingPath
}
