package web

import (
	"strings"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// sheetWords are what the person's sheet says, in one language. They stand on
// paper that may be found in a pocket: none of them may disclose.
type sheetWords struct {
	Lang, Title, AnyDayTitle string
	With, At, Ring, Starts   string
	Nothing, Change          string
	Danger, Unwell, Talk     string
	Open, Uses               string
	use                      map[release.SheetUse]string
	day                      func(calendar.Date) string
	Notes                    string
}

var sheetEnglish = sheetWords{
	Lang: "en", Title: "My first week", AnyDayTitle: "Where to go first",
	With: "with", At: "at", Ring: "Ring", Starts: "From",
	Nothing: "Nothing is booked yet.", Change: "If something changes, or you cannot go, ring",
	Danger: "In danger: ring 999", Unwell: "Not well: ring 111", Talk: "Somebody to talk to, day or night: ring 116 123",
	Open: "Open", Uses: "Go to, or ring", Notes: "My notes",
	use: map[release.SheetUse]string{release.UseHome: "Somewhere to sleep tonight", release.UseMoney: "Money and work", release.UseTalk: "Somebody to talk to"},
	day: func(d calendar.Date) string { return strings.TrimSuffix(d.Long(), " "+d.String()[:4]) },
}

var sheetWelsh = sheetWords{
	Lang: "cy", Title: "Fy wythnos gyntaf", AnyDayTitle: "Ble i fynd gyntaf",
	With: "gyda", At: "yn", Ring: "Ffoniwch", Starts: "Dechrau:",
	Nothing: "Does dim wedi'i drefnu eto.", Change: "Os bydd rhywbeth yn newid, neu os na allwch fynd, ffoniwch",
	Danger: "Mewn perygl: ffoniwch 999", Unwell: "Ddim yn dda: ffoniwch 111", Talk: "Rhywun i siarad ag ef, ddydd neu nos: ffoniwch 116 123",
	Open: "Ar agor", Uses: "Ewch i, neu ffoniwch", Notes: "Fy nodiadau",
	use: map[release.SheetUse]string{release.UseHome: "Rhywle i gysgu heno", release.UseMoney: "Arian a gwaith", release.UseTalk: "Rhywun i siarad ag ef"},
	day: calendar.Date.Welsh,
}

func sheetWordsIn(language string) *sheetWords {
	if language == "cy" {
		return &sheetWelsh
	}
	return &sheetEnglish
}
