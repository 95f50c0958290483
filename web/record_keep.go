package web

import (
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// mayKeep: nobody keeps the record yet. The dead leave too.
func mayKeep(h hand) bool {
	_, kept := h.kept.Held(calendar.DayOf(h.now))
	return mayAct(h) && !kept
}

func isKept(h hand) bool {
	_, kept := h.kept.Held(calendar.DayOf(h.now))
	return mayAct(h) && kept
}

func keepFields(h hand) []recordField {
	return []recordField{
		h.field("text", "reason", "Why is it kept?", "Such as a complaint, a claim or an inquest. The information lead reads it", ""),
		h.field("day", "until", "Until when? (optional)", "Without a day, until somebody takes it off", "")}
}

// keepUntil reads the day; none is until it is taken off.
func (h hand) keepUntil() (calendar.Date, []fieldError) {
	typed := h.value("until", "")
	if typed == "" {
		return calendar.Date{}, nil
	}
	day, err := typedOneDay(typed)
	if err != nil {
		return calendar.Date{}, []fieldError{{"until", "Give the day, such as 27/11/2027, or leave it empty"}}
	}
	return day, nil
}

func keepEndFields(h hand) []recordField {
	return []recordField{h.field("text", "reason", "Why not any more?", "", "")}
}

// keptWords say who keeps a record, since when and why.
func keptWords(k release.Hold) wording.Text {
	words := wording.F("Kept beyond its time by {1} since {2}", k.By, instantWords(k.At))
	if k.Until.IsZero() {
		words = wording.F("{1}, until it is taken off", words)
	} else {
		words = wording.F("{1}, until {2}", words, k.Until)
	}
	return wording.F("{1}{2}", wording.F("{1}: ", words), k.Reason)
}

// keptLine is one line of the history.
func keptLine(k release.Hold, today calendar.Date) string {
	line := keptWords(k)
	switch {
	case k.EndedAt != nil:
		line = wording.F("{1}{2}", line, wording.F(". Taken off {1} by {2}: {3}", instantWords(*k.EndedAt), k.EndedBy, k.EndedWhy))
	case !k.InForce(today):
		line = wording.F("{1}. The day has passed", line)
	}
	return line.String()
}
