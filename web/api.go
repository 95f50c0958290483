package web

import (
	_ "embed"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// The JSON API shows a role what the pages show it, by the same reads and the
// same use cases, and is described by openapi.yaml, which a test holds against
// the table below. It looks at no cookie and lets no other site's script ask.

const apiRoot = "/api/v1"

//go:embed openapi.yaml
var openAPI []byte

// apiRoutes is the table of the API: paths after apiRoot, and the roles that may.
func (s *server) apiRoutes() []route {
	return []route{
		{http.MethodGet, "/releases", officers, s.apiBoard},
		{http.MethodGet, "/releases/:ref", officers, s.apiRelease},
		{http.MethodGet, "/releases/:ref/appointments", officers, s.apiListAppointments},
		{http.MethodPost, "/releases/:ref/appointments", officers, s.once(s.apiBook)},
		{http.MethodPost, "/releases/:ref/appointments/:appointment/:change", officers, s.once(s.apiChangeVisit)},
		{http.MethodGet, "/releases/:ref/events", officers, s.apiListEvents},
		{http.MethodGet, "/messages", officers, s.apiListMessages},
		{http.MethodGet, "/messages/:ref", officers, s.apiShowMessage},
		{http.MethodGet, "/tasks", answerer, s.apiListTasks},
		{http.MethodGet, "/tasks/:ref", answerer, s.apiShowTask},
		{http.MethodPost, "/tasks/:ref/questions", []access.Role{access.SPOC}, s.once(s.apiAsk)},
		{http.MethodPost, "/tasks/:ref/questions/:question", officers, s.once(s.apiReply)},
		{http.MethodPost, "/tasks/:ref/:answer", answerer, s.once(s.apiAnswerTask)},
	}
}

func (s *server) mountAPI(router *gin.Engine) {
	router.GET(apiRoot+"/openapi.yaml", func(c *gin.Context) { c.Data(http.StatusOK, "application/yaml", openAPI) })
	known := router.Group(apiRoot, limitJSON, s.knowBearer)
	for _, r := range s.apiRoutes() {
		known.Handle(r.method, r.path, only(r.roles, s.apiRefuse), r.handle)
	}
}

// limitJSON bounds a body as that of a form is; reading it fails beyond that.
func limitJSON(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, formLimit)
}

// ofAPI tells whether a request is one of the API, whose errors are problem
// details and no pages.
func ofAPI(c *gin.Context) bool { return strings.HasPrefix(c.Request.URL.Path, "/api/") }

const bearerKey = "throughgate.bearer"

// knowBearer finds who asks by the bearer token alone.
func (s *server) knowBearer(c *gin.Context) {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	var bearer access.Bearer
	var found bool
	var err error
	if strings.EqualFold(scheme, "Bearer") {
		bearer, found, err = access.FindBearer(c.Request.Context(), s.cfg.Pool, s.cfg.Now(), s.cfg.SignIn.Keys, strings.TrimSpace(token))
	}
	var who access.Actor
	if found && err == nil {
		if wait := s.rate.take(bearer.TokenID, s.cfg.Now()); wait > 0 {
			s.apiTooMany(c, wait)
			return
		}
		who, err = s.readActor(c.Request.Context(), bearer.AccountID)
	}
	switch {
	case !found && err == nil, fault.Is(err, fault.KindNotFound):
		c.Header("WWW-Authenticate", `Bearer realm="throughgate"`)
		s.answerProblem(c, problem{Status: http.StatusUnauthorized, Detail: "Send a bearer token that is good in the header Authorization. Tokens expire, and end when their account is disabled, reset or suspended: ask whoever runs the service for a new one."})
	case err != nil:
		s.failAPI(c, err)
	case who.NoAgreement != "":
		s.answerProblem(c, problem{Status: http.StatusForbidden, Detail: wording.F("{1} Until one is in force nothing can be shown here.", sentence(wording.Capital(wording.Data(who.NoAgreement)))).String()})
	default:
		c.Set(actorKey, who)
		c.Set(bearerKey, bearer)
	}
}

func bearerOf(c *gin.Context) access.Bearer {
	kept, _ := c.Get(bearerKey)
	bearer, _ := kept.(access.Bearer)
	return bearer
}

func (s *server) apiRefuse(c *gin.Context) {
	s.noteRefusal(c, fault.KindRefused)
	s.answerProblem(c, problem{Status: http.StatusForbidden, Detail: wording.F("This is not for the role of {1}.", actorOf(c).Role.Words()).String()})
}
