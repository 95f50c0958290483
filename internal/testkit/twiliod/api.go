package twiliod

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	maxForm = 64 << 10 // bytes of one call
	maxBody = 1600     // characters of one text, as at Twilio
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	const base = "/2010-04-01/Accounts/{account}/Messages"
	mux.Handle("POST "+base+".json", s.signedIn(s.create))
	mux.Handle("GET "+base+".json", s.signedIn(s.list))
	mux.Handle("GET "+base+"/{message}", s.signedIn(s.fetch))
	mux.Handle("POST "+base+"/{message}", s.signedIn(s.update))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, 20404, "The requested resource was not found")
	})
	return mux
}

// signedIn checks account and token and reads the form, whose keys count once.
func (s *Server) signedIn(next func(http.ResponseWriter, *http.Request, url.Values)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		account := subtle.ConstantTimeCompare([]byte(user), []byte(s.cfg.AccountSID))
		token := subtle.ConstantTimeCompare([]byte(pass), []byte(s.cfg.AuthToken))
		if account&token != 1 {
			refuse(w, http.StatusUnauthorized, int(BadCredentials), "Authenticate")
			return
		}
		if r.PathValue("account") != s.cfg.AccountSID {
			refuse(w, http.StatusNotFound, 20404, "The requested account was not found")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			refuse(w, http.StatusBadRequest, 20001, "The form cannot be read")
			return
		}
		next(w, r, r.Form)
	})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request, form url.Values) {
	fault := s.takeFault()
	if fault != Healthy && !fault.kept() {
		s.fail(w, r, fault)
		return
	}
	text, code, why := s.read(form)
	if code != 0 {
		refuse(w, http.StatusBadRequest, code, why)
		return
	}
	text = s.keep(text)
	s.calls.add(text.SID, s.receiptsNow())
	if fault.kept() {
		s.fail(w, r, fault)
		return
	}
	answer(w, http.StatusCreated, s.shape(text))
}

// read makes a text of a form, or says with which code Twilio refuses it.
func (s *Server) read(form url.Values) (t Text, code int, why string) {
	t = Text{
		SID: newSID("SM"), Direction: Outbound, Status: "queued",
		From: form.Get("From"), To: form.Get("To"), Body: form.Get("Body"),
		MessagingServiceSID: form.Get("MessagingServiceSid"), StatusCallback: form.Get("StatusCallback"),
	}
	switch {
	case t.To == "":
		return t, 21604, "A 'To' phone number is required."
	case !e164.MatchString(t.To):
		return t, int(BadNumber), "Invalid 'To' Phone Number"
	case t.From == "" && t.MessagingServiceSID == "":
		return t, 21603, "A 'From' phone number is required."
	case t.Body == "":
		return t, 21602, "Message body is required."
	case len([]rune(t.Body)) > maxBody:
		return t, 21617, "The concatenated message body exceeds the 1600 character limit"
	case s.hasOptedOut(t.To):
		return t, int(OptedOut), "Attempt to send to unsubscribed recipient"
	}
	if t.StatusCallback != "" {
		if u, err := url.Parse(t.StatusCallback); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return t, 21609, "The 'StatusCallback' URL is not a valid URL."
		}
	}
	if v := form.Get("ValidityPeriod"); v != "" {
		seconds, err := strconv.Atoi(v)
		if err != nil || seconds < 1 || seconds > 36000 {
			return t, 20001, "ValidityPeriod must be from 1 to 36000"
		}
		t.ValidityPeriod = time.Duration(seconds) * time.Second
	}
	return t, 0, ""
}

func (s *Server) fetch(w http.ResponseWriter, r *http.Request, _ url.Values) {
	t, ok := s.Text(strings.TrimSuffix(r.PathValue("message"), ".json"))
	if !ok {
		refuse(w, http.StatusNotFound, 20404, "The requested message was not found")
		return
	}
	answer(w, http.StatusOK, s.shape(t))
}

// update can do one thing: blank the body, of a text that is on its way no more.
func (s *Server) update(w http.ResponseWriter, r *http.Request, form url.Values) {
	if body, given := form["Body"]; !given || body[0] != "" {
		refuse(w, http.StatusBadRequest, 20001, "A message body can only be blanked")
		return
	}
	sid := strings.TrimSuffix(r.PathValue("message"), ".json")
	if t, ok := s.Text(sid); ok && !t.settled() {
		refuse(w, http.StatusBadRequest, 20009, "The message is not complete")
		return
	}
	t, ok := s.change(sid, func(t *Text) { t.Blanked = true })
	if !ok {
		refuse(w, http.StatusNotFound, 20404, "The requested message was not found")
		return
	}
	answer(w, http.StatusOK, s.shape(t))
}
