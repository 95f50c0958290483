package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
	"throughgate/web"
)

// post is the demo's mail server and its Twilio-shaped server, with everything
// they ever took kept in a folder, so that the next start still shows it.
type post struct {
	mail  *smtpd.Server
	phone *twiliod.Listening

	mu      sync.Mutex
	letters []web.Mail
	sms     []web.SMS
	mailLog *os.File
	smsLog  *os.File
}

// openPost reads what was kept and starts both servers on free ports.
func openPost(dir string, now func() time.Time, set *settings) (*post, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the demo's post: %w", err)
	}
	p := &post{}
	var err error
	if p.letters, p.mailLog, err = openLog[web.Mail](filepath.Join(dir, "mails.jsonl")); err != nil {
		return nil, err
	}
	if p.sms, p.smsLog, err = openLog[web.SMS](filepath.Join(dir, "texts.jsonl")); err != nil {
		p.close()
		return nil, err
	}
	if p.mail, err = smtpd.Listen(smtpd.Config{Now: now, OnMessage: p.keepMail, KeepMails: 1}); err != nil {
		p.close()
		return nil, fmt.Errorf("start the demo's mail server: %w", err)
	}
	p.phone, err = twiliod.Listen("127.0.0.1:0", twiliod.Config{AccountSID: set.TwilioSID, AuthToken: set.twilioToken(),
		InboundURL: set.PublicURL + "/webhooks/twilio/inbound", Now: now, OnText: p.keepText})
	if err != nil {
		p.close()
		return nil, fmt.Errorf("start the demo's text server: %w", err)
	}
	return p, nil
}

func (p *post) smtpURL() string   { return "smtp://" + p.mail.Addr() + "?tls=none" }
func (p *post) twilioURL() string { return p.phone.URL }

// openLog reads a file of one JSON document a line and opens it to go on. A last
// line that was cut off is left out.
func openLog[T any](name string) ([]T, *os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open the demo's post: %w", err)
	}
	var list []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v T
		if json.Unmarshal(lines.Bytes(), &v) == nil {
			list = append(list, v)
		}
	}
	if err := lines.Err(); err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("read the demo's post: %w", err)
	}
	return list, f, nil
}

func (p *post) keepMail(m smtpd.Mail) {
	p.mu.Lock()
	defer p.mu.Unlock()
	letter := web.Mail{ID: strconv.Itoa(len(p.letters) + 1), At: m.ReceivedAt, From: m.From, Subject: m.Subject, Text: m.Text, HTML: m.HTML}
	if len(m.To) > 0 {
		letter.To = m.To[0]
	}
	names := make([]string, 0, len(m.Header))
	for name := range m.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range m.Header[name] {
			letter.Headers = append(letter.Headers, web.MailHeader{Name: name, Value: value})
		}
	}
	p.letters = append(p.letters, letter)
	keep(p.mailLog, letter)
}

func (p *post) keepText(t twiliod.Text) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := web.SMS{ID: strconv.Itoa(len(p.sms) + 1), At: t.At, Number: t.To, Body: t.Body}
	if t.Direction == twiliod.Inbound {
		s.Number, s.FromThem = t.From, true
	}
	p.sms = append(p.sms, s)
	keep(p.smsLog, s)
}

// keep appends one document; the page shows it all the same if the disk is full.
func keep(f *os.File, v any) {
	line, err := json.Marshal(v)
	if err == nil {
		_, _ = f.Write(append(line, '\n'))
	}
}

func (p *post) mails() []web.Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := slices.Clone(p.letters)
	slices.Reverse(list)
	return list
}

func (p *post) texts() []web.SMS {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sms)
}

func (p *post) close() {
	var errs []error
	if p.mail != nil {
		errs = append(errs, p.mail.Close())
	}
	if p.phone != nil {
		p.phone.Close()
	}
	for _, f := range []*os.File{p.mailLog, p.smsLog} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	_ = errors.Join(errs...) // the demo ends all the same
}
