package twiliod

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

const maxPage = 1000 // texts of one page

// list answers as Twilio does: the newest first, in pages, each naming the next.
// By the day of sending it finds no text that has not been sent yet.
func (s *Server) list(w http.ResponseWriter, r *http.Request, form url.Values) {
	if fault := s.takeListFault(); fault != Healthy {
		s.fail(w, r, fault)
		return
	}
	size := 50
	if n, err := strconv.Atoi(form.Get("PageSize")); err == nil && n > 0 {
		size = min(n, maxPage)
	}
	number, _ := strconv.Atoi(form.Get("Page"))
	page := listing{Messages: []message{}, PageSize: size, Page: number}
	texts := s.Texts()
	slices.Reverse(texts)
	texts = slices.DeleteFunc(texts, func(t Text) bool { return !listed(t, form) })
	if token := form.Get("PageToken"); token != "" {
		at := slices.IndexFunc(texts, func(t Text) bool { return "PA"+t.SID == token })
		texts = texts[at+1:]
	}
	for _, t := range texts[:min(size, len(texts))] {
		page.Messages = append(page.Messages, s.shape(t))
	}
	if len(texts) > size {
		next := url.Values{"PageSize": {strconv.Itoa(size)}, "Page": {strconv.Itoa(number + 1)}, "PageToken": {"PA" + texts[size-1].SID}}
		for _, key := range []string{"To", "From"} {
			if form.Get(key) != "" {
				next.Set(key, form.Get(key))
			}
		}
		uri := "/2010-04-01/Accounts/" + s.cfg.AccountSID + "/Messages.json?" + next.Encode()
		page.NextPageURI = &uri
	}
	answer(w, http.StatusOK, page)
}

func listed(t Text, form url.Values) bool {
	if form.Get("To") != "" && form.Get("To") != t.To || form.Get("From") != "" && form.Get("From") != t.From {
		return false
	}
	return !form.Has("DateSent") && !form.Has("DateSent<") && !form.Has("DateSent>") || t.Status != "queued"
}

// NextList makes the next listings meet these faults, one each.
func (s *Server) NextList(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nextList = slices.Concat(s.nextList, f)
}

func (s *Server) takeListFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.nextList) == 0 {
		return Healthy
	}
	f := s.nextList[0]
	s.nextList = s.nextList[1:]
	return f
}
