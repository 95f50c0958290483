package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// posterEnv makes this program post to an address what it reads.
const posterEnv = "BENCH_POSTER"

// posters is how many callbacks are on their way at once.
const posters = 20

// post is one callback.
type post struct{ Path, Body, Signature string }

// bePoster reads callbacks, posts them all, and says how long that took.
func bePoster(ctx context.Context, to string) error {
	var posts []post
	if err := json.NewDecoder(os.Stdin).Decode(&posts); err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: posters}}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(posters)
	began := time.Now()
	for _, p := range posts {
		group.Go(func() error { return p.send(ctx, client, to) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Println(time.Since(began))
	return nil
}

func (p post) send(ctx context.Context, client *http.Client, to string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to+p.Path, strings.NewReader(p.Body))
	if err != nil {
		return err
	}
	request.Host = strings.TrimPrefix(postedAs, "https://")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Twilio-Signature", p.Signature)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode != http.StatusNoContent {
		err = fmt.Errorf("a callback was answered with %d", answer.StatusCode)
	}
	return err
}

// postAll has another process post, and gives how long it took.
func postAll(ctx context.Context, to string, posts []post) (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	body, err := json.Marshal(posts)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), posterEnv+"="+to)
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(body)), os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return time.ParseDuration(strings.TrimSpace(string(said)))
}
