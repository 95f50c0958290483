package pathways

import (
	"iter"
	"maps"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// Row is one row of the directory of services.
type Row struct {
	ID            int64
	Ref           string
	Area          string // GSS code, prison code or "*"
	Service       string
	Name          string
	SPOCName      string
	SPOCEmail     string
	DeputyEmail   string
	ManagerEmail  string
	Phone         string
	OutOfHours    string
	FirstWatchOn  calendar.Date // zero: no watch has seen it
	NotAnswering  bool
	ManagerToldOn calendar.Date
}

// Directory finds who answers: services by area, and the unit's link officers.
type Directory struct {
	rows         map[[2]string]*Row
	LinkOfficers map[string][]Contact // by home area, enabled accounts in order of creation
	Unit         Contact              // the unit's name and mailbox
	Sharing      access.Sharing       // which services may be told anything; zero: all
}

// NewDirectory indexes the rows.
func NewDirectory(rows []Row, officers map[string][]Contact, unit Contact) *Directory {
	d := &Directory{rows: make(map[[2]string]*Row, len(rows)), LinkOfficers: officers, Unit: unit}
	for i := range rows {
		r := &rows[i]
		d.rows[[2]string{r.Area, r.Service}] = r
	}
	return d
}

// Rows lists every row of the directory.
func (d *Directory) Rows() iter.Seq[*Row] { return maps.Values(d.rows) }

// lacks tells whether a service may be told nothing on a day, for want of a
// sharing agreement in force.
func (d *Directory) lacks(r *Row, day calendar.Date) bool {
	return r != nil && d.Sharing.Of(r.Service, r.Area, day).Lacks
}

// Everywhere is the area of a directory row that serves wherever there is no
// row of its own.
const Everywhere = "*"

// Find is the row of an area (or prison), else the row "*", else nil.
func (d *Directory) Find(area, service string) *Row {
	if r := d.rows[[2]string{area, service}]; r != nil {
		return r
	}
	return d.rows[[2]string{Everywhere, service}]
}

// Holder is who holds a task: whom its request goes to.
type Holder struct {
	Found     bool
	ServiceID int64 // the directory row, where the holder is a service
	Row       *Row
	Contact   Contact
	Note      string // shown beside: "general contact, not this prison"
	Mailbox   bool   // nobody but the unit's mailbox is left
}

// Notes shown beside a holder.
const (
	NoteGeneral   = "general contact, not this prison"
	NoteNoOfficer = "no officer named"
)

// HolderOf finds who holds a task (domain rule 6, who). authority is the
// housing authority recorded for a task that goes to a chosen one.
func (d *Directory) HolderOf(cat *Catalogue, s *Standard, c *Case, authority string, today calendar.Date) Holder {
	switch s.FoundBy {
	case ByArea:
		area := c.HomeArea
		if cat.AuthorityFrom(s.Code) != "" {
			if authority == "" {
				return Holder{}
			}
			area = authority
		}
		return held(d.Find(area, s.Service), "")
	case ByPrison:
		r := d.Find(c.Prison, s.Service)
		if r != nil && r.Area == Everywhere {
			return held(r, NoteGeneral)
		}
		return held(r, "")
	case ByCOM:
		return d.officerFor(c, today)
	case ByUnit:
		return d.linkOfficer(c.HomeArea)
	}
	return Holder{}
}

func held(r *Row, note string) Holder {
	if r == nil {
		return Holder{}
	}
	name := r.SPOCName
	if name == "" {
		name = r.Name
	}
	return Holder{Found: true, ServiceID: r.ID, Row: r, Contact: Contact{name, r.SPOCEmail}, Note: note}
}

// officerFor finds the community officer: under 18 youth justice; else the COM
// with an address; else, not supervised, the link officer; else the probation
// unit with "no officer named".
func (d *Directory) officerFor(c *Case, today calendar.Date) Holder {
	day := c.leaveDay()
	if day.IsZero() {
		day = today
	}
	switch {
	case c.BirthDate.AgeOn(day) < 18:
		return held(d.Find(c.HomeArea, "youth_justice"), "")
	case c.COM.Email != "":
		return Holder{Found: true, Contact: c.COM}
	case !c.Supervised:
		return d.linkOfficer(c.HomeArea)
	}
	return held(d.Find(c.HomeArea, "probation_unit"), NoteNoOfficer)
}

// linkOfficer finds the unit's officer of an area: an enabled account, else the
// directory's row, else the unit mailbox (domain 1).
func (d *Directory) linkOfficer(area string) Holder {
	if o := d.LinkOfficers[area]; len(o) > 0 {
		return Holder{Found: true, Contact: o[0]}
	}
	if h := held(d.Find(area, "link_officer"), ""); h.Found {
		return h
	}
	if d.Unit.Email == "" {
		return Holder{}
	}
	return Holder{Found: true, Contact: d.Unit, Mailbox: true}
}

// TellLinkOfficers lists everybody who is told when "the link officer" is told
// of something: each enabled account of the area; with none, the directory's
// row; with neither, the unit mailbox.
func (d *Directory) TellLinkOfficers(area string) []Contact {
	if o := d.LinkOfficers[area]; len(o) > 0 {
		return o
	}
	if h := d.linkOfficer(area); h.Found {
		return []Contact{h.Contact}
	}
	return nil
}

// TellOfficer is whom "the offender manager" is: the COM if there is an
// address, else the POM, else the link officer (domain 1).
func (d *Directory) TellOfficer(area string, com, pom Contact) []Contact {
	switch {
	case com.Email != "":
		return []Contact{com}
	case pom.Email != "":
		return []Contact{pom}
	}
	return d.TellLinkOfficers(area)
}
