package twiliod

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// message is Twilio's Message resource, as far as it is used.
type message struct {
	SID                 string  `json:"sid"`
	AccountSID          string  `json:"account_sid"`
	MessagingServiceSID *string `json:"messaging_service_sid"`
	APIVersion          string  `json:"api_version"`
	URI                 string  `json:"uri"`
	Direction           string  `json:"direction"`
	From                string  `json:"from"`
	To                  string  `json:"to"`
	Body                string  `json:"body"`
	Status              string  `json:"status"`
	ErrorCode           *int    `json:"error_code"`
	ErrorMessage        *string `json:"error_message"`
	NumSegments         string  `json:"num_segments"`
	NumMedia            string  `json:"num_media"`
	DateCreated         string  `json:"date_created"`
	DateUpdated         string  `json:"date_updated"`
}

// listing is one page of messages.
type listing struct {
	Messages    []message `json:"messages"`
	PageSize    int       `json:"page_size"`
	Page        int       `json:"page"`
	NextPageURI *string   `json:"next_page_uri"`
}

// trouble is Twilio's error body.
type trouble struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func (s *Server) shape(t Text) message {
	m := message{
		SID: t.SID, AccountSID: s.cfg.AccountSID, APIVersion: "2010-04-01",
		URI:       "/2010-04-01/Accounts/" + s.cfg.AccountSID + "/Messages/" + t.SID + ".json",
		Direction: string(t.Direction), From: t.From, To: t.To, Body: t.Body, Status: t.Status,
		NumSegments: "1", NumMedia: "0",
		DateCreated: t.At.Format(time.RFC1123Z), DateUpdated: t.At.Format(time.RFC1123Z),
	}
	if t.Blanked {
		m.Body = ""
	}
	if t.MessagingServiceSID != "" {
		m.MessagingServiceSID = &t.MessagingServiceSID
	}
	if t.ErrorCode != 0 {
		m.ErrorCode = &t.ErrorCode
	}
	return m
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone: nobody to tell
}

func refuse(w http.ResponseWriter, status, code int, why string) {
	answer(w, status, trouble{Code: code, Message: why, Status: status,
		MoreInfo: fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)})
}

// fail plays a fault.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f Fault) {
	switch f {
	case ServerError:
		refuse(w, http.StatusInternalServerError, 20500, "Internal Server Error")
	case ServerErrorNoJSON:
		http.Error(w, "upstream connect error", http.StatusInternalServerError)
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><body><h1>502 Bad Gateway</h1></body></html>")
	case Redirect:
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	case EmptyCreated:
		w.WriteHeader(http.StatusCreated)
	case AcceptThenHang, RefuseThenHang:
		select {
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
		panic(http.ErrAbortHandler)
	case AcceptThenDrop:
		panic(http.ErrAbortHandler)
	case TooManyRequests:
		refuse(w, http.StatusTooManyRequests, int(f), "Too Many Requests")
	case BadCredentials:
		refuse(w, http.StatusUnauthorized, int(f), "Authenticate")
	default:
		refuse(w, http.StatusBadRequest, int(f), "Refused on purpose")
	}
}
