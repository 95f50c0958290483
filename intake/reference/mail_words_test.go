package reference_test

import (
	"testing"

	"throughgate/intake/reference"
	"throughgate/notify"
)

// alsoSaysTooMuch are words that an e-mail holds no more than those that may not
// be texted: no offence, health, prison or risk text anywhere (domain rule 8).
var alsoSaysTooMuch = []string{"health", "medicine", "medication", "medical", "treatment", "clinic", "clinical", "doctor", "GP", "nurse",
	"dose", "script", "pharmacy", "addiction", "opioid", "withdrawal", "therapy", "ward", "hospital", "risk", "dangerous", "assault",
	"theft", "robbery", "gaol", "inmate", "prisoner", "cell", "wing", "gate", "escape", "abscond", "arrest", "warrant", "hearing",
	"exclusion", "benefit", "debt", "eviction", "OASys", "OGRS", "RAG", "pregnant", "child", "children", "care leaver", "suicide", "harm"}

func TestAnEmailNamesEveryTaskInNeutralWords(t *testing.T) {
	prisons, err := reference.Prisons()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range prisons {
		names = append(names, reference.BareName(p.Name))
	}
	standards, err := reference.Standards()
	if err != nil || len(standards) == 0 {
		t.Fatalf("%d standards, %v", len(standards), err)
	}
	words := notify.NewWords(names, alsoSaysTooMuch)
	for _, s := range standards {
		if hits := words.Blocked(s.MailWords); len(hits) > 0 || s.MailWords == "" {
			t.Errorf("%s: mail_words %q hold %q", s.Code, s.MailWords, hits)
		}
	}
}
