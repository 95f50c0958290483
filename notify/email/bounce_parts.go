package email

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// report is what is looked at of a mail that came to the bounce address.
type report struct {
	status []fields    // of the delivery status, where there is one
	quoted mail.Header // of the letter it is about, as far as it is quoted
	text   string      // the words for people, the beginning of them
}

// fields are one group of a delivery status, names in small letters.
type fields map[string]string

const (
	mostDepth = 4       // of parts in parts
	mostParts = 20      // of one mail
	mostText  = 8 << 10 // of its words
)

// readReport takes a mail apart. What cannot be read is left out: reports are
// written by every program there is, and may be cut off.
func readReport(msg *mail.Message) report {
	var r report
	parts := mostParts
	r.read(textproto.MIMEHeader(msg.Header), msg.Body, mostDepth, &parts)
	return r
}

func (r *report) read(header textproto.MIMEHeader, body io.Reader, depth int, parts *int) {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		if depth > 0 {
			r.readParts(multipart.NewReader(body, params["boundary"]), depth-1, parts)
		}
		return
	}
	body = decoded(header.Get("Content-Transfer-Encoding"), body)
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		if r.status == nil {
			r.status = readStatus(body)
		}
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers":
		if r.quoted == nil {
			r.quoted = readHeader(body)
		}
	case "text/plain":
		if r.text == "" {
			start, _ := io.ReadAll(io.LimitReader(body, mostText)) // what there is of it
			r.text = string(start)
			r.quoted = quotedBelow(r.quoted, r.text)
		}
	}
}

func (r *report) readParts(list *multipart.Reader, depth int, parts *int) {
	for ; *parts > 0; *parts-- {
		part, err := list.NextRawPart()
		if err != nil {
			return
		}
		r.read(part.Header, part, depth, parts)
	}
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}

// readStatus reads groups of fields with empty lines between.
func readStatus(body io.Reader) []fields {
	var groups []fields
	var group fields
	last := ""
	lines := bufio.NewScanner(io.LimitReader(body, 64<<10))
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		name, value, isField := strings.Cut(line, ":")
		switch {
		case strings.TrimSpace(line) == "":
			group, last = nil, ""
		case line[0] == ' ' || line[0] == '\t':
			if last != "" {
				group[last] += " " + strings.TrimSpace(line)
			}
		case isField:
			if group == nil {
				group = fields{}
				groups = append(groups, group)
			}
			last = strings.ToLower(strings.TrimSpace(name))
			group[last] = strings.TrimSpace(value)
		}
	}
	return groups
}

// readHeader reads the header of a quoted letter; what follows is not looked at.
func readHeader(body io.Reader) mail.Header {
	start, _ := io.ReadAll(io.LimitReader(body, 64<<10)) // what there is of it
	header, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(start, "\r\n\r\n"...)))).ReadMIMEHeader()
	return mail.Header(header)
}

// quotedBelow finds the Message-ID that an old server's report quotes within its
// words.
func quotedBelow(known mail.Header, text string) mail.Header {
	if known != nil {
		return known
	}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimLeft(line, "> \t"), ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), "message-id") {
			return mail.Header{"Message-Id": {strings.TrimSpace(value)}}
		}
	}
	return nil
}
