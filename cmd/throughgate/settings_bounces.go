package main

import (
	"fmt"
	"slices"

	"throughgate/notify/email"
)

// shortestSecret is how many signs a secret has at least that is shown to us
// over the network.
const shortestSecret = 24

// bounceProblems are those of the address to which bounces are handed over.
func (s *settings) bounceProblems() []string {
	var list []string
	short := func(secret string) bool { return len(secret) < shortestSecret }
	if len(listOf(s.BounceSecret)) == 0 || slices.ContainsFunc(listOf(s.BounceSecret), short) {
		list = append(list, fmt.Sprintf("THROUGHGATE_BOUNCE_SECRET is too short: give %d signs or more, such as openssl rand -hex 24 makes", shortestSecret))
	}
	if s.MailFrom == "" {
		list = append(list, "THROUGHGATE_MAIL_FROM is empty: with THROUGHGATE_BOUNCE_SECRET it is needed to tell whose bounce it is")
	} else if _, err := email.NewBounces(s.mailConfig(nil)); err != nil {
		list = append(list, problemsOf(err)...)
	}
	return list
}
