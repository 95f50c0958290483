package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestWhoMayAskForAccessIsSaidByTheAgreementsInForce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Exec(`update service set spoc_email = 'desk@housing.example' where id = $1`, s.seed.Service(seed.Haringey, "housing_options", "Housing"))
	n := 0
	asks := func(domain string, want bool) {
		t.Helper()
		n++
		s.seed.Exec(`delete from sign_in_failure`)
		s.post("/ask-for-access", "email", "nia"+string(rune('a'+n))+"@"+domain, "name", "Nia New", "service", "housing_options", "area", seed.Haringey).wantStatus(http.StatusOK)
		if kept := s.count(`select count(*) from access_request where email like '%@' || $1`, domain) > 0; kept != want {
			t.Errorf("%s: the request is kept: %v, want %v", domain, kept, want)
		}
		s.seed.Exec(`delete from access_request`)
	}
	asks("housing.example", true) // the directory's, as long as no agreement was entered
	s.seed.Exec(`insert into agreement (ref, title, purpose, gateways, our_regime, their_regime, categories, domains, owner_id, starts_on, review_on, ends_on)
		select 'agreement1', 'Housing', 'housing', '{ha_1996_s213b}', 'dpa_part3', 'uk_gdpr', '{identity}', '{council.example}', id, '2026-01-01', '2026-06-01', '2026-12-31' from account where ref = 'officer'`)
	asks("housing.example", true) // it is with nobody yet
	s.seed.Exec(`insert into agreement_partner (agreement_id, service, area) select id, 'housing_options', '' from agreement`)
	asks("council.example", true)
	asks("housing.example", false)
	s.seed.Exec(`update agreement set review_on = '2026-02-01', ends_on = '2026-11-22'`)
	asks("council.example", false)
}
