package people

import "fmt"

// The drama range has so many numbers, 07700 900000 to 900999. Ours are dealt
// out in turn: among more than a thousand people some share one, as the rule
// against texting a number of two live people wants to see.
const (
	dramaNumbers = 1000
	dramaStride  = 637 // no divisor in common with the above
)

// phone draws a mobile, the agreement to text it, and the language.
func (p *person) phone(at int) {
	p.cells[language] = pick(p, languages)
	if p.chance(35) { // no phone known
		return
	}
	local := at * dramaStride % dramaNumbers
	switch {
	case p.chance(4): // as people write what is no use
		p.cells[mobile] = pick(p, []string{"unknown", "07700 9001"})
	case p.chance(10):
		p.cells[mobile] = fmt.Sprintf("+44 7700 900 %03d", local)
	default:
		p.cells[mobile] = fmt.Sprintf("07700 900%03d", local)
	}
	switch {
	case p.chance(53):
		p.cells[textOK] = "yes"
		p.cells[phoneShared] = pick(p, []string{"no", "no", "no", "no", "no", "no", "no", "unknown", "unknown", "yes"})
		agreed := p.received
		if p.chance(40) { // later in this stay
			agreed = agreed.AddDays(p.between(0, p.asOf.Sub(p.received)))
		}
		p.set(textAgreedOn, agreed)
	case p.chance(78):
		p.cells[textOK] = "unknown"
	default:
		p.cells[textOK] = "no"
	}
}

// languages as often as in the sample: nine in ten English.
var languages = func() []string {
	var out []string
	for _, l := range []struct {
		code  string
		often int
	}{{"en", 350}, {"ro", 12}, {"cy", 8}, {"pl", 7}, {"so", 7}, {"tr", 3}} {
		for range l.often {
			out = append(out, l.code)
		}
	}
	return out
}()
