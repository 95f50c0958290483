package notify

import "throughgate/internal/calendar"

// digestPage is an officer's morning: sections with how many, in the order given.
func (w *Writer) digestPage(l Letter, today calendar.Date) emailPage {
	total := 0
	for _, s := range l.Sections {
		total += len(s.Lines)
	}
	p := emailPage{
		Subject: "Your list for " + today.Long(),
		Intro:   []string{"There " + isAre(total) + " " + count(total, "thing", "things") + " for you today."},
	}
	for _, s := range l.Sections {
		p.Sections = append(p.Sections, w.officerSection(s))
	}
	return p
}

// alertPage cannot wait for the morning.
func (w *Writer) alertPage(l Letter) emailPage {
	p := emailPage{
		Subject: "News that cannot wait",
		Intro:   []string{"Please look at this now."},
	}
	for _, s := range l.Sections {
		section := w.officerSection(s)
		p.Sections = append(p.Sections, section)
	}
	if l.Urgent && len(l.OutOfHours) > 0 {
		numbers := emailSection{Heading: "Out of hours"}
		for _, number := range l.OutOfHours {
			if n := w.neutral(number); n != "" {
				numbers.Entries = append(numbers.Entries, emailEntry{Title: n})
			}
		}
		if len(numbers.Entries) > 0 {
			p.Sections = append(p.Sections, numbers)
		}
	}
	return p
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (w *Writer) officerSection(s Section) emailSection {
	out := emailSection{Heading: headingOf(s.Kind) + " (" + count(len(s.Lines), "line", "lines") + ")"}
	for _, line := range s.Lines {
		out.Entries = append(out.Entries, w.officerEntry(s.Kind, line))
	}
	return out
}
