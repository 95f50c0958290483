// Package logs lets through what a log may hold. A log is read by people who may
// not see anybody's case, and is kept and copied by machines that nobody thinks
// of: it gets ids, kinds, counts and words of ours, under keys that stand on a
// list.
package logs

import (
	"context"
	"io"
	"log/slog"
	"slices"
)

// LeftOut names the keys of a line that are not on the list; their values are gone.
const LeftOut = "left_out"

// New gives a log of lines key=value on w, from a level on.
func New(w io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(listed{inner: slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})})
}

// listed passes on the attributes whose keys are listed.
type listed struct{ inner slog.Handler }

// Enabled implements slog.Handler.
func (h listed) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h listed) Handle(ctx context.Context, r slog.Record) error {
	kept := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	var all []slog.Attr
	r.Attrs(func(a slog.Attr) bool { all = append(all, a); return true })
	kept.AddAttrs(sift(all)...)
	return h.inner.Handle(ctx, kept)
}

// WithAttrs implements slog.Handler.
func (h listed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return listed{inner: h.inner.WithAttrs(sift(attrs))}
}

// WithGroup implements slog.Handler.
func (h listed) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	if !slices.Contains(Keys, name) {
		name = LeftOut
	}
	return listed{inner: h.inner.WithGroup(name)}
}

// sift keeps what is listed, group by group, and says which keys are gone. A value
// that is no plain one (text, number, truth, time) is gone as well: how it would
// be written is its own affair.
func sift(attrs []slog.Attr) []slog.Attr {
	var kept []slog.Attr
	gone := ""
	for _, a := range attrs {
		value := a.Value.Resolve()
		switch {
		case value.Kind() == slog.KindGroup && (a.Key == "" || slices.Contains(Keys, a.Key)):
			kept = append(kept, slog.Attr{Key: a.Key, Value: slog.GroupValue(sift(value.Group())...)})
		case !slices.Contains(Keys, a.Key), value.Kind() == slog.KindAny, value.Kind() == slog.KindGroup:
			gone += "," + plain(a.Key)
		default:
			kept = append(kept, slog.Attr{Key: a.Key, Value: value})
		}
	}
	if gone != "" {
		kept = append(kept, slog.String(LeftOut, gone[1:]))
	}
	return kept
}

// plain is a key as source code writes it; what is none may have been made of
// data.
func plain(key string) string {
	for _, r := range key {
		if r != '_' && (r < 'a' || r > 'z') {
			return "?"
		}
	}
	if len(key) > 30 {
		return "?"
	}
	return key
}
