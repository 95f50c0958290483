package intake

import (
	"bufio"
	"bytes"
	"io"
)

// watchedReader passes the bytes of a file on and notices what only bytes can
// tell: that it is no text, and that its last line has no end.
type watchedReader struct {
	r       *bufio.Reader
	wanted  fileForm
	passed  int64 // bytes handed on so far
	last    byte  // of them
	notText bool
}

// fileForm is what a file should have been, for the words of a refusal.
type fileForm struct {
	saveAs string // "CSV UTF-8"
	with   string // "a header line and data"
}

var (
	csvForm       = fileForm{"CSV UTF-8", "a header line and data"}
	jsonLinesForm = fileForm{"JSON Lines in UTF-8", "one event on each line"}
)

func (f fileForm) notText() error { return refuse("the file is not text: save it as %s", f.saveAs) }

// lookAtStart tells whether the file begins with a byte order mark of UTF-8,
// and takes it away. Its error is a *RefusedFile, or a failure to read.
func (w *watchedReader) lookAtStart() (bom bool, err error) {
	start, err := w.r.Peek(4 << 10)
	if err != nil && err != io.EOF {
		return false, err
	}
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(start, utf8Mark))) == 0 && err == io.EOF:
		return false, refuse("the file is empty: send one with %s", w.wanted.with)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return false, refuse("the file is a spreadsheet or a zip archive, not text: save it as %s", w.wanted.saveAs)
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		return false, refuse("the file is UTF-16: save it as %s", w.wanted.saveAs)
	case bytes.ContainsFunc(start, control):
		return false, w.wanted.notText()
	}
	if bytes.HasPrefix(start, utf8Mark) {
		_, err := w.r.Discard(len(utf8Mark))
		return true, err
	}
	return false, nil
}

var utf8Mark = []byte{0xef, 0xbb, 0xbf}

func control(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }

func (w *watchedReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if n > 0 {
		w.passed += int64(n)
		w.last = p[n-1]
		if bytes.IndexByte(p[:n], 0) >= 0 {
			w.notText = true
			return 0, io.EOF
		}
	}
	return n, err
}

// refusal is set once a byte has been seen that no text holds.
func (w *watchedReader) refusal() error {
	if w.notText {
		return w.wanted.notText()
	}
	return nil
}

// atEnd tells that nothing is left after the first `used` bytes handed on.
func (w *watchedReader) atEnd(used int64) bool {
	if used < w.passed {
		return false
	}
	_, err := w.r.Peek(1)
	return err == io.EOF
}

// cutShort tells that nothing is left and the last line has no line end.
func (w *watchedReader) cutShort(used int64) bool { return w.atEnd(used) && w.last != '\n' }
