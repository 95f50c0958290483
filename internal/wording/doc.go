// Package wording holds what the program says in another language than English.
//
// English stands where it is read: in the templates and in Go. A Text is words
// of the program, where a string is data and never translated. Gather collects
// every message of the templates for the catalogue; Speak rewrites a template's
// parse tree for a language once, at the start. English trees stay as they are.
package wording
