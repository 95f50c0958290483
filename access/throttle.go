package access

import (
	"crypto/sha256"
	"net/netip"
	"strings"
	"time"
)

// allowance is how many failed sign-ins in a row are borne, and how long it
// takes until one of them is forgotten. Whoever has used it up may try again
// once for each that is forgotten; a try that was not let through counts for
// nothing, so nobody can make another's wait longer by going on.
type allowance struct {
	size   int
	forget time.Duration
}

// failureKind is what failed sign-ins are counted by.
type failureKind string

const (
	// byPair: one account from one place.
	byPair failureKind = "pair"
	// byAccount: one account from places where it has not signed in lately.
	byAccount failureKind = "account"
	// byPlace: one place, whatever accounts it tries.
	byPlace failureKind = "place"
)

// allowanceOf keeps guesses at one account below 100 an hour from anywhere
// (OWASP ASVS 4, 2.2.1): 20 and 60 an hour from new places, and 5 and 12 an
// hour from a place it is known at.
func allowanceOf(kind failureKind) allowance {
	switch kind {
	case byPair:
		return allowance{size: 5, forget: 5 * time.Minute}
	case byAccount:
		return allowance{size: 20, forget: time.Minute}
	case byPlace:
		return allowance{size: 30, forget: time.Minute}
	}
	return allowance{}
}

// knownFor is how long a place counts as one where an account signs in.
const knownFor = 30 * 24 * time.Hour

// openAt is when the next try is let through: clearAt is when all that was
// counted will be forgotten.
func (a allowance) openAt(clearAt time.Time) time.Time {
	return clearAt.Add(-time.Duration(a.size-1) * a.forget)
}

// tryAt is when the next try at an account from a place is let through, not
// after now where it is let through at once. Where the account has signed in
// from this place lately only the pair's own failures count: others who guess
// at the account, or from the same office, do not keep its owner out.
func tryAt(clearAt map[failureKind]time.Time, known bool) time.Time {
	var latest time.Time
	for kind, clear := range clearAt {
		if known && kind != byPair {
			continue
		}
		if open := allowanceOf(kind).openAt(clear); open.After(latest) {
			latest = open
		}
	}
	return latest
}

// failureKeys are the keys under which a failed try is counted: hashes, so that
// the list of them is none of addresses.
func failureKeys(email, place string) map[failureKind][]byte {
	return map[failureKind][]byte{
		byPair:    hashOf("pair", sameAddress(email), place),
		byAccount: hashOf("account", sameAddress(email)),
		byPlace:   placeKey(place),
	}
}

func placeKey(place string) []byte { return hashOf("place", place) }

func hashOf(parts ...string) []byte {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return sum[:]
}

// sameAddress is an e-mail address as accounts are found by.
func sameAddress(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// PlaceOf is the network a reader comes from, as far as one household or
// machine can choose its address: an IPv4 address, or the first 64 bits of an
// IPv6 address. What is no address is one place with all that are none.
func PlaceOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return network.String()
}
