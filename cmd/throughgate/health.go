package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"throughgate/jobs"
	"throughgate/migrations"
)

// healthCmd is for a timer or a monitor outside the program.
type healthCmd struct {
	JSON bool `name:"json" help:"Print one JSON document."`
}

func (*healthCmd) Help() string {
	return `Asks the server at THROUGHGATE_LISTEN if it answers, and the database what a
monitor should wake somebody for: the watch of the day not done by 07:00 London
time, anything due that waits for 15 minutes, a channel or queue that is paused, a
job that has run for 10 minutes, a restored database, an audit that does not prove
itself (a worker verifies its chain each day). Each problem is a line with
its remedy, and the exit code is 1. It changes nothing and names nobody.`
}

// healthLimit bounds the question to the server.
const healthLimit = 5 * time.Second

// health is what is told; problems is empty when all is well.
type health struct {
	Healthy  bool     `json:"healthy"`
	Problems []string `json:"problems"`
}

func (c *healthCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "health", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	found := health{Problems: []string{}}
	if problem := askServer(ctx, set.Listen); problem != "" {
		found.Problems = append(found.Problems, problem)
	}
	vitals, err := jobs.ReadVitals(ctx, a.pool, a.clock.Now())
	if err != nil {
		return err
	}
	found.Problems = append(found.Problems, vitals.Problems()...)
	found.Healthy = len(found.Problems) == 0
	if c.JSON {
		err = json.NewEncoder(o.std).Encode(found)
	} else {
		err = found.print(o.std)
	}
	if err == nil && !found.Healthy {
		return exit(exitFailed)
	}
	return err
}

func (h health) print(w io.Writer) error {
	if h.Healthy {
		_, err := fmt.Fprintln(w, "Healthy: the server answers, the watch is up to date, nothing waits too long, the audit proves itself.")
		return err
	}
	for _, problem := range h.Problems {
		if _, err := fmt.Fprintln(w, "- "+problem); err != nil {
			return err
		}
	}
	return nil
}

// askServer says what is wrong with the server that listens there, "" for nothing.
func askServer(ctx context.Context, listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "THROUGHGATE_LISTEN must be an address and port, such as 127.0.0.1:8080"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return "THROUGHGATE_LISTEN must be an address and port, such as 127.0.0.1:8080"
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "the server at " + listen + " does not answer: see that `throughgate serve` runs"
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Sprintf("the server at %s answers with %d", listen, answer.StatusCode)
	}
	return ""
}
