package notify_test

import (
	"strings"
	"testing"

	"throughgate/notify"
)

func TestSettingsTellEveryProblemInOneGo(t *testing.T) {
	good := notify.Settings{UnitName: "Leeds Support Team", PublicURL: "https://board.example", Environment: notify.Test,
		AllowRecipients: []string{"kay@services.example", "@unit.example", "07700 900123", "*"}, Prisons: []string{"Leeds (HMP)"}}
	if problems := good.Problems(); len(problems) > 0 {
		t.Errorf("good settings: %v", problems)
	}
	bad := notify.Settings{UnitName: "Haringey IOM Police Team", Environment: notify.Demo, AllowRecipients: []string{"*", "nobody"}}
	problems := bad.Problems()
	for i, want := range []string{"IOM, Police", "THROUGHGATE_PUBLIC_URL", "* is for THROUGHGATE_ENV=test only", `"nobody"`} {
		if i >= len(problems) || !strings.Contains(problems[i], want) {
			t.Errorf("problems %q lack %q at %d", problems, want, i)
		}
	}
	production := notify.Settings{UnitName: "Team", PublicURL: "https://x.example", Environment: notify.Production, AllowRecipients: []string{"@x.example"}}
	if got := production.Problems(); len(got) != 1 || !strings.Contains(got[0], "no meaning in production") {
		t.Errorf("an allow-list in production: %q", got)
	}
}
