package simulation

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"
)

// journal is everything that happened, sorted by virtual instant and release.
// It is written a day at a time; nothing of another day comes after.
type journal struct {
	out   io.Writer
	sum   hash.Hash
	lines []string
}

func newJournal(out io.Writer) *journal {
	if out == nil {
		out = io.Discard
	}
	return &journal{out: out, sum: sha256.New()}
}

func (j *journal) write(at time.Time, release, what string) {
	if release == "" {
		release = "-"
	}
	j.lines = append(j.lines, at.UTC().Format("2006-01-02T15:04:05Z")+" "+release+" "+what)
}

// close ends a day.
func (j *journal) close() error {
	slices.Sort(j.lines)
	out := bufio.NewWriter(io.MultiWriter(j.sum, j.out))
	for _, line := range j.lines {
		_, _ = out.WriteString(line)
		_ = out.WriteByte('\n')
	}
	clear(j.lines)
	j.lines = j.lines[:0]
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

func (j *journal) digest() string { return hex.EncodeToString(j.sum.Sum(nil)) }
