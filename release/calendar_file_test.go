package release_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
)

const jobcentre = "jobcentre@services.example"

// leaves14 leaves 14 days after Monday 23 November 2026: that day the jobcentre
// is asked.
var leaves14 = who{"crd": "2026-12-07", "sed": "2027-12-07"}

// calendars is a unit whose jobcentre wants calendar files and, where swept, was
// asked for A0001BC.
func calendars(t *testing.T, row who, swept bool) *unitTest {
	t.Helper()
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.wants("jobcentre", jobcentre, "yes")
	u.running()
	u.tell(row)
	if swept {
		u.sweep("2026-11-23")
		u.deliver()
	}
	return u
}

// wants tells the directory whether a service wants calendar files.
func (u *unitTest) wants(service, email, yes string) {
	u.Helper()
	u.directory([]byte("area,service,name,spoc_email,calendar\nHaringey," + service + ",Wood Green Jobcentre," + email + "," + yes + "\n"))
}

// wantCalendar lets an officer choose calendar files.
func (u *unitTest) wantCalendar(email string, want bool) {
	u.Helper()
	if err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		if err := access.ChooseCalendar(u.Context(), tx, u.clock(), access.System("test"), email, want); err != nil {
			return err
		}
		return u.releases.CalendarsChanged(u.Context(), tx)
	}); err != nil {
		u.Fatal(err)
	}
}

// calendarFiles lists the calendar messages as "state recipient item: reason".
func (u *unitTest) calendarFiles() []string {
	u.Helper()
	return collect[string](u, `
		SELECT m.state || ' ' || split_part(m.recipient, '@', 1) || ' ' || i.kind || ' ' || i.version || CASE WHEN m.reason = '' THEN '' ELSE ': ' || m.reason END
		FROM message m JOIN message_item i ON i.message_id = m.id WHERE m.kind = 'calendar' ORDER BY m.id`)
}

func (u *unitTest) wantFiles(when string, want ...string) {
	u.Helper()
	if diff := cmp.Diff(want, u.calendarFiles(), emptyIsNil); diff != "" {
		u.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// left delivers and lists what left as "recipient METHOD SEQUENCE DTSTART".
func (u *unitTest) left(day string, hour, minute int) []string {
	u.Helper()
	u.at(day, hour, minute)
	var out []string
	for _, m := range u.deliver() {
		if m.Calendar == "" {
			continue
		}
		line := func(name string) string {
			_, rest, _ := strings.Cut(m.Calendar, "\r\n"+name+":")
			value, _, _ := strings.Cut(rest, "\r\n")
			return value
		}
		to, _, _ := strings.Cut(m.To, "@")
		out = append(out, strings.Join([]string{to, line("METHOD"), line("SEQUENCE"), line("DTSTART")}, " "))
		if string(m.CalendarMethod) != line("METHOD") {
			u.Errorf("the e-mail says %s, the file %s", m.CalendarMethod, line("METHOD"))
		}
	}
	return out
}

func (u *unitTest) wantLeft(day string, hour, minute int, want ...string) {
	u.Helper()
	if diff := cmp.Diff(want, u.left(day, hour, minute), emptyIsNil); diff != "" {
		u.Errorf("left on %s at %02d:%02d (-want +got):\n%s", day, hour, minute, diff)
	}
}

const (
	atTwo   = "V1,A0001BC,2026-12-07 14:00,jobcentre,Wood Green,yes,"
	atThree = "V1,A0001BC,2026-12-07 15:00,jobcentre,Wood Green,yes,"
	atFour  = "V1,A0001BC,2026-12-07 16:00,jobcentre,Wood Green,yes,"
)

func TestACalendarFollowsAnAppointment(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.book(atTwo)
	u.book(atTwo) // the same again is nothing
	u.tell(merged(leaves14, who{"pom_name": "Pat"}))
	u.wantFiles("booked", "queued jobcentre appointment 1")
	u.wantLeft("2026-11-23", 8, 29)
	u.wantLeft("2026-11-23", 8, 30, "jobcentre REQUEST 0 20261207T140000Z")
	first := u.sent
	u.tell(merged(leaves14, who{"pom_name": "Pat Other"})) // nor is what else changes
	u.wantFiles("sent", "sent jobcentre appointment 1")
	if file := first[0]; !strings.Contains(file.Calendar, "SUMMARY:Appointment\\, SF\\, reference ") || !strings.Contains(file.Text, "/tasks/"+u.task("BEN-JCP").Ref) {
		t.Errorf("it reads\n%s\n%s", file.Calendar, file.Text)
	}

	u.book(atThree) // two moves within half an hour: the last one goes
	u.at("2026-11-23", 8, 45)
	u.book(atFour)
	u.wantLeft("2026-11-23", 9, 30, "jobcentre REQUEST 2 20261207T160000Z")
	const superseded = "not_sent jobcentre appointment 2: the appointment was moved, cancelled or has passed"
	u.wantFiles("moved", "sent jobcentre appointment 1", superseded, "sent jobcentre appointment 3")

	u.book(atFour + "yes")
	u.wantLeft("2026-11-23", 18, 0) // services are told from 08:00 to 17:00
	u.wantLeft("2026-11-24", 8, 0, "jobcentre CANCEL 3 20261207T160000Z")
	u.book(atFour + "yes")
	u.book(atTwo) // after all
	u.wantLeft("2026-11-24", 9, 0, "jobcentre REQUEST 4 20261207T140000Z")
	u.wantFiles("again", "sent jobcentre appointment 1", superseded, "sent jobcentre appointment 3", "sent jobcentre called_off 4", "sent jobcentre appointment 5")
}

func TestWhatWasNeverToldIsNotTakenBack(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.book(atTwo)
	u.book(atTwo + "yes") // before it went
	u.wantLeft("2026-11-23", 9, 0)
	u.wantFiles("cancelled", "not_sent jobcentre appointment 1: the appointment was moved, cancelled or has passed")
	u.book(atThree)
	u.wantLeft("2026-11-23", 10, 0, "jobcentre REQUEST 1 20261207T150000Z")
}

func TestWhatBouncedIsNotTakenBackEither(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.book(atTwo)
	u.wantLeft("2026-11-23", 9, 0, "jobcentre REQUEST 0 20261207T140000Z")
	u.book(atTwo + "yes")
	err := notify.NewReceipts(u.pool, u.clock, calendar.New(nil)).Bounced(t.Context(), notify.Bounce{Ref: u.sent[0].Ref, Action: notify.BounceFailed, Code: "5.1.1"})
	if err != nil {
		t.Fatal(err)
	}
	u.wantLeft("2026-11-23", 10, 0)
	u.wantFiles("it had not arrived", "failed jobcentre appointment 1: not delivered: this address takes no mail (5.1.1)",
		"not_sent jobcentre called_off 2: they were not told of it")
}

func TestWhoWantsNoCalendarFilesGetsNone(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.book("V2,A0001BC,2026-12-08 14:00,housing_options,Office,yes,", "V3,A0001BC,2026-11-20 14:00,jobcentre,Wood Green,yes,")
	u.wantFiles("another service's, and one that is past")
	u.book(atTwo)
	u.wants("jobcentre", jobcentre, "no")
	u.wantLeft("2026-11-23", 9, 0)
	u.wantFiles("chosen otherwise", "not_sent jobcentre appointment 1: no calendar files are wanted there any more")
	u.wants("jobcentre", jobcentre, "yes")
	u.wantLeft("2026-11-23", 10, 0, "jobcentre REQUEST 1 20261207T140000Z")
	u.wants("jobcentre", jobcentre, "no")
	u.wantLeft("2026-11-23", 11, 0, "jobcentre CANCEL 2 20261207T140000Z")
}

func TestAnotherContactGetsTheFilesAndTheOldOneLosesThem(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.book(atTwo)
	u.wantLeft("2026-11-23", 9, 0, "jobcentre REQUEST 0 20261207T140000Z")
	u.wants("jobcentre", "desk@services.example", "yes")
	u.wantLeft("2026-11-23", 10, 0, "jobcentre CANCEL 1 20261207T140000Z")
	const notAsked = "not_sent desk appointment 1: they may not be told: the service has not been asked for anything for this person"
	u.wantFiles("the new contact holds no request", "sent jobcentre appointment 1", notAsked, "sent jobcentre called_off 1")
}

// domain 6 and 9: a service is told of a person only with a request that it
// holds and that everything it waited for still allows.
func TestAServiceIsSentOnlyWhatItMayBeToldOf(t *testing.T) {
	const untold = "not_sent jobcentre appointment 1: they may not be told: "
	for name, c := range map[string]struct {
		row    who
		swept  bool
		change func(u *unitTest)
		want   string
	}{
		"not asked yet": {leaves14, false, nil, untold + "the service has not been asked for anything for this person"},
		"asked":         {leaves14, true, nil, "sent jobcentre appointment 1"},
		"said no":       {leaves14, true, func(u *unitTest) { u.exec(`UPDATE task SET state = 'declined' WHERE standard = 'BEN-JCP'`) }, untold + "the service has not been asked for anything for this person"},
		"done":          {leaves14, true, func(u *unitTest) { u.exec(`UPDATE task SET state = 'done' WHERE standard = 'BEN-JCP'`) }, "sent jobcentre appointment 1"},
		"a consent is missing": {leaves14, true, func(u *unitTest) {
			u.exec(`UPDATE standard SET before_telling = '{consent_to_refer}' WHERE code = 'BEN-JCP'`)
		}, untold + "it waits for consent to refer"},
		"held back":         {leaves14, true, func(u *unitTest) { u.exec(`UPDATE person SET flags = '{mappa3}'`) }, untold + "it waits for the offender manager's word that it may go"},
		"released in error": {leaves14, true, func(u *unitTest) { u.exec(`UPDATE release SET withheld = true`) }, untold + "released in error: the offender manager has not said yet that services may be told"},
		"another unit's": {leaves14, true, func(u *unitTest) {
			u.exec(`UPDATE person SET home_area = 'E09000007'; UPDATE service SET area = '*', area_kind = 'everywhere' WHERE service = 'jobcentre'`)
		}, ""},
	} {
		for when, before := range map[string]bool{"before it is queued": true, "while it waits": false} {
			t.Run(name+", "+when, func(t *testing.T) {
				u := calendars(t, c.row, c.swept)
				if before && c.change != nil {
					c.change(u)
				}
				u.book(atTwo)
				if !before && c.change != nil {
					c.change(u)
				}
				u.left("2026-11-23", 9, 0)
				want := c.want
				if want == "" && !before {
					want = "not_sent jobcentre appointment 1: the person is not in the unit's areas"
				}
				if diff := cmp.Diff(want, strings.Join(u.calendarFiles(), "; ")); diff != "" {
					u.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestWhatAServiceMayNotBeToldItIsOnceItMay(t *testing.T) {
	u := calendars(t, leaves14, false)
	u.book(atTwo)
	const untold = "not_sent jobcentre appointment 1: they may not be told: the service has not been asked for anything for this person"
	u.tell(merged(leaves14, who{"pom_name": "Pat"}))
	u.wantFiles("still not asked: said once", untold)
	u.sweep("2026-11-23")
	u.tell(merged(leaves14, who{"pom_name": "Pat Other"}))
	u.wantFiles("asked", untold, "queued jobcentre appointment 1")
}

func TestAPlaceStandsInACalendarOnlyWhereItMayBeNamed(t *testing.T) {
	for name, c := range map[string]struct {
		safe, flags string
		named       bool
	}{"safe": {"yes", "none", true}, "not marked safe": {"no", "none", false}, "an exclusion zone": {"yes", "exclusion_zone", false}} {
		t.Run(name, func(t *testing.T) {
			u := calendars(t, merged(leaves14, who{"flags": c.flags}), true)
			u.book("V1,A0001BC,2026-12-07 14:00,jobcentre,Wood Green," + c.safe + ",")
			u.left("2026-11-23", 9, 0)
			if len(u.sent) != 1 || strings.Contains(u.sent[0].Calendar, "LOCATION:Wood Green") != c.named || strings.Contains(u.sent[0].Text, "Place: Wood Green") != c.named {
				t.Errorf("%+v", u.sent)
			}
		})
	}
}

func TestOfficersWhoChooseSoGetTheAppointmentsOfTheirPeople(t *testing.T) {
	u := calendars(t, merged(leaves14, who{"needs": "drugs_and_alcohol"}), true)
	u.wants("jobcentre", jobcentre, "no")
	u.account(access.OffenderManager, "com1@probation.example")
	u.account(access.OffenderManager, "com2@probation.example") // of somebody else
	u.account(access.Coordinator, "coordinator@haringey-unit.example")
	u.book(atTwo, "V2,A0001BC,2026-12-08 10:00,drug_and_alcohol,Hub,yes,")
	u.wantFiles("nobody has chosen")
	for _, email := range []string{linkAddress, "COM1@probation.example", "com2@probation.example"} {
		u.wantCalendar(email, true)
	}
	u.wantLeft("2026-11-23", 9, 0, "link REQUEST 0 20261207T140000Z", "link REQUEST 0 20261208T100000Z", "com1 REQUEST 0 20261207T140000Z")
	u.wantFiles("what is about health", "sent link appointment 1", "sent link appointment 1", "sent com1 appointment 1",
		"not_sent com1 appointment 1: they may not be told: the person has not agreed to share what is about health")
	if !strings.Contains(u.sent[0].Text, "/releases/") {
		t.Errorf("an officer's page is the release: %s", u.sent[0].Text)
	}
	u.wantCalendar(linkAddress, false)
	u.wantLeft("2026-11-23", 10, 0, "link CANCEL 1 20261207T140000Z", "link CANCEL 1 20261208T100000Z")
	if err := pg.InTx(t.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		return access.ChooseCalendar(t.Context(), tx, u.clock(), access.System("test"), "coordinator@haringey-unit.example", true)
	}); err == nil {
		t.Error("a coordinator has no people of their own")
	}
}

func TestACalendarIsClearedWhenAStayEndsAndSilentAfterADeath(t *testing.T) {
	for name, c := range map[string]struct {
		change func(u *unitTest)
		want   []string
	}{
		"removed from the country": {func(u *unitTest) {
			u.tell(merged(leaves14, who{"status": "INACTIVE OUT", "released_on": "2026-11-23", "movement_reason": "removed"}))
		},
			[]string{"jobcentre CANCEL 1 20261207T140000Z"}},
		"died": {func(u *unitTest) { u.tell(merged(leaves14, who{"legal_status": "DEAD"})) }, nil},
		"escaped": {func(u *unitTest) {
			u.tell(merged(leaves14, who{"status": "INACTIVE OUT", "movement_reason": "escaped"}))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			u := calendars(t, leaves14, true)
			u.book(atTwo)
			u.wantLeft("2026-11-23", 9, 0, "jobcentre REQUEST 0 20261207T140000Z")
			c.change(u)
			if got := u.left("2026-11-23", 10, 0); !cmp.Equal(got, c.want, emptyIsNil) {
				t.Errorf("left %v, want %v; %v", got, c.want, u.calendarFiles())
			}
		})
	}
}

func TestACalendarFileThatCameTooLateIsNotSent(t *testing.T) {
	u := calendars(t, leaves14, true)
	u.at("2026-12-07", 12, 0)
	u.book("V9,A0001BC,2026-12-07 12:20,jobcentre,Wood Green,yes,")
	u.wantLeft("2026-12-07", 12, 40)
	if got := u.calendarFiles(); len(got) != 1 || !strings.HasPrefix(got[0], "not_sent jobcentre appointment 1: it could no longer be sent in time") {
		t.Errorf("%v", got)
	}
}

func TestARestrictedRecordIsNotNamedInACalendar(t *testing.T) {
	u := calendars(t, merged(leaves14, who{"flags": "restricted"}), true)
	u.wantCalendar(linkAddress, true)
	u.book(atTwo)
	if got := u.left("2026-11-23", 9, 0); len(got) != 1 || strings.Contains(u.sent[0].Calendar+u.sent[0].Text, "SF") {
		t.Errorf("left %v", got)
	}
	if m := u.messages(notify.CalendarFile); len(m) != 2 {
		t.Errorf("%+v", m)
	}
}
