package web

import (
	"crypto/sha256"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/pathways"
	"throughgate/release"
)

// backToAgreement is for whoever reloads the address of a form.
func (s *server) backToAgreement(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/unit/agreements/"+c.Param("ref"))
}

// stepAgreement is what is done to an agreement beside changing its words.
func (s *server) stepAgreement(c *gin.Context) {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	form := agreementForm{edit: pathways.AgreementEdit{Ref: ref}}
	next := "/unit/agreements/" + ref
	if c.Param("step") == "file" {
		s.noteFile(c, form, next)
		return
	}
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the agreement and send it again"))
		return
	}
	switch c.Param("step") {
	case "end":
		form.why = c.PostForm("ended_why")
		err = s.cfg.Agreements.End(ctx, who, ref, version, form.why)
		next += "?done=agreement"
	case "reinstate":
		err = s.cfg.Agreements.Reinstate(ctx, who, ref, version)
		next += "?done=agreement-on"
	default:
		err = fault.NotFound("page")
	}
	s.afterAgreement(c, form, err, next)
}

// noteFile reads the signed paper once, for its SHA-256, and keeps nothing of it
// but that and its name.
func (s *server) noteFile(c *gin.Context, form agreementForm, next string) {
	version, name, sum, err := readSigned(c.Request)
	if err == nil {
		err = s.cfg.Agreements.NoteFile(c.Request.Context(), actorOf(c), form.edit.Ref, version, name, sum)
	}
	s.afterAgreement(c, form, err, next+"?done=file-noted")
}

// longestFileName is how much of a file's name is kept, in characters.
const longestFileName = 120

// readSigned reads the form with the signed file; the version comes first.
func readSigned(r *http.Request) (version int, name string, sum [32]byte, err error) {
	wrong := func(text string) error {
		return &pathways.BadEdit{Problems: []pathways.EditProblem{{Field: "file", Text: text}}}
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return 0, "", sum, fault.Invalid("The form is not complete: go back to the agreement and send it again")
	}
	version = -1
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return version, "", sum, wrong("Choose the signed file")
		case err != nil:
			return version, "", sum, wrong("The file did not come in whole, or is larger than " + strconv.Itoa(release.UploadLimit>>20) + " MB: choose it again")
		case part.FormName() == "version":
			text, _ := io.ReadAll(io.LimitReader(part, 20))
			if version, err = strconv.Atoi(string(text)); err != nil {
				return 0, "", sum, fault.Invalid("The form is not complete: go back to the agreement and send it again")
			}
		case part.FormName() == "file":
			name, sum, err := sumOf(part)
			if err != nil {
				return version, "", sum, wrong("The file did not come in whole, or is larger than " + strconv.Itoa(release.UploadLimit>>20) + " MB: choose it again")
			}
			if name == "" || sum == sha256.Sum256(nil) {
				return version, "", sum, wrong("Choose the signed file: this one is empty")
			}
			return version, name, sum, nil
		}
	}
}

// sumOf is a file's own name and the SHA-256 of what it holds.
func sumOf(part *multipart.Part) (name string, sum [32]byte, err error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, part); err != nil {
		return "", sum, err
	}
	copy(sum[:], hash.Sum(nil))
	name = filepath.Base(strings.ReplaceAll(part.FileName(), "\\", "/"))
	if runes := []rune(name); len(runes) > longestFileName {
		name = string(runes[len(runes)-longestFileName:])
	}
	if name == "." {
		name = ""
	}
	return name, sum, nil
}
