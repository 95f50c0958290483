package intake

import (
	"slices"
	"strings"
)

const (
	noneWord    = "none"
	unknownWord = "unknown"
)

// readNeeds makes "accommodation;finance", "none" or "unknown". Words that are
// no need stay as written, after the others.
func readNeeds(_ *Gazetteer, written string) (string, string) {
	return canonicalList(written, needWords), ""
}

// readFlags makes "mappa2;tag" or "none"; unknown words stay as written.
func readFlags(_ *Gazetteer, written string) (string, string) {
	return canonicalList(written, flagWords), ""
}

func canonicalList(written string, known []string) string {
	return strings.Join(inOrder(listOf(written, known), known), ";")
}

// listOf parts a semicolon list; known words get our spelling.
func listOf(written string, known []string) []string {
	var out []string
	for part := range strings.SplitSeq(written, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if part != noneWord && !slices.Contains(known, part) {
			part = canonicalWord(part, known)
		}
		out = append(out, part)
	}
	return out
}

func canonicalWord(written string, known []string) string {
	if slices.Contains(known, written) { // as most files write it
		return written
	}
	folded := foldWord(written)
	for _, w := range known {
		if foldWord(w) == folded {
			return w
		}
	}
	if folded == noneWord || folded == unknownWord {
		return folded
	}
	return written
}

// readConsents makes "consent_to_refer=2026-10-01;consent_to_share_health". Of
// one consent named twice the last holds. Only its date can be bad.
func readConsents(_ *Gazetteer, written string) (string, string) {
	days := map[string]string{}
	var kinds []string
	for part := range strings.SplitSeq(written, ";") {
		kind, day, _ := strings.Cut(part, "=")
		if kind = strings.TrimSpace(kind); kind == "" {
			continue
		}
		kind = canonicalWord(kind, consentWords)
		day = strings.TrimSpace(day)
		if day != "" && slices.Contains(consentWords, kind) {
			canonical, problem := readDay(nil, day)
			if problem != "" {
				return "", "the date of " + kind + ": " + problem
			}
			day = canonical
		}
		kinds = append(kinds, kind)
		days[kind] = day
	}
	var out []string
	for _, kind := range inOrder(kinds, consentWords) {
		if days[kind] != "" {
			kind += "=" + days[kind]
		}
		out = append(out, kind)
	}
	return strings.Join(out, ";"), ""
}
