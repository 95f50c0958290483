package email

import (
	"bytes"
	"encoding/hex"
	"errors"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"throughgate/notify"
)

// letter is a message as it goes over the line.
type letter struct {
	from, to string // envelope, in angle brackets
	content  []byte
}

var (
	errBadRecipient = errors.New("the recipient's address cannot be used")
	errBadReplyTo   = errors.New("the Reply-To address cannot be used")
)

// write makes the letter. The errors are the two above, or go-mail's.
func (s *Sender) write(m notify.Outgoing, now time.Time) (letter, error) {
	to, _, ok := asciiAddress(m.To)
	if !ok {
		return letter{}, errBadRecipient
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&netmail.Address{Name: m.FromName, Address: s.from})
	msg.ToMailAddress(&netmail.Address{Address: to})
	if m.ReplyTo != "" {
		replyTo, _, ok := asciiAddress(m.ReplyTo)
		if !ok {
			return letter{}, errBadReplyTo
		}
		msg.ReplyToMailAddress(&netmail.Address{Address: replyTo})
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(now.UTC())
	msg.SetMessageIDWithValue(messageID(m.Ref, s.domain))
	// RFC 3834: nobody's out-of-office note should answer, and no program reply.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	if m.Calendar != "" {
		// RFC 6047: the method stands beside the type, for calendars that look
		// no further. Base64 keeps the file's own line ends.
		kind := mail.ContentType("text/calendar; method=" + string(m.CalendarMethod))
		msg.AddAlternativeString(kind, m.Calendar, mail.WithPartEncoding(mail.EncodingB64))
	}
	s.dkim.sign(msg, now)
	var content bytes.Buffer
	if _, err := msg.WriteTo(&content); err != nil {
		return letter{}, err
	}
	return letter{from: "<" + s.bounce.of(m.Ref) + ">", to: "<" + to + ">", content: content.Bytes()}, nil
}

// messageID is the same for each attempt at one message, so that a second copy
// is recognisable.
func messageID(ref, domain string) string { return plainRef(ref) + "@" + domain }

// plainRef is the reference as it may stand in an address. One with characters
// that RFC 5322 does not allow there is spelt in hexadecimal.
func plainRef(ref string) string {
	plain := ref != "" && !strings.ContainsFunc(ref, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if !plain {
		ref = "x" + hex.EncodeToString([]byte(ref))
	}
	return ref
}
