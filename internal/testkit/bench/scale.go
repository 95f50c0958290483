package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// scale says in what a measure is told.
type scale int

const (
	inTime   scale = iota // nanoseconds
	inCounts              // of anything
	inRates               // of anything, in a second: more is better
	inBytes
)

func (u scale) show(values []float64) string {
	out := make([]string, len(values))
	for i, v := range values {
		switch u {
		case inTime:
			out[i] = showTime(v)
		case inRates:
			out[i] = thousands(v) + "/s"
		case inBytes:
			out[i] = showBytes(v)
		case inCounts:
			out[i] = thousands(v)
		}
	}
	return strings.Join(out, ", ")
}

func show(d time.Duration) string { return showTime(float64(d)) }

func showTime(ns float64) string {
	switch ms := ns / float64(time.Millisecond); {
	case ms >= 100_000:
		return fmt.Sprintf("%.0f s", ms/1000)
	case ms >= 1000:
		return fmt.Sprintf("%.2f s", ms/1000)
	case ms >= 10:
		return fmt.Sprintf("%.0f ms", ms)
	case ms >= 0.01:
		return fmt.Sprintf("%.2f ms", ms)
	}
	return fmt.Sprintf("%.0f ns", ns)
}

func showBytes(n float64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", n/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.0f MB", n/(1<<20))
	}
	return fmt.Sprintf("%.0f kB", n/(1<<10))
}

// thousands writes a whole number with commas.
func thousands(n float64) string {
	text := strconv.FormatFloat(n, 'f', 0, 64)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func times(ratio float64) string { return fmt.Sprintf("%.2fx", ratio) }
