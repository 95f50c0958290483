package release_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake/reference"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

var coral = access.Actor{AccountID: 99, Name: "Coral", Role: access.Coordinator, Areas: []string{haringeyCode}}

// edit is a standard as its form shows it, with more over it.
func (u *unitTest) edit(code string, more map[string]string) pathways.StandardEdit {
	u.Helper()
	e := pathways.StandardEdit{Code: code}
	err := pg.ReadTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		list, err := pathways.ReadStandards(u.Context(), tx)
		for _, s := range list {
			if s.Code == code {
				e.Version, e.Cells = s.Version, s.Cells()
			}
		}
		return err
	})
	if err != nil {
		u.Fatal(err)
	}
	maps.Copy(e.Cells, more)
	return e
}

// planOf is every live task of everybody, with its days: of what is asked, the
// due day.
func (u *unitTest) planOf() map[string]string {
	u.Helper()
	out := map[string]string{}
	for _, line := range collect[[]string](u, `SELECT ARRAY[t.release_id || ' ' || t.standard, CASE WHEN t.state = 'planned' THEN t.hand_off_on || ' ' ELSE '' END || t.due_on]
		FROM task t WHERE t.state NOT IN ('withdrawn', 'too_late') AND t.due_on IS NOT NULL`) {
		out[line[0]] = line[1]
	}
	return out
}

// What a preview says is what the watch does: for an edit of each kind, on
// people some of whose requests have been asked.
func TestAPreviewSaysWhatTheWatchThenDoes(t *testing.T) {
	for name, change := range map[string]func(*unitTest) pathways.StandardEdit{
		"later days": func(u *unitTest) pathways.StandardEdit {
			return u.edit("BEN-JCP", map[string]string{"due_offset": "-3"})
		},
		"for fewer": func(u *unitTest) pathways.StandardEdit {
			return u.edit("BEN-JCP", map[string]string{"applies_when": "age_under:30"})
		},
		"for more": func(u *unitTest) pathways.StandardEdit {
			return u.edit("FIN-DEBT", map[string]string{"applies_when": "always"})
		},
		"other words": func(u *unitTest) pathways.StandardEdit {
			return u.edit("BEN-JCP", map[string]string{"mail_words": "Visit to book"})
		},
		"no longer": func(u *unitTest) pathways.StandardEdit { e := u.edit("PRO-LIC", nil); e.Retire = true; return e },
		"another asked": func(u *unitTest) pathways.StandardEdit {
			return u.edit("GATE-PLAN", map[string]string{"hand_off_offset": "-20"})
		},
		"one more": newStandard,
		"needs a consent": func(u *unitTest) pathways.StandardEdit {
			return u.edit("BEN-JCP", map[string]string{"before_telling": "consent_to_refer"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(who{"crd": "2026-12-02", "sed": "2028-02-15", "date_of_birth": "1970-01-01"}, who{"crd": "2027-01-12", "sed": "2028-02-15"},
				who{"crd": "2027-03-11", "sed": "2028-02-15", "date_of_birth": "2000-01-01"}, who{"crd": "2028-03-11", "sed": "2029-02-15"})
			u.sweep("2026-11-23")
			before := u.planOf()
			asked := one[int](u, `SELECT count(*) FROM task WHERE standard = 'BEN-JCP' AND state = 'handed_off'`)
			if asked != 1 {
				t.Fatalf("%d people's Jobcentre is asked, want one", asked)
			}
			u.at("2026-11-24", 8, 0)
			edit := change(u)
			preview, err := u.releases.PreviewStandard(t.Context(), coral, edit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, u.planOf()); diff != "" {
				t.Errorf("a preview changed something:\n%s", diff)
			}
			if err := u.releases.SaveStandard(t.Context(), coral, edit); err != nil {
				t.Fatal(err)
			}
			u.sweep("2026-11-25")
			var added, moved, withdrawn int
			after := u.planOf()
			for task, days := range after {
				switch was, there := before[task]; {
				case !there:
					added++
				case was != days:
					moved++
				}
			}
			for task := range before {
				if _, there := after[task]; !there {
					withdrawn++
				}
			}
			if preview.Added != added || preview.Moved != moved || preview.Withdrawn != withdrawn {
				t.Errorf("said %+v; the watch added %d, moved %d, withdrew %d", preview, added, moved, withdrawn)
			}
			if preview.Watched != 4 || preview.Counted != 4 {
				t.Errorf("of %d people %d were counted, want 4", preview.Watched, preview.Counted)
			}
			told := one[int](u, `SELECT count(*) FROM task_event WHERE state = 'withdrawn' AND task_id IN (SELECT task_id FROM task_event WHERE state = 'handed_off')`)
			if preview.AskedWithdrawn != told {
				t.Errorf("said %d asked ones are withdrawn, %d are", preview.AskedWithdrawn, told)
			}
			switch name {
			case "needs a consent":
				if preview.Changed != 2 || preview.People != 2 {
					t.Errorf("two planned requests wait from then on: %+v", preview)
				}
			case "other words":
				if preview.People != 0 {
					t.Errorf("nothing changes for anybody: %+v", preview)
				}
			default:
				if preview.People == 0 {
					t.Errorf("it concerns nobody: %+v", preview)
				}
			}
		})
	}
}

func newStandard(u *unitTest) pathways.StandardEdit {
	e := u.edit("BEN-JCP", map[string]string{"title": "Travel warrant ready", "mail_words": "Ticket to prepare"})
	e.Code, e.New, e.Version = "BEN-FARE", true, 0
	return e
}

func TestAnEditOfTheCatalogueIsTheUnitsOwn(t *testing.T) {
	u := newUnit(t)
	edit := u.edit("BEN-JCP", map[string]string{"title": "Jobcentre booked"})
	officer := coral
	officer.Role = access.LinkOfficer
	if err := u.releases.SaveStandard(t.Context(), officer, edit); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a link officer: %v", err)
	}
	bad := u.edit("BEN-JCP", map[string]string{"mail_words": "Prison visit"})
	var problems *pathways.BadEdit
	if _, err := u.releases.PreviewStandard(t.Context(), coral, bad); !errors.As(err, &problems) {
		t.Errorf("a preview of a bad edit: %v", err)
	}
	if err := u.releases.SaveStandard(t.Context(), coral, bad); !errors.As(err, &problems) || problems.Problems[0].Field != "mail_words" {
		t.Errorf("a bad edit: %v", err)
	}
	if err := u.releases.SaveStandard(t.Context(), coral, edit); err != nil {
		t.Fatal(err)
	}
	if err := u.releases.SaveStandard(t.Context(), coral, edit); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a stale form: %v", err)
	}
	retire := u.edit("BEN-ID", nil)
	retire.Retire = true
	for _, e := range []pathways.StandardEdit{retire, newStandard(u)} {
		if err := u.releases.SaveStandard(t.Context(), coral, e); err != nil {
			t.Fatal(err)
		}
	}
	// A later program with another default catalogue leaves all of this alone.
	u.exec(`UPDATE reference_file SET sha256 = 'of the program before' WHERE name = 'standards.csv'`)
	who := access.System("migrate")
	if err := pg.InTx(t.Context(), u.pool, who, func(tx pgx.Tx) error { return reference.Load(t.Context(), tx, who, u.clock()) }); err != nil {
		t.Fatal(err)
	}
	got := collect[string](u, `SELECT code || ' ' || title || CASE WHEN retired_at IS NULL THEN '' ELSE ' retired' END FROM standard
		WHERE edited_at IS NOT NULL ORDER BY code`)
	want := []string{"BEN-FARE Travel warrant ready", "BEN-ID Bank account and photo ID applied for retired", "BEN-JCP Jobcentre booked"}
	want[1] = got[1] // whatever the default's title is
	if diff := cmp.Diff(want, got); diff != "" || got[1][len(got[1])-7:] != "retired" {
		t.Errorf("after the next migrate (-want +got):\n%s", diff)
	}
	back := u.edit("BEN-ID", nil)
	if err := u.releases.SaveStandard(t.Context(), coral, back); err != nil {
		t.Fatal(err)
	}
	history := collect[string](u, `SELECT object || ' ' || field || ': ' || before || ' > ' || after FROM unit_change WHERE kind = 'standard' AND object <> 'BEN-FARE' ORDER BY id`)
	if diff := cmp.Diff([]string{"BEN-JCP title: First Jobcentre appointment booked for release day or the next working day > Jobcentre booked",
		"BEN-ID in_force: yes > no", "BEN-ID in_force: no > yes"}, history); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// An edit made while the watch runs, which does not see it, is not lost between
// two watches.
func TestAnEditDuringAWatchIsSeenByTheNext(t *testing.T) {
	u := newUnit(t)
	u.running()
	u.tell(who{"crd": "2027-01-12", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	edit := u.edit("BEN-JCP", map[string]string{"due_offset": "-3"})
	u.at("2026-11-24", 5, 0)
	watch, err := u.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, int64(0x7467_7761_7463_68)); err != nil {
		t.Fatal(err)
	}
	saved := make(chan error, 1)
	go func() { saved <- u.releases.SaveStandard(t.Context(), coral, edit) }()
	for blocked := 0; blocked == 0; {
		select {
		case err := <-saved:
			t.Fatalf("the edit did not wait for the watch: %v", err)
		default:
		}
		if err := watch.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&blocked); err != nil {
			t.Fatal(err)
		}
	}
	u.at("2026-11-24", 5, 1) // the watch ends
	if err := watch.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-saved; err != nil {
		t.Fatal(err)
	}
	if n := one[int](u, `SELECT count(*) FROM standard WHERE code = 'BEN-JCP' AND edited_at = $1`, u.clock()); n != 1 {
		t.Error("the edit is not later than the watch that did not see it")
	}
}
