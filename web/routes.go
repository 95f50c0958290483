package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// Who may use an address.
var (
	officers    = []access.Role{access.LinkOfficer, access.OffenderManager, access.Coordinator}
	answerer    = append(slices.Clone(officers), access.SPOC)
	listed      = []access.Role{access.LinkOfficer, access.Coordinator, access.Administrator}
	unitReaders = []access.Role{access.LinkOfficer, access.Coordinator}
	unitEditors = []access.Role{access.Coordinator}

	agreementReaders = append(slices.Clone(unitReaders), access.InformationLead)
	agreementEditors = pathways.AgreementEditors

	bringers       = []access.Role{access.LinkOfficer, access.Coordinator} // of files, who decide on rows that an import holds
	informers      = []access.Role{access.InformationLead}
	adders         = []access.Role{access.LinkOfficer, access.Coordinator}
	keepers        = []access.Role{access.Coordinator, access.Administrator} // of accounts: a coordinator of their own areas
	administrators = []access.Role{access.Administrator}
	openers        = append(slices.Clone(officers), access.InformationLead)    // of restricted records, and who reviews it
	subjectReaders = []access.Role{access.InformationLead, access.Coordinator} // of a person's request: who answers, and the second reader
	retainers      = release.Erasers
)

// route is one address and the roles that may use it.
type route struct {
	method, path string
	roles        []access.Role
	handle       gin.HandlerFunc
}

// routes is the table of pages. Home sends each role to its own first page. What
// is proved asks for a proof, not older than access.ProofLife, that it is really
// they: what takes people's data out, and what changes who may do what.
func (s *server) routes() []route {
	return []route{
		{http.MethodGet, "/", access.Roles, s.home},
		{http.MethodPost, "/sign-out", access.Roles, s.signOut},
		{http.MethodGet, "/prove", access.Roles, s.showProof},
		{http.MethodPost, "/prove", access.Roles, s.prove},
		{http.MethodGet, "/your-sign-in", access.Roles, s.showYourSignIn},
		{http.MethodPost, "/your-sign-in/end-others", access.Roles, s.endOthers},
		{http.MethodPost, "/your-sign-in/end-token", access.Roles, s.endToken},
		{http.MethodPost, "/your-sign-in/recovery-codes", access.Roles, s.proved(s.renewRecoveryCodes)},
		{http.MethodPost, "/your-sign-in/second-factor", access.Roles, s.proved(s.replaceSecondFactor)},
		{http.MethodGet, "/your-sign-in/passphrase", access.Roles, s.proved(s.showNewPassphrase)},
		{http.MethodPost, "/your-sign-in/passphrase", access.Roles, s.proved(s.changePassphrase)},
		{http.MethodGet, "/accounts", keepers, s.showAccounts},
		{http.MethodPost, "/accounts", keepers, s.showAccounts},
		{http.MethodGet, "/accounts/new", keepers, s.showInvite},
		{http.MethodPost, "/accounts/new", keepers, s.proved(s.invite)},
		{http.MethodGet, "/accounts/moves", administrators, s.showMoves},
		{http.MethodGet, "/accounts/lists", keepers, s.showLists},
		{http.MethodPost, "/accounts/lists", keepers, s.proved(s.confirmList)},
		{http.MethodGet, "/accounts/asked", keepers, s.showAsked},
		{http.MethodPost, "/accounts/asked/:ref", keepers, s.proved(s.decideAsked)},
		{http.MethodGet, "/accounts/of/:ref", keepers, s.showAccount},
		{http.MethodPost, "/accounts/of/:ref", keepers, s.proved(s.changeAccount)},
		{http.MethodGet, "/accounts/of/:ref/:act", keepers, s.backToAccount},
		{http.MethodPost, "/accounts/of/:ref/:act", keepers, s.proved(s.actOnAccount)},
		{http.MethodGet, "/system", administrators, s.showSystem},
		{http.MethodGet, "/system/queues/:queue/pause", administrators, s.showPause},
		{http.MethodPost, "/system/queues/:queue/pause", administrators, s.proved(s.pauseQueue)},
		{http.MethodGet, "/system/queues/:queue/resume", administrators, s.showResume},
		{http.MethodPost, "/system/queues/:queue/resume", administrators, s.proved(s.resumeQueue)},
		{http.MethodGet, "/system/jobs", administrators, s.showFailed},
		{http.MethodGet, "/system/jobs/:id/:act", administrators, s.showJobAct},
		{http.MethodPost, "/system/jobs/:id/:act", administrators, s.actOnJob},
		{http.MethodGet, "/system/retry/:kind", administrators, s.showRetryKind},
		{http.MethodPost, "/system/retry/:kind", administrators, s.retryKind},
		{http.MethodGet, "/system/watch", administrators, s.showLedger},
		{http.MethodGet, "/system/imports", administrators, s.showLastImports},
		{http.MethodGet, "/system/webhooks", administrators, s.showHooks},
		{http.MethodGet, "/system/webhooks/:target", administrators, s.showHook},
		{http.MethodGet, "/system/webhooks/:target/:act", administrators, s.showHookAct},
		{http.MethodPost, "/system/webhooks/:target/:act", administrators, s.actOnHook},
		{http.MethodGet, "/system/webhooks/:target/again/:id", administrators, s.showHookAgain},
		{http.MethodPost, "/system/webhooks/:target/again/:id", administrators, s.deliverHookAgain},
		{http.MethodGet, "/board.csv", officers, s.proved(s.exportBoard)},
		{http.MethodGet, "/board/print", officers, s.proved(s.printBoard)},
		{http.MethodPost, "/search", officers, s.searchBoard},
		{http.MethodPost, "/views", officers, s.keepView},
		{http.MethodPost, "/views/forget", officers, s.forgetView},
		{http.MethodGet, "/prisons", officers, s.listPrisons},
		{http.MethodGet, "/prisons/:code", officers, s.showPrison},
		{http.MethodPost, "/prisons/:code", officers, s.recordCall},
		{http.MethodGet, "/releases/:ref", officers, s.showRelease},
		{http.MethodGet, "/releases/:ref/open", officers, s.backToRelease},
		{http.MethodPost, "/releases/:ref/open", officers, s.proved(s.openRestricted)},
		{http.MethodGet, "/releases/:ref/close", officers, s.backToRelease},
		{http.MethodPost, "/releases/:ref/close", officers, s.closeRestricted},
		{http.MethodGet, "/openings", openers, s.showOpenings},
		{http.MethodGet, "/openings/:ref/:change", openers, s.backToOpenings},
		{http.MethodPost, "/openings/:ref/:change", openers, s.changeOpening},
		{http.MethodGet, "/releases/:ref/sheet", officers, s.showSheet},
		{http.MethodPost, "/releases/:ref/sheet", officers, s.handSheetOver},
		{http.MethodGet, "/sheets", officers, s.proved(s.showSheets)},
		{http.MethodGet, "/figures", officers, s.showFigures},
		{http.MethodGet, "/figures.csv", officers, s.proved(s.sendFigures)},
		{http.MethodGet, "/forecast", bringers, s.showForecast},
		{http.MethodPost, "/forecast", bringers, s.makeForecast},
		{http.MethodGet, "/releases/:ref/appointments", officers, s.backToAppointments},
		{http.MethodPost, "/releases/:ref/appointments", officers, s.addAppointment},
		{http.MethodGet, "/releases/:ref/appointments/:appointment/:change", officers, s.backToAppointments},
		{http.MethodPost, "/releases/:ref/appointments/:appointment/:change", officers, s.changeAppointment},
		{http.MethodGet, "/people/add", adders, s.showAddPerson},
		{http.MethodPost, "/people/add", adders, s.addPerson},
		{http.MethodGet, "/releases/:ref/record/:what", officers, s.showRecord},
		{http.MethodPost, "/releases/:ref/record/:what", officers, s.saveRecord},
		{http.MethodGet, "/tasks", answerer, s.listTasks},
		{http.MethodPost, "/tasks", []access.Role{access.SPOC}, s.acknowledgeFirstList},
		{http.MethodPost, "/tasks/several", answerer, s.answerSeveral},
		{http.MethodGet, "/tasks/:ref", answerer, s.showTask},
		{http.MethodPost, "/tasks/:ref/questions", []access.Role{access.SPOC}, s.askQuestion},
		{http.MethodGet, "/tasks/:ref/questions/:question", answerer, s.backToTask},
		{http.MethodPost, "/tasks/:ref/questions/:question", officers, s.answerQuestion},
		{http.MethodGet, "/tasks/:ref/:answer", answerer, s.backToTask},
		{http.MethodPost, "/tasks/:ref/:answer", answerer, s.answerTask},
		{http.MethodGet, "/unit", unitReaders, s.showUnit},
		{http.MethodGet, "/unit/services", unitReaders, s.listServices},
		{http.MethodGet, "/unit/services/new", unitEditors, s.showNewService},
		{http.MethodPost, "/unit/services/new", unitEditors, s.saveService},
		{http.MethodGet, "/unit/services/:ref", unitReaders, s.showService},
		{http.MethodPost, "/unit/services/:ref", unitEditors, s.saveService},
		{http.MethodGet, "/unit/agreements", agreementReaders, s.listAgreements},
		{http.MethodGet, "/unit/agreements/new", agreementEditors, s.showNewAgreement},
		{http.MethodPost, "/unit/agreements/new", agreementEditors, s.saveAgreement},
		{http.MethodGet, "/unit/agreements/:ref", agreementReaders, s.showAgreement},
		{http.MethodPost, "/unit/agreements/:ref", agreementEditors, s.saveAgreement},
		{http.MethodGet, "/unit/agreements/:ref/:step", agreementReaders, s.backToAgreement},
		{http.MethodPost, "/unit/agreements/:ref/:step", agreementEditors, s.stepAgreement},
		{http.MethodGet, "/unit/standards", unitReaders, s.listStandards},
		{http.MethodGet, "/unit/standards/new", unitEditors, s.showNewStandard},
		{http.MethodPost, "/unit/standards/new", unitEditors, s.saveStandard},
		{http.MethodGet, "/unit/standards/:code", unitReaders, s.showStandard},
		{http.MethodPost, "/unit/standards/:code", unitEditors, s.saveStandard},
		{http.MethodGet, "/unit/prisons", unitReaders, s.listLocalPrisons},
		{http.MethodGet, "/unit/prisons/:area", unitReaders, s.showLocalPrisons},
		{http.MethodPost, "/unit/prisons/:area", unitEditors, s.saveLocalPrisons},
		{http.MethodGet, "/unit/settings", unitReaders, s.showSettings},
		{http.MethodPost, "/unit/settings", unitEditors, s.saveSettings},
		{http.MethodGet, "/unit/not-answering", unitReaders, s.listSilent},
		{http.MethodGet, "/messages", officers, s.listMessages},
		{http.MethodGet, "/messages/:ref", officers, s.showMessage},
		{http.MethodGet, "/messages/:ref/:decision", officers, s.backToMessage},
		{http.MethodPost, "/messages/:ref/:decision", officers, s.decideMessage},
		{http.MethodGet, "/nobody", officers, s.listNobody},
		{http.MethodGet, "/your-list", listed, s.showYourList},
		{http.MethodGet, "/your-list/:id", listed, s.backToYourList},
		{http.MethodPost, "/your-list/:id", listed, s.closeItem},
		{http.MethodGet, "/imports", bringers, s.showImports},
		{http.MethodPost, "/imports", bringers, s.takeFile},
		{http.MethodGet, "/imports/file/:ref", bringers, s.showUpload},
		{http.MethodPost, "/imports/file/:ref/:decision", bringers, s.decideUpload},
		{http.MethodGet, "/imports/held", bringers, s.showHeldRows},
		{http.MethodPost, "/imports/held/:id", bringers, s.decideHeldRow},
		{http.MethodGet, "/imports/review", bringers, s.showReview},
		{http.MethodPost, "/imports/review", bringers, s.answerReview},
		{http.MethodGet, "/imports/past/:id", bringers, s.showImport},
		{http.MethodPost, "/imports/past/:id/send", bringers, s.sendImport},
		{http.MethodGet, "/imports/past/:id/undo", bringers, s.showUndo},
		{http.MethodPost, "/imports/past/:id/undo", bringers, s.undoImport},
		{http.MethodGet, "/away", access.Roles, s.showAway},
		{http.MethodPost, "/away", access.Roles, s.setAway},
		{http.MethodGet, "/away/:ref/end", access.Roles, s.backToAway},
		{http.MethodPost, "/away/:ref/end", access.Roles, s.endAway},
		{http.MethodPost, "/records/find", informers, s.findRecords},
		{http.MethodGet, "/records/people/:ref", informers, s.showPersonTrail},
		{http.MethodGet, "/records/people/:ref/csv", informers, s.proved(s.sendPersonTrail)},
		{http.MethodGet, "/records/accounts/:ref", informers, s.showAccountTrail},
		{http.MethodGet, "/records/accounts/:ref/csv", informers, s.proved(s.sendAccountTrail)},
		{http.MethodGet, "/records/unusual", informers, s.showUnusual},
		{http.MethodGet, "/records/unusual/csv", informers, s.proved(s.sendUnusual)},
		{http.MethodGet, "/records/people/:ref/subject-access", informers, s.backToTrail},
		{http.MethodPost, "/records/people/:ref/subject-access", informers, s.startSubject},
		{http.MethodGet, "/subject-access", subjectReaders, s.showSubjects},
		{http.MethodGet, "/subject-access/:ref", subjectReaders, s.proved(s.showSubject)},
		{http.MethodGet, "/subject-access/:ref/answer.json", informers, s.proved(s.sendSubject)},
		{http.MethodGet, "/subject-access/:ref/print", informers, s.proved(s.printSubject)},
		{http.MethodGet, "/subject-access/:ref/:step", subjectReaders, s.backToSubject},
		{http.MethodPost, "/subject-access/:ref/:step", subjectReaders, s.proved(s.stepSubject)},
		{http.MethodGet, "/retention", retainers, s.showRetention},
		{http.MethodPost, "/retention", informers, s.proved(s.confirmRetention)},
		{http.MethodPost, "/retention/find", retainers, s.findRetained},
		{http.MethodGet, "/retention/people/:ref", retainers, s.showRetained},
		{http.MethodGet, "/retention/people/:ref/:keeping", retainers, s.backToRetained},
		{http.MethodPost, "/retention/people/:ref/:keeping", retainers, s.proved(s.changeRetained)},
		{http.MethodGet, "/retention/requests/:ref/:verdict", retainers, s.backToRetention},
		{http.MethodPost, "/retention/requests/:ref/:verdict", retainers, s.proved(s.answerErasure)},
		{http.MethodGet, "/told", officers, s.showTold},
		{http.MethodPost, "/told", officers, s.chooseTold},
	}
}

func (s *server) mount(router *gin.Engine) {
	if s.cfg.Observe != nil {
		router.Use(s.observe)
	}
	router.Use(Headers(s.secure), s.recover)
	router.GET("/healthz", s.healthz)
	router.GET("/readyz", s.readyz)
	s.look.Mount(router)
	if s.cfg.Mount != nil {
		s.cfg.Mount(router)
	}

	s.mountAPI(router)
	open := router.Group("/", s.sameOrigin, s.limitBody)
	open.GET("/sign-in", s.showSignIn)
	open.POST("/sign-in", s.signIn)
	open.GET("/sign-in/:token", s.showChoice)
	open.POST("/sign-in/:token", s.choosePassphrase)
	if s.cfg.SingleSignOn.Issuer != "" {
		open.GET(ssoPath, s.goToProvider)
		open.GET(ssoReturn, s.comeBack)
	}
	open.GET("/ask-for-access", s.showAsk)
	open.POST("/ask-for-access", s.ask)
	open.GET("/second-factor", s.showSecondFactor)
	open.POST("/second-factor", s.takeSecondFactor)
	open.GET("/second-factor/qr.png", s.sendQRCode)
	open.POST("/language", s.chooseLanguage)
	open.GET("/have-it/:token", s.showHaveIt)
	open.POST("/have-it/:token", s.sayHaveIt)
	if s.cfg.Demo != nil {
		s.mountDemo(open)
	}
	known := open.Group("/", s.knowActor)
	for _, r := range s.routes() {
		known.Handle(r.method, r.path, only(r.roles, s.refuse), s.slowTrawling, s.heedFreeText, r.handle)
	}
	router.NoRoute(s.noSuchPage)
}

// only lets the roles of a route pass.
func only(roles []access.Role, refuse gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !slices.Contains(roles, actorOf(c).Role) {
			refuse(c)
			c.Abort()
		}
	}
}

// formLimit is more than any of our forms holds, in bytes.
const formLimit = 64 << 10

// limitBody refuses a form that is longer, or cannot be read: half of what was
// typed is never taken for the whole. A file's form is read where it is taken.
func (s *server) limitBody(c *gin.Context) {
	limit := int64(formLimit)
	// A file comes in a form of parts; the signed paper of an agreement is read and not kept.
	if files := []string{"/imports", "/forecast", "/unit/agreements/:ref/:step"}; c.ContentType() == gin.MIMEMultipartPOSTForm && slices.Contains(files, c.FullPath()) {
		limit = uploadLimit
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	if c.Request.Method != http.MethodPost {
		return
	}
	err := c.Request.ParseForm()
	if err == nil {
		return
	}
	status, title := http.StatusBadRequest, wording.Text("The form could not be read")
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		status, title = http.StatusRequestEntityTooLarge, "The form is too long"
	}
	s.noteTurnedAway(c, strings.ToLower(title.String()))
	s.look.Problem(c, status, s.page(c, title), "", "Nothing was saved. Go back, and send less text.")
	c.Abort()
}

// home is the first page of a role.
func (s *server) home(c *gin.Context) {
	switch role := actorOf(c).Role; role {
	case access.SPOC:
		c.Redirect(http.StatusSeeOther, "/tasks")
	case access.InformationLead:
		s.showRecords(c)
	case access.Administrator:
		s.showAccounts(c)
	case access.LinkOfficer, access.OffenderManager, access.Coordinator:
		s.showBoard(c)
	}
}
