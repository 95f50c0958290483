package notify

// headPage sends the end of the audit's chain out of the system: whoever has it
// can prove later that nothing before it was changed, cut off or written anew.
func headPage(h Head) emailPage {
	return emailPage{
		Subject: "The check number of the day",
		Intro: []string{"Please keep this e-mail. It proves later that nothing which was written down up to now was changed or taken out.",
			"Two people get it, so that no one person can take both away."},
		Sections: []emailSection{{Heading: "Check number", Entries: []emailEntry{{Title: h.Words, Facts: []string{"As it stood at " + dayAndTime(h.SealedAt)}}}}},
		Outro:    []string{"To try it, whoever runs the program gives the check number to its command audit verify, after --head."},
	}
}
