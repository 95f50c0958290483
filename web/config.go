package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// Tasks are the use cases behind the answers on a task's page. version is that
// of the task when the form was shown. Errors: fault.NotFound, fault.Conflict
// (somebody else was first), fault.Invalid, fault.Refused.
type Tasks interface {
	Acknowledge(ctx context.Context, who access.Actor, ref string, version int) error
	// AcknowledgeFirstList says "we have it" to a service's whole first list.
	AcknowledgeFirstList(ctx context.Context, who access.Actor) (int, error)
	// ReadHaveIt and SayHaveIt are for whoever holds an e-mail's link and has
	// not signed in.
	ReadHaveIt(ctx context.Context, token string) ([]pathways.HaveIt, error)
	SayHaveIt(ctx context.Context, token string) (int, error)
	AnswerSeveral(ctx context.Context, who access.Actor, list []pathways.Seen, to pathways.State) (left []pathways.Seen, err error)
	Accept(ctx context.Context, who access.Actor, ref string, version int) error
	Decline(ctx context.Context, who access.Actor, ref string, version int, reason string) error
	NoCapacity(ctx context.Context, who access.Actor, ref string, version int, fullUntil calendar.Date, reason string) error
	Finish(ctx context.Context, who access.Actor, ref string, version int, finish pathways.Finish) error
	NotWanted(ctx context.Context, who access.Actor, ref string, version int, heardBy, reason string) error
	NotEligible(ctx context.Context, who access.Actor, ref string, version int, reason string) error
	PassOn(ctx context.Context, who access.Actor, ref string, version int, to, reason string) error
	Reopen(ctx context.Context, who access.Actor, ref string, version int, reason string) error
	AskQuestion(ctx context.Context, who access.Actor, ref, asked string) error
	AnswerQuestion(ctx context.Context, who access.Actor, ref, question, reply string) error
}

// Desk are the use cases behind what people decide: on messages, on their list,
// on what they are told. Errors as of Tasks.
type Desk interface {
	SendAgain(ctx context.Context, who access.Actor, o notify.Order) (ref string, err error)
	Settle(ctx context.Context, who access.Actor, o notify.Order, as notify.Decision) (ref string, err error)
	CloseItem(ctx context.Context, who access.Actor, areas []string, id int64, note string) error
	Choose(ctx context.Context, who access.Actor, c notify.Choice) error
}

// Appointments are the use cases behind the appointments on a release's page:
// release is the release's reference, ref the appointment's, version that of the
// appointment when the form was shown. Errors as in Tasks.
type Appointments interface {
	AddAppointment(ctx context.Context, who access.Actor, release string, v pathways.Visit) error
	MoveAppointment(ctx context.Context, who access.Actor, release, ref string, version int, to pathways.Visit, why string) error
	CancelAppointment(ctx context.Context, who access.Actor, release, ref string, version int, why string) error
	RecordOutcome(ctx context.Context, who access.Actor, release, ref string, version int, outcome pathways.VisitState, why string) error
}

// Calls record what one call to a prison has answered. Problems say what could
// not be recorded, and then nothing was.
type Calls interface {
	RecordCall(ctx context.Context, who access.Actor, call release.Call) ([]release.CallProblem, error)
}

// Directory are the use cases behind the unit's services and local prisons.
// Errors: *pathways.BadEdit, fault.NotFound, fault.Conflict, fault.Refused.
type Directory interface {
	SaveService(ctx context.Context, who access.Actor, edit pathways.ServiceEdit) (ref string, err error)
	// SaveLocalPrisons gives for how many people the list made a difference.
	SaveLocalPrisons(ctx context.Context, who access.Actor, area string, version int, prisons []string) (people int, err error)
}

// Retention are the use cases behind how long people are kept. Errors as in Tasks.
type Retention interface {
	ConfirmRetention(ctx context.Context, who access.Actor, years, due int) error
	AskErasure(ctx context.Context, who access.Actor, release string, ground release.ErasureGround, why string) error
	AnswerErasure(ctx context.Context, who access.Actor, request string, answer release.ErasureAnswer) error
	PlaceHold(ctx context.Context, who access.Actor, release, reason string, until calendar.Date) error
	EndHold(ctx context.Context, who access.Actor, release, why string) error
}

// Catalogue are the use cases behind the catalogue of standards; errors as above.
type Catalogue interface {
	PreviewStandard(ctx context.Context, who access.Actor, edit pathways.StandardEdit) (release.PlanPreview, error)
	SaveStandard(ctx context.Context, who access.Actor, edit pathways.StandardEdit) error
}

// Agreements are the use cases behind the unit's sharing agreements; errors as
// above.
type Agreements interface {
	Save(ctx context.Context, who access.Actor, edit pathways.AgreementEdit) (ref string, err error)
	End(ctx context.Context, who access.Actor, ref string, version int, why string) error
	Reinstate(ctx context.Context, who access.Actor, ref string, version int) error
	NoteFile(ctx context.Context, who access.Actor, ref string, version int, name string, sum [32]byte) error
}

// Forecasts say what services would be asked if the people of a list left on some
// day. Nothing is stored. Errors are faults that say what is wrong with the list.
type Forecasts interface {
	ForecastFile(ctx context.Context, who access.Actor, file io.Reader, day calendar.Date) (*release.Forecast, error)
	ForecastPasted(ctx context.Context, who access.Actor, text string, day calendar.Date) (*release.Forecast, error)
}

// Settings stores what the unit sets; errors as above.
type Settings interface {
	Save(ctx context.Context, who access.Actor, version int, set pathways.Settings) error
}

// Config is everything the pages need. Pool, Now, Tasks, Desk, Appointments, Calls,
// Records, Openings, Subjects, People, Contacts and Log are required.
type Config struct {
	Pool         *pgxpool.Pool
	Now          func() time.Time // UTC
	Tasks        Tasks
	Desk         Desk
	Appointments Appointments
	Calls        Calls
	Imports      *release.Service // for messages that an import holds, and the go-live review
	Uploads      *release.Uploads
	HeldRows     *release.HeldRows
	Records      Records
	Openings     Openings
	Subjects     Subjects
	Retention    Retention
	People       People
	Travel       release.Travel // by which the day of release is reckoned
	Contacts     release.Contacts
	Log          *slog.Logger

	// Machine is the work in the background, for the administrator.
	Machine Machine
	// Webhooks are the targets that are told of changes.
	Webhooks *release.Webhooks

	// Directory, Catalogue, Settings and Agreements change what is the unit's own;
	// Forecasts look ahead.
	Directory  Directory
	Catalogue  Catalogue
	Settings   Settings
	Forecasts  Forecasts
	Agreements Agreements

	// AgreementsFirst: production, where a service without a sharing agreement in
	// force sees nothing from the first day.
	AgreementsFirst bool

	Unit      release.Scope // whose people the unit looks after
	UnitName  string        // plain name
	PublicURL string        // https:// here makes cookies and headers strict

	// TrustedProxies are the addresses and networks (CIDR) of proxies whose word
	// on where a reader comes from is taken; none where it is empty.
	TrustedProxies []string
	// Words find what may not be found in a pocket; sheets are checked by them.
	Words     interface{ Blocked(text string) []string }
	UnitPhone string // on sheets; may be empty
	// Witnesses get the day's head of the audit; none: the information leads.
	Witnesses []string

	// SingleSignOn is a button beside the passphrase; the zero value shows none.
	SingleSignOn SingleSignOn
	// ReadsAnHour is how many people an account may open or search for in an hour,
	// in one process; 0 sets no limit.
	ReadsAnHour int
	// Accounts are the use cases of whoever looks after accounts.
	Accounts *access.Accounts
	// SignIn are the rules of the door: the keys that seal second factors, and who
	// needs none.
	SignIn access.DoorRules
	// APIRate is how many requests a token may make in a minute; 0: APIRate.
	APIRate int
	// Demo shows the demo's mailbox, handset and clock; nil outside the demo.
	Demo Demo
	// DemoSignIns are shown as buttons on the demo's sign-in page; never outside
	// the demo.
	DemoSignIns []DemoSignIn
	// Look are the pages as they were read, in English and in the languages that a
	// reader may choose beside it; nil reads them, in English alone.
	Look *Look
	// Mount adds addresses that are not pages, such as webhooks: they get
	// neither the actor nor the cross-origin check. Nil adds none.
	Mount func(gin.IRouter)
	// Observe, where it is not nil, is called when a request comes; what it gives
	// is told of the answer: the route, not the address.
	Observe func() (answered func(method, route string, status int))
}

// server answers the pages.
type server struct {
	cfg      Config
	look     *Look
	secure   bool
	door     *access.Door
	sessions *scs.SessionManager
	store    access.Sessions // the same, without the cookie
	rate     *rateLimit      // of the API's tokens
	readings *access.Readings
}

// New makes the handler of all pages. It fails on a template or asset that
// cannot be read, so that the program stops at its start and not at a reader.
func New(cfg Config) (http.Handler, error) {
	look := cfg.Look
	if look == nil {
		var err error
		if look, err = NewLook(); err != nil {
			return nil, err
		}
	}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	// What a proxy says of the reader's address is believed of those named only.
	if err := router.SetTrustedProxies(cfg.TrustedProxies); err != nil {
		return nil, fmt.Errorf("set trusted proxies: %w", err)
	}
	secure := strings.HasPrefix(cfg.PublicURL, "https://")
	store := access.Sessions{Pool: cfg.Pool, Now: cfg.Now, Keys: cfg.SignIn.Keys}
	s := &server{cfg: cfg, look: look, secure: secure, door: access.NewDoor(cfg.Pool, cfg.Now, cfg.SignIn), store: store, sessions: newSessions(store, secure), rate: newRateLimit(cfg.APIRate),
		readings: access.NewReadings(cfg.ReadsAnHour)}
	s.mount(router)
	return router, nil
}
