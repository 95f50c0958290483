package intake_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

var coordinator = access.Actor{AccountID: 7, Name: "Coral", Role: access.Coordinator, Areas: []string{"E09000014"}}

// desk is a service as a form tells it, with more over it.
func desk(more map[string]string) map[string]string {
	cells := map[string]string{"area": "E09000014", "service": "jobcentre", "name": "Jobcentre", "spoc_email": "desk@services.example",
		"phone": "020 7946 0101", "opens": "09:00", "closes": "17:00"}
	maps.Copy(cells, more)
	return cells
}

func (w *world) saveService(edit pathways.ServiceEdit) (string, error) {
	return w.im.SaveService(w.t.Context(), coordinator, edit)
}

func (w *world) changes(kind pathways.ChangeKind, object string) (list []string) {
	w.t.Helper()
	err := pg.ReadTx(w.t.Context(), w.pool, importing, func(tx pgx.Tx) error {
		changes, err := pathways.ReadChanges(w.t.Context(), tx, kind, object)
		for _, c := range changes {
			list = append(list, c.Field+": "+c.Before+" > "+c.After)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func TestAServiceIsAddedAndChangedByHand(t *testing.T) {
	w := newWorld(t)
	ref, err := w.saveService(pathways.ServiceEdit{Cells: desk(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.saveService(pathways.ServiceEdit{Ref: ref, Version: 1, Cells: desk(map[string]string{"area": "*", "service": "cas3", "phone": "", "deputy_name": "Dee"})}); err != nil {
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM service WHERE ref = $1 AND area = 'E09000014' AND area_kind = 'authority' AND service = 'jobcentre'
		AND phone = '' AND deputy_name = 'Dee' AND opens = '09:00' AND NOT place_safe AND version = 2 AND first_watch_on IS NULL`, ref); n != 1 {
		t.Error("what was typed is not what is stored, or the service is another one now")
	}
	got := w.changes(pathways.ServiceChange, ref)
	if diff := cmp.Diff([]string{"deputy_name:  > Dee", "phone: 020 7946 0101 > "}, got[:2]); diff != "" {
		t.Errorf("the last change (-want +got):\n%s", diff)
	}
	if !slices.Contains(got, "spoc_email:  > desk@services.example") {
		t.Errorf("the first version is not in the history: %v", got)
	}
	if n := w.count(`SELECT count(*) FROM audit WHERE object_kind = 'service' AND actor = 'account:7' AND action = 'alter'`); n != 2 {
		t.Errorf("%d audit rows, want 2", n)
	}
	// An import is a change like any other: a form opened before it is stale.
	w.mustServices("area,service,name,spoc_email\nHaringey,jobcentre,Jobcentre,new@services.example\n", "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	if got := w.changes(pathways.ServiceChange, ref)[0]; got != "spoc_email: desk@services.example > new@services.example" {
		t.Errorf("the import in the history: %s", got)
	}
	if _, err := w.saveService(pathways.ServiceEdit{Ref: ref, Version: 2, Cells: desk(nil)}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a stale form: %v", err)
	}
	if _, err := w.saveService(pathways.ServiceEdit{Ref: "nowhere", Version: 1, Cells: desk(nil)}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a service that is not there: %v", err)
	}
	if n := w.count(`SELECT version FROM service WHERE ref = $1`, ref); n != 3 {
		t.Errorf("version %d, want 3", n)
	}
}

func TestEachThingWrongWithAServiceIsNamedWithItsField(t *testing.T) {
	w := newWorld(t)
	_, err := w.saveService(pathways.ServiceEdit{Cells: map[string]string{"area": "Atlantis", "service": "jobcenter", "spoc_email": "a at x", "phone": "none", "opens": "9", "place_safe_to_text": "maybe"}})
	var bad *pathways.BadEdit
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	var fields []string
	for _, p := range bad.Problems {
		fields = append(fields, p.Field)
	}
	if diff := cmp.Diff([]string{"area", "service", "name", "spoc_email", "phone", "opens", "place_safe_to_text"}, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if want := "No service of the catalogue; the nearest are jobcentre, reconnect and cas3: write one of its codes"; bad.Problems[1].Text != want {
		t.Errorf("says %q", bad.Problems[1].Text)
	}
	if _, err := w.saveService(pathways.ServiceEdit{Cells: desk(nil)}); err != nil {
		t.Fatal(err)
	}
	if _, err = w.saveService(pathways.ServiceEdit{Cells: desk(nil)}); !errors.As(err, &bad) || bad.Problems[0].Field != "service" {
		t.Errorf("the same area and service again: %v", err)
	}
}

func TestWhoMayChangeTheDirectory(t *testing.T) {
	w := newWorld(t)
	officer := coordinator
	officer.Role = access.LinkOfficer
	if _, err := w.im.SaveService(t.Context(), officer, pathways.ServiceEdit{Cells: desk(nil)}); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a link officer: %v", err)
	}
	w.im.Unit.Areas = []string{"E09000014", "E09000007"}
	for area, may := range map[string]bool{"E09000014": true, "E09000007": false, "LEI": true, "*": true, "E09000001": true} {
		_, err := w.saveService(pathways.ServiceEdit{Cells: desk(map[string]string{"area": area})})
		if may != (err == nil) || !may && !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s: %v", area, err)
		}
	}
	running, err := w.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := running.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, int64(release.ImportLock)); err != nil {
		t.Fatal(err)
	}
	var busy *pathways.BadEdit
	if _, err := w.saveService(pathways.ServiceEdit{Cells: desk(map[string]string{"service": "cas3"})}); !errors.As(err, &busy) || busy.Problems[0].Field != "save" {
		t.Errorf("while an import is running: %v", err)
	}
	if err := running.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLocalPrisonsAreChangedByHand(t *testing.T) {
	w := newWorld(t)
	save := func(version int, prisons ...string) error {
		_, err := w.im.SaveLocalPrisons(t.Context(), coordinator, "E09000014", version, prisons)
		return err
	}
	if err := save(0, "PVI", "LEI"); err != nil {
		t.Fatal(err)
	}
	if err := save(0, "PVI"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a stale form: %v", err)
	}
	var bad *pathways.BadEdit
	if err := save(1, "XXXX"); !errors.As(err, &bad) || bad.Problems[0].Field != "prison" {
		t.Errorf("no such prison: %v", err)
	}
	if err := save(1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"prison: LEI, PVI > ", "prison:  > LEI, PVI"}, w.changes(pathways.LocalPrisonsChange, "E09000014")); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"E09000014"}, {"E09000014"}}, w.at.areas); diff != "" || w.count(`SELECT count(*) FROM local_prison`) != 0 {
		t.Errorf("areas told of (-want +got):\n%s", diff)
	}
	if _, err := w.im.SaveLocalPrisons(t.Context(), coordinator, "E09000007", 0, nil); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another unit's area: %v", err)
	}
	if w.count(`SELECT count(*) FROM import WHERE kind = 'local_prisons' AND actor = 'account:7'`) != 2 {
		t.Error("the change by hand is no import of its own")
	}
}

func TestTheFormOfAServiceHasTheColumnsOfItsFile(t *testing.T) {
	w := newWorld(t)
	cells := map[string]string{}
	for _, name := range pathways.ServiceFields {
		cells[name] = "1"
	}
	maps.Copy(cells, desk(map[string]string{"place_safe_to_text": "yes"}))
	for _, name := range []string{"deputy_email", "manager_email", "commissioner_email"} {
		cells[name] = name + "@services.example"
	}
	ref, err := w.saveService(pathways.ServiceEdit{Cells: cells})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.changes(pathways.ServiceChange, ref); len(got) != len(pathways.ServiceFields) {
		t.Errorf("%d of %d fields are stored: %v", len(got), len(pathways.ServiceFields), got)
	}
}
