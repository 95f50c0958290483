package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// opensOfAKind is how many pages of one kind are opened.
func opensOfAKind() int {
	if allPages() {
		return 3
	}
	return 1
}

// crawler opens every kind of page that one account's links lead to.
type crawler struct {
	address string
	cookies []*http.Cookie
	seen    map[string]int // openings of each kind
}

var (
	linkIn = regexp.MustCompile(`href="(/[^"#]*)`)
	// aRef is a part of an address that says which one: a reference, or a code with a number in it.
	aRef = regexp.MustCompile(`^([0-9a-z]{10,}|[A-Z0-9-]*\d[A-Z0-9-]*|[A-Z]{2,}[A-Z0-9-]*)$`)
)

// kind is an address without which one it is about: its parts that are a
// reference as a word, and the names alone of what it asks.
func kind(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	parts := strings.Split(u.Path, "/")
	for i, part := range parts {
		if aRef.MatchString(part) {
			parts[i] = "…"
		}
	}
	var asks []string
	for name, values := range u.Query() {
		if name == "list" || name == "sort" || name == "state" {
			name += "=" + values[0]
		}
		asks = append(asks, name)
	}
	slices.Sort(asks)
	if len(asks) > 0 {
		return strings.Join(parts, "/") + "?" + strings.Join(asks, "&")
	}
	return strings.Join(parts, "/")
}

// walk opens pages from the first on, and tells of each how long it took.
func (c *crawler) walk(ctx context.Context, tell func(page string, took time.Duration) error) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	queue, known := []string{"/"}, map[string]bool{"/": true}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		if c.seen[kind(address)]++; c.seen[kind(address)] > opensOfAKind() {
			continue
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.address+address, nil)
		if err != nil {
			return err
		}
		for _, cookie := range c.cookies {
			request.AddCookie(cookie)
		}
		began := time.Now()
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body)
		took := time.Since(began)
		if err := answer.Body.Close(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		if where := answer.Header.Get("Location"); strings.HasPrefix(where, "/sign-in") {
			return fmt.Errorf("%s: nobody is signed in", address)
		}
		if answer.StatusCode >= http.StatusBadRequest {
			return fmt.Errorf("%s answered %d", address, answer.StatusCode)
		}
		if err := tell(kind(address), took); err != nil {
			return err
		}
		found := linkIn.FindAllStringSubmatch(string(body), -1)
		if where := answer.Header.Get("Location"); where != "" {
			found = append(found, []string{where, where})
		}
		for _, link := range found {
			next := strings.ReplaceAll(link[1], "&amp;", "&")
			if !known[next] && !strings.HasPrefix(next, "/assets/") && !strings.HasPrefix(next, "/sign-") {
				known[next] = true
				queue = append(queue, next)
			}
		}
	}
	return nil
}
