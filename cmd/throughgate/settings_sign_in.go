package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"throughgate/access"
	"throughgate/web"
)

// keys seal the secrets of second factors, and are those of the hashes of sessions
// and tokens, the newest first.
func (s *settings) keys() []string {
	if list := listOf(s.Keys); len(list) > 0 || s.production() {
		return list
	}
	return []string{access.PretendKey}
}

func (s *settings) keyProblems() []string {
	var list []string
	short := func(key string) bool { return len(key) < access.ShortestKey }
	switch {
	case len(s.keys()) == 0:
		list = append(list, "THROUGHGATE_KEYS is empty: second factors are sealed with it, sessions and tokens hashed. Make a key with openssl rand -hex 32; to change it, put the new one before the old with a comma between")
	case slices.ContainsFunc(s.keys(), short):
		list = append(list, fmt.Sprintf("THROUGHGATE_KEYS: each key has %d characters or more: make one with openssl rand -hex 32", access.ShortestKey))
	}
	return list
}

func (s *settings) signInProblems() []string {
	list := s.keyProblems()
	if s.OIDCIssuer == "" {
		return list
	}
	if u, err := url.Parse(s.OIDCIssuer); err != nil || u.Host == "" || u.Scheme != "https" && (s.production() || u.Scheme != "http") {
		list = append(list, "THROUGHGATE_OIDC_ISSUER must be the https address of the provider of single sign-on, as it names itself")
	}
	if s.OIDCClientID == "" || s.OIDCSecret == "" {
		list = append(list, "THROUGHGATE_OIDC_CLIENT_ID and THROUGHGATE_OIDC_CLIENT_SECRET: give both as the provider of single sign-on gave them")
	}
	return list
}

// singleSignOn is the provider of single sign-on; none where it is not set.
func (s *settings) singleSignOn() web.SingleSignOn {
	if s.OIDCIssuer == "" {
		return web.SingleSignOn{}
	}
	return web.SingleSignOn{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCSecret, Name: s.OIDCName, Level: s.OIDCLevel,
		Client: &http.Client{Timeout: 10 * time.Second}}
}

// doorRules are what the door of this process goes by: everybody needs a second
// factor, but for the ready accounts of the demo.
func (s *settings) doorRules(demo bool) (access.DoorRules, error) {
	keys, err := access.NewKeys(s.keys()...)
	rules := access.DoorRules{Keys: keys}
	if demo {
		rules.Pretend = true
		rules.Exempt = func(email string) bool {
			return slices.ContainsFunc(demoStaff, func(n access.NewAccount) bool { return strings.EqualFold(n.Email, email) })
		}
	}
	return rules, err
}
