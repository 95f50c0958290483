package logs_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"throughgate/internal/logs"
)

// told is a value that says more than it should when it is written.
type told struct{ Surname string }

func (t told) LogValue() slog.Value {
	return slog.GroupValue(slog.String("surname", t.Surname), slog.String("job", "4"))
}

func TestOnlyWhatIsListedIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		write func(*slog.Logger)
		want  []string
	}{
		"a listed key":             {func(l *slog.Logger) { l.Info("m", "job", 4, "kind", "deliver") }, []string{"job=4", "kind=deliver"}},
		"one that is not":          {func(l *slog.Logger) { l.Info("m", "surname", "Zzmarkerson", "job", 4) }, []string{"job=4", "left_out=surname"}},
		"several":                  {func(l *slog.Logger) { l.Warn("m", "surname", "Zzmarkerson", "mobile", "Zzmarkerson") }, []string{"left_out=surname,mobile"}},
		"a key made of data":       {func(l *slog.Logger) { l.Info("m", "Zzmarkerson", 1) }, []string{`left_out=?`}},
		"a value without a key":    {func(l *slog.Logger) { l.Info("m", []any{"Zzmarkerson"}...) }, []string{`left_out=?`}},
		"a group":                  {func(l *slog.Logger) { l.Info("m", slog.Group("person", "surname", "Zzmarkerson")) }, []string{"left_out=person"}},
		"a group that is listed":   {func(l *slog.Logger) { l.Info("m", slog.Group("job", "surname", "Zzmarkerson", "kind", "x")) }, []string{"job.kind=x", "job.left_out=surname"}},
		"a logger's own":           {func(l *slog.Logger) { l.With("surname", "Zzmarkerson", "queue", "email").Info("m") }, []string{"queue=email", "left_out=surname"}},
		"a logger's group":         {func(l *slog.Logger) { l.WithGroup("Zzmarkerson").Info("m", "job", 4) }, []string{"left_out.job=4"}},
		"a whole value":            {func(l *slog.Logger) { l.Info("m", "job", struct{ Surname string }{"Zzmarkerson"}) }, []string{"left_out=job"}},
		"an error that is no text": {func(l *slog.Logger) { l.Info("m", "error", errors.New("Zzmarkerson is not there")) }, []string{"left_out=error"}},
		"a value that tells":       {func(l *slog.Logger) { l.Info("m", "job", told{"Zzmarkerson"}) }, []string{"job.job=4", "job.left_out=surname"}},
		"times and truths":         {func(l *slog.Logger) { l.Info("m", "duration", time.Second, "now", true) }, []string{"duration=1s", "now=true"}},
	} {
		var out strings.Builder
		l := logs.New(&out, slog.LevelInfo)
		c.write(l)
		l.Debug("not at this level", "job", 1)
		line := out.String()
		if strings.Contains(line, "Zzmarkerson") || strings.Count(line, "\n") != 1 {
			t.Errorf("%s: %s", name, line)
		}
		for _, want := range c.want {
			if !strings.Contains(line, " "+want) {
				t.Errorf("%s: no %q in %s", name, want, line)
			}
		}
	}
	if logs.New(&strings.Builder{}, slog.LevelWarn).Enabled(context.Background(), slog.LevelInfo) {
		t.Error("the level is not kept")
	}
}
