package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// uploadView is one file of the page: at work, looked at, or what came of it.
type uploadView struct {
	Page     Page
	Upload   release.Upload
	Kind     wording.Text
	State    wording.Text
	Class    string
	Busy     bool
	Progress wording.Text
	Ready    bool
	Nothing  bool // ready, and applied it would change nothing
	Rejected []release.UploadProblem
	More     int // rejected rows that are not shown
	By       string
	At       wording.Text
	Tasks    wording.Text // of a review, in words; "" for none
}

// shownRows bounds a page: thousands of bad rows have one cause, and the first
// ones show it.
const shownRows = 200

// lookAgain is after how many seconds a page about work under way loads itself
// anew, in the header that needs no script.
const lookAgain = "3"

func (s *server) showUpload(c *gin.Context) {
	u, err := s.cfg.Uploads.Read(c.Request.Context(), actorOf(c), c.Param("ref"))
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "import_upload", ObjectID: u.ID})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	r := u.Report
	view := uploadView{Page: s.page(c, "Look at the file"), Upload: u, Kind: uploadKindWords(string(u.Kind)), Busy: u.State.Busy(),
		Progress: progressWords(u), Ready: u.State == release.UploadReady, Rejected: r.Rejected, By: u.UploadedBy, At: instantWords(u.UploadedAt),
		Nothing: r.New+r.Changed+r.OutsideUnit+len(r.Held) == 0 && r.PeopleChanged == 0}
	view.State, view.Class = uploadStateWords(u)
	if n := r.ReviewTasks; n != nil && *n > 0 {
		view.Tasks = wording.N(*n, "{1} request", "{1} requests")
	}
	if len(view.Rejected) > shownRows {
		view.More = len(view.Rejected) - shownRows
		view.Rejected = view.Rejected[:shownRows]
	}
	if view.Busy {
		c.Header("Refresh", lookAgain)
	}
	s.look.Render(c, http.StatusOK, "import-file", view)
}

func (s *server) decideUpload(c *gin.Context) {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	var err error
	next := "/imports/file/" + ref
	switch c.Param("decision") {
	case "apply":
		err = s.cfg.Uploads.Apply(ctx, who, ref)
	case "throw-away":
		err = s.cfg.Uploads.ThrowAway(ctx, who, ref)
		next = "/imports?done=file-away"
	default:
		err = fault.NotFound("page")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, next)
}
