package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/sample"
)

const extractHead = "prison_number,surname,forenames,date_of_birth,prison,home_area,crd\n"

func TestExitCodesSayWhatHappened(t *testing.T) {
	w := newWorld(t)
	w.ready()
	good := "A1234BC,Fictional,Sam,1990-01-01,LEI,Haringey,2027-02-15\n" + "A1235BC,Fictional,Lee,1990-01-01,LEI,Haringey,2027-02-15\n" +
		"A1236BC,Fictional,Kim,1990-01-01,LEI,Haringey,2027-02-15\n" + "A1237BC,Fictional,Jo,1990-01-01,LEI,Haringey,2027-02-15\n" +
		"A1238BC,Fictional,Al,1990-01-01,LEI,Haringey,2027-02-15\n"
	part := w.file("part.csv", []byte(extractHead+good+"A1239BC,Fictional,Di,1990-01-01,LEI,Haringey,31/02/2027\n"))
	bad := w.file("bad.csv", []byte("prison_number,surname\nA1234BC,Fictional\n"))

	for name, test := range map[string]struct {
		code int
		args []string
		says string
	}{
		"help":                     {exitDone, []string{"--help"}, "throughgate demo"},
		"help of a command":        {exitDone, []string{"import", "releases", "--help"}, "Load a release extract"},
		"no command":               {exitRefused, nil, "--help"},
		"unknown command":          {exitRefused, []string{"improt"}, "improt"},
		"unknown flag":             {exitRefused, []string{"sweep", "--yesterday"}, "--yesterday"},
		"a day that is none":       {exitRefused, []string{"sweep", "--on", "2026-02-31"}, "--on"},
		"an instant that is none":  {exitRefused, []string{"import", "releases", part, "--as-of", "yesterday"}, "--as-of"},
		"no such file":             {exitRefused, []string{"import", "releases", w.dir + "/none.csv"}, "cannot be opened"},
		"a file refused whole":     {exitRefused, []string{"import", "releases", bad}, "forenames"},
		"an unknown person":        {exitFailed, []string{"show", "release", "A9999ZZ"}, "nobody"},
		"an unknown role":          {exitRefused, []string{"user", "add", "--email", "x@unit.example", "--name", "X", "--role", "boss"}, "boss"},
		"a spoc without a service": {exitRefused, []string{"user", "add", "--email", "x@unit.example", "--name", "X", "--role", "spoc"}, "--service"},
		"an unknown area":          {exitRefused, []string{"show", "releases", "--area", "Haringay"}, "Haringey"},
	} {
		r := w.must(test.code, test.args...)
		if !strings.Contains(r.std+r.say, test.says) {
			t.Errorf("%s: it does not say %q:\n%s%s", name, test.says, r.std, r.say)
		}
	}

	var report intake.Report
	w.report(&report, exitPart, "import", "releases", part, "--dry-run")
	w.report(&report, exitPart, "import", "releases", part) // the dry run changed nothing
	if report.New != 5 || len(report.Rejected) != 1 || report.Rejected[0].Line != 7 || report.Rejected[0].Column != "crd" {
		t.Errorf("a rejected row: %+v", report)
	}
	if r := w.must(exitPart, "import", "releases", part); !strings.Contains(r.std, "line 7") {
		t.Errorf("for a person at a terminal:\n%s", r.std)
	}
}

func TestEveryProblemOfTheSettingsIsToldInOneGo(t *testing.T) {
	w := newWorld(t)
	w.env = map[string]string{"THROUGHGATE_LISTEN": "0.0.0.0:8080", "THROUGHGATE_WORKERS": "many", "THROUGHGATE_CLOCK": "noon",
		"THROUGHGATE_WATCH": "nobody", "THROUGHGATE_UNIT_MAILBOX": "not an address", "THROUGHGATE_SMTP_URL": "http://mail",
		"THROUGHGATE_MAIL_FROM": "unit@haringey-unit.example", "THROUGHGATE_TWILIO_ACCOUNT_SID": "AC1",
		"THROUGHGATE_TRAVEL_MPH": "0", "THROUGHGATE_GATE_TIME": "half nine"}
	r := w.must(exitRefused, "serve", "--work")
	for _, name := range []string{"THROUGHGATE_DATABASE_URL", "THROUGHGATE_UNIT is empty", "THROUGHGATE_LISTEN", "THROUGHGATE_WORKERS",
		"THROUGHGATE_CLOCK is no instant", "THROUGHGATE_CLOCK is refused in production", "THROUGHGATE_WATCH", "THROUGHGATE_UNIT_MAILBOX",
		"THROUGHGATE_UNIT_NAME", "THROUGHGATE_UNIT_PHONE", "THROUGHGATE_SMTP_URL", "THROUGHGATE_PUBLIC_URL", "THROUGHGATE_TWILIO_AUTH_TOKEN",
		"THROUGHGATE_TRAVEL_MPH must lie", "THROUGHGATE_GATE_TIME"} {
		if !strings.Contains(r.say, name) {
			t.Errorf("%s is not told:\n%s", name, r.say)
		}
	}
}

func TestACommandChecksOnlyWhatItUses(t *testing.T) {
	w := newWorld(t)
	w.ready()
	for name := range w.env {
		if strings.Contains(name, "SMTP") || strings.Contains(name, "TWILIO") || strings.Contains(name, "MAIL_FROM") {
			delete(w.env, name)
		}
	}
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.must(exitDone, "sweep")
	delete(w.env, "THROUGHGATE_UNIT")
	w.must(exitDone, "user", "list")
	if r := w.must(exitRefused, "sweep"); !strings.Contains(r.say, "THROUGHGATE_UNIT is empty") {
		t.Error(r.say)
	}
	w.env["THROUGHGATE_UNIT"] = "Haringay"
	if r := w.must(exitRefused, "sweep"); !strings.Contains(r.say, "Haringey") {
		t.Errorf("an unknown unit names the nearest: %s", r.say)
	}
}

func TestConfigHidesSecretsAndFilesHoldThem(t *testing.T) {
	w := newWorld(t)
	const secret = "verysecretindeed"
	w.env["THROUGHGATE_DATABASE_URL"] = "postgres://app:" + secret + "@db.example/throughgate"
	w.env["THROUGHGATE_SMTP_URL"] = "smtp://mailer:" + secret + "@mail.example:587"
	delete(w.env, "THROUGHGATE_TWILIO_AUTH_TOKEN")
	w.env["THROUGHGATE_TWILIO_AUTH_TOKEN_FILE"] = w.file("token", []byte(secret+"\n"))
	r := w.must(exitDone, "config")
	if strings.Contains(r.std+r.say, secret) {
		t.Errorf("a secret is shown:\n%s", r.std)
	}
	for _, shown := range []string{"db.example", "mail.example", "(hidden)", "Haringey Support Unit", "THROUGHGATE_WATCH", "out_of_area"} {
		if !strings.Contains(r.std, shown) {
			t.Errorf("config does not show %q:\n%s", shown, r.std)
		}
	}
	set := readSettings(w.environ())
	if set.TwilioToken != secret {
		t.Errorf("the token of the file is not read")
	}
	w.env["THROUGHGATE_TWILIO_AUTH_TOKEN"] = "another"
	w.env["THROUGHGATE_MAIL_FROM_FILE"] = w.dir + "/missing"
	delete(w.env, "THROUGHGATE_MAIL_FROM")
	w.env["THROUGHGATE_DATABASE_URL"] = "postgres://nowhere.example/x"
	r = w.must(exitRefused, "work")
	for _, says := range []string{"THROUGHGATE_TWILIO_AUTH_TOKEN and THROUGHGATE_TWILIO_AUTH_TOKEN_FILE are both set", "THROUGHGATE_MAIL_FROM_FILE"} {
		if !strings.Contains(r.say, says) {
			t.Errorf("%q is not told:\n%s", says, r.say)
		}
	}
}

func TestServeAndWorkRefuseAnOlderSchema(t *testing.T) {
	w := newWorld(t)
	for _, args := range [][]string{{"serve"}, {"work"}, {"work", "--drain"}, {"sweep"}, {"show", "releases"}} {
		if r := w.must(exitRefused, args...); !strings.Contains(r.say, "throughgate migrate") {
			t.Errorf("%v: the remedy is not named: %s", args, r.say)
		}
	}
	if r := w.must(exitDone, "migrate", "--status"); !strings.Contains(r.std, "not applied") {
		t.Errorf("status before:\n%s", r.std)
	}
	w.must(exitDone, "migrate")
	if r := w.must(exitDone, "migrate", "--status"); strings.Contains(r.std, "not applied") {
		t.Errorf("status after:\n%s", r.std)
	}
}

func TestServeAnswersSaysSoAndEndsWhenAsked(t *testing.T) {
	w := newWorld(t)
	w.ready()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	var say strings.Builder
	go func() {
		ended <- runIn(ctx, []string{"serve", "--work"}, w.environ(), out{std: writer, say: &say})
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("it says %q: %v", line, err)
	}
	res, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("/healthz answers %s", res.Status)
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("ended with %d: %s", code, say.String())
	}
	if strings.Contains(say.String(), "http,") {
		t.Errorf("it warns of http on a loopback address: %s", say.String())
	}
}

func TestProductionRefusesAPowerfulLogin(t *testing.T) {
	w := newWorld(t)
	w.must(exitDone, "migrate")
	w.env["THROUGHGATE_ENV"], w.env["THROUGHGATE_KEYS"] = "production", strings.Repeat("k", 32)
	for _, name := range []string{"THROUGHGATE_CLOCK", "THROUGHGATE_ALLOW_RECIPIENTS"} {
		delete(w.env, name)
	}
	if r := w.must(exitRefused, "serve"); !strings.Contains(r.say, "THROUGHGATE_DATABASE_URL") {
		t.Errorf("the test's login is a superuser: %s", r.say)
	}
	if r := w.must(exitRefused, "migrate"); !strings.Contains(r.say, "THROUGHGATE_MIGRATE_DATABASE_URL") {
		t.Errorf("migrate takes a login of its own: %s", r.say)
	}
}

func TestStaffAreAddedListedDisabledAndReset(t *testing.T) {
	w := newWorld(t)
	w.ready()
	r := w.must(exitDone, "user", "add", "--email", "kay@services.example", "--name", "Kay Housing", "--role", "spoc", "--service", "housing_options", "--area", "Haringey")
	if !strings.Contains(r.std, "https://board.example/sign-in/") {
		t.Errorf("no one-time link:\n%s", r.std)
	}
	w.must(exitRefused, "user", "add", "--email", "KAY@services.example", "--name", "Kay Again", "--role", "administrator")
	w.must(exitDone, "user", "disable", "--email", "kay@services.example")
	if r := w.must(exitDone, "user", "list"); !strings.Contains(r.std, "disabled") || !strings.Contains(r.std, "enabled, no passphrase chosen yet") || !strings.Contains(r.std, "housing_options") {
		t.Errorf("the list:\n%s", r.std)
	}
	if r := w.must(exitDone, "user", "reset", "--email", "kay@services.example"); !strings.Contains(r.std, "/sign-in/") {
		t.Errorf("no new link:\n%s", r.std)
	}
	w.must(exitFailed, "user", "disable", "--email", "nobody@services.example")
	w.must(exitDone, "user", "calendar", "--email", "link@haringey-unit.example")
	w.must(exitDone, "user", "calendar", "--email", "link@haringey-unit.example", "--off")
	if r := w.must(exitRefused, "user", "calendar", "--email", "kay@services.example"); !strings.Contains(r.say, "column calendar") {
		t.Errorf("a service chooses in the directory: %s", r.say)
	}
	w.must(exitFailed, "user", "calendar", "--email", "nobody@services.example")
}
