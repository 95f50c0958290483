// Command collect writes the catalogue of the pages' words: `make words`.
package main

import (
	"fmt"
	"os"

	"throughgate/internal/wording"
	"throughgate/internal/wording/gather"
)

func main() {
	if err := collect("."); err != nil {
		fmt.Fprintln(os.Stderr, "words:", err)
		os.Exit(1)
	}
}

// collect writes the catalogue of the module at root, and names what the Welsh
// catalogue has words for and nobody says any more.
func collect(root string) error {
	all, err := gather.All(root)
	if err != nil {
		return err
	}
	if err := os.WriteFile(gather.EnglishFile, wording.WritePOT(all), 0o644); err != nil {
		return err
	}
	file, err := os.ReadFile(gather.WelshFile)
	if err != nil {
		return err
	}
	welsh, err := wording.ReadWelsh(file)
	if err != nil {
		return err
	}
	for _, id := range welsh.Stale(all) {
		fmt.Fprintf(os.Stderr, "%s: nobody says %q any more: take it out, or give its words to what stands instead\n", gather.WelshFile, id)
	}
	return nil
}
