package email

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"throughgate/notify"
)

// notIDs stand before an address in logs that is no Message-ID.
var notIDs = []string{"from=", "to=", "orig_to=", "sender=", "f=", "r="}

// longestLine is more than any line of a mail server's log, in bytes.
const longestLine = 1 << 20

// SeenIn finds our e-mails in a mail server's log, by their Message-IDs: in any
// format that writes one out, such as Postfix's message-id=<...>, Exim's id=...
// or a journal of JSON lines. from is the sender's address. Each is told once,
// with the line on which it stands first.
func SeenIn(log io.Reader, from string) ([]notify.Seen, error) {
	_, domain, ok := cutLast(strings.ToLower(from), "@")
	if !ok {
		return nil, fmt.Errorf("the sender's address has no domain")
	}
	id := regexp.MustCompile(`(?i)([a-z_]+=)?<?\b([a-z0-9]{13})@` + regexp.QuoteMeta(domain) + `(?:$|[^\w.-]|\.(?:\s|$))`)
	var list []notify.Seen
	told := map[string]bool{}
	lines := bufio.NewScanner(log)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	for number := 1; lines.Scan(); number++ {
		for _, found := range id.FindAllStringSubmatch(lines.Text(), -1) {
			ref := strings.ToLower(found[2])
			if told[ref] || slices.Contains(notIDs, strings.ToLower(found[1])) {
				continue
			}
			told[ref] = true
			list = append(list, notify.Seen{Ref: ref, Line: number})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return list, nil
}
