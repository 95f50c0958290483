package notify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Address is the judgement on an e-mail address as somebody wrote it
// (interface.md 5, `check emails`).
type Address struct {
	OK         bool
	Normalised string // as written, without what stood around it; empty when not OK
	Reason     string // why not, in words; empty when OK
}

const (
	longestLocal   = 64  // characters before the @
	longestAddress = 320 // in all
)

// CheckAddress judges a bare e-mail address. White space and zero-width signs
// around it go; nothing else changes: case and a Unicode domain stay as typed.
func CheckAddress(written string) Address {
	s := strings.TrimFunc(written, invisible)
	if problem := addressProblem(s); problem != "" {
		return Address{Reason: problem}
	}
	return Address{OK: true, Normalised: s}
}

func addressProblem(s string) string {
	if s == "" {
		return "empty"
	}
	if !utf8.ValidString(s) {
		return "not readable as text"
	}
	if utf8.RuneCountInString(s) > longestAddress {
		return "longer than 320 characters"
	}
	local, domain, found := strings.Cut(s, "@")
	if !found {
		return "has no @"
	}
	if problem := localProblem(local); problem != "" {
		return problem
	}
	return domainProblem(domain)
}

func localProblem(local string) string {
	switch {
	case local == "":
		return "nothing stands before the @"
	case len(local) > longestLocal:
		return "more than 64 characters before the @"
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "a dot too many before the @"
	}
	for _, r := range local {
		if !asciiLetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+/=?^_`{|}~.-", r) {
			return "a sign before the @ that no address may hold"
		}
	}
	return ""
}

// domainProblem wants at least two labels of letters, digits and hyphens, the
// last holding a letter (so no IP address), and valid IDNA.
func domainProblem(domain string) string {
	if domain == "" {
		return "nothing stands after the @"
	}
	if strings.Contains(domain, "@") {
		return "more than one @"
	}
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return "the part after the @ has no dot"
	}
	for _, l := range labels {
		if l == "" {
			return "a dot too many after the @"
		}
		for _, r := range l {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
				return "a sign after the @ that no domain may hold"
			}
		}
	}
	if !strings.ContainsFunc(labels[len(labels)-1], unicode.IsLetter) {
		return "the last part of the domain has no letter"
	}
	if !validDomain(domain, labels) {
		return "not a valid domain"
	}
	return ""
}

// strictIDNA is registration-grade IDNA2008 that first maps case and width as
// a browser does.
var strictIDNA = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.ValidateLabels(true), idna.CheckHyphens(true),
	idna.CheckJoiners(true), idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.Transitional(false))

const (
	longestDomain = 253
	longestLabel  = 63
)

func validDomain(domain string, labels []string) bool {
	if !plainDomain(domain) {
		_, err := strictIDNA.ToASCII(domain)
		return err == nil
	}
	if len(domain) > longestDomain {
		return false
	}
	for _, l := range labels {
		if len(l) > longestLabel || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
	}
	return true
}

// plainDomain tells of a domain that needs no IDNA: ASCII, and no label that
// claims to be encoded. It spares the common address the tables.
func plainDomain(domain string) bool {
	for i := 0; i < len(domain); i++ {
		if domain[i] >= utf8.RuneSelf {
			return false
		}
	}
	return !strings.Contains(domain, "--")
}

func asciiLetterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
