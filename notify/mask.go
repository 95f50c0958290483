package notify

import "strings"

// Mask hides most of an address or number, leaving enough to recognise one that
// is known: "k***@services.example", "***0123".
func Mask(to string) string {
	if to == "" {
		return ""
	}
	if at := strings.LastIndexByte(to, '@'); at > 0 {
		for _, first := range to {
			return string(first) + "***" + to[at:]
		}
	}
	if len(to) <= 4 {
		return "***"
	}
	return "***" + to[len(to)-4:]
}
