package email

import (
	"bytes"
	"cmp"
	"net/mail"
	"regexp"
	"strings"

	"throughgate/notify"
)

// Bounces reads what comes to the bounce address: reports of mail servers on
// messages that they had taken over and could not deliver.
type Bounces struct {
	address bounceAddress
	domain  string // of our Message-IDs
}

// NewBounces takes the settings of the sender whose bounces are read; of them
// only From and Bounce.
func NewBounces(cfg Config) (*Bounces, error) {
	from, domain, err := parseFrom(cfg.From)
	if err != nil {
		return nil, err
	}
	address, err := bounceOf(cfg, from)
	if err != nil {
		return nil, err
	}
	return &Bounces{address: address, domain: domain}, nil
}

// MaxBounce is how much of a report is read, in bytes. What it says comes first;
// what follows is the message it quotes.
const MaxBounce = 1 << 20

// Read says what a mail reports of which message. envelopeTo is the address it
// was sent to, where that is known beside the mail itself; it may be empty. ok is
// false for what is no report on a message of ours: an answering machine's note,
// somebody's own words, anything that cannot be read.
func (b *Bounces) Read(raw []byte, envelopeTo string) (report notify.Bounce, ok bool) {
	if len(raw) > MaxBounce {
		raw = raw[:MaxBounce]
	}
	if bytes.HasPrefix(raw, []byte("From ")) { // the line with which an mbox begins a mail
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return notify.Bounce{}, false
	}
	parts := readReport(msg)
	action, code, ok := verdictOf(parts.status)
	if !ok {
		action, code, ok = plainVerdict(msg.Header, parts.text)
	}
	ref := b.refOf(msg.Header, envelopeTo, parts.quoted)
	if !ok || !refForm.MatchString(ref) {
		return notify.Bounce{}, false
	}
	return notify.Bounce{Ref: ref, Action: action, Code: code}, true
}

// refForm is what a reference looks like. Whatever else somebody put into the
// address goes no further, not even into a log.
var refForm = regexp.MustCompile(`^[a-z0-9]{13}$`)

// recipientHeaders are where servers note, or report to, the address that the
// report was sent to: Postfix, Exim, everybody.
var recipientHeaders = []string{"X-Original-To", "Delivered-To", "Envelope-To", "To"}

// refOf finds the reference of the message: in the address that the report came
// to, else in the Message-ID of the letter it quotes.
func (b *Bounces) refOf(header mail.Header, envelopeTo string, quoted mail.Header) string {
	if ref := b.address.refIn(envelopeTo); ref != "" {
		return ref
	}
	for _, name := range recipientHeaders {
		for _, value := range header[name] {
			for _, address := range bareAddresses(value) {
				if ref := b.address.refIn(address); ref != "" {
					return ref
				}
			}
		}
	}
	id := strings.ToLower(strings.Trim(strings.TrimSpace(quoted.Get("Message-Id")), "<>"))
	if ref, domain, ok := cutLast(id, "@"); ok && domain == b.domain {
		return ref
	}
	return ""
}

// bareAddresses takes a header's addresses; one that is no list is taken as it is.
func bareAddresses(value string) []string {
	list, err := mail.ParseAddressList(value)
	if err != nil {
		return []string{value}
	}
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.Address
	}
	return out
}

// Status codes of RFC 3463, not inside a longer row of numbers such as an IP
// address, and replies of RFC 5321.
var (
	enhancedCode = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:$|[^\d.]|\.(?:$|\D))`)
	replyCode    = regexp.MustCompile(`(?:^|[\s;:(\[])([45][0-5]\d)[ \t-]`)
)

func firstCode(expression *regexp.Regexp, text string) string {
	if found := expression.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// weight orders actions: of several recipients, which a forwarder may have made
// of one, the worst counts.
var weight = map[notify.BounceAction]int{
	notify.BounceDelivered: 1, notify.BounceRelayed: 2, notify.BounceDelayed: 3, notify.BounceFailed: 4,
}

// verdictOf reads the groups of fields of a delivery status (RFC 3464). The
// first is about the message; each other one about a recipient.
func verdictOf(groups []fields) (action notify.BounceAction, code string, ok bool) {
	for _, group := range groups {
		does := actionOf(group)
		if weight[does] > weight[action] {
			action, code = does, cmp.Or(firstCode(enhancedCode, group["status"]),
				firstCode(enhancedCode, group["diagnostic-code"]), firstCode(replyCode, group["diagnostic-code"]))
		}
	}
	return action, code, action != ""
}

func actionOf(group fields) notify.BounceAction {
	word, _, _ := strings.Cut(strings.TrimSpace(group["action"]), " ")
	switch strings.ToLower(word) {
	case "failed":
		return notify.BounceFailed
	case "delayed":
		return notify.BounceDelayed
	case "delivered":
		return notify.BounceDelivered
	case "relayed", "expanded":
		return notify.BounceRelayed
	}
	// Without a word we know the class of the status says it (RFC 3463, section 2).
	code := cmp.Or(firstCode(enhancedCode, group["status"]), firstCode(replyCode, group["diagnostic-code"]))
	switch {
	case strings.HasPrefix(code, "5"):
		return notify.BounceFailed
	case strings.HasPrefix(code, "4"):
		return notify.BounceDelayed
	}
	return ""
}
