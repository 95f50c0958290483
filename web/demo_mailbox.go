package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
)

// mailboxView lists the e-mails that the demo has caught.
type mailboxView struct {
	Page  Page
	Mails []mailLine
	Pager pager
}

type mailLine struct {
	Href, From, To, Subject string
	When                    wording.Text
}

// mailPage is how many e-mails a page of the mailbox lists.
const mailPage = 50

func (s *server) showMailbox(c *gin.Context) {
	mails, number := s.cfg.Demo.Mails(), pageNumber(c)
	total := len(mails)
	mails = mails[min((number-1)*mailPage, total):min(number*mailPage, total)]
	view := mailboxView{Page: s.page(c, "Mailbox"), Pager: newPager(c, number, mailPage, len(mails), total)}
	for _, m := range mails {
		view.Mails = append(view.Mails, mailLine{Href: "/demo/mailbox/" + m.ID, From: m.From, To: m.To, Subject: m.Subject, When: instantWords(m.At)})
	}
	s.look.Render(c, http.StatusOK, "demo-mailbox", view)
}

// mailView is one e-mail: its headers, its text, and its HTML in a frame in
// which nothing can run.
type mailView struct {
	Page      Page
	Mail      Mail
	When      wording.Text
	BodyHref  string // empty where there is no HTML
	Addresses []string
}

func (s *server) showMail(c *gin.Context) {
	mail, err := s.cfg.Demo.Mail(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	view := mailView{Page: s.page(c, "E-mail"), Mail: mail, When: instantWords(mail.At), Addresses: addressesIn(mail.Text)}
	if mail.HTML != "" {
		view.BodyHref = "/demo/mailbox/" + mail.ID + "/body"
	}
	s.look.Render(c, http.StatusOK, "demo-mail", view)
}

func (s *server) showMailBody(c *gin.Context) {
	mail, err := s.cfg.Demo.Mail(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	MailHeaders(c)
	c.Data(http.StatusOK, htmlType, []byte(mail.HTML))
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"')\]]+`)

// addressesIn are the web addresses in a text, each once: a frame in which
// nothing can run does not let its links be followed.
func addressesIn(text string) []string {
	var found []string
	for _, address := range webAddress.FindAllString(text, -1) {
		address = strings.TrimRight(address, ".,;:")
		if !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	return found
}
