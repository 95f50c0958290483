package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/migrations"
)

func (s *server) healthz(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// readiness is the answer of /readyz: "ok", or what is wrong, part by part.
type readiness struct {
	Ready    bool   `json:"ready"`
	Database string `json:"database"`
	Schema   string `json:"schema"`
	Watch    string `json:"watch"`
}

// readyLimit bounds the whole check.
const readyLimit = 3 * time.Second

func (s *server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), readyLimit)
	defer cancel()
	is := s.readiness(ctx)
	status := http.StatusOK
	if !is.Ready {
		status = http.StatusServiceUnavailable
	}
	c.JSON(status, is)
}

func (s *server) readiness(ctx context.Context) readiness {
	is := readiness{Database: "ok", Schema: "not known", Watch: "not known"}
	if err := s.cfg.Pool.Ping(ctx); err != nil {
		is.Database = "does not answer"
		return is
	}
	if err := migrations.Current(ctx, s.cfg.Pool); err != nil {
		is.Schema = "older than this program: run `throughgate migrate`"
		return is
	}
	is.Schema = "ok"
	is.Watch = s.watchState(ctx)
	is.Ready = is.Watch == "ok"
	return is
}

// The watch of a day runs from 05:00 London time (domain rule 8); it is given
// half an hour.
const (
	watchHour  = 5
	watchGrace = 30 * time.Minute
)

// watchState tells whether the watch of the last day that should be done is.
func (s *server) watchState(ctx context.Context) string {
	now := s.cfg.Now()
	expected := calendar.DayOf(now)
	if now.Before(expected.At(watchHour, 0).Add(watchGrace)) {
		expected = expected.AddDays(-1)
	}
	var last calendar.Date
	if err := pg.ReadTx(ctx, s.cfg.Pool, access.System("health"), func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `select max(day) from watch_day`).Scan(&last)
	}); err != nil {
		return "cannot be read"
	}
	switch {
	case last.IsZero():
		return fmt.Sprintf("has never run; the watch of %s is awaited", expected)
	case last.Before(expected):
		return fmt.Sprintf("last done for %s; the watch of %s is awaited", last, expected)
	}
	return "ok"
}
