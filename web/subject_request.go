package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// The steps of a request, as the addresses of their forms name them.
const (
	subjectExtend   = "extend"
	subjectDraft    = "draft"
	subjectWithhold = "withhold"
	subjectTakeBack = "take-back"
	subjectAgree    = "agree"
	subjectDisagree = "disagree"
	subjectGive     = "give"
	subjectClose    = "close"
)

// subjectView is one request: what is to be done, and the answer as it would be
// given. A coordinator, who is the second reader, sees what is marked alone.
type subjectView struct {
	Page      Page
	Errors    []fieldError
	Ref       string
	Reference string
	Class     string
	State     wording.Text
	Rows      []summaryRow
	Lead      bool
	Open      bool // neither given nor closed
	Given     bool
	Drafted   bool
	CanExtend bool
	CanGive   bool
	Version   int
	Form      subjectForm
	Marking   *markingView
	Marks     []subjectMarkView
	About     []release.SubjectAbout
	Sections  []subjectSectionView
}

// subjectForm is what was typed into one of the forms.
type subjectForm struct{ Step, Words, Part, Quote, Reason, Why, MayTell string }

// markingView is the part that somebody is about to mark.
type markingView struct {
	Label, Value string
	Reasons      []option
}

type subjectMarkView struct {
	Ref, Label, Value string
	Quote             string
	Reason            wording.Text
	Why               string
	By                wording.Text
	Tell              wording.Text
	Class             string
	State             wording.Text
	Read              bool // the reader may be the second one
	Back              bool // it can be taken back
}

type subjectSectionView struct {
	Code, Title, Source string
	Records             []subjectRecordView
}

type subjectRecordView struct {
	Title string
	Lines []subjectLineView
}

type subjectLineView struct {
	Label, Value, Statement, Mark, Href string
}

// readSubjectPage reads a request with its draft and marks.
func (s *server) readSubjectPage(c *gin.Context, entry func(release.SubjectRequest) (access.Entry, error)) (r release.SubjectRequest, file release.SubjectFile, marks []release.SubjectMark, err error) {
	err = s.subjectTx(c, func(ctx context.Context, tx pgx.Tx) error {
		if r, err = release.ReadSubject(ctx, tx, c.Param("ref")); err != nil {
			return err
		}
		if file, err = release.ReadSubjectDraft(ctx, tx, r.ID); err != nil {
			return err
		}
		if marks, err = release.ReadSubjectMarks(ctx, tx, r.ID); err != nil {
			return err
		}
		seen, err := entry(r)
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), actorOf(c), seen)
	})
	return r, file, marks, err
}

func (s *server) showSubject(c *gin.Context) {
	s.renderSubject(c, http.StatusOK, subjectForm{Part: c.Query("part")}, nil)
}

func (s *server) renderSubject(c *gin.Context, status int, form subjectForm, problems []fieldError) {
	who := actorOf(c)
	r, file, marks, err := s.readSubjectPage(c, func(r release.SubjectRequest) (access.Entry, error) {
		return release.SubjectSeen(r), r.MayRead(who)
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	state := r.State()
	view := subjectView{Page: s.page(c, wording.F("Request for what is held {1}", r.Reference)), Errors: problems, Ref: r.Ref, Reference: r.Reference, Lead: access.ViewerFor(access.Reading{Role: who.Role, Restricted: r.Restricted, Answering: true}) == access.LeadAnswering,
		Open: state != release.SubjectGiven && state != release.SubjectClosed, Given: state == release.SubjectGiven, Drafted: file.Schema != "", Version: r.Version, Form: form,
		CanGive: state == release.SubjectDrafted, CanExtend: r.ExtendedTo.IsZero() && !s.today().After(r.DueOn), About: file.About}
	view.Class, view.State = subjectStateWords(r)
	view.Rows = s.subjectRows(r, file)
	marked := map[string]string{}
	for _, m := range marks {
		if m.State() == release.PartEnded {
			continue
		}
		line, _ := file.Line(m.Part)
		one := newMarkView(who, r, m, line, view.Open)
		marked[m.Part] = one.State.String()
		view.Marks = append(view.Marks, one)
	}
	if !view.Lead {
		s.look.Render(c, status, "subject", view)
		return
	}
	if line, found := file.Line(form.Part); found && view.Open {
		view.Marking = &markingView{Label: line.Label, Value: subjectValue(line)}
		for _, reason := range release.WithholdReasons {
			view.Marking.Reasons = append(view.Marking.Reasons, option{Value: string(reason), Text: wording.Capital(wording.Data(reason.Words())), Selected: string(reason) == form.Reason})
		}
	}
	view.Sections = subjectSections(file, func(l release.SubjectLine) (mark, href string) {
		if view.Open {
			href = "/subject-access/" + r.Ref + "?part=" + url.QueryEscape(l.Part) + "#withhold"
		}
		return marked[l.Part], href
	})
	s.look.Render(c, status, "subject", view)
}

func (s *server) subjectRows(r release.SubjectRequest, file release.SubjectFile) []summaryRow {
	rows := []summaryRow{{Key: "Received", Value: wording.Day(r.ReceivedOn), More: wording.F("entered by {1}", r.OpenedBy)}, {Key: "Answer by", Value: s.answerByWords(r)}}
	if !r.ExtendedTo.IsZero() {
		rows = append(rows, summaryRow{Key: "Put off", Value: wording.F("from {1}", r.DueOn), More: wording.Data(r.ExtendedWhy)})
	}
	if r.DraftedAt != nil {
		rows = append(rows, summaryRow{Key: "Put together", Value: instantWords(*r.DraftedAt), More: wording.F("by {1}", r.DraftedBy)})
	}
	if file.Schema != "" {
		rows = append(rows, summaryRow{Key: "Category", Value: personCategoryWords(file.Person.Category)})
	}
	if r.GivenAt != nil {
		rows = append(rows, summaryRow{Key: "Given", Value: instantWords(*r.GivenAt), More: wording.F("by {1}", r.GivenBy)})
	}
	if r.ClosedAt != nil {
		rows = append(rows, summaryRow{Key: "Closed", Value: wording.F("{1}{2}", wording.F("{1} by ", instantWords(*r.ClosedAt)), r.ClosedBy), More: wording.Data(r.ClosedWhy)})
	}
	return rows
}

func newMarkView(who access.Actor, r release.SubjectRequest, m release.SubjectMark, line release.SubjectLine, open bool) subjectMarkView {
	one := subjectMarkView{Ref: m.Ref, Label: line.Label, Value: subjectValue(line), Quote: m.Words, Reason: wording.Capital(wording.Data(m.Reason.Words())), Why: m.Why, By: wording.F("{1}, {2}", m.MarkedBy, instantWords(m.MarkedAt)),
		Tell: "The person may be told that a part is withheld", Back: open && who.Role == access.InformationLead}
	if !m.MayTell {
		one.Tell = "The person may not even be told"
	}
	switch m.State() {
	case release.PartUnread:
		one.Class, one.State, one.Read = "late", "waits for a second reader", open && r.MaySecond(who, m) == nil
	case release.PartAgreed:
		one.Class, one.State = "done", wording.F("withheld: {1} agreed, {2}", m.ReadBy, instantWords(*m.ReadAt))
	case release.PartRefused:
		one.Class, one.State = "red", wording.F("not withheld: {1} did not agree, {2}", m.ReadBy, instantWords(*m.ReadAt))
	case release.PartEnded:
	}
	return one
}

// stepSubject does one step, and leads back to the request.
func (s *server) stepSubject(c *gin.Context) {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	form := subjectForm{Step: c.Param("step"), Words: c.PostForm("words"), Part: c.PostForm("part"), Quote: c.PostForm("quote"), Reason: c.PostForm("reason"),
		Why: c.PostForm("why"), MayTell: c.PostForm("may_tell")}
	var err error
	switch form.Step {
	case subjectExtend:
		err = s.cfg.Subjects.ExtendSubject(ctx, who, ref, form.Words)
	case subjectDraft:
		err = s.cfg.Subjects.DraftSubject(ctx, who, ref)
	case subjectWithhold:
		err = s.cfg.Subjects.MarkSubject(ctx, who, ref, release.NewMark{Part: form.Part, Words: form.Quote, Reason: release.WithholdReason(form.Reason), Why: form.Why, MayTell: form.MayTell != "no"})
	case subjectTakeBack:
		err = s.cfg.Subjects.UnmarkSubject(ctx, who, ref, c.PostForm("mark"))
	case subjectAgree, subjectDisagree:
		err = s.cfg.Subjects.ReadMark(ctx, who, ref, c.PostForm("mark"), form.Step == subjectAgree)
	case subjectGive:
		version, wrong := strconv.Atoi(c.PostForm("version"))
		if wrong != nil {
			version = -1 // none that was read
		}
		err = s.cfg.Subjects.GiveSubject(ctx, who, ref, version)
	case subjectClose:
		err = s.cfg.Subjects.CloseSubject(ctx, who, ref, form.Words)
	default:
		err = fault.NotFound("page")
	}
	s.answerSubject(c, form, err)
}

func (s *server) answerSubject(c *gin.Context, form subjectForm, err error) {
	var wrong release.FieldProblems
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/subject-access/"+c.Param("ref")+"?done=subject-"+form.Step)
	case errors.As(err, &wrong):
		var problems []fieldError
		for _, p := range wrong {
			problems = append(problems, fieldError{Field: "mark-" + string(p.Field), Text: wording.Data(p.Text)})
		}
		s.renderSubject(c, http.StatusUnprocessableEntity, form, problems)
	case fault.Is(err, fault.KindInvalid):
		s.renderSubject(c, http.StatusUnprocessableEntity, form, []fieldError{{Field: form.field(), Text: faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderSubject(c, http.StatusConflict, form, []fieldError{{Field: "state", Text: wording.F("Nothing was saved. {1}", faultWords(err))}})
	default:
		s.fail(c, err)
	}
}

// field is where a problem of a whole form leads.
func (f subjectForm) field() string {
	if slices.Contains([]string{subjectExtend, subjectClose}, f.Step) {
		return f.Step + "-words"
	}
	return "state"
}

func (s *server) backToSubject(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/subject-access/"+c.Param("ref"))
}

// subjectSections are the sections of a file in words. mark says of a line how it
// is marked, and where it can be.
func subjectSections(file release.SubjectFile, mark func(release.SubjectLine) (words, href string)) []subjectSectionView {
	var out []subjectSectionView
	for _, section := range file.Sections {
		v := subjectSectionView{Code: section.Code, Title: section.Title, Source: section.Source}
		for _, record := range section.Records {
			one := subjectRecordView{Title: record.Title}
			for _, l := range record.Lines {
				line := subjectLineView{Label: l.Label, Value: subjectValue(l), Statement: statementWords(l.Statement)}
				line.Mark, line.Href = mark(l)
				one.Lines = append(one.Lines, line)
			}
			v.Records = append(v.Records, one)
		}
		out = append(out, v)
	}
	return out
}

// subjectValue is a value in words.
func subjectValue(l release.SubjectLine) string {
	if l.Withheld && l.Value == "" {
		return "[withheld]"
	}
	switch l.Form {
	case release.SubjectDay:
		return dayText(l.Value)
	case release.SubjectInstant:
		return instantText(l.Value)
	case release.SubjectCode:
		return strings.ReplaceAll(l.Value, "_", " ")
	case release.SubjectText, release.SubjectYesNo, release.SubjectStaff, release.SubjectFree:
	}
	return l.Value
}

func statementWords(st release.SubjectStatement) string {
	switch st {
	case release.StatedFact:
		return "a fact"
	case release.StatedOpinion:
		return "an opinion"
	case release.StatedByThem:
		return "in their own words"
	case release.StatedNot:
		return "fact or opinion: not said"
	}
	return ""
}
