package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestThePageHoldsTheMessagesAsTheyAre(t *testing.T) {
	root := os.DirFS("../../..")
	want, err := page(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../docs/messages.md")
	if err != nil {
		t.Fatalf("%v: run make messages", err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/messages.md is not what the program writes; run make messages (-want +got):\n%s", diff)
	}
	for _, words := range []string{"This phone is read on Monday from 9.", "### The morning list", "| Courtney is on stage", `p\u200brison`} {
		if !strings.Contains(want, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
}

func TestWithoutGoldenFilesThereIsNoPage(t *testing.T) {
	for name, root := range map[string]fstest.MapFS{
		"nothing":         {},
		"no golden files": {"notify/testdata/disclosures.txt": &fstest.MapFile{Data: []byte("x | y")}},
	} {
		if _, err := page(root); err == nil {
			t.Errorf("%s: a page was written", name)
		}
	}
}
