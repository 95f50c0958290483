package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// page is the frame of a page for whoever uses it.
func (s *server) page(c *gin.Context, title wording.Text) Page {
	path := c.Request.URL.Path
	p := Page{Title: title, Path: path, UnitName: s.cfg.UnitName, Nonce: Nonce(c), Languages: s.look.otherLanguages(c), Notice: notices[c.Query("done")]}
	if s.cfg.Demo != nil {
		p.Demo, p.ClockText = true, instantWords(s.cfg.Now())
	}
	who := actorOf(c)
	if who.IsZero() {
		return p
	}
	p.Actor, p.ActorRole = who.Name, who.Role.Words()
	if s.cfg.Demo != nil {
		p.ActorHref = "/sign-in?next=" + url.QueryEscape(path)
	}
	p.StandsFor = standsForWords(who)
	p.Nav = navFor(who.Role, path)
	p.Paused = s.pausedQueues(c, who)
	return p
}

// navFor is the navigation of a role: only what it may open.
func navFor(role access.Role, path string) []NavItem {
	var items []NavItem
	switch role {
	case access.InformationLead:
		return []NavItem{{Text: "Records", Href: "/", Current: path == "/" || isWithin(path, "/records/people") || isWithin(path, "/records/accounts")},
			{Text: "Openings", Href: "/openings", Current: isWithin(path, "/openings")},
			{Text: "Subject access", Href: "/subject-access", Current: isWithin(path, "/subject-access")},
			{Text: "Unusual reading", Href: "/records/unusual", Current: isWithin(path, "/records/unusual")},
			{Text: "Erasing records", Href: "/retention", Current: isWithin(path, "/retention")},
			{Text: "Sharing agreements", Href: "/unit/agreements", Current: isWithin(path, "/unit/agreements")}}
	case access.Administrator:
		return []NavItem{{Text: "Accounts", Href: "/", Current: path == "/" || isWithin(path, "/accounts")},
			{Text: "System", Href: "/system", Current: isWithin(path, "/system")},
			{Text: "Your list", Href: "/your-list", Current: isWithin(path, "/your-list")}}
	case access.SPOC, access.LinkOfficer, access.OffenderManager, access.Coordinator:
	}
	for _, item := range MainNav(path) {
		if role == access.SPOC && item.Href != "/tasks" || item.Href == "/unit" && !slices.Contains(unitReaders, role) {
			continue
		}
		if role == access.OffenderManager && (item.Href == "/your-list" || item.Href == "/imports") {
			continue
		}
		items = append(items, item)
	}
	return items
}

// notices are what a page says after something was done, by the word that the
// redirect carries: nothing that is typed into an address is ever shown.
var notices = map[string]wording.Text{
	"first-list":        "We know that you have the whole list. Open each request to say whether you can do it.",
	"acknowledge":       "You have said that you have the request",
	"accept":            "You have agreed to the request",
	"decline":           "You have said no to the request, and the link officer is told",
	"no-capacity":       "You have said that the service is full, and the link officer is told",
	"done":              "The request is done",
	"not-wanted":        "It is recorded that the person does not want it: they are asked once more 14 days before they leave",
	"not-eligible":      "It is recorded that the person is not eligible",
	"pass-on":           "The request was passed on: the other service is asked at once",
	"reopen":            "The request is open again",
	"several":           "Your answers are saved",
	"have-it":           "We know that you have it",
	"handed-over":       "It is recorded who handed the sheet over",
	"service":           "The service is saved. Requests not asked yet go by it from now on",
	"standard":          "The standard is saved. The next watch plans everybody by it",
	"prisons":           "The list is saved, and who is out of area was worked out again",
	"settings":          "The settings are saved. They hold from the next watch",
	"clock":             "The clock was moved on a day",
	"reply":             "The reply was sent",
	"again":             "A new message is on its way, and everything is checked once more when it leaves",
	"settled":           "What you found out is written down, and the message is off the list",
	"closed":            "It is off the list",
	"file-away":         "The file is thrown away, and nothing was changed",
	"import-undone":     "The import is undone. Everything is as it was before it, and the file can be imported again",
	"import-sent":       "What the import held is on its way, and each message is looked at once more when it leaves",
	"row-take":          "The row is being applied",
	"row-leave":         "The row is left, and nothing was changed",
	"reviewed":          "Your answers are saved: what was answered with send goes with the next watch",
	"asked":             "Your question is with the unit, who answer by the next working day",
	"answered":          "Your answer stands on the page, and the service is told that it does",
	"away":              "It is saved: from the first day on the deputy is told",
	"back":              "It is ended: from now on they are told themselves again",
	"told":              "From the next morning on you are told what you chose",
	"booked":            "The appointment is booked",
	"booked-past":       "The appointment is stored. Its time is past: nothing is sent for it",
	"moved":             "The appointment is changed",
	"cancelled":         "The appointment is cancelled. No more texts go about it",
	"outcome":           "What became of the appointment is recorded",
	"call":              "The answers are recorded",
	"view":              "The view is kept under its name",
	"added":             "The person is stored, and the plan is made",
	"recorded":          "It is recorded, and what follows from it is done",
	"agreement":         "The agreement is saved. It holds at once: who waits for it and who may not be told is worked out again",
	"agreement-on":      "The agreement holds to its last day again",
	"file-noted":        "The fingerprint of the signed file is written down. The file itself is not kept here",
	"invited":           "The account is made, and an e-mail with a link is on its way",
	"send-again":        "A new link is on its way. Those before it work no more",
	"wake":              "The account works again",
	"disable":           "The account is disabled, and its owner is signed out",
	"enable":            "The account works again, as it was",
	"reset":             "The account is reset, and an e-mail with a link is on its way",
	"position":          "It is saved. Its owner is signed out, and finds it so when they sign in again",
	"confirmed":         "It is recorded that you looked through the list",
	"refused":           "The account was not made. Whoever asked is not told",
	"token-ended":       "The token is ended: nothing is answered to it any more",
	"others-ended":      "You are signed in here alone",
	"passphrase":        "Your passphrase is changed, and you are signed in here alone",
	"queue-paused":      "The queue is paused. It stays so until somebody resumes it",
	"queue-resumed":     "The queue is worked again",
	"job-retry":         "The job is tried again at once",
	"job-retry-all":     "They are all tried again at once",
	"job-cancel":        "The job is cancelled",
	"opened":            "The record is open to you for 60 minutes, and the information lead is told",
	"masked":            "The record is closed again",
	"opening-asked":     "Your question is sent: whoever opened the record is told that there is one",
	"opening-answered":  "Your answer is saved: the information lead reads it",
	"opening-reviewed":  "Your review is saved",
	"subject-extend":    "The answer is put off: tell the person, and why",
	"subject-draft":     "The answer is put together from what is held now: read it",
	"subject-withhold":  "The part is marked: it is withheld once a second reader agrees",
	"subject-take-back": "The mark is taken back: the part is given",
	"subject-agree":     "You have agreed: the part is withheld",
	"subject-disagree":  "You have not agreed: the part is given",
	"subject-give":      "The answer stands as it is from now on: print it, or fetch the file, and give it to the person",
	"subject-close":     "The request is closed, and what was put together is deleted",
	"rule-confirmed":    "The rule is confirmed: whoever is due is erased from the next night on",
	"kept":              "The record is kept beyond its time",
	"kept-no-more":      "The record leaves by the rule again",
	"erasure-asked":     "Your request is saved: somebody else has to agree before anybody is erased",
	"erasure-agreed":    "You have agreed: the person is erased within minutes, as soon as nothing is open about them",
	"erasure-refused":   "The request is refused, and nobody is erased",
	"erasure-back":      "Your request is withdrawn",
	"hook-test":         "The test is on its way: what comes of it stands here in a moment",
	"hook-on":           "The target is on again, and what waited is on its way",
	"hook-again":        "The event is on its way again",
}

// scope is whose people the actor may see.
func (s *server) scope(c *gin.Context) release.Scope { return s.cfg.Unit.For(actorOf(c)) }

// areasOnly are the home areas that limit what the actor sees of messages; nil
// where the actor sees all of the unit's.
func (s *server) areasOnly(c *gin.Context) []string {
	scope := s.scope(c)
	scope.OwnOf = nil
	if scope.Covers(s.cfg.Unit) {
		return nil
	}
	return append([]string{}, scope.Areas...)
}

// reach is whose messages the actor may see.
func (s *server) reach(c *gin.Context) notify.Reach {
	return notify.Reach{Areas: s.areasOnly(c), OwnOf: s.scope(c).OwnOf}
}

func (s *server) today() calendar.Date { return calendar.DayOf(s.cfg.Now()) }

// pageNumber is the page asked for, from 1.
func pageNumber(c *gin.Context) int {
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// fieldError is one thing wrong with a form, tied to the field it is about.
type fieldError struct {
	Field string
	Text  wording.Text
}

// option is one value of a select.
type option struct {
	Value    string
	Text     wording.Text
	Selected bool
}

func options(choices []release.Choice, chosen string) []option {
	list := make([]option, len(choices))
	for i, choice := range choices {
		list[i] = option{Value: choice.Code, Text: wording.Data(choice.Name), Selected: choice.Code == chosen}
	}
	return list
}

// pager leads to the pages before and after this one. First and Last count the
// rows shown, from 1.
type pager struct {
	First, Last, Total int
	More               bool // there are more than Total
	Number, Pages      int
	Previous, Next     string // addresses; empty where there is none
}

// newPager keeps everything of the address but the page.
func newPager(c *gin.Context, number, size, shown, total int) pager {
	p := pager{Total: total, Number: number, Pages: max((total+size-1)/size, 1)}
	if shown > 0 {
		p.First = (number-1)*size + 1
		p.Last = p.First + shown - 1
	}
	if number > 1 {
		p.Previous = withPage(c, min(number-1, p.Pages))
	}
	if number < p.Pages {
		p.Next = withPage(c, number+1)
	}
	return p
}

func withPage(c *gin.Context, number int) string {
	query := c.Request.URL.Query()
	query.Del("done")
	query.Set("page", strconv.Itoa(number))
	return c.Request.URL.Path + "?" + query.Encode()
}
