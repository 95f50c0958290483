package release_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// undo undoes an import as the link officer.
func (u *unitTest) undo(importID int64) (release.UndoneImport, error) {
	return u.releases.UndoImport(u.Context(), official, importID)
}

func (u *unitTest) mustUndo(importID int64) release.UndoneImport {
	u.Helper()
	done, err := u.undo(importID)
	if err != nil {
		u.Fatal(err)
	}
	return done
}

func (u *unitTest) lastImport() int64 { u.Helper(); return one[int64](u, `SELECT max(id) FROM import`) }

// factsNow is everything that the extracts have told and what follows from it,
// in words: without ids, instants, versions and history.
func (u *unitTest) factsNow() []string {
	u.Helper()
	const current = ` FROM release r JOIN person p ON p.id = r.person_id JOIN person_number n ON n.person_id = p.id AND n.is_current `
	var all []string
	for _, sql := range []string{
		`SELECT 'person ' || n.prison_number || ' ' || (to_jsonb(p) - '{id,ref,created_at,updated_at}'::text[])::text
		   FROM person p JOIN person_number n ON n.person_id = p.id`,
		`SELECT 'release ' || n.prison_number || ' ' || (to_jsonb(r) - '{id,ref,person_id,decided_at,version}'::text[])::text` + current + `WHERE r.undone_by IS NULL`,
		`SELECT 'date ' || n.prison_number || ' ' || r.episode || ' ' || concat_ws(' ', d.type, d.kind, d.day, d.source)` + current + `
		   JOIN release_date d ON d.release_id = r.id WHERE d.superseded_at IS NULL AND r.undone_by IS NULL`,
		`SELECT 'consent ' || n.prison_number || ' ' || concat_ws(' ', c.kind, c.given_on, c.source) FROM consent c
		   JOIN person_number n ON n.person_id = c.person_id WHERE c.withdrawn_at IS NULL`,
		`SELECT 'event ' || n.prison_number || ' ' || concat_ws(' ', e.at, e.event, e.prison, e.source) FROM life_event e
		   JOIN person_number n ON n.person_id = e.person_id WHERE e.superseded_at IS NULL`,
		`SELECT 'told ' || n.prison_number || ' ' || concat_ws(' ', x.source, x.row_hash, x.as_of, x.import_id, x.cells) FROM extract_row x
		   JOIN person_number n ON n.person_id = x.person_id`,
		`SELECT 'task ' || n.prison_number || ' ' || (to_jsonb(t) - '{id,ref,release_id,planned_at,planned_by,version}'::text[])::text` + current + `
		   JOIN task t ON t.release_id = r.id WHERE r.undone_by IS NULL AND t.state NOT IN ('withdrawn', 'done')`,
		`SELECT 'waits ' || concat_ws(' ', m.channel, m.kind, m.recipient, n.prison_number, i.kind, t.standard, i.from_day, i.to_day)
		   FROM message m JOIN message_item i ON i.message_id = m.id AND NOT i.dropped LEFT JOIN task t ON t.id = i.task_id
		   LEFT JOIN release r ON r.id = coalesce(i.release_id, t.release_id) LEFT JOIN person_number n ON n.person_id = r.person_id
		  WHERE m.state IN ('queued', 'held')`,
		`SELECT 'list ' || concat_ws(' ', kind, about_key, role) FROM attention WHERE closed_at IS NULL`,
		`SELECT 'listed ' || array_to_string(l.person_ids, ',') FROM import_listing l`,
	} {
		all = append(all, collect[string](u, sql)...)
	}
	slices.Sort(all)
	return all
}

// sameFacts compares two pictures.
func (u *unitTest) sameFacts(why string, want []string) {
	u.Helper()
	if diff := cmp.Diff(want, u.factsNow()); diff != "" {
		u.Errorf("%s (-before +after):\n%s", why, diff)
	}
}

func TestAnUndoneImportIsAsThoughItHadNeverBeen(t *testing.T) {
	for name, rows := range map[string][]who{
		"days that move": times(12, movedDay),
		"a day that moves a little earlier": {{"crd": "2027-01-26", "sed": "2028-02-15"}},
		"a day that is next week":           {{"crd": "2026-12-02", "sed": "2028-02-15"}},
		"another prison":                    times(7, who{"prison": "HPI", "pom_name": "Pat Prison", "pom_email": "pat@prison.example"}),
		"released today":                    times(6, who{"status": "INACTIVE OUT", "released_on": "2026-11-24"}),
		"gone, day unknown":                 times(6, who{"status": "INACTIVE OUT"}),
		"died":                              {{"legal_status": "DEAD"}},
		"removed":                           {{"status": "INACTIVE OUT", "released_on": "2026-11-20", "movement_reason": "removed"}},
		"recalled":                          {{"legal_status": "RECALL", "received_on": "2026-11-20", "prrd": "2027-03-15", "crd": "-"}},
		"needs, consents, flags": {{"needs": "mental_health; drugs_and_alcohol", "consents": "consent_to_refer=2026-11-20", "flags": "mappa2",
			"mobile": "07700 900111", "text_ok": "yes", "text_agreed_on": "2026-11-20", "phone_shared": "no"}},
		"a home area elsewhere": {{"home_area": "Camden"}},
	} {
		t.Run(name, func(t *testing.T) {
			u := withCohort(t, 20, leaveInJanuary)
			u.book("X1,A0001BC,2027-01-29 15:00,housing_options,Office,yes,")
			u.at("2026-11-24", 10, 10)
			before := u.factsNow()
			file := append(cohort(20, leaveInJanuary, rows...), cohort(2, leaveInJanuary)...) // two new ones
			r := u.tell(file...)
			if r.New != 2 || r.Changed+r.OutsideUnit != len(rows) {
				t.Fatalf("the import: %+v", r)
			}
			u.at("2026-11-24", 10, 20)
			done := u.mustUndo(0)
			if done.PeopleTaken != 2 || done.PeopleRestored != len(rows) {
				t.Errorf("undone: %+v", done)
			}
			u.sameFacts("after the undo", before)
			u.at("2026-11-24", 10, 30)
			again := u.tell(file...)
			if again.New != 2 || again.Changed != r.Changed || again.MessagesHeld != r.MessagesHeld || again.Brake != r.Brake {
				t.Errorf("the same file again: %+v, before %+v", again, r)
			}
			u.mustUndo(0)
			u.sameFacts("after the second undo", before)
		})
	}
}

var _ = []any{fmt.Sprint, maps.Clone[who], strings.Contains, fault.Is, notify.Told, pathways.Planned, intake.ExitCode}
