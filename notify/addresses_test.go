package notify_test

import (
	"strings"
	"testing"

	"throughgate/notify"
)

func TestAGoodAddressStaysAsTyped(t *testing.T) {
	for written, want := range map[string]string{
		"kay@services.example":                 "kay@services.example",
		"  Kay.O'Brien@Services.Example\u200b": "Kay.O'Brien@Services.Example",
		"\ufeffkay@services.example\u00a0":     "kay@services.example",
		"a!#$%&'*+/=?^_`{|}~-z@x.example":      "a!#$%&'*+/=?^_`{|}~-z@x.example",
		"kay@bücher.example":                   "kay@bücher.example",
		"kay@xn--bcher-kva.example":            "kay@xn--bcher-kva.example",
		"kay@1.a1":                             "kay@1.a1",
		strings.Repeat("a", 64) + "@x.example": strings.Repeat("a", 64) + "@x.example",
	} {
		if got := notify.CheckAddress(written); !got.OK || got.Normalised != want || got.Reason != "" {
			t.Errorf("CheckAddress(%q) = %+v, want %q", written, got, want)
		}
	}
}

func TestABadAddressIsRefusedWithAReason(t *testing.T) {
	for _, written := range []string{
		"", " ", "kay", "@services.example", "kay@", "kay@localhost", "kay@@services.example", "kay@a@b.example",
		"Kay <kay@services.example>", "<kay@services.example>", "kay@services.example, jo@services.example",
		`"kay"@services.example`, "kay smith@services.example", "kay\u200b@services.example", "käy@services.example",
		".kay@services.example", "kay.@services.example", "ka..y@services.example",
		"kay@.services.example", "kay@services.example.", "kay@services..example",
		"kay@-services.example", "kay@services-.example", "kay@ser_vices.example", "kay@ser vices.example",
		"kay@127.0.0.1", "kay@[127.0.0.1]", "kay@[IPv6:::1]", "kay@services.123",
		"kay@xn--a.example", "kay@xn--\u00fc.example", "kay@services。example",
		"mailto:kay(at)services.example", "kay;jo@services.example", "kay\x00@services.example", "kay@\xff.example",
		strings.Repeat("a", 65) + "@x.example",
		"kay@" + strings.Repeat("a", 64) + ".example",
		"kay@" + strings.Repeat("abcdefghi.", 40) + "example",
	} {
		if got := notify.CheckAddress(written); got.OK || got.Normalised != "" || got.Reason == "" {
			t.Errorf("CheckAddress(%q) = %+v, want a refusal with its reason", written, got)
		}
	}
}
