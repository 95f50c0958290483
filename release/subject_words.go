package release

import "fmt"

// subjectAbout is what has to be told beside the data (Data Protection Act 2018,
// section 45(2); UK GDPR, article 15(1)), by the rule of retention in force.
func subjectAbout(rule Retention) []SubjectAbout {
	years := "1 year"
	if rule.Years != 1 {
		years = fmt.Sprintf("%d years", rule.Years)
	}
	return []SubjectAbout{
		{"Why we hold it", "To prepare your release and your first weeks after it: to know the day, and to ask the services that you need in good time. The law behind it is the Offender Management Act 2007, section 14, the Crime and Disorder Act 1998, section 115, and, for housing, the Housing Act 1996, section 213B. What is about health is held with your consent, or by those whose duty it is."},
		{"What kinds of data there are", "Who you are, custody and dates, what you agreed to, needs, requests and appointments, notes, messages, and who was told. Each part of this answer says from whom we have it."},
		{"Who gets it", "Services that are asked to do something for you, under a sharing agreement; officers who work with you; you. The last part of this answer lists each time, with whom and under which agreement. Nothing is sent to another country."},
		{"How long it is kept", "By the unit’s rule, until " + years + " after your last stay in custody and its follow-up are over, unless a named person has to hold it longer. Words of messages are deleted after 90 days."},
		{"Decisions by machine", "The program reckons days and lists what should be asked. It decides nothing about you: people do."},
		{"Facts and opinions", "Notes say whether they are a fact or an opinion, or your own words. Where nobody was asked, the answer says so."},
		{"What you can do", "You can ask us to correct what is wrong, to complete it, to delete it, or to use less of it, and you can take a consent back at any time. Ask your officer or write to the unit. What we corrected stays in the history, marked as corrected."},
		{"If you are not content", "Tell the unit’s information lead first. You can complain to the Information Commissioner: ico.org.uk, telephone 0303 123 1113, Wycliffe House, Water Lane, Wilmslow SK9 5AF. You can also ask a court."},
		{"What may be missing", "Names, numbers and addresses of other people are taken out; of staff you read the role. The law lets us withhold a part where that is necessary and proportionate, and a second person has to agree. Where we may, we say how many parts and why; where saying so would defeat the reason, we may not."},
	}
}
