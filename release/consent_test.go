package release_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/release"
)

const reconnectAddress = "reconnect@services.example"

// consent records by hand that a consent was given, or taken back, now.
func (u *unitTest) consent(key, kind string, given bool) {
	u.Helper()
	u.must(u.byHand(key, release.ConsentEvent(kind, given, u.clock())))
}

// itemsTo are the items of the messages of a kind that have left to an address.
func (u *unitTest) itemsTo(kind notify.Kind, to string) []string {
	u.Helper()
	var out []string
	for _, m := range u.messages(kind) {
		if m.To == to && (m.State == "sent" || m.State == "delivered") {
			out = append(out, m.Items...)
		}
	}
	return out
}

// askedForHealth is a unit whose one person has agreed, and whose request has left.
func askedForHealth(t *testing.T) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(reconnect(who{"consents": "consent_to_share_health"}))
	u.sweep("2026-11-23")
	if mails := to(u.deliver(), reconnectAddress); len(mails) != 1 {
		t.Fatalf("asked %d times", len(mails))
	}
	return u
}

func TestAConsentTakenBackIsToldOnceToWhoWasAskedAndALaterOneOpensAgain(t *testing.T) {
	u := askedForHealth(t)
	u.at("2026-11-23", 9, 0)
	u.consent("one", "consent_to_share_health", false)
	u.at("2026-11-23", 10, 0)
	mails := to(u.deliver(), reconnectAddress)
	if len(mails) != 1 || !contains(mails[0].Text, "Please do nothing more about it for now") || contains(mails[0].Text, "consent") {
		t.Fatalf("told: %+v", mails)
	}
	// Nothing more: no second word, no rung, though days go by and the file comes again.
	u.at("2026-11-24", 7, 0)
	u.tell(reconnect(who{"consents": "consent_to_share_health=2026-11-01", "crd": "2027-02-15", "next_court_on": "2027-01-05"}))
	for _, day := range []string{"2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"} {
		u.sweep(day)
		u.deliver()
	}
	if got := u.itemsTo(notify.Told, reconnectAddress); !slices.Equal(got, []string{"paused MH-RECONNECT"}) {
		t.Errorf("told of %v", got)
	}
	if got := u.itemsTo(notify.Reminder, reconnectAddress); len(got) != 0 {
		t.Errorf("reminded of %v", got)
	}

	u.at("2026-11-30", 9, 0)
	u.consent("two", "consent_to_share_health", true)
	u.at("2026-11-30", 10, 0)
	mails = to(u.deliver(), reconnectAddress)
	if len(mails) != 1 || !contains(mails[0].Text, "Please go on with it") {
		t.Fatalf("told: %+v", mails)
	}
	u.sweep("2026-12-01")
	u.deliver()
	if got := u.itemsTo(notify.Reminder, reconnectAddress); len(got) != 0 {
		t.Errorf("reminded the day after of %v", got)
	}
	if n := one[int](u, `SELECT count(*) FROM task WHERE stopped_at IS NOT NULL`); n != 0 {
		t.Errorf("%d requests are stopped still", n)
	}
	var kept release.Kept
	u.told(func(tx pgx.Tx) (release.Story, error) {
		var err error
		kept, err = release.ReadByHand(u.Context(), tx, one[int64](u, `SELECT id FROM release WHERE is_current`))
		return release.Story{}, err
	})
	if len(kept.Consents) != 1 || !kept.Consents[0].InForce() || kept.Consents[0].By == "" || kept.Consents[0].GivenOn != calendar.MustParse("2026-11-30") {
		t.Errorf("kept: %+v", kept.Consents)
	}
}

func TestAConsentTakenBackAndGivenAgainWithinTheHalfHourIsNoNews(t *testing.T) {
	u := askedForHealth(t)
	u.at("2026-11-23", 9, 0)
	u.consent("one", "consent_to_share_health", false)
	u.at("2026-11-23", 9, 10)
	u.consent("two", "consent_to_share_health", true)
	u.at("2026-11-23", 11, 0)
	if mails := to(u.deliver(), reconnectAddress); len(mails) != 0 {
		t.Errorf("told: %+v", mails)
	}
}

// goesWithALaterConsent: nobody is told to stop what they were not asked for, and
// the next day's consent lets the request go.
func (u *unitTest) goesWithALaterConsent() {
	u.Helper()
	u.at("2026-11-23", 9, 0)
	if mails := to(u.deliver(), reconnectAddress); len(mails) != 0 {
		u.Errorf("told to stop what they never heard of: %+v", mails)
	}
	u.at("2026-11-24", 9, 0)
	u.consent("two", "consent_to_share_health", true)
	u.at("2026-11-24", 10, 0)
	mails := to(u.deliver(), reconnectAddress)
	if len(mails) != 1 || mails[0].Subject != "A request for you" {
		u.Errorf("asked: %+v", mails)
	}
}

func TestARequestThatAConsentKeptBackGoesWithALaterOne(t *testing.T) {
	u := queuedAtFive(t, reconnect(who{"consents": "consent_to_share_health"}))
	u.consent("one", "consent_to_share_health", false)
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), reconnectAddress); len(mails) != 0 {
		t.Errorf("it left: %+v", mails)
	}
	u.goesWithALaterConsent()
}

// The same in a list: the others on it are asked for, and the one that a consent
// kept out is no less a request when it may go.
func TestALineThatAConsentKeptOutOfAListGoesWithALaterOne(t *testing.T) {
	other := reconnect(who{"consents": "consent_to_share_health", "prison_number": "A0002BC"})
	u := queuedAtFive(t, reconnect(who{"consents": "consent_to_share_health"}), other)
	u.consent("one", "consent_to_share_health", false)
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), reconnectAddress); len(mails) != 1 || strings.Count(mails[0].Text, "/tasks/") != 1 {
		t.Fatalf("it left with them: %+v", mails)
	}
	u.goesWithALaterConsent()
}
