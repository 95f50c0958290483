package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkCheckTexts is the command from file to answers: at least 50,000 lines
// a second (issue 4).
func BenchmarkCheckTexts(b *testing.B) {
	const lines = 20_000
	texts := []string{
		"Hi Sam. You have an appointment with Kay at 10am on Thursday 26 November, at 12 High Road. To change it, ring 020 7946 0000.",
		"Helo Siôn. Mae gennych apwyntiad gyda Ŵyn am 10:00, Dydd Iau 26 Tachwedd. I newid hyn, ffoniwch 020 7946 0000.",
		"See your officer at the court on Monday – “bring your papers”",
		"The release papers went to HMP Leeds, Łukasz… 👍",
	}
	var file bytes.Buffer
	enc := json.NewEncoder(&file)
	for i := range lines {
		if err := enc.Encode(map[string]string{"text": fmt.Sprint(texts[i%len(texts)], " ", i)}); err != nil {
			b.Fatal(err)
		}
	}
	name := filepath.Join(b.TempDir(), "texts.jsonl")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := (&checkTextsCmd{File: name}).Run(out{std: io.Discard, say: io.Discard}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "lines/s")
}
