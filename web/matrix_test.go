package web_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// everyField fills every form far enough that what is refused is refused for
// whose it is, and not for what is missing.
var everyField = []string{"version", "1", "reason", "because", "heard_by", "Kay", "to", "sv" + seed.Haringey + "drug_and_alcohol", "full_day", "1", "full_month", "3", "full_year", "2027",
	"decision", "leave", "outcome", "arrived", "seen", "failed", "note", "done with", "answer", "yes", "question", "When?", "reply", "On Monday", "words", "When?", "role", "spoc", "area", seed.Haringey,
	"service", "jobcentre", "by", "Kay", "on", "2026-11-23", "day", "2026-12-22", "time", "10:00", "place", "Wood Green", "key", "00000000000000000000000000000000", "why", "because", "name", "Some Body",
	"email", "some@body.example", "query", "list=upcoming", "state", "attended", "finding", "in_order", "received", "2026-11-20", "mark", "rel1mark"}

// wholeUnit are the roles that have the unit's, whatever their areas.
var wholeUnit = []string{"administrator", "information_lead"}

// cases are the addresses of a row for a role: its own things, or foreign ones.
func (m *matrix) cases(t *testing.T, row web.TableRow, role string) placesOf {
	t.Helper()
	best := ""
	for piece := range m.places {
		if (row.Path == piece || strings.HasPrefix(row.Path, piece+"/")) && len(piece) > len(best) {
			best = piece
		}
	}
	places := placesOf{own: []string{""}}
	if best != "" {
		var ok bool
		if places, ok = m.places[best][role]; !ok {
			places = m.places[best][""]
		}
		if len(places.foreign) == 0 && unitsOwn[best] == "" && slices.Contains(row.Roles, role) && !slices.Contains(wholeUnit, role) {
			t.Errorf("%s %s as %s: give this test something foreign to open, or a reason in unitsOwn", row.Method, row.Path, role)
		}
	}
	rest := row.Path[len(best):]
	tails := []string{rest}
	for word, values := range closedWords {
		if word == ":decision" && strings.HasPrefix(row.Path, "/imports") {
			values = closedWords["decision+"]
		}
		if word == ":act" && best == "/system/webhooks/:target" {
			values = closedWords["act++"]
		}
		if word == ":act" && best == "/system/jobs/:id" {
			values = closedWords["act+"]
		}
		if word == ":change" && best == "/openings/:ref" {
			values = closedWords["change+"]
		}
		if word == ":step" && best == "/subject-access/:ref" {
			values = closedWords["step+"]
		}
		if before, ok := strings.CutSuffix(rest, word); ok {
			tails = nil
			for _, v := range values {
				tails = append(tails, before+v)
			}
		}
	}
	out := placesOf{}
	for _, tail := range tails {
		if strings.Contains(tail, ":") {
			t.Errorf("%s %s: give this test something to open", row.Method, row.Path)
		}
		for _, own := range places.own {
			out.own = append(out.own, own+tail)
		}
		for _, foreign := range places.foreign {
			out.foreign = append(out.foreign, foreign+tail)
		}
	}
	return out
}

func (m *matrix) open(method, address string) reply {
	if method == http.MethodPost {
		return m.post(address, everyField...)
	}
	return m.get(address)
}

// leadsBack are pages that lead back to the thing itself, whoever asks and
// whether or not there is such a thing: they read nothing.
var leadsBack = []string{"/accounts/of/:ref/:act", "/releases/:ref/appointments", "/releases/:ref/appointments/:appointment/:change", "/tasks/:ref/questions/:question",
	"/tasks/:ref/:answer", "/unit/agreements/:ref/:step", "/messages/:ref/:decision", "/your-list/:id", "/away/:ref/end", "/openings/:ref/:change",
	"/releases/:ref/open", "/releases/:ref/close", "/subject-access/:ref/:step", "/retention/people/:ref/:keeping", "/retention/requests/:ref/:verdict"}

// TestTheMatrixOfRoutesRolesAndForeignThings walks every row of the table of
// pages as every role: a role that is not in the row is refused, a thing that is
// not the reader's is refused, and then nothing in the database has changed. What
// is the reader's own opens.
func TestTheMatrixOfRoutesRolesAndForeignThings(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	before := m.fingerprint()
	table, tried, opened := web.Table(), 0, 0
	slices.SortStableFunc(table, func(a, b web.TableRow) int { return strings.Compare(b.Method, a.Method) }) // POST first: nothing is done yet
	roles := slices.Sorted(maps.Keys(matrixRoles))
	for _, row := range table {
		for _, role := range roles {
			m.as = matrixRoles[role]
			in, places := slices.Contains(row.Roles, role), m.cases(t, row, role)
			refused := places.foreign
			if !in {
				refused = append(places.own, places.foreign...)
			}
			for _, address := range refused {
				tried++
				r := m.open(row.Method, address)
				led := row.Method == http.MethodGet && in && slices.Contains(leadsBack, row.Path) && r.status == http.StatusSeeOther && r.header.Get("Location") != ""
				if r.status != http.StatusForbidden && r.status != http.StatusNotFound && !led {
					t.Errorf("%s %s as %s answers %d, want a refusal:\n%.600s", row.Method, address, role, r.status, textOf(r.doc))
				}
			}
		}
		if row.Method == http.MethodPost {
			after := m.fingerprint()
			for table, sum := range after {
				if before[table] != sum {
					t.Errorf("%s %s was refused, and %s has changed", row.Method, row.Path, table)
				}
			}
			before = after
		}
	}
	slices.Reverse(table) // GET first: what is done changes what can be opened
	for _, row := range table {
		for _, role := range row.Roles {
			m.as = matrixRoles[role]
			through := false
			var last reply
			for _, address := range m.cases(t, row, role).own {
				tried++
				last = m.open(row.Method, address)
				through = through || last.status < http.StatusBadRequest || last.status == http.StatusConflict || last.status == http.StatusUnprocessableEntity
				if last.status >= http.StatusInternalServerError {
					t.Errorf("%s %s as %s answers %d\n%s", row.Method, address, role, last.status, m.log)
				}
			}
			if opened++; !through && byField[row.Path] == "" {
				t.Errorf("%s %s as %s does not open their own: %d %.300s", row.Method, row.Path, role, last.status, textOf(last.doc))
			}
		}
	}
	t.Logf("the matrix: %d routes, %d roles, %d requests; %d times a role opened its own", len(table), len(roles), tried, opened)
}

// fingerprint is a sum over each table, without sessions and without what was
// only looked at.
func (m *matrix) fingerprint() map[string]string {
	m.t.Helper()
	rows, err := m.pool.Query(m.t.Context(), `select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('session', 'authority', 'prison')`)
	if err != nil {
		m.t.Fatal(err)
	}
	var tables, parts []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			m.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, name := range tables {
		where := ""
		if name == "audit" {
			where = " where action <> 'consult'"
		}
		parts = append(parts, `select '`+name+`', md5(coalesce(string_agg(x::text, '|' order by x::text), '')) from "`+name+`" x`+where)
	}
	out := map[string]string{}
	sums, err := m.pool.Query(m.t.Context(), strings.Join(parts, " union all "))
	if err != nil {
		m.t.Fatal(err)
	}
	for sums.Next() {
		var name, sum string
		if err := sums.Scan(&name, &sum); err != nil {
			m.t.Fatal(err)
		}
		out[name] = sum
	}
	return out
}
