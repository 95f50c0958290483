// Command messages prints every message that the program writes, from the golden
// files that the tests of notify keep true, and the list of disclosures that the
// word test tries: docs/messages.md.
//
//	go run ./internal/testkit/messages > docs/messages.md
package main

import (
	"fmt"
	"io/fs"
	"os"
)

func main() {
	words, err := page(os.DirFS("."))
	if err != nil {
		fmt.Fprintln(os.Stderr, "messages:", err)
		os.Exit(1)
	}
	fmt.Print(words)
}

// page is the document, from the module's root.
func page(root fs.FS) (string, error) {
	tried, err := disclosures(root)
	if err != nil {
		return "", err
	}
	golden, err := messages(root)
	if err != nil {
		return "", err
	}
	return preface + golden + tried, nil
}
