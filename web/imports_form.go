package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

const (
	// uploadLimit is a file with its form, in bytes.
	uploadLimit = release.UploadLimit + formLimit
	fieldLimit  = 4 << 10
)

// readUploadForm reads the form part by part in memory: the reader of the
// standard library would put a large file on the disk.
func readUploadForm(c *gin.Context) (form uploadForm, file release.NewUpload, problems []fieldError, err error) {
	unread := fault.Invalid("The file did not arrive whole: go back and send it again")
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return form, file, nil, fault.Invalid("The form is not complete: open the page again and choose a file")
	}
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return form, file, nil, unread
	}
	fields := map[string]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var text []byte
		if err == nil {
			text, err = readPart(part)
		}
		var long *http.MaxBytesError
		if errors.As(err, &long) || errors.Is(err, errLongPart) {
			return form, file, nil, fault.Invalid("The file is larger than %d MB: send it in parts", release.UploadLimit>>20)
		}
		if err != nil {
			return form, file, nil, unread
		}
		if part.FormName() == "file" {
			file.FileName, file.Content = part.FileName(), text
			continue
		}
		fields[part.FormName()] = strings.TrimSpace(string(text))
	}
	form = uploadForm{Ref: fields["ref"], Source: fields["source"], Day: fields["day"], Clock: fields["time"],
		Kinds: uploadKinds(release.UploadKind(fields["kind"]))}
	file.Ref, file.Kind, file.Source = form.Ref, release.UploadKind(fields["kind"]), form.Source
	problems = form.asOf(&file)
	return form, file, problems, nil
}

var errLongPart = errors.New("a part of the form is too long")

func readPart(part *multipart.Part) ([]byte, error) {
	limit := int64(fieldLimit)
	if part.FormName() == "file" {
		limit = release.UploadLimit
	}
	text, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err == nil && int64(len(text)) > limit {
		return nil, errLongPart
	}
	return text, err
}

// asOf reads when the picture was taken; nothing typed: now.
func (f uploadForm) asOf(file *release.NewUpload) []fieldError {
	if f.Day == "" && f.Clock == "" {
		return nil
	}
	day, err := calendar.Parse(f.Day)
	if err != nil {
		return []fieldError{{Field: "day", Text: "Write the day on which the picture was taken, or leave day and time empty for now"}}
	}
	clock := f.Clock
	if clock == "" {
		clock = "00:00"
	}
	at, problem := pathways.StartOf(day, clock)
	if problem != "" {
		return []fieldError{{Field: "time", Text: wording.Data(problem)}}
	}
	file.AsOf = at.UTC()
	return nil
}

// uploadFieldOf is the field that a refused upload is about.
func uploadFieldOf(file release.NewUpload) string {
	switch {
	case uploadKindWords(string(file.Kind)) == "":
		return "kind"
	case len(file.Source) > 60:
		return "source"
	case len(file.Content) > 0 && !file.AsOf.IsZero():
		return "day"
	}
	return "file"
}
