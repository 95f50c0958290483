package smtpd

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Mail is one message as it was really received.
type Mail struct {
	Seq        int64     // 1 for the first the server took
	ReceivedAt time.Time // UTC, by the server's clock
	From       string    // envelope sender
	To         []string  // envelope recipients
	Bounce     string    // what a bounce shall quote: HDRS, FULL or nothing said

	Header       mail.Header // as received, encoded words and all
	FromName     string      // display name of the From header
	ReplyTo      string      // bare address
	Subject      string      // decoded
	MessageID    string      // without its angle brackets
	Text         string      // the plain part, decoded, lines ended by \n
	HTML         string      // the HTML part, likewise
	Calendar     string      // the calendar part, decoded, its own line ends
	CalendarKind string      // its content type
	Raw          []byte

	// Unreadable: the content is no mail as RFC 5322 and MIME have it; only
	// the envelope and Raw are to be trusted.
	Unreadable bool
}

// maxDepth is how deep parts may be nested.
const maxDepth = 5

func parse(raw []byte) Mail {
	m := Mail{Raw: raw}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		m.Unreadable = true
		return m
	}
	m.Header = msg.Header
	m.MessageID = strings.Trim(msg.Header.Get("Message-Id"), "<> ")
	m.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	m.Unreadable = err != nil
	if from, err := mail.ParseAddress(msg.Header.Get("From")); err == nil {
		m.FromName = from.Name
	}
	if to, err := mail.ParseAddress(msg.Header.Get("Reply-To")); err == nil {
		m.ReplyTo = to.Address
	}
	if err := m.readPart(msg.Header.Get, msg.Body, 0); err != nil {
		m.Unreadable = true
	}
	return m
}

// readPart keeps the first plain and the first HTML part it meets.
func (m *Mail) readPart(header func(string) string, body io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		kind = "text/plain" // RFC 2045, section 5.2: the default
	}
	if strings.HasPrefix(kind, "multipart/") && depth < maxDepth {
		return m.readParts(multipart.NewReader(body, params["boundary"]), depth)
	}
	words, err := io.ReadAll(decoder(header("Content-Transfer-Encoding"), body))
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(words), "\r\n", "\n")
	switch {
	case kind == "text/plain" && m.Text == "":
		m.Text = text
	case kind == "text/html" && m.HTML == "":
		m.HTML = text
	case kind == "text/calendar" && m.Calendar == "":
		m.Calendar, m.CalendarKind = string(words), header("Content-Type")
	}
	return nil
}

func (m *Mail) readParts(parts *multipart.Reader, depth int) error {
	for {
		// NextRawPart: the reader must not undo an encoding that readPart undoes.
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.readPart(part.Header.Get, part, depth+1); err != nil {
			return err
		}
	}
}

func decoder(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	default:
		return body
	}
}
