package notify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

func TestBlockedNamesTheWordsThatMayNotBeTexted(t *testing.T) {
	words := notify.NewWords([]string{"Send (HMP)", "Leeds (HMP)", "Isle Of Wight (HMP & YOI)", "The Mount (HMP)"}, []string{"Project X"})
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Appointment with Kay at 10am", nil},
		{"", nil},
		{"See your OFFICER at the Prison", []string{"OFFICER", "Prison"}},
		{"prisons, prison's and prisons'", []string{"prisons", "prison's", "prisons"}[:2]},
		{"the prison’s gate", []string{"prison’s"}},
		{"custodies and recoveries", []string{"custodies", "recoveries"}},
		{"released on a release", []string{"released", "release"}},
		{"Courtney is on stage, tagging along", nil},
		{"Earls Court", []string{"Court"}},
		{"an ex-offender", []string{"offender"}},
		{"HMP2 is one word, HMP/2 is two", []string{"HMP"}},
		{"Social  services, social-services, social-life", []string{"Social  services", "social-services"}},
		{"Send it; please send it", []string{"Send"}},
		{"SEND's gate", []string{"SEND's"}},
		{"on the Isle of Wight, on an isle of wight", []string{"Isle of Wight"}},
		{"The Mount", []string{"The Mount"}},
		{"Leeds", []string{"Leeds"}},
		{"project x", []string{"project x"}},
		{"apwyntiad yn y Llys", []string{"Llys"}},
		{"MECHNÏAETH, mechniaeth, mechni\u0308aeth", []string{"MECHNÏAETH", "mechniaeth", "mechni\u0308aeth"}},
		{"troseddau a charchardai", []string{"troseddau", "charchardai"}},
		{"i garchar, yng ngharchar, o'r llys, i'r lys, heddlu'r, ei drosedd", []string{"garchar", "ngharchar", "llys", "lys", "heddlu'r", "drosedd"}},
		{"prison prison", []string{"prison"}},
		{"o'clock at the crime's scene", []string{"crime's"}},
	} {
		if diff := cmp.Diff(c.want, words.Blocked(c.text)); diff != "" {
			t.Errorf("Blocked(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestFormOfIsTheTextAsItWouldBeSent(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     notify.TextForm
	}{
		{"plain", "Hello", notify.TextForm{Text: "Hello", Encoding: notify.GSM7, Units: 5, Segments: 1}},
		{"empty", "", notify.TextForm{Encoding: notify.GSM7}},
		{"typographic signs", "\u2018a\u2019 \u201cb\u201d \u2013 c\u2026\td\u00a0e\u200bf", notify.TextForm{
			Text: `'a' "b" - c... d ef`, Encoding: notify.GSM7, Units: 19, Segments: 1,
			Changed: []string{"\u2018", "\u2019", "\u201c", "\u201d", "\u2013", "\u2026", "\t", "\u00a0", "\u200b"}}},
		{"letters lose their accents", "Łukasz ç ã Đ ść", notify.TextForm{
			Text: "Lukasz c a D sc", Encoding: notify.GSM7, Units: 15, Segments: 1,
			Changed: []string{"Ł", "ç", "ã", "Đ", "ś", "ć"}}},
		{"GSM letters stay", "é à ñ Å ß £ €", notify.TextForm{Text: "é à ñ Å ß £ €", Encoding: notify.GSM7, Units: 14, Segments: 1}},
		{"Welsh letters stay and cost the encoding", "Siôn, tŷ, dŵr, áí", notify.TextForm{
			Text: "Siôn, tŷ, dŵr, áí", Encoding: notify.UCS2, Units: 17, Segments: 1}},
		{"an accent typed apart is the same letter", "e\u0301 w\u0302", notify.TextForm{Text: "é ŵ", Encoding: notify.UCS2, Units: 3, Segments: 1}},
		{"what cannot be sent is a question mark", "™ ½ ﬁ 👍 日", notify.TextForm{
			Text: "? ? ? ? ?", Encoding: notify.GSM7, Units: 9, Segments: 1, Changed: []string{"™", "½", "ﬁ", "👍", "日"}}},
		{"extension signs count two", `^{}\[~]|€`, notify.TextForm{Text: `^{}\[~]|€`, Encoding: notify.GSM7, Units: 18, Segments: 1}},
		{"bytes that are no text", "a\xffb", notify.TextForm{Text: "a?b", Encoding: notify.GSM7, Units: 3, Segments: 1, Changed: []string{"\xff"}}},
	} {
		if diff := cmp.Diff(c.want, notify.FormOf(c.in)); diff != "" {
			t.Errorf("%s: FormOf(%q) (-want +got):\n%s", c.name, c.in, diff)
		}
	}
}

func TestSegmentsAreCountedAsTheyAreCut(t *testing.T) {
	for _, c := range []struct {
		name            string
		text            string
		units, segments int
	}{
		{"160 fit one", strings.Repeat("a", 160), 160, 1},
		{"161 need two", strings.Repeat("a", 161), 161, 2},
		{"306 fill two", strings.Repeat("a", 306), 306, 2},
		{"307 need three", strings.Repeat("a", 307), 307, 3},
		{"a sign of two units is not cut in two", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 306, 3},
		{"70 of UCS-2 fit one", strings.Repeat("ŵ", 70), 70, 1},
		{"71 of UCS-2 need two", strings.Repeat("ŵ", 71), 71, 2},
		{"135 of UCS-2 need three", strings.Repeat("ŵ", 135), 135, 3},
	} {
		f := notify.FormOf(c.text)
		if f.Units != c.units || f.Segments != c.segments {
			t.Errorf("%s: %d units in %d segments, want %d in %d", c.name, f.Units, f.Segments, c.units, c.segments)
		}
	}
}

func BenchmarkCheckText(b *testing.B) {
	words := notify.NewWords([]string{"Send (HMP)", "Isle Of Wight (HMP & YOI)"}, nil)
	text := "Hi Sam, you have an appointment with Kay at 10am on Thursday 26 November at 12 High Road. To change it ring 020 8000 0000."
	for b.Loop() {
		f := notify.FormOf(text)
		words.Blocked(f.Text)
	}
}
