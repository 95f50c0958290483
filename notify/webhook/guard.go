package webhook

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
)

// errForbidden: a name leads to where no webhook goes.
var errForbidden = errors.New("an address that is not the internet's")

// notTheInternet are the networks of IANA's registries of special purposes that
// netip does not know by itself.
var notTheInternet = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("5f00::/16"),
}

// mayCall tells whether an address may be called: one of the internet, or of a
// network that the settings name.
func mayCall(address netip.Addr, named []netip.Prefix) bool {
	address = address.Unmap().WithZone("")
	in := func(p netip.Prefix) bool { return p.Contains(address) }
	if slices.ContainsFunc(named, in) {
		return true
	}
	return address.IsGlobalUnicast() && !address.IsPrivate() && !slices.ContainsFunc(notTheInternet, in)
}

// guard looks at the address that a name has led to, at the moment of calling it:
// what was looked up before may be another by then.
func guard(named []netip.Prefix) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !mayCall(to.Addr(), named) {
			return errForbidden
		}
		return nil
	}
}
