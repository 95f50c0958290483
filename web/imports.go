package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// importsView is where files come in, and what came of those before.
type importsView struct {
	Page    Page
	Errors  []fieldError
	Form    uploadForm
	Open    []uploadLine
	Waiting []pastLine // somebody has to press send
	Undo    int64      // the last release extract; 0: none
	Tasks   int        // of a review, without an answer
	Rows    int        // held, of extracts
	Past    []pastLine
	Pager   pager
}

// uploadForm is the form that brings a file. A browser never keeps the file
// itself.
type uploadForm struct {
	Ref        string // of the upload that it becomes
	Kinds      []option
	Source     string
	Day, Clock string // of the picture; both empty: now
	LimitMB    int
}

// uploadLine is one file that waits for a worker or a person.
type uploadLine struct {
	Ref, Name   string
	Kind, State wording.Text
	Class, By   string
	At          wording.Text
}

// pastLine is one import in a list.
type pastLine struct {
	ID                                 int64
	Name                               string
	Kind, At, By                       wording.Text
	Rows, New, Changed, Rejected, Held int
	State                              wording.Text
	Class                              string
	Detail                             wording.Text
	Review                             bool
}

func (s *server) showImports(c *gin.Context) {
	s.renderImports(c, http.StatusOK, uploadForm{Ref: access.NewRef(), Kinds: uploadKinds("")}, nil)
}

func (s *server) renderImports(c *gin.Context, status int, form uploadForm, problems []fieldError) {
	ctx, who, number := c.Request.Context(), actorOf(c), pageNumber(c)
	form.LimitMB = release.UploadLimit >> 20
	view := importsView{Page: s.page(c, "Imports"), Errors: problems, Form: form}
	open, err := s.cfg.Uploads.Open(ctx, who)
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, u := range open {
		view.Open = append(view.Open, newUploadLine(u))
	}
	err = s.consult(c, "imports", func(ctx context.Context, tx pgx.Tx) error {
		waiting, err := release.ReadWaitingImports(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range waiting {
			view.Waiting = append(view.Waiting, newPastLine(p))
		}
		past, total, err := release.ReadImports(ctx, tx, number)
		if err != nil {
			return err
		}
		for _, p := range past {
			view.Past = append(view.Past, newPastLine(p))
		}
		if view.Undo, err = release.LastUndoable(ctx, tx); err != nil {
			return err
		}
		view.Pager = newPager(c, number, release.ImportPage, len(past), total)
		view.Rows, err = release.CountHeldRows(ctx, tx, s.scope(c))
		if err != nil {
			return err
		}
		view.Tasks, err = release.CountReview(ctx, tx, s.scope(c))
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "imports", view)
}

func uploadKinds(chosen release.UploadKind) []option {
	var list []option
	for _, k := range release.UploadKinds {
		list = append(list, option{Value: string(k), Text: uploadKindWords(string(k)), Selected: k == chosen})
	}
	return list
}

func newUploadLine(u release.Upload) uploadLine {
	state, class := uploadStateWords(u)
	return uploadLine{Ref: u.Ref, Name: u.FileName, Kind: uploadKindWords(string(u.Kind)), State: state, Class: class,
		By: u.UploadedBy, At: instantWords(u.UploadedAt)}
}

func newPastLine(p release.PastImport) pastLine {
	line := pastLine{ID: p.ID, Name: p.FileName, Kind: uploadKindWords(p.Kind), At: instantWords(p.StartedAt), By: personOrCommand(p.By),
		Rows: p.Rows, New: p.New, Changed: p.Changed, Rejected: p.Rejected, Held: p.Held, Review: p.Brake == release.ByReview}
	line.State, line.Class, line.Detail = pastStateWords(p)
	return line
}

// uploadDeadline is how long a file may take to come in, on slow lines too.
const uploadDeadline = 10 * time.Minute

func (s *server) takeFile(c *gin.Context) {
	// The server's own deadlines are those of forms. Without a clock: the deadlines
	// go, and when the time is over one that lies in the past comes.
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Time{}) // a server of tests has none
	_ = control.SetWriteDeadline(time.Time{})
	over := time.AfterFunc(uploadDeadline, func() { _ = control.SetReadDeadline(time.Unix(1, 0)) })
	defer over.Stop()

	form, file, problems, err := readUploadForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(problems) == 0 {
		err = s.cfg.Uploads.Take(c.Request.Context(), actorOf(c), file)
		if fault.Is(err, fault.KindInvalid) {
			problems = []fieldError{{Field: uploadFieldOf(file), Text: faultWords(err)}}
		} else if err != nil {
			s.fail(c, err)
			return
		}
	}
	if len(problems) > 0 {
		if len(form.Ref) == 0 {
			form.Ref = access.NewRef()
		}
		s.renderImports(c, http.StatusUnprocessableEntity, form, problems)
		return
	}
	c.Redirect(http.StatusSeeOther, "/imports/file/"+file.Ref)
}

// importID is the number of an import in an address.
func importID(c *gin.Context) (int64, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, fault.NotFound("The import")
	}
	return id, nil
}
