package wording

import (
	"slices"
	"strings"
	"text/template/parse"
)

// wordyAttributes are the attributes that a reader sees or hears.
var wordyAttributes = []string{"aria-label", "aria-description", "aria-roledescription", "alt", "title", "placeholder", "label", "data-label"}

// inline are the elements that may stand inside a sentence.
var inline = []string{"a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "q", "small", "span", "strong", "sub", "sup", "time"}

// wordyForScripts begins the attributes that hand words to GOV.UK's script.
const wordyForScripts = "data-i18n."

// mode is where in the HTML a scanner is.
type mode int

const (
	inContent mode = iota
	inTagName
	inTag
	inAttribute // its name
	beforeValue
	inValue
	inRaw     // script or style
	inComment // or a declaration
)

// scanner knows where in the HTML it is, from one piece of text to the next. It
// reads HTML as we write it: attributes in quotes, no stray angle brackets.
type scanner struct {
	mode  mode
	tag   string // of the tag that it is in, or was in last
	ends  bool   // that tag is an end tag
	attr  string
	quote byte
}

// pieceKind is what a piece of a list is.
type pieceKind int

const (
	wordsPiece  pieceKind = iota // text that a reader reads
	markupPiece                  // any other text
	actionPiece                  // an action that prints
	otherPiece                   // any other node: what it holds has lists of its own
)

// piece is a stretch of a list: part of a text node, or another node.
type piece struct {
	kind pieceKind
	text string
	node parse.Node
	// attribute is the wordy attribute that words or an action stand in; wordy is
	// set of an action that stands there or in the content.
	attribute string
	wordy     bool
	// of markup: it begins with a tag's angle bracket, it ends with one, and
	// which tag that is.
	opens, closes, ends bool
	tag                 string
}

// cut cuts a text into pieces and moves the scanner behind it.
func (s *scanner) cut(text string) []piece {
	var pieces []piece
	from := 0
	flush := func(to int, kind pieceKind) *piece {
		if to == from {
			return nil
		}
		p := piece{kind: kind, text: text[from:to]}
		if kind == wordsPiece && s.mode == inValue {
			p.attribute = s.attr
		}
		pieces = append(pieces, p)
		from = to
		return &pieces[len(pieces)-1]
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch s.mode {
		case inContent:
			if c != '<' {
				continue
			}
			flush(i, wordsPiece)
			if strings.HasPrefix(text[i:], "<!") {
				s.mode = inComment
				continue
			}
			s.mode, s.tag, s.ends = inTagName, "", false
			if i+1 < len(text) && text[i+1] == '/' {
				s.ends = true
				i++
			}
		case inComment:
			if c == '>' {
				s.mode = inContent
				flush(i+1, markupPiece)
			}
		case inTagName, inTag, inAttribute, beforeValue:
			switch {
			case c == '>':
				s.mode = inContent
				if !s.ends && (s.tag == "script" || s.tag == "style") {
					s.mode = inRaw
				}
				opens := strings.HasPrefix(text[from:], "<")
				p := flush(i+1, markupPiece)
				p.closes, p.tag, p.ends, p.opens = true, s.tag, s.ends, opens
			case s.mode == inTagName && isNameByte(c):
				s.tag += strings.ToLower(string(c))
			case s.mode == beforeValue && (c == '"' || c == '\''):
				s.mode, s.quote = inValue, c
				if s.wordyNow() {
					p := piece{kind: markupPiece, text: text[from : i+1], opens: strings.HasPrefix(text[from:], "<"), tag: s.tag}
					pieces, from = append(pieces, p), i+1
				}
			case s.mode == inTag && isNameByte(c):
				s.mode, s.attr = inAttribute, strings.ToLower(string(c))
			case s.mode == inAttribute && isNameByte(c):
				s.attr += strings.ToLower(string(c))
			case s.mode == inAttribute && c == '=':
				s.mode = beforeValue
			default:
				s.mode = inTag
			}
		case inValue:
			if c == s.quote {
				if s.wordyNow() {
					flush(i, wordsPiece)
				}
				s.mode = inTag
			}
		case inRaw:
			if c == '<' && strings.HasPrefix(strings.ToLower(text[i:]), "</"+s.tag) {
				s.mode, s.tag, s.ends = inTagName, "", true
				i++
			}
		}
	}
	kind := markupPiece
	if s.wordyNow() {
		kind = wordsPiece
	}
	if p := flush(len(text), kind); p != nil && kind == markupPiece {
		p.opens = strings.HasPrefix(p.text, "<")
		p.tag = s.tag
	}
	return pieces
}

func isNameByte(c byte) bool {
	return c == '-' || c == ':' || c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// wordyNow tells whether what comes next is read by a reader.
func (s *scanner) wordyNow() bool {
	return s.mode == inContent || s.mode == inValue && (slices.Contains(wordyAttributes, s.attr) || strings.HasPrefix(s.attr, wordyForScripts))
}

// pieces cuts a list into its pieces and moves the scanner behind it. What other
// nodes hold is handed to inside, with the scanner that stands before it.
func (s *scanner) pieces(list *parse.ListNode, inside func(*scanner, *parse.ListNode)) []piece {
	var all []piece
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			all = append(all, s.cut(string(n.Text))...)
		case *parse.ActionNode:
			p := piece{kind: otherPiece, node: node}
			if len(n.Pipe.Decl) == 0 {
				p.kind, p.wordy = actionPiece, s.wordyNow()
				if s.mode == inValue {
					p.attribute = s.attr
				}
			}
			all = append(all, p)
		default:
			all = append(all, piece{kind: otherPiece, node: node})
			s.branch(node, inside)
		}
	}
	return all
}

// branch goes into both lists of a branch. html/template sees to it that they end
// in the same place.
func (s *scanner) branch(node parse.Node, inside func(*scanner, *parse.ListNode)) {
	var b *parse.BranchNode
	switch n := node.(type) {
	case *parse.IfNode:
		b = &n.BranchNode
	case *parse.RangeNode:
		b = &n.BranchNode
	case *parse.WithNode:
		b = &n.BranchNode
	default:
		return
	}
	before := *s
	inside(s, b.List)
	if b.ElseList != nil {
		inside(&before, b.ElseList)
	}
}
