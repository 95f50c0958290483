package people

import "fmt"

const (
	prisonOfficers = 6
	policeOfficers = 7
)

// officers names who works with the person. The officers of the sample have the
// same names and addresses.
func (p *person) officers(community int) {
	if !p.chance(4) { // somebody is named
		p.name(comName, comEmail, "Community Officer", "com", "probation", p.between(1, community))
	}
	p.name(pomName, pomEmail, "Prison Officer", "pom", "prison", p.between(1, prisonOfficers))
	if p.chance(34) {
		p.cells[iom] = pick(p, []string{"fixed", "fixed", "fixed", "fixed", "fixed", "flex", "flex", "flex", "free", "free"})
		p.name(policeName, policeEmail, "Police Officer", "iom", "police", p.between(1, policeOfficers))
	}
}

func (p *person) name(name, email column, title, mailbox, domain string, n int) {
	p.cells[name] = fmt.Sprintf("%s %d", title, n)
	p.cells[email] = fmt.Sprintf("%s%d@%s.example", mailbox, n, domain)
}
