package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"throughgate/jobs"
)

// metrics are what Prometheus asks for: the vitals, answers by route, and the
// process itself. Labels hold routes, queues and kinds, never a reference.
type metrics struct {
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
}

func newMetrics(read func(context.Context) (jobs.Vitals, error)) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "throughgate_http_seconds", Help: "How long answers took.",
		Buckets: []float64{.005, .01, .025, .05, .1, .15, .25, .4, 1, 2.5, 10}}, []string{"method", "route", "status"})}
	m.registry.MustRegister(m.answers, jobs.Metrics{Read: read}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe() func(method, route string, status int) {
	began := time.Now() // how long, not when
	return func(method, route string, status int) {
		m.answers.WithLabelValues(methodLabel(method), route, strconv.Itoa(status)).Observe(time.Since(began).Seconds())
	}
}

// methodLabel keeps the number of labels small, whatever somebody sends.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return method
	}
	return "other"
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 2})
}

// withToken lets nobody pass who does not bring one of the tokens.
func withToken(tokens []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !bearsOne(r.Header.Get("Authorization"), tokens) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "a token is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serveMetrics serves /metrics on a listener of its own until ctx ends, where
// the settings name one: it needs no token, so keep it off the network.
func (a *app) serveMetrics(ctx context.Context) error {
	if a.set.MetricsListen == "" {
		return nil
	}
	listener, err := net.Listen("tcp", a.set.MetricsListen)
	if err != nil {
		return fmt.Errorf("listen for metrics on %s: %w", a.set.MetricsListen, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.metrics.handler())
	return serveUntil(ctx, listener, mux)
}
