// Package gather collects every word that the program says in its pages: from the
// templates and from Go. It reads the source, and stands beside the program: `make
// words` and a test use it.
package gather
