package web

import (
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// byHandView is what officers wrote on the release's page themselves, and what
// they can record.
type byHandView struct {
	Groups []recordGroup
	Words  []noteLine // the person's own
	Notes  []noteLine
	Edits  []wording.Text
	First  []firstLine
	Back   []wording.Text // what was taken back
	Kept   []wording.Text // who kept the record beyond its time
}

// noteLine is one note with those it has corrected.
type noteLine struct {
	Kind    wording.Text
	Text    string
	By      wording.Text
	Correct string // address of its form; "": not for this reader
	Earlier []noteLine
}

// firstLine is one line of the first 28 days.
type firstLine struct {
	What       wording.Text
	Class      string
	State, Day wording.Text
	Href       string
}

func newByHandView(h hand) byHandView {
	v := byHandView{Groups: recordGroups(h)}
	if !h.story.At.IsZero() {
		return byHandView{}
	}
	for _, line := range release.FirstDays(h.story, calendar.DayOf(h.now), h.health) {
		v.First = append(v.First, newFirstLine(line))
	}
	for _, b := range h.kept.Back {
		if b.Event == release.MovedArea && !mayKnowMove(h.who, h.story) {
			continue
		}
		line := wording.F("{1}, {2}: taken back {3} by {4}", wording.Capital(eventWords(b.StoryEvent, nil, h.health, false)), instantWords(b.StoryEvent.At), instantWords(b.At), b.By)
		if h.health || b.Event != release.Hospital {
			line = wording.F("{1}: {2}", line, b.Why)
		}
		v.Back = append(v.Back, line)
	}
	for _, n := range h.kept.Notes {
		line := newNoteLine(n)
		if known(h) {
			line.Correct = "/releases/" + h.story.Release.ID + "/record/" + recordNote + "?note=" + n.Ref
		}
		for _, old := range n.Earlier {
			line.Earlier = append(line.Earlier, newNoteLine(old))
		}
		if n.Kind == release.OwnWords {
			v.Words = append(v.Words, line)
		} else {
			v.Notes = append(v.Notes, line)
		}
	}
	for _, k := range h.kept.Holds {
		v.Kept = append(v.Kept, wording.Data(keptLine(k, calendar.DayOf(h.now))))
	}
	for _, e := range h.kept.Edits {
		if (e.Field == release.FieldNeeds || e.Field.Need() != "") && !h.health {
			continue
		}
		areas := []release.Choice{{Code: e.Old, Name: e.OldArea}, {Code: e.New, Name: e.NewArea}}
		v.Edits = append(v.Edits, wording.F("{1}: {2} became {3}, {4}, by {5}", fieldWords(e.Field), editValueWords(e.Field, e.Old, areas), editValueWords(e.Field, e.New, areas), instantWords(e.At), e.By))
	}
	return v
}

// addByHand puts on the page what was written by hand, and what can be recorded.
func (v *releaseView) addByHand(h hand) {
	v.Hand = newByHandView(h)
	if mayAsk(h) {
		v.Ask = "/releases/" + h.story.Release.ID + "/record/" + recordAsk
	}
	if h.kept.NotDied.Open() && mayAnswerNotDied(h) {
		v.Warnings = append(v.Warnings, notDiedWarning(h))
	}
	for i := range v.Events {
		if v.Events[i].died {
			v.Events[i].TakeBack = notDiedAddress(h)
		}
		if alive(h) && v.Events[i].key != "" {
			v.Events[i].TakeBack = "/releases/" + h.story.Release.ID + "/record/" + recordTakeBack + "?event=" + v.Events[i].key
		}
	}
	if !h.story.At.IsZero() {
		return
	}
	v.Summary = append(v.Summary, categoryRow(h), consentRow(h), textsRow(h), noticeRow(h), purposeRow(h))
	if k, kept := h.kept.Held(calendar.DayOf(h.now)); kept {
		v.Summary = append(v.Summary, summaryRow{Key: "Kept", Value: keptWords(k)})
	}
}

func newNoteLine(n release.StoryNote) noteLine {
	line := noteLine{Text: n.Text, By: wording.F("{1}, {2}", n.By, instantWords(n.At))}
	switch n.Kind {
	case release.Fact:
		line.Kind = "Fact"
	case release.Opinion:
		line.Kind = "Opinion"
	case release.OwnWords:
	}
	return line
}

func newFirstLine(l release.FirstLine) firstLine {
	line := firstLine{What: firstThingWords(l.What)}
	if l.Task != "" {
		line.Href = "/tasks/" + l.Task
	}
	if !l.Day.IsZero() {
		line.Day = wording.DayShort(l.Day)
	}
	switch l.State {
	case release.FirstDone:
		line.Class, line.State = "done", "yes"
	case release.FirstAhead:
		line.Class, line.State = "planned", "not yet"
	case release.FirstLate:
		line.Class, line.State = "late", "late"
	case release.FirstUnknown:
		line.Class, line.State = "none", "nothing known"
	case release.FirstOver:
		line.Class, line.State = "none", "closed"
	case release.FirstNot:
		line.Class, line.State = "red", "missed"
	}
	return line
}

func firstThingWords(what release.FirstThing) wording.Text {
	switch what {
	case release.FirstTonight:
		return "Address for tonight confirmed"
	case release.FirstProbation:
		return "First probation appointment"
	case release.FirstClaim:
		return "Claim made"
	case release.FirstContact:
		return "First contact: somebody met them"
	case release.FirstSeen:
		return "Seen by treatment within three working days"
	case release.FirstStart:
		return "Treatment started by day 21"
	case release.FirstPrescription:
		return "Prescriptions and medicines"
	case release.FirstMissed:
		return "An appointment was missed"
	}
	return wording.Data(string(what))
}

// consentRow is which consents stand; that on health only to those with a basis.
func consentRow(h hand) summaryRow {
	var given, back []wording.Text
	for _, c := range h.kept.Consents {
		switch {
		case c.Kind == "consent_to_share_health" && !h.health:
		case c.InForce():
			given = append(given, consentSummary(c))
		default:
			back = append(back, consentSummary(c))
		}
	}
	row := summaryRow{Key: "Consents", Value: "none recorded", More: wording.Capital(wording.Join("; ", back...))}
	if len(given) > 0 {
		row.Value = wording.Capital(wording.Join("; ", given...))
	}
	return row
}

// textsRow is the agreement to texts as it is known.
func textsRow(h hand) summaryRow {
	f := h.kept.Fields
	row := summaryRow{Key: "Texts"}
	switch f[release.FieldTextOK] {
	case "yes":
		row.Value = wording.F("agreed, to {1}", orNot(f[release.FieldMobile], "no number"))
		if day, err := calendar.Parse(f[release.FieldTextAgreedOn]); err == nil {
			row.Value = wording.F("{1} on {2}", row.Value, day)
		}
		switch f[release.FieldPhoneShared] {
		case "yes":
			row.More = "Somebody else sees this phone: no name and no place stands in a text."
		case "no":
			row.More = "Nobody else sees this phone."
		default:
			row.More = "Nobody has asked who else sees this phone: nothing is texted."
		}
	case "no":
		row.Value = "not wanted"
	default:
		row.Value = "not asked yet: nothing is texted"
	}
	return row
}

func orNot(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
