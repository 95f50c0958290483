package wording

import (
	"strings"
	"text/template/parse"
)

// Message is one message of a template or of Go.
type Message struct {
	ID     string
	Plural string // what English says of many; "" where no number matters
	Where  string // the file
	// Fill says what stands for {1} and further, for who translates: the actions.
	Fill []string
}

// Gather are the messages of a template, in their order.
func Gather(tree *parse.Tree) []Message {
	var found []Message
	w := walker{page: tree.ParseName, visit: func(m message) (string, bool) {
		found = append(found, Message{ID: m.id, Where: tree.ParseName, Fill: m.actions()})
		return "", false
	}}
	w.list(&scanner{}, tree.Root)
	return found
}

// Speak rewrites a template for a language: its own words, and every action that
// a reader reads goes through the function "say" of the template's, which must
// say a Text (Sayer).
func Speak(tree *parse.Tree, in Language) {
	w := walker{page: tree.ParseName, wrap: true, code: in.Code(), visit: func(m message) (string, bool) {
		return in.Message(tree.ParseName, m.id)
	}}
	w.list(&scanner{}, tree.Root)
}

// Sayer is the function "say" of templates in a language: a Text in its words, any
// other value as it is.
func Sayer(in Language) func(any) any {
	return func(v any) any {
		switch v := v.(type) {
		case Text:
			return Say(in, v)
		case string:
			return in.Data(v)
		}
		return v
	}
}

// walker goes through a tree, and rewrites the lists in which visit has words.
type walker struct {
	page  string
	code  string
	wrap  bool
	visit func(message) (said string, ok bool)
}

func (w walker) list(s *scanner, list *parse.ListNode) {
	if list == nil {
		return
	}
	pieces := s.pieces(list, w.list)
	pieces = w.attributes(pieces)
	pieces = w.content(pieces)
	if w.wrap {
		list.Nodes = w.nodes(pieces)
	}
}

// attributes says the wordy attributes, which stand inside tags.
func (w walker) attributes(pieces []piece) []piece {
	var out []piece
	for i := 0; i < len(pieces); {
		to := i
		for to < len(pieces) && pieces[to].attribute != "" && (pieces[to].kind == wordsPiece || pieces[to].wordy) {
			to++
		}
		if to == i {
			out = append(out, pieces[i])
			i++
			continue
		}
		run := make([]item, to-i)
		for j := range run {
			run[j] = item{pieces: pieces[i+j : i+j+1], match: -1}
		}
		said, ok := []piece(nil), false
		if hasWords(run) {
			m := newMessage(run, 0)
			if text, found := w.visit(m); found {
				said, ok = m.speak(text), true
			}
		}
		if !ok {
			said = pieces[i:to]
		}
		for _, p := range said { // now part of their tag
			if p.kind == wordsPiece {
				p.kind = markupPiece
			}
			out = append(out, p)
		}
		i = to
	}
	return out
}

func hasWords(run []item) bool {
	for _, it := range run {
		if it.pieces[0].kind == wordsPiece && hasLetters(it.pieces[0].text) {
			return true
		}
	}
	return false
}

// content says what stands between tags.
func (w walker) content(pieces []piece) []piece {
	list := items(pieces)
	var out []piece
	next := 0
	for _, run := range runs(list) {
		for _, it := range list[next:run[0]] {
			out = append(out, it.pieces...)
		}
		m := newMessage(list[run[0]:run[1]], run[0])
		if said, ok := w.visit(m); ok {
			out = append(out, m.speak(said)...)
		} else {
			for _, it := range list[run[0]:run[1]] {
				out = append(out, it.pieces...)
			}
		}
		next = run[1]
	}
	for _, it := range list[next:] {
		out = append(out, it.pieces...)
	}
	return out
}

// nodes are the pieces as a list of a tree; what a reader reads goes through say.
func (w walker) nodes(pieces []piece) []parse.Node {
	var list []parse.Node
	for _, p := range pieces {
		switch {
		case p.node == nil:
			list = append(list, textNode(strings.Replace(p.text, `<html lang="en"`, `<html lang="`+w.code+`"`, 1)))
		case p.kind == actionPiece && p.wordy:
			action := p.node.(*parse.ActionNode)
			action.Pipe.Cmds = append(action.Pipe.Cmds, sayCommand())
			list = append(list, action)
		default:
			list = append(list, p.node)
		}
	}
	return list
}

// sayCommand is "| say".
func sayCommand() *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier("say")}}
}

// actions say what fills a message, for who translates it.
func (m message) actions() []string {
	var list []string
	for n := 1; ; n++ {
		p, ok := m.fill[placeholder(n)]
		if !ok {
			return list
		}
		list = append(list, p[0].node.String())
	}
}
