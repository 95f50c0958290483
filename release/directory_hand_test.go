package release_test

import (
	"testing"

	"throughgate/access"
	"throughgate/pathways"
)

// A service added by hand is one like that of a file: what had nobody to send to
// has somebody, and the watch that first sees it makes a first list.
func TestAServiceAddedByHandIsAskedByTheNextWatch(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.running()
	u.tell(who{"crd": "2026-12-08", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	const task = `SELECT t.state || CASE WHEN t.nobody THEN ' nobody' ELSE '' END || CASE WHEN t.first_load THEN ' first list' ELSE '' END
		FROM task t WHERE t.standard = 'BEN-JCP'`
	if got := one[string](u, task); got != "planned nobody" {
		t.Fatalf("without a service: %s", got)
	}
	coordinator := access.Actor{AccountID: 99, Role: access.Coordinator, Areas: []string{haringeyCode}}
	if _, err := u.importer.SaveService(t.Context(), coordinator, pathways.ServiceEdit{Cells: map[string]string{
		"area": haringeyCode, "service": "jobcentre", "name": "Jobcentre", "spoc_email": "jobcentre@services.example"}}); err != nil {
		t.Fatal(err)
	}
	if got := one[string](u, task); got != "planned" {
		t.Errorf("with a service: %s", got)
	}
	u.sweep("2026-11-24")
	if got := one[string](u, task); got != "handed_off first list" {
		t.Errorf("after the next watch: %s", got)
	}
}
