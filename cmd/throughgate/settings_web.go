package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

func (s *settings) webProblems() []string {
	var list []string
	listen, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		list = append(list, "THROUGHGATE_LISTEN must be an address and port, such as 127.0.0.1:8080")
	}
	u, unread := url.Parse(s.PublicURL)
	if s.PublicURL != "" && (unread != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		list = append(list, "THROUGHGATE_PUBLIC_URL must be an outside address such as https://board.example.org")
	} else if s.production() && err == nil && u.Scheme != "https" && (!loopback(listen) || s.PublicURL != "" && !loopback(u.Hostname())) {
		list = append(list, "THROUGHGATE_PUBLIC_URL must be an https address, such as https://board.example.org, where others than this machine reach the pages: "+
			"passphrases and sessions do not travel over http. Put a web server with a certificate before the pages, or set THROUGHGATE_LISTEN to a loopback address such as 127.0.0.1:8080")
	}
	for _, proxy := range s.proxies() {
		if !isNetwork(proxy) {
			list = append(list, fmt.Sprintf("THROUGHGATE_TRUSTED_PROXIES: %q is no address and no network: write 10.0.0.5 or 10.0.0.0/24, with commas between", proxy))
		}
	}
	if s.BounceSecret != "" {
		list = append(list, s.bounceProblems()...)
	}
	if _, _, err := net.SplitHostPort(s.MetricsListen); s.MetricsListen != "" && err != nil {
		list = append(list, "THROUGHGATE_METRICS_LISTEN must be an address and port, such as 127.0.0.1:9090")
	}
	short := func(token string) bool { return len(token) < shortestMetricsToken }
	if s.MetricsToken != "" && (len(listOf(s.MetricsToken)) == 0 || slices.ContainsFunc(listOf(s.MetricsToken), short)) {
		list = append(list, fmt.Sprintf("THROUGHGATE_METRICS_TOKEN: each token has %d characters or more: make one with openssl rand -hex 32", shortestMetricsToken))
	}
	return append(list, s.signInProblems()...)
}

// shortestMetricsToken is fewer characters than anybody guesses.
const shortestMetricsToken = 20

// overHTTP tells whether others than this machine may sign in without https.
func (s *settings) overHTTP() bool {
	listen, _, err := net.SplitHostPort(s.Listen)
	return err == nil && !loopback(listen) && !strings.HasPrefix(s.PublicURL, "https://")
}

// loopback tells whether a host is this machine alone.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// proxies are the proxies whose word on where a reader comes from is taken.
func (s *settings) proxies() []string { return listOf(s.TrustedProxies) }

func isNetwork(text string) bool {
	_, notAddress := netip.ParseAddr(text)
	_, notNetwork := netip.ParsePrefix(text)
	return notAddress == nil || notNetwork == nil
}
