package release

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughgate/notify"
	"throughgate/pathways"
)

// requestIntents makes one message a recipient of the tasks handed off to
// services: one task in full, several as a list. A first list is nearest
// planned day first, any other by due day. occasion keeps apart what one
// recipient may get on one day: the watch's day, or a release.
func requestIntents(hand []pathways.HandOff, occasion string, notBefore time.Time) []notify.Intent {
	byAddress := map[string][]*pathways.HandOff{}
	var order []string
	for i := range hand {
		h := &hand[i]
		if h.Standard.OfficersOwn() {
			continue
		}
		to := strings.ToLower(h.Holder.Contact.Email)
		if byAddress[to] == nil {
			order = append(order, to)
		}
		byAddress[to] = append(byAddress[to], h)
	}
	slices.Sort(order)
	out := make([]notify.Intent, 0, len(order))
	for _, to := range order {
		list := byAddress[to]
		order := byDueDay
		if slices.ContainsFunc(list, func(h *pathways.HandOff) bool { return h.FirstLoad }) {
			order = byPlannedDay
		}
		slices.SortStableFunc(list, order)
		in := notify.Intent{
			Channel: notify.Email, Kind: notify.Request, To: list[0].Holder.Contact.Email, ToName: list[0].Holder.Contact.Name,
			ServiceID: list[0].Holder.ServiceID, DedupeKey: "request:" + occasion + ":" + to, NotBefore: notBefore,
		}
		for _, h := range list {
			in.Items = append(in.Items, notify.Item{Kind: notify.ItemTask, TaskID: h.TaskID, ReleaseID: h.ReleaseID})
		}
		out = append(out, in)
	}
	return out
}

func byPlannedDay(a, b *pathways.HandOff) int {
	return cmp.Or(a.Case.PlannedDay.Compare(b.Case.PlannedDay), byDueDay(a, b))
}

func byDueDay(a, b *pathways.HandOff) int {
	return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.TaskID, b.TaskID))
}

// officersTasks puts the officers' own among the tasks handed off into the
// messages of those who hold them: the link officers, or the offender manager;
// each is copied to the unit's mailbox. What the link officer does for want of an
// offender manager is each link officer's, as in the digest (heldByNamed).
func (l *letters) officersTasks(hand []pathways.HandOff, told map[int64]officers, unit pathways.Contact) {
	for i := range hand {
		h := &hand[i]
		if !h.Standard.OfficersOwn() {
			continue
		}
		to := told[h.ReleaseID].link
		if named := h.Holder.ServiceID != 0 || strings.EqualFold(h.Holder.Contact.Email, h.Case.COM.Email); h.Standard.FoundBy == pathways.ByCOM && named {
			to = []pathways.Contact{h.Holder.Contact}
		}
		l.add(append(to[:len(to):len(to)], unit), notify.Item{Kind: notify.ItemTask, TaskID: h.TaskID, ReleaseID: h.ReleaseID})
	}
}

// letters gathers the items of officers' messages by recipient.
type letters struct {
	kind  notify.Kind
	byTo  map[string]*notify.Intent
	order []string
	has   map[letterItem]bool
}

type letterItem struct {
	to   string
	item notify.Item
}

func newLetters(kind notify.Kind) *letters {
	return &letters{kind: kind, byTo: map[string]*notify.Intent{}, has: map[letterItem]bool{}}
}

// add puts an item into each recipient's message, once.
func (l *letters) add(to []pathways.Contact, item notify.Item) {
	for _, c := range to {
		if c.Email == "" {
			continue
		}
		key := strings.ToLower(c.Email)
		in := l.byTo[key]
		if in == nil {
			in = &notify.Intent{Channel: notify.Email, Kind: l.kind, To: c.Email, ToName: c.Name}
			l.byTo[key] = in
			l.order = append(l.order, key)
		}
		if key := (letterItem{key, item}); !l.has[key] {
			l.has[key] = true
			in.Items = append(in.Items, item)
		}
	}
}

// addFor puts an item into the message to one holder of a service.
func (l *letters) addFor(service int64, to pathways.Contact, item notify.Item) {
	l.add([]pathways.Contact{to}, item)
	if in := l.byTo[strings.ToLower(to.Email)]; in != nil && in.ServiceID == 0 {
		in.ServiceID = service
	}
}

// withdrawn tells services what was taken from them.
func (l *letters) withdrawn(taken []pathways.Taken) {
	for _, t := range taken {
		l.addFor(t.ServiceID, t.Contact, notify.Item{Kind: notify.ItemWithdrawn, TaskID: t.TaskID, ReleaseID: t.ReleaseID})
	}
}

// intents gives the messages in order of recipient, keyed by the occasion.
func (l *letters) intents(occasion string, notBefore time.Time) []notify.Intent {
	slices.Sort(l.order)
	out := make([]notify.Intent, 0, len(l.order))
	for _, key := range l.order {
		in := l.byTo[key]
		in.DedupeKey = string(l.kind) + ":" + occasion + ":" + key
		in.NotBefore = notBefore
		in.Items = withoutNewOverdue(in.Items)
		slices.SortStableFunc(in.Items, func(a, b notify.Item) int { return cmp.Compare(itemOrder(a.Kind), itemOrder(b.Kind)) })
		out = append(out, *in)
	}
	return out
}

// withoutNewOverdue leaves out as new what the same message says is past its day.
func withoutNewOverdue(items []notify.Item) []notify.Item {
	late := map[int64]bool{}
	for _, i := range items {
		late[i.TaskID] = late[i.TaskID] || i.Kind == notify.ItemOverdue
	}
	return slices.DeleteFunc(items, func(i notify.Item) bool { return i.Kind == notify.ItemTask && late[i.TaskID] })
}

// itemKinds is the order in which an officer reads a morning: what stops
// everything and who is at risk first, news next, own work, then what waits.
var itemKinds = []notify.ItemKind{
	notify.ItemDied, notify.ItemNotDied, notify.ItemOpened, notify.ItemOpeningAsked, notify.ItemImportHeld, notify.ItemNoNews,
	notify.ItemAtLarge, notify.ItemReleasedInError, notify.ItemUnexpectedRelease, notify.ItemLeftUnknown, notify.ItemNotAtGate,
	notify.ItemNotConfirmed, notify.ItemMissed, notify.ItemNoAddress, notify.ItemRed, notify.ItemDatePassed, notify.ItemHearing, notify.ItemFirstWeeks,
	notify.ItemDeclined, notify.ItemNoCapacity, notify.ItemQuestion,
	notify.ItemReleased, notify.ItemRemoved, notify.ItemMovedArea, notify.ItemTransferred, notify.ItemNewDate, notify.ItemGate, notify.ItemItinerary,
	notify.ItemAskPrison, notify.ItemGone, notify.ItemOverdue, notify.ItemNotAnswering,
	notify.ItemTask, notify.ItemToClear, notify.ItemWaitingTooLong, notify.ItemConsentWanted, notify.ItemNeedUnknown,
	notify.ItemNobody, notify.ItemUndelivered, notify.ItemReply, notify.ItemNewInCustody, notify.ItemToldData, notify.ItemPlaceBlocked, notify.ItemAppointment,
	notify.ItemAgreementEnded, notify.ItemAgreementEnding,
}

func itemOrder(k notify.ItemKind) int { return slices.Index(itemKinds, k) }
