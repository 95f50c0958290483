package release_test

import (
	"testing"

	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/pathways"
)

// What a coordinator changes on a page is changed by the least role of pages.
func TestTheRoleOfPagesMayChangeWhatIsTheUnitsOwn(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2026-12-08", "sed": "2028-02-15", "prison": "PVI"}, who{"crd": "2026-12-08", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	url := u.pool.Config().ConnString()
	if ok, err := migrations.EnsureRoles(t.Context(), url, ""); err != nil || !ok {
		t.Fatalf("roles: %v, %v", ok, err)
	}
	pages, err := pg.Open(t.Context(), url, pg.Options{Role: migrations.WebRole})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pages.Close)
	u.releases.Pool, u.importer.Pool = pages, pages
	u.at("2026-11-24", 8, 0)
	if _, err := u.importer.SaveService(t.Context(), coral, pathways.ServiceEdit{Cells: map[string]string{
		"area": "*", "service": "cas3", "name": "Beds", "spoc_email": "beds@services.example"}}); err != nil {
		t.Error(err)
	}
	if err := u.releases.SaveStandard(t.Context(), coral, u.edit("BEN-JCP", map[string]string{"due_offset": "-3"})); err != nil {
		t.Error(err)
	}
	settings := pathways.SettingsService{Pool: pages, Now: u.clock}
	set := pathways.DefaultSettings()
	set.RungDays = 2
	if err := settings.Save(t.Context(), coral, 0, set); err != nil {
		t.Error(err)
	}
	people, err := u.importer.SaveLocalPrisons(t.Context(), coral, haringeyCode, 0, []string{"LEI"})
	if err != nil || people != 2 {
		t.Errorf("local prisons: %d people, %v", people, err)
	}
	agreements := pathways.AgreementService{Pool: pages, Now: u.clock, Follows: u.releases}
	ref, err := agreements.Save(t.Context(), coral, pathways.AgreementEdit{Cells: map[string]string{"title": "Sharing", "partners": "cas3", "purpose": "Beds",
		"gateways": "oma_2007_s14", "our_regime": "dpa_part3", "their_regime": "dpa_part3", "categories": "identity", "domains": "services.example",
		"owner":     one[string](u, `SELECT ref FROM account WHERE role = 'link_officer' LIMIT 1`),
		"starts_on": "2026-01-01", "review_on": "2026-06-01", "ends_on": "2027-12-31"}})
	if err != nil {
		t.Error(err)
	}
	if err := agreements.End(t.Context(), coral, ref, 1, "closed"); err != nil {
		t.Error(err)
	}
	if _, err := pages.Exec(t.Context(), `DELETE FROM agreement`); err == nil {
		t.Error("pages may take an agreement away")
	}
	if _, err := pages.Exec(t.Context(), `DELETE FROM unit_change`); err == nil {
		t.Error("pages may take the history away")
	}
}
