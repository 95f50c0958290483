package main

import (
	"fmt"
	"slices"

	"throughgate/access"
	"throughgate/notify"
)

// pretendAuditKey seals outside production, where there are no people: everybody
// can read it here, so it proves nothing to anybody.
const pretendAuditKey = "pretend key of a pretend audit, known to all"

// auditSecrets are the keys of the audit's chain, the newest first.
func (s *settings) auditSecrets() []string {
	if s.AuditKey == "" && !s.production() {
		return []string{pretendAuditKey}
	}
	return listOf(s.AuditKey)
}

func (s *settings) auditKeys() access.AuditKeys { return access.NewAuditKeys(s.auditSecrets()...) }

func (s *settings) auditProblems() []string {
	var list []string
	if slices.ContainsFunc(s.auditSecrets(), func(key string) bool { return len(key) < access.ShortestAuditKey }) {
		list = append(list, fmt.Sprintf("THROUGHGATE_AUDIT_KEY: each key has %d characters or more: make one with openssl rand -hex 32", access.ShortestAuditKey))
	}
	for _, address := range listOf(s.AuditWitnesses) {
		if !notify.CheckAddress(address).OK {
			list = append(list, fmt.Sprintf("THROUGHGATE_AUDIT_WITNESSES: %q is no e-mail address: mend it", address))
		}
	}
	return list
}
