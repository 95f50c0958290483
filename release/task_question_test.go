package release_test

import (
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"

	"github.com/jackc/pgx/v5"
)

// spoc adds an account of a service of Haringey and gives it as an actor.
func (u *unitTest) spoc(email, service string) access.Actor {
	u.Helper()
	var who access.Account
	if err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		if _, err := access.AddAccount(u.Context(), tx, u.clock(), access.System("test"), access.NewAccount{Email: email, Name: "Kay Asks",
			Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{service}}); err != nil {
			return err
		}
		var err error
		who, err = access.FindAccount(u.Context(), tx, email)
		return err
	}); err != nil {
		u.Fatal(err)
	}
	return who.Actor()
}

func (u *unitTest) actor(email string) access.Actor {
	u.Helper()
	var who access.Account
	if err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) (err error) {
		who, err = access.FindAccount(u.Context(), tx, email)
		return err
	}); err != nil {
		u.Fatal(err)
	}
	return who.Actor()
}

func TestAQuestionIsAskedAndItsAnswerIsToldOnlyThatItIsThere(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.officer(linkAddress)
	u.running()
	kay := u.spoc("kay@services.example", "crs_accommodation")
	other := u.spoc("other@services.example", "jobcentre")
	u.tell(who{"crd": "2026-12-18", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-23")
	u.deliver()
	task := u.task("ACC-CRS")
	if err := u.tasks.AskQuestion(t.Context(), other, task.Ref, "which house?"); !fault.Is(err, fault.KindRefused) {
		t.Fatalf("another service asks: %v", err)
	}
	if err := u.tasks.AskQuestion(t.Context(), kay, task.Ref, " "); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("nothing asked: %v", err)
	}
	u.at("2026-11-27", 16, 0) // a Friday
	if err := u.tasks.AskQuestion(t.Context(), kay, task.Ref, "Does he have a purple dog?"); err != nil {
		t.Fatal(err)
	}
	if got := one[string](u, `SELECT role || ' ' || due_on FROM attention WHERE kind = 'question' AND closed_at IS NULL`); got != "link_officer 2026-11-30" {
		t.Errorf("on the list: %s", got)
	}
	if after := u.task("ACC-CRS"); after.Rung != task.Rung || after.Version != task.Version || after.State != "handed_off" {
		t.Errorf("a question is no answer: %+v", after)
	}
	u.sweep("2026-11-30")
	if items := u.lastTo(notify.Digest, linkAddress).Items; !slices.Contains(items, "question ACC-CRS") {
		t.Errorf("the digest: %v", items)
	}
	u.at("2026-11-30", 18, 0) // after hours
	question, lee := one[string](u, `SELECT ref FROM task_question`), u.actor(linkAddress)
	if err := u.tasks.AnswerQuestion(t.Context(), kay, task.Ref, question, "No"); !fault.Is(err, fault.KindRefused) {
		t.Errorf("the service answers itself: %v", err)
	}
	if err := u.tasks.AnswerQuestion(t.Context(), lee, u.task("BEN-COACH").Ref, question, "No"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the question of another request: %v", err)
	}
	if err := u.tasks.AnswerQuestion(t.Context(), lee, task.Ref, question, "A green cat"); err != nil {
		t.Fatal(err)
	}
	if err := u.tasks.AnswerQuestion(t.Context(), lee, task.Ref, question, "Two"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("twice: %v", err)
	}
	if n := one[int](u, `SELECT count(*) FROM attention WHERE kind = 'question' AND closed_at IS NULL`); n != 0 {
		t.Error("still on the list")
	}
	told := u.messages(notify.Told)
	last := told[len(told)-1]
	if last.To != task.Contact || last.NotBefore.Format("2006-01-02 15:04") != "2026-12-01 08:00" {
		t.Fatalf("told: %+v", last)
	}
	u.at("2026-12-01", 8, 0)
	sent := u.deliver()
	i := slices.IndexFunc(sent, func(m notify.Outgoing) bool { return m.Subject == "An answer to your question" })
	if i < 0 || !strings.Contains(sent[i].Text, "/tasks/"+task.Ref) {
		t.Fatalf("the e-mail: %+v", sent)
	}
	for _, word := range []string{"purple", "cat", "Fictional", "Sam", "ACC"} {
		if strings.Contains(sent[i].Text+sent[i].HTML+sent[i].Subject, word) {
			t.Errorf("the e-mail says %q:\n%s", word, sent[i].Text)
		}
	}
}

func TestAnAnswerIsNotToldOfWhatAnotherServiceHolds(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.officer(linkAddress)
	u.running()
	kay := u.spoc("kay@services.example", "crs_accommodation")
	u.tell(who{"crd": "2026-12-18", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-23")
	task := u.task("ACC-CRS")
	if err := u.tasks.AskQuestion(t.Context(), kay, task.Ref, "Which?"); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-23", 18, 0)
	if err := u.tasks.AnswerQuestion(t.Context(), u.actor(linkAddress), task.Ref, one[string](u, `SELECT ref FROM task_question`), "That"); err != nil {
		t.Fatal(err)
	}
	u.exec(`UPDATE task SET contact_email = 'new@services.example' WHERE id = $1`, task.ID)
	u.at("2026-11-24", 8, 0)
	u.deliver()
	if m := u.lastTo(notify.Told, task.Contact); m.State != "not_sent" || m.Reason != "somebody else holds the request now" {
		t.Errorf("%+v", m)
	}
}
