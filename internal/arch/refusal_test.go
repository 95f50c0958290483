package arch

import (
	"strings"
	"testing"
	"testing/fstest"
)

// Each check is shown a small house with one thing wrong: a check that cannot
// say no would keep nothing in order.
func TestChecksSayNo(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		check            func([]source) []string
		want             string // empty: nothing to say
	}{
		{"a leaf imports the top", "notify/letter.go", `import "throughgate/release"`, wrongArrows, "notify/letter.go imports release"},
		{"intake, jobs and web never meet", "web/board.go", `import "throughgate/intake"`, wrongArrows, "web/board.go imports intake"},
		{"the domain does not know its senders", "release/say_service.go", `import "throughgate/notify/email"`, wrongArrows, "imports notify/email"},
		{"no product code on the test kit", "jobs/deliver.go", `import "throughgate/internal/testkit"`, wrongArrows, "imports internal/testkit"},
		{"a package without a row", "helpers/strings.go", ``, wrongArrows, "helpers has no row"},
		{"the arrow of the plan", "release/plan_service.go", `import "throughgate/pathways"`, wrongArrows, ""},
		{"a part of a package", "web/board.go", `import "throughgate/web/chart"`, wrongArrows, ""},
		{"the binary puts all together", "cmd/throughgate/demo.go", `import "throughgate/internal/testkit/smtpd"`, wrongArrows, ""},

		{"a clock in a service", "release/record_service.go", "import \"time\"\nvar now = time.Now", clockReaders, "record_service.go:3:11: time.Now"},
		{"a clock under another name", "pathways/due.go", "import clock \"time\"\nfunc f(t clock.Time) clock.Duration { return clock.Since(t) }", clockReaders, "time.Since"},
		{"the rest until", "jobs/watch.go", "import \"time\"\nfunc f(t time.Time) time.Duration { return time.Until(t) }", clockReaders, "time.Until"},
		{"the clock of the binary", "cmd/throughgate/main.go", "import \"time\"\nvar now = time.Now", clockReaders, ""},
		{"a timer is no clock", "jobs/watch.go", "import \"time\"\nvar tick = time.NewTicker", clockReaders, ""},

		{"a rule with a database", "pathways/plan.go", `import "github.com/jackc/pgx/v5"`, impureRules, "pathways/plan.go imports github.com/jackc/pgx/v5"},
		{"a rule with a context", "release/dates.go", `import "context"`, impureRules, "release/dates.go imports context"},
		{"a rule with a logger", "notify/render.go", `import "log/slog"`, impureRules, "notify/render.go imports log/slog"},
		{"a rule with a queue", "notify/args.go", `import "github.com/riverqueue/river"`, impureRules, "imports github.com/riverqueue/river"},
		{"a rule with our pool", "intake/row.go", `import "throughgate/internal/pg"`, impureRules, "imports throughgate/internal/pg"},
		{"SQL in its place", "pathways/task_store.go", `import "github.com/jackc/pgx/v5"`, impureRules, ""},
		{"a use case in its place", "release/record_service.go", `import "context"`, impureRules, ""},
		{"the use cases of a package", "release/service.go", `import "context"`, impureRules, ""},
		{"a name that only sounds like it", "release/bookstore.go", `import "context"`, impureRules, "release/bookstore.go imports context"},
		{"a rule that reads addresses", "notify/address.go", `import "net/mail"`, impureRules, ""},

		{"a request in the domain", "access/session_service.go", `import "github.com/gin-gonic/gin"`, strayRequests, "access/session_service.go imports gin"},
		{"a request in web", "web/board.go", `import "github.com/gin-gonic/gin"`, strayRequests, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sources, err := read(fstest.MapFS{c.file: {Data: []byte("package p\n" + c.text + "\n")}})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(c.check(sources), "\n")
			if c.want == "" && got != "" {
				t.Errorf("refused what is allowed: %s", got)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("said %q, want it to name %q", got, c.want)
			}
		})
	}
}

func TestTestsToolsAndPackagesOfNodeAreNotRead(t *testing.T) {
	sources, err := read(fstest.MapFS{
		"release/dates_test.go":          {Data: []byte("package release\nimport \"context\"\n")},
		"tools/tool.go":                  {Data: []byte("not Go at all")},
		"web/node_modules/x/x.go":        {Data: []byte("not Go at all")},
		"release/testdata/broken/bad.go": {Data: []byte("not Go at all")},
	})
	if err != nil || len(sources) != 0 {
		t.Errorf("read %d files, error %v; want none", len(sources), err)
	}
}
