package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// checkedLines is how many lines each of the checks answers.
const checkedLines = 100_000

// checks are the commands that answer from the rules alone, each with lines to
// ask in turn; %d is the number of the line.
var checks = map[string][]string{
	"dates": {
		`{"id":"%d","today":"2026-11-23","legal_status":"SENTENCED","sex":"male","date_of_birth":"1986-11-26","sentence_start":"2025-02-23","dates":[{"type":"CRD","date":"2027-02-21"},{"type":"SED","date":"2028-02-23"}]}`,
		`{"id":"%d","today":"2026-11-23","legal_status":"SENTENCED","sex":"female","sentence_start":"2026-01-10","dates":[{"type":"CRD","date":"2026-12-12"},{"type":"HDCED","date":"2026-12-01"},{"type":"SED","date":"2028-02-23"}]}`,
		`{"id":"%d","today":"2026-11-23","legal_status":"RECALL","returned_on":"2026-11-02","dates":[{"type":"PRRD","date":"2026-12-28"},{"type":"SLED","date":"2028-02-23"},{"type":"CRD","date":"2026-11-12"}]}`,
		`{"id":"%d","today":"2026-11-23","legal_status":"REMAND","dates":[]}`,
	},
	"texts": {
		`{"text":"Hi Sam. You have an appointment with Kay at 10am on Thursday 26 November, at 12 High Road. To change it, ring 020 7946 0000. %d"}`,
		`{"text":"Helo Siôn. Mae gennych apwyntiad gyda Ŵyn am 10:00, Dydd Iau 26 Tachwedd. I newid hyn, ffoniwch 020 7946 0000. %d"}`,
		`{"text":"See your officer at the court on Monday – “bring your papers” %d"}`,
		`{"text":"The release papers went to HMP Leeds, Łukasz… 👍 %d"}`,
	},
	"numbers": {`{"number":"07700 9%05d"}`, `{"number":"+44 (0) 7700 9%05d"}`, `{"number":"020 7946 %05d"}`, `{"number":"none, %d"}`},
	"emails":  {`{"email":"kay.%d@services.example"}`, `{"email":"Kay %d <kay@services.example>"}`, `{"email":"o'neill+%d@board.services.example"}`, `{"email":"kay%d@192.0.2.1"}`},
}

// check measures the commands that need no database, from file to answers.
func (b *bench) check(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	for name, asks := range checks {
		file := filepath.Join(b.dir, name+".jsonl")
		if err := writeLines(file, asks); err != nil {
			return err
		}
		var took []time.Duration
		for range b.size.runs {
			used, err := runCommand(ctx, nil, binary, "check", name, file)
			if err != nil {
				return err
			}
			took = append(took, used.took)
		}
		b.rate("check."+name, "", checkedLines, took, nil)
	}
	return nil
}

func writeLines(name string, asks []string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	for i := range checkedLines {
		fmt.Fprintf(out, asks[i%len(asks)]+"\n", i)
	}
	return out.Flush() // tells of what could not be written before, too
}
