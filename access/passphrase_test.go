package access_test

import (
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
)

func TestWhichPassphrasesMayBeChosen(t *testing.T) {
	t.Parallel()
	own := []string{"Siân O'Brien-Example", "Sian.Example@probation.example"}
	for passphrase, says := range map[string]string{
		// no rule about which characters: words alone, spaces, any language, any sign
		"purple kettle on the roof":    "",
		"llwynog yn y goedwig":         "",
		"tortoisewaffles":              "",
		"корова летит домой":           "",
		"🦊🌲🚲🌧🏠🎻🧀🕯🪁🥁🐌🍋":                 "",
		"            x    y z w":       "", // odd, but nobody tries it first
		"7391-0264-8855":               "",
		strings.Repeat("ab cde f", 30): "repeats itself",

		"":                                "Enter a passphrase",
		"eleven char":                     "12 characters or more",
		"ŵŷâêîôûŵŷâê":                     "12 characters or more", // characters, not bytes
		"qwertyuiop12":                    "many people use",
		"QWERTYuiop12":                    "many people use",
		"uiophjklvbnm":                    "keyboard",
		"123456789012":                    "keyboard",
		"1234qwerasdf":                    "keyboard",
		"lkjhgfdsapoi":                    "keyboard",
		"abcdefghijkl":                    "keyboard",
		"aaaaaaaaaaaa":                    "repeats itself",
		"121212121212":                    "repeats itself",
		"kettlekettle":                    "repeats itself",
		"password1234":                    "many people use",
		"Password2026!":                   "many people use",
		"P@ssw0rd2026":                    "many people use",
		"2026 welcome 2026":               "many people use",
		"November2026!":                   "many people use",
		"throughgate1":                    "many people use",
		"Liverpool-1892":                  "many people use",
		"christopher1":                    "many people use",
		"1q2w3e4r5t6y":                    "many people use",
		"correcthorsebatterystaple":       "many people use",
		"Correct Horse Battery Staple":    "many people use",
		"sian.example1":                   "your name",
		"SiânO'BrienExample":              "your name",
		strings.Repeat("quite long ", 24): "256 characters or fewer",
	} {
		err := access.CheckPassphrase(passphrase, own...)
		switch {
		case says == "" && err != nil:
			t.Errorf("%q: %v", passphrase, err)
		case says != "" && (!fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), says)):
			t.Errorf("%q: %v, want %q", passphrase, err, says)
		}
	}
}
