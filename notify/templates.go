package notify

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	texttemplate "text/template"
	"text/template/parse"
)

//go:embed templates
var templateFiles embed.FS

// templateSet is every template of the program, with its version. A file begins
// with its version, and a change of its words is a new one: what was sent names
// both (message_words).
type templateSet struct {
	text     *texttemplate.Template // e-mail
	html     *htmltemplate.Template
	texts    *texttemplate.Template
	versions map[string]string // by the file's name without its ending
	fixed    map[string]string // the words of texts that stand in the file itself
}

var versionLine = regexp.MustCompile(`^\{\{- /\* version ([1-9][0-9]*) \*/ -\}\}\n`)

// readTemplates reads the templates. One whose own words could disclose
// something is not taken into the set, and so is one without a version: the
// program does not start.
func readTemplates(files fs.FS, words *Words) (templateSet, error) {
	set := templateSet{versions: map[string]string{}, fixed: map[string]string{}}
	names, err := fs.Glob(files, "templates/*")
	if err != nil {
		return set, fmt.Errorf("list the templates: %w", err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return set, fmt.Errorf("read a template: %w", err)
		}
		version := versionLine.FindSubmatch(content)
		if version == nil {
			return set, fmt.Errorf("template %s: the first line does not say which version it is", name)
		}
		fixed, err := fixedWords(path.Base(name), string(content))
		if err != nil {
			return set, err
		}
		if hits := words.Blocked(fixed); len(hits) > 0 {
			return set, fmt.Errorf("template %s holds words that may not stand in a message: %s", name, strings.Join(hits, ", "))
		}
		bare, _, _ := strings.Cut(path.Base(name), ".")
		set.versions[bare] = string(version[1])
		if strings.HasPrefix(bare, "text_") {
			set.fixed[bare] = fixed
		}
	}
	return set, set.parse(files)
}

func (set *templateSet) parse(files fs.FS) (err error) {
	if set.text, err = texttemplate.ParseFS(files, "templates/email.txt"); err != nil {
		return fmt.Errorf("read the e-mail template: %w", err)
	}
	if set.html, err = htmltemplate.ParseFS(files, "templates/email.html"); err != nil {
		return fmt.Errorf("read the e-mail template: %w", err)
	}
	if set.texts, err = texttemplate.ParseFS(files, "templates/text_*.txt"); err != nil {
		return fmt.Errorf("read the templates of texts: %w", err)
	}
	return nil
}

// named is a template with its version, as it is kept beside the words.
func (set *templateSet) named(name string) string { return name + " " + set.versions[name] }

// fixedWords are the words that a template holds itself, in whichever branch.
func fixedWords(name, content string) (string, error) {
	t, err := texttemplate.New(name).Parse(content)
	if err != nil {
		return "", fmt.Errorf("read a template: %w", err)
	}
	var words []string
	for _, one := range t.Templates() {
		if one.Tree != nil {
			words = append(words, wordsUnder(one.Tree.Root)...)
		}
	}
	return strings.Join(words, "\n"), nil
}

func wordsUnder(node parse.Node) []string {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		var words []string
		for _, each := range n.Nodes {
			words = append(words, wordsUnder(each)...)
		}
		return words
	case *parse.TextNode:
		return []string{string(n.Text)}
	case *parse.StringNode:
		return []string{n.Text}
	case *parse.ActionNode:
		return wordsUnder(n.Pipe)
	case *parse.TemplateNode:
		return wordsUnder(n.Pipe)
	case *parse.PipeNode:
		var words []string
		if n != nil {
			for _, each := range n.Cmds {
				words = append(words, wordsUnder(each)...)
			}
		}
		return words
	case *parse.CommandNode:
		var words []string
		for _, each := range n.Args {
			words = append(words, wordsUnder(each)...)
		}
		return words
	case *parse.IfNode:
		return underBranch(&n.BranchNode)
	case *parse.RangeNode:
		return underBranch(&n.BranchNode)
	case *parse.WithNode:
		return underBranch(&n.BranchNode)
	}
	return nil
}

func underBranch(b *parse.BranchNode) []string {
	return slices.Concat(wordsUnder(b.Pipe), wordsUnder(b.List), wordsUnder(b.ElseList))
}
