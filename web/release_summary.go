package web

import (
	"slices"
	"strconv"

	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/release"
)

// noContact is all there is to do once somebody has died.
const noContact = "Please make no contact. Ring the unit."

// releaseWarnings are what an officer must see first.
func releaseWarnings(story release.Story, health bool) []wording.Text {
	if story.Release.State == release.Died {
		return []wording.Text{noContact}
	}
	var warnings []wording.Text
	add := func(text wording.Text) { warnings = append(warnings, text) }
	switch story.Release.State {
	case release.DatePassed, release.NotConfirmed, release.LeftUnknown, release.AtLarge, release.RecalledNoDate:
		add(sentence(wording.Capital(releaseStateWords(story.Release.State))))
	case release.Planned, release.CouldLeaveAnyDay, release.AwaitingParole, release.NoDates, release.Released,
		release.Removed, release.Died, release.MovedAway:
	}
	if words := heldPlaceWords(story.Release.Place, health); words != "" {
		add(sentence(wording.Capital(words)))
	}
	if at := story.Now.RequestsAt; at != nil && story.Release.State == release.LeftUnknown {
		add(wording.F("If nobody knows why, the requests go from {1}.", instantWords(*at)))
	}
	if story.Now.Withheld {
		add("Released in error: no service is told until the offender manager says so.")
	}
	if day := story.Now.MissingSince; !day.IsZero() {
		add(wording.F("Gone from the file since {1}: ask the prison.", day))
	}
	for _, id := range story.Now.WaitingImport {
		add(wording.F("Messages of import {1} wait: somebody must press send.", strconv.FormatInt(id, 10)))
	}
	if !story.Who.IsCurrent {
		add("This is an earlier stay in custody. The person has a newer record.")
	}
	if slices.Contains(story.Release.Reasons, "immigration_hold") {
		add("Immigration hold: the date may pass and the person stay held. Ask the prison if papers were served.")
	}
	return warnings
}

// releaseSummary is who and where, as far as the reader may know.
func releaseSummary(see access.Viewer, story release.Story) []summaryRow {
	r, w, health := story.Release, story.Who, see.Sees(access.FieldHealth)
	var rows []summaryRow
	add := func(field access.Field, row summaryRow) {
		if see.Sees(field) {
			rows = append(rows, row)
		}
	}
	add(access.FieldDays, leavesRow(story, health))
	if row, has := schemeRow(story); has {
		add(access.FieldCustody, row)
	}
	add(access.FieldCustody, summaryRow{Key: "State", Value: stateWords(r.State, story.Now.LeftBy)})
	if story.Now.Written != "" && r.State == release.DatePassed {
		add(access.FieldCustody, summaryRow{Key: "Why still held", Value: wording.Data(story.Now.Written)})
	}
	add(access.FieldPrison, summaryRow{Key: "Prison", Value: wording.Data(story.Custody.PrisonName), More: placeWords(story.Custody)})
	add(access.FieldCustody, summaryRow{Key: "Legal status", Value: legalWords(story.Custody.Legal)})
	add(access.FieldNumber, summaryRow{Key: "Prison number", Value: wording.Data(story.Person.PrisonNumber)})
	add(access.FieldBirthDate, summaryRow{Key: "Born", Value: dayOr(w.BirthDate, "")})
	add(access.FieldHomeArea, summaryRow{Key: "Home area", Value: wording.Data(story.Person.HomeArea)})
	add(access.FieldOfficers, summaryRow{Key: "Community officer", Value: officerWords(w.COM), More: wording.Data(w.COM.Email)})
	add(access.FieldOfficers, summaryRow{Key: "Prison officer", Value: officerWords(w.POM), More: wording.Data(w.POM.Email)})
	add(access.FieldNeeds, summaryRow{Key: "Needs", Value: needsWords(w, health)})
	if len(w.Flags) > 0 {
		add(access.FieldOffence, summaryRow{Key: "Flags", Value: joined(w.Flags, flagWords)})
	}
	if at := story.Now.LicenceAt; at != nil {
		add(access.FieldOffence, summaryRow{Key: "Checked against the licence", Value: instantWords(*at)})
	}
	if w.IOM != "" {
		add(access.FieldOffence, summaryRow{Key: "IOM cohort", Value: "yes"})
	}
	if !w.NextCourtOn.IsZero() {
		add(access.FieldOffence, summaryRow{Key: "Next in court", Value: wording.Day(w.NextCourtOn)})
	}
	if !w.Watched {
		add(access.FieldPrison, summaryRow{Key: "Watched", Value: "no", More: "Held locally and not in the IOM cohort: nothing is asked of services."})
	}
	return rows
}

// leavesRow is the day, or both days where the first of them is presumed, and
// why.
func leavesRow(story release.Story, health bool) summaryRow {
	r := story.Release
	why := shownExplanation(r.Explanation, health)
	if r.State == release.Released {
		return summaryRow{Key: "Released", Value: wording.Day(r.ReleasedOn), More: wording.Data(why)}
	}
	row := summaryRow{Key: "Leaves", Value: dayOr(r.PlannedDay, releaseStateWords(r.State)), More: wording.Data(why)}
	if or := r.OrDay(); !or.IsZero() {
		row.Value = wording.F("{1}: ask the prison", eitherDay(r.PlannedDay, or))
	}
	if days := daysLeftWords(r.DaysLeft); days != "" && r.State != release.Died {
		row.Value = wording.F("{1} ({2})", row.Value, days)
	}
	return row
}

// schemeRow is what somebody decided on the Friday scheme: who, when and why.
func schemeRow(story release.Story) (summaryRow, bool) {
	row := summaryRow{Key: "Friday scheme"}
	switch story.Release.Scheme {
	case release.SchemeApplied:
		row.Value = "applied"
	case release.SchemeRefused:
		row.Value = "refused: the working day stands"
	case release.SchemeOneDayMore:
		row.Value = "applied, with one day more"
	case release.SchemeUndecided:
		return summaryRow{}, false
	}
	var parts []wording.Text
	if story.Now.SchemeBy != "" {
		parts = append(parts, wording.F("by {1}", story.Now.SchemeBy))
	}
	if story.Now.SchemeAt != nil {
		parts = append(parts, wording.F("on {1}", instantWords(*story.Now.SchemeAt)))
	}
	if len(parts) > 0 {
		row.More = wording.F("Recorded {1}", wording.Join(" ", parts...))
	}
	if story.Now.SchemeReason != "" {
		row.More = wording.Join(": ", row.More, wording.Data(story.Now.SchemeReason))
	}
	return row, true
}

func officerWords(o release.Officer) wording.Text {
	if o.Name == "" && o.Email == "" {
		return "not known"
	}
	return wording.Data(o.Name)
}

// needsWords lists the needs that were found, and those that nobody knows of
// yet; those of health only for whom they are.
func needsWords(w release.Identity, health bool) wording.Text {
	if !w.NeedsAssessed {
		return "not assessed yet"
	}
	shown, unknown := shownNeeds(w.Needs, health), shownNeeds(w.NeedsUnknown, health)
	words := joined(shown, spelled)
	switch {
	case len(shown) == 0 && !health:
		words = "none beside health"
	case len(shown) == 0:
		words = "none"
	}
	if len(unknown) > 0 {
		words = wording.F("{1}; not known yet: {2}", words, joined(unknown, spelled))
	}
	return words
}

func shownNeeds(needs []string, health bool) []string {
	var shown []string
	for _, need := range needs {
		if health || !release.IsHealth(need) {
			shown = append(shown, need)
		}
	}
	return shown
}

func joined(codes []string, words func(string) wording.Text) wording.Text {
	list := make([]wording.Text, len(codes))
	for i, code := range codes {
		list[i] = words(code)
	}
	return wording.Join(", ", list...)
}
