package wording

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"
)

// message is one run of words and actions, with what stands for each {1} and <b>.
type message struct {
	id     string
	fill   map[string][]piece // by "{1}", "<b>", "</b>"
	before string             // white space around it
	after  string
}

// item is a piece, or the pieces of one whole tag.
type item struct {
	pieces []piece
	tag    string // of an inline tag
	ends   bool
	match  int // the index of the tag that it belongs to, -1 for none
}

// isBreak tells whether no sentence goes across an item.
func (it item) isBreak() bool {
	first := it.pieces[0]
	return it.tag == "" && first.kind != wordsPiece && first.kind != actionPiece
}

// items groups the pieces of content: tags whole, inline ones with their match.
// What stands in a tag stays in it.
func items(pieces []piece) []item {
	var list []item
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		if p.kind != markupPiece || !p.opens {
			list = append(list, item{pieces: []piece{p}, match: -1})
			continue
		}
		last := i
		for last < len(pieces) && !pieces[last].closes {
			last++
		}
		if last == len(pieces) { // the tag goes on in another list
			list = append(list, item{pieces: []piece{p}, match: -1})
			continue
		}
		whole, end := pieces[i:last+1], pieces[last]
		it := item{pieces: whole, match: -1, ends: end.ends}
		if slices.Contains(inline, end.tag) {
			it.tag = end.tag
		}
		list = append(list, it)
		i = last
	}
	matchTags(list)
	return list
}

// matchTags pairs the inline tags that begin and end with nothing but sentence
// between them; the others break a sentence.
func matchTags(list []item) {
	var open []int
	for i := range list {
		switch {
		case list[i].isBreak():
			open = nil
		case list[i].tag != "" && !list[i].ends:
			open = append(open, i)
		case list[i].tag != "":
			if len(open) > 0 && list[open[len(open)-1]].tag == list[i].tag {
				at := open[len(open)-1]
				list[at].match, list[i].match = i, at
				open = open[:len(open)-1]
			} else {
				open = nil
			}
		}
	}
	for i := range list {
		if list[i].tag != "" && list[i].match < 0 {
			list[i].tag = ""
		}
	}
}

// runs cuts items into sentences: from and to of each that says anything.
func runs(list []item) [][2]int {
	var found [][2]int
	from := 0
	for i := 0; i <= len(list); i++ {
		if i < len(list) && !list[i].isBreak() {
			continue
		}
		found = append(found, narrow(list, from, i)...)
		from = i + 1
	}
	return found
}

// narrow leaves out what is around a sentence: where words stand inside inline
// elements alone, each of them is a sentence of its own.
func narrow(list []item, from, to int) [][2]int {
	var within [][2]int
	for i := from; i < to; i++ {
		switch {
		case list[i].tag != "" && list[i].match > i:
			within = append(within, narrow(list, i+1, list[i].match)...)
			i = list[i].match
		case list[i].pieces[0].kind == wordsPiece && hasLetters(html.UnescapeString(list[i].pieces[0].text)):
			return [][2]int{{from, to}}
		}
	}
	return within
}

func hasLetters(text string) bool { return strings.IndexFunc(text, unicode.IsLetter) >= 0 }

const spaces = " \t\r\n\f"

// newMessage is the message of a run of items.
func newMessage(run []item, base int) message {
	m := message{fill: map[string][]piece{}}
	var id strings.Builder
	names, actions := map[int]string{}, 0
	used := map[string]int{}
	for i, it := range run {
		switch p := it.pieces[0]; {
		case it.tag != "":
			name := names[it.match-base]
			if !it.ends {
				used[it.tag]++
				name = it.tag
				if n := used[it.tag]; n > 1 {
					name += strconv.Itoa(n)
				}
				names[i] = name
			}
			key := "<" + name + ">"
			if it.ends {
				key = "</" + name + ">"
			}
			m.fill[key] = it.pieces
			id.WriteString(key)
		case p.kind == actionPiece:
			actions++
			key := placeholder(actions)
			m.fill[key] = it.pieces
			id.WriteString(key)
		default:
			id.WriteString(html.UnescapeString(p.text))
		}
	}
	raw := id.String()
	text := strings.Trim(raw, spaces)
	m.before, m.after = raw[:strings.Index(raw, text)], raw[strings.LastIndex(raw, text)+len(text):]
	m.id = oneSpace(text)
	return m
}

// oneSpace makes the white space of HTML single; a space that must not break stays.
func oneSpace(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(spaces, r) }), " ")
}

// speak puts the words of a translation in the place of the message's.
func (m message) speak(said string) (pieces []piece) {
	add := func(text string) {
		if text != "" {
			pieces = append(pieces, piece{kind: markupPiece, text: html.EscapeString(text)})
		}
	}
	add(m.before)
	for said != "" {
		from := strings.IndexAny(said, "{<")
		if from < 0 {
			break
		}
		length := strings.IndexAny(said[from:], "}>")
		if length < 0 {
			break
		}
		key := said[from : from+length+1]
		fill, ok := m.fill[key]
		if !ok {
			add(said[:from+1])
			said = said[from+1:]
			continue
		}
		add(said[:from])
		for _, p := range fill {
			if p.node != nil {
				p.node = p.node.Copy()
			}
			pieces = append(pieces, p)
		}
		said = said[from+length+1:]
	}
	add(said)
	add(m.after)
	return pieces
}

// textNode is a text of a tree.
func textNode(text string) parse.Node {
	return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(text)}
}

// placeholder is what stands for the n-th action.
func placeholder(n int) string { return "{" + strconv.Itoa(n) + "}" }
