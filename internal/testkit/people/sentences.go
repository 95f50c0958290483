package people

import "throughgate/internal/calendar"

// horizon is how far ahead the days of leaving lie, in days: 30 weeks.
const horizon = 210

// few of a hundred days of leaving have passed already: nobody has told us what
// became of them.
const few = 2

// sentenceKinds are the mixes of legal status and dates, as often as in 387
// people of the sample.
var sentenceKinds = []struct {
	often int
	make  func(p *person, leaves calendar.Date)
}{
	{174, func(p *person, leaves calendar.Date) { p.sentenced(leaves) }},
	{39, func(p *person, leaves calendar.Date) { p.sentenced(p.withTag(leaves)) }},
	{28, func(p *person, leaves calendar.Date) { p.sentenced(p.tagApproved(leaves)) }},
	{16, func(p *person, leaves calendar.Date) { p.automatic(leaves) }},
	{14, func(p *person, leaves calendar.Date) {
		p.sentenced(leaves)
		p.set(confirmedRelease, leaves.AddDays(-pick(p, []int{0, 0, 1, 1, 2})))
	}},
	{12, func(p *person, leaves calendar.Date) { p.overridden(leaves) }},
	{2, func(p *person, leaves calendar.Date) { p.withTag(leaves); p.overridden(leaves) }},
	{8, func(p *person, leaves calendar.Date) { p.paroled("SENTENCED", leaves) }},
	{1, func(p *person, leaves calendar.Date) { p.sentenced(leaves); p.cells[sed] = "" }},
	{35, func(p *person, leaves calendar.Date) { p.recalled(leaves); p.set(prrd, leaves) }},
	{13, func(p *person, leaves calendar.Date) {
		p.recalled(leaves)
		p.set(prrd, leaves.AddDays(p.between(90, 400)))
		p.set(confirmedRelease, leaves)
	}},
	{4, func(p *person, leaves calendar.Date) { p.recalled(leaves) }},
	{34, func(p *person, _ calendar.Date) { p.remanded() }},
	{3, func(p *person, leaves calendar.Date) { p.paroled("INDETERMINATE_SENTENCE", leaves) }},
	{4, func(p *person, leaves calendar.Date) {
		p.sentenced(leaves)
		p.cells[legalStatus], p.cells[flags] = "IMMIGRATION_DETAINEE", "immigration_hold"
	}},
}

var allKinds = func() (n int) {
	for _, k := range sentenceKinds {
		n += k.often
	}
	return n
}()

// sentence draws the day on which the person is to leave, and dates that come
// to it.
func (p *person) sentence() {
	leaves := p.asOf.AddDays(p.between(1, horizon))
	if p.chance(few) {
		leaves = p.asOf.AddDays(-p.between(0, 10))
	}
	at := p.IntN(allKinds)
	for _, k := range sentenceKinds {
		if at -= k.often; at < 0 {
			k.make(p, leaves)
			return
		}
	}
}

// terms are days from the start of a sentence to its conditional release.
var terms = []int{42, 70, 116, 129, 181, 200, 365, 365, 540, 900, 1035}

// began is when a sentence began that ends inside on a day: before the picture.
func (p *person) began(crdDay calendar.Date) calendar.Date {
	start := crdDay.AddDays(-pick(p, terms))
	if !start.Before(p.asOf) {
		start = p.asOf.AddDays(-p.between(1, 28))
	}
	return start
}

func (p *person) sentenced(crdDay calendar.Date) {
	p.cells[legalStatus] = "SENTENCED"
	p.received = p.began(crdDay)
	p.set(sentenceStart, p.received)
	p.set(crd, crdDay)
	p.set(sed, crdDay.AddDays(pick(p, []int{0, 316, 365, 365, 365, 365, 365, 365, 365, 365})))
}

// withTag adds the first day on which the person may be tagged, before the day
// they leave if nothing comes of it.
func (p *person) withTag(crdDay calendar.Date) calendar.Date {
	p.set(hdced, crdDay.AddDays(-pick(p, []int{159, 115, 90, 90, 90, 90, 79, 59, 5})))
	return crdDay
}

// tagApproved makes the day of leaving an approved tag day, and gives the
// conditional release date that it comes before.
func (p *person) tagApproved(leaves calendar.Date) (crdDay calendar.Date) {
	p.set(hdced, leaves.AddDays(-p.between(0, 20)))
	p.set(hdcad, leaves)
	return leaves.AddDays(p.between(25, 150))
}

func (p *person) automatic(leaves calendar.Date) {
	p.cells[legalStatus] = "SENTENCED"
	p.received = p.began(leaves)
	p.set(sentenceStart, p.received)
	p.set(ard, leaves)
}

func (p *person) overridden(leaves calendar.Date) {
	p.sentenced(leaves.AddDays(-pick(p, []int{-14, -7, -7, 3, 3, 10})))
	p.set(crdOverride, leaves)
}

func (p *person) paroled(legal string, leaves calendar.Date) {
	p.cells[legalStatus] = legal
	p.received = p.asOf.AddDays(-p.between(14, 900))
	p.set(sentenceStart, p.received)
	p.set(ped, leaves.AddDays(-60))
	p.set(apd, leaves)
	p.set(sed, leaves.AddDays(365))
}

// recalled: the first release lies behind, the end of the sentence ahead.
func (p *person) recalled(leaves calendar.Date) {
	p.cells[legalStatus] = "RECALL"
	p.received = p.asOf.AddDays(-p.between(1, 300))
	p.set(sentenceStart, p.received)
	p.set(crd, p.received.AddDays(-60))
	p.set(sed, leaves.AddDays(p.between(200, 700)))
}

func (p *person) remanded() {
	p.cells[legalStatus] = "REMAND"
	p.received = p.asOf.AddDays(-p.between(1, 500))
	p.set(nextCourtOn, p.asOf.AddDays(p.between(1, 38)))
}
