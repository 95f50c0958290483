package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// Tasks are the use cases behind the answers on a task's page. version is that
// of the task when the form was shown. Errors: fault.NotFound, fault.Conflict
// (somebody else was first), fault.Invalid, fault.Refused.
type Tasks interface {
	Acknowledge(ctx context.Context, who access.Actor, ref string, version int) error
	// AcknowledgeFirstList says "we have it" to a service's whole first list.
	AcknowledgeFirstList(ctx context.Context, who access.Actor) (int, error)
	Accept(ctx context.Context, who access.Actor, ref string, version int) error
	Decline(ctx context.Context, who access.Actor, ref string, version int, reason string) error
	NoCapacity(ctx context.Context, who access.Actor, ref string, version int, fullUntil calendar.Date, reason string) error
	Finish(ctx context.Context, who access.Actor, ref string, version int, finish pathways.Finish) error
}

// Calls record what one call to a prison has answered. Problems say what could
// not be recorded, and then nothing was.
type Calls interface {
	RecordCall(ctx context.Context, who access.Actor, call release.Call) ([]release.CallProblem, error)
}

// Config is everything the pages need. Pool, Now, Tasks, Calls, Contacts and Log
// are required.
type Config struct {
	Pool     *pgxpool.Pool
	Now      func() time.Time // UTC
	Tasks    Tasks
	Calls    Calls
	Contacts release.Contacts
	Log      *slog.Logger

	Unit      release.Scope // whose people the unit looks after
	UnitName  string        // plain name
	PublicURL string        // https:// here makes cookies and headers strict

	// Demo shows the demo's mailbox, handset and clock; nil outside the demo.
	Demo Demo
	// Mount adds addresses that are not pages, such as webhooks: they get
	// neither the actor nor the cross-origin check. Nil adds none.
	Mount func(gin.IRouter)
}

// server answers the pages.
type server struct {
	cfg    Config
	look   *Look
	secure bool
}

// New makes the handler of all pages. It fails on a template or asset that
// cannot be read, so that the program stops at its start and not at a reader.
func New(cfg Config) (http.Handler, error) {
	look, err := NewLook(nil)
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	// No proxy is believed: nothing here asks for the reader's address.
	if err := router.SetTrustedProxies(nil); err != nil {
		return nil, fmt.Errorf("set trusted proxies: %w", err)
	}
	s := &server{cfg: cfg, look: look, secure: strings.HasPrefix(cfg.PublicURL, "https://")}
	s.mount(router)
	return router, nil
}
