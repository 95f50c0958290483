package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake/sample"
	"throughgate/internal/logs"
	"throughgate/internal/testkit/signedin"
	"throughgate/migrations"
)

const planted = "Zzplanted"

// personalColumns are the columns of text that belong to somebody: of every table
// that leads to a person, what no constraint and no unique index binds.
const personalColumns = `
	WITH RECURSIVE personal (id) AS (
		SELECT 'person'::regclass::oid
		UNION SELECT c.conrelid FROM pg_constraint c JOIN personal p ON c.confrelid = p.id AND c.contype = 'f'
	)
	SELECT p.id::regclass::text, a.attname::text
	  FROM personal p JOIN pg_attribute a ON a.attrelid = p.id AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'text'::regtype AND a.attgenerated = ''
	 WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = p.id AND a.attnum = ANY (c.conkey))
	   AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = p.id AND i.indisunique AND a.attnum = ANY (i.indkey::int2[]))
	 ORDER BY 1, 2`

// notPlanted are tables and columns that are no text of a person, each with its
// reason.
var notPlanted = map[string]string{
	"standard": "the catalogue, which commands name; one row of it may belong to one release",
	"actor":    "an account's key, which the log may hold",
}

// TestWhateverStandsInAColumnStaysThere plants a marker in every free column of
// text of every person's rows, lets everything work with it, has every page fail
// once, and looks where nothing personal may stand.
func TestWhateverStandsInAColumnStaysThere(t *testing.T) {
	w := newWorld(t)
	w.toldADay()
	w.must(exitDone, "import", "appointments", w.file("appointments.csv", sample.Appointments))
	conn, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	columns := w.plant(conn)
	if len(columns) < 40 {
		t.Errorf("only %d columns hold a marker: %v", len(columns), columns)
	}
	before := len(w.mail.Mails())

	var said shared
	run := func(args ...string) {
		t.Helper()
		r := w.run(args...)
		fmt.Fprintln(&said, args[0], r.code, r.std, r.say)
	}
	w.env["THROUGHGATE_CLOCK"] = "2026-11-24T08:00:00Z"
	run("import", "releases", w.file("next.csv", sample.ReleasesNextDay))
	run("import", "appointments", w.file("appointments.csv", sample.Appointments))
	run("event", w.file("events.jsonl", []byte(`{"id":"mv-1","at":"2026-11-24 07:10","prison_number":"A7116JE","event":"transferred","prison":"PVI","reason":"`+planted+`"}`+"\n"+
		`{"id":"mv-2","at":"2026-11-24 07:10","prison_number":"`+planted+`","event":"`+planted+`"}`+"\n")))
	run("sweep")
	run("work", "--drain")
	run("health", "--json")
	run("held", "list")
	run("audit", "verify", "--json")

	set := readSettings(w.environ())
	a, err := openWith(t.Context(), &set, newClock(), logs.New(&said, nil), "test", migrations.WebRole, 3, needUnit, needWeb)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	site, err := a.pages(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visit{t: t, site: site, cookies: w.cookies(a)}
	v.get("/")
	v.followAll(45)
	if v.ok < 20 {
		t.Errorf("only %d pages could be opened: %v", v.ok, v.status)
	}
	// Every page fails: what the log gets of it is looked at.
	for _, table := range []string{"release_date", "task"} {
		if _, err := conn.Exec(t.Context(), `ALTER TABLE `+table+` RENAME TO gone`); err != nil {
			t.Fatal(err)
		}
		v.again()
		if _, err := conn.Exec(t.Context(), `ALTER TABLE gone RENAME TO `+table); err != nil {
			t.Fatal(err)
		}
	}
	if v.failed < 10 {
		t.Errorf("only %d pages failed", v.failed)
	}
	answer := httptest.NewRecorder()
	a.metrics.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))

	where := map[string]string{"logs and what commands say": said.String(), "addresses": strings.Join(v.addresses, "\n"), "pages of errors": v.errors.String(), "headers": v.headers.String(),
		"metrics": answer.Body.String()}
	for _, mail := range w.mail.Mails() {
		where["heads of e-mails"] += mail.Subject + "\n" + mail.From + "\n"
	}
	for name, sql := range map[string]string{
		"jobs":  `select coalesce(string_agg(args::text || coalesce(array_to_string(errors, ' '), '') || metadata::text || array_to_string(tags, ' '), E'\n'), '') from river_job`,
		"audit": `select coalesce(string_agg(concat_ws(' ', actor, object_kind, detail, to_whom), E'\n'), '') from audit`,
	} {
		var text string
		if err := conn.QueryRow(t.Context(), sql).Scan(&text); err != nil {
			t.Fatal(err)
		}
		where[name] = text
	}
	for name, text := range where {
		if len(text) < 200 {
			t.Errorf("%s: there is nothing to look at: %q", name, text)
		}
		for _, marker := range []string{planted, strings.ToLower(planted)} {
			if at := strings.Index(text, marker); at >= 0 {
				t.Errorf("%s hold a marker: …%.400s", name, text[max(0, at-200):])
				break
			}
		}
	}
	if !strings.Contains(v.bodies.String(), planted) {
		t.Error("no page shows a marker: they are not where people's data is")
	}
	t.Logf("%d columns; %d e-mails before; %d pages opened, %d failed, %d addresses, %d bytes of log", len(columns), before, v.ok, v.failed, len(v.addresses), len(said.String()))
}

// plant puts the marker into every free column, and gives their names. What a
// trigger would refuse is planted all the same.
func (w *world) plant(conn *pgx.Conn) (columns []string) {
	w.Helper()
	rows, err := conn.Query(w.Context(), personalColumns)
	if err != nil {
		w.Fatal(err)
	}
	type column struct{ Table, Column string }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	if err != nil {
		w.Fatal(err)
	}
	if _, err := conn.Exec(w.Context(), `SET session_replication_role = replica`); err != nil {
		w.Fatal(err)
	}
	for _, c := range all {
		_, table := notPlanted[c.Table]
		if _, not := notPlanted[c.Column]; not || table {
			continue
		}
		value := planted + " 07700 900987"
		if regexp.MustCompile(`email|recipient`).MatchString(c.Column) {
			value = strings.ToLower(planted) + "@elsewhere.example"
		}
		if _, err := conn.Exec(w.Context(), fmt.Sprintf(`UPDATE %s SET %s = $1`, c.Table, c.Column), value); err != nil {
			w.Fatalf("%s.%s: %v", c.Table, c.Column, err)
		}
		columns = append(columns, c.Table+"."+c.Column)
	}
	if _, err := conn.Exec(w.Context(), `SET session_replication_role = DEFAULT`); err != nil {
		w.Fatal(err)
	}
	return columns
}

// cookies sign the link officer in.
func (w *world) cookies(a *app) []*http.Cookie {
	w.Helper()
	keys, err := access.NewKeys(a.set.keys()...)
	if err != nil {
		w.Fatal(err)
	}
	pool, err := pgxpool.New(w.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		w.Fatal(err)
	}
	defer pool.Close()
	var ref string
	if err := pool.QueryRow(w.Context(), `select ref from account where email = 'link@haringey-unit.example'`).Scan(&ref); err != nil {
		w.Fatal(err)
	}
	cookies, err := signedin.Under(w.Context(), pool, keys, a.clock.Now(), ref)
	if err != nil {
		w.Fatal(err)
	}
	return cookies
}

// visit follows the links of pages.
type visit struct {
	t         *testing.T
	site      http.Handler
	cookies   []*http.Cookie
	addresses []string // that pages lead to, and redirects
	seen      map[string]bool
	opened    []string
	status    map[int]int

	ok, failed              int
	errors, headers, bodies shared
}

var leadsTo = regexp.MustCompile(`(?:href|action|src)="([^"]*)"`)

// serve answers as a server does, for which http.ErrAbortHandler cuts the answer
// off; then it is not whole.
func (v *visit) serve(answer http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() {
		if cut := recover(); cut != nil && cut != http.ErrAbortHandler {
			panic(cut)
		}
	}()
	v.site.ServeHTTP(answer, r)
	return true
}

func (v *visit) get(address string) {
	r := httptest.NewRequest(http.MethodGet, "https://board.example"+address, nil)
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	if whole := v.serve(answer, r); !whole { // a file that was cut off in the middle
		answer.Code = http.StatusInternalServerError
	}
	for name, values := range answer.Header() {
		fmt.Fprintln(&v.headers, name, values)
	}
	if v.status == nil {
		v.status, v.seen = map[int]int{}, map[string]bool{}
	}
	v.status[answer.Code]++
	body := answer.Body.String()
	v.addresses = append(v.addresses, answer.Header().Get("Location"))
	switch {
	case answer.Code == http.StatusOK:
		v.ok++
		fmt.Fprint(&v.bodies, body)
		for _, found := range leadsTo.FindAllStringSubmatch(body, -1) {
			v.addresses = append(v.addresses, found[1])
		}
	default:
		if answer.Code >= http.StatusInternalServerError {
			v.failed++
		}
		fmt.Fprint(&v.errors, body)
	}
}

// kindOf is an address without what differs from one person to the next.
var kindOf = regexp.MustCompile(`[0-9]|[a-z0-9]{10,}`)

// followAll opens up to so many kinds of pages that others lead to, two of each.
func (v *visit) followAll(most int) {
	kinds := map[string]int{}
	for i := 0; i < len(v.addresses) && len(v.opened) < most; i++ {
		address, _, _ := strings.Cut(v.addresses[i], "#")
		address = strings.ReplaceAll(address, "&amp;", "&")
		kind := kindOf.ReplaceAllString(address, "")
		if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "/assets") || v.seen[address] || kinds[kind] > 1 {
			continue
		}
		v.seen[address] = true
		kinds[kind]++
		v.opened = append(v.opened, address)
		v.get(address)
	}
}

// again opens what was opened once more.
func (v *visit) again() {
	for _, address := range v.opened {
		v.get(address)
	}
}
