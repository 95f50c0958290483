package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestHealthLooksFromOutside(t *testing.T) {
	w := newWorld(t)
	w.ready()
	const token = "a token of more than twenty characters"
	w.env["THROUGHGATE_METRICS_TOKEN"] = token
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- runIn(ctx, []string{"serve"}, w.environ(), out{std: writer, say: io.Discard})
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("it says %q: %v", line, err)
	}
	w.env["THROUGHGATE_LISTEN"] = strings.TrimPrefix(address, "http://")

	if r := w.must(exitFailed, "health"); !strings.Contains(r.std, "the watch has never run") || strings.Contains(r.std, "does not answer") {
		t.Errorf("before the first watch: %s", r.std)
	}
	w.must(exitDone, "sweep")
	if r := w.must(exitDone, "health"); !strings.Contains(r.std, "Healthy") {
		t.Errorf("after it: %s", r.std)
	}

	for _, with := range []struct {
		token  string
		status int
	}{{"", http.StatusUnauthorized}, {"Bearer another", http.StatusUnauthorized}, {"Bearer " + token, http.StatusOK}} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", with.token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != with.status {
			t.Errorf("metrics with %q answer %d", with.token, answer.StatusCode)
		}
		if told := strings.Contains(string(body), "throughgate_watch_days_behind 0"); told != (with.status == http.StatusOK) {
			t.Errorf("with %q it tells the watch: %v", with.token, told)
		}
		if with.status == http.StatusOK && !strings.Contains(string(body), `throughgate_http_seconds_count{method="GET",route="/healthz",status="200"} 2`) {
			t.Errorf("the answers are not counted by route:\n%s", body)
		}
	}

	stop()
	<-ended
	r := w.must(exitFailed, "health", "--json")
	var told struct {
		Healthy  bool     `json:"healthy"`
		Problems []string `json:"problems"`
	}
	if err := json.Unmarshal([]byte(r.std), &told); err != nil || told.Healthy || len(told.Problems) != 1 || !strings.Contains(told.Problems[0], "does not answer") {
		t.Errorf("with no server: %s (%v)", r.std, err)
	}
	w.env["THROUGHGATE_METRICS_LISTEN"], w.env["THROUGHGATE_METRICS_TOKEN"] = "nine", "short"
	if r := w.must(exitRefused, "serve"); !strings.Contains(r.say, "THROUGHGATE_METRICS_LISTEN") || !strings.Contains(r.say, "THROUGHGATE_METRICS_TOKEN") {
		t.Errorf("bad settings: %s", r.say)
	}
}
