package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
)

//go:embed templates
var templateFiles embed.FS

const (
	htmlType = "text/html; charset=utf-8"
	// gzipFrom is the size in bytes from which compressing a page pays.
	gzipFrom = 1400
	// ProblemWords stand wherever the cause is not the reader's to know.
	ProblemWords = "Sorry, there is a problem with the service"
)

// Look renders pages in the service's layout and serves what they load.
type Look struct {
	assets *assets
	// pages by language and name; those in English are the templates as they stand.
	pages map[string]map[string]*template.Template
	zips  sync.Pool
}

// NewLook reads every template and asset. It fails on the first that cannot be
// parsed, so that a broken page stops the start and not a reader. It is the
// dearest part of a start, and what it gives serves any number of handlers.
//
// The templates are: templates/layout.gohtml, the frame; templates/parts, what
// pages share; every other file in templates, one page each, called by its
// name without ".gohtml".
//
// Each of the languages has the pages once more, in its own words: see
// throughgate/internal/wording.
func NewLook(languages ...wording.Language) (*Look, error) {
	files, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		return nil, fmt.Errorf("open assets: %w", err)
	}
	set, err := loadAssets(files)
	if err != nil {
		return nil, err
	}
	look := &Look{assets: set, pages: map[string]map[string]*template.Template{}}
	for _, in := range append([]wording.Language{wording.English}, languages...) {
		frame := template.New("layout.gohtml").
			Funcs(template.FuncMap{"asset": set.address, "hasAsset": set.has, "say": wording.Sayer(in)}).
			Funcs(templateFuncs)
		if _, err := frame.ParseFS(templateFiles, "templates/layout.gohtml", "templates/parts/*.gohtml"); err != nil {
			return nil, fmt.Errorf("parse layout: %w", err)
		}
		speak(frame, in, nil)
		if err := look.parsePages(frame, in); err != nil {
			return nil, err
		}
	}
	return look, nil
}

// trees are the templates of a set by name.
func trees(set *template.Template) map[string]*parse.Tree {
	all := map[string]*parse.Tree{}
	for _, one := range set.Templates() {
		all[one.Name()] = one.Tree
	}
	return all
}

// speak says the templates of a set in a language, but those that are said
// already. English is what they say anyway.
func speak(set *template.Template, in wording.Language, said map[string]*parse.Tree) {
	if in == wording.English {
		return
	}
	for name, tree := range trees(set) {
		if tree != nil && tree != said[name] {
			wording.Speak(tree, in)
		}
	}
}

func (l *Look) parsePages(frame *template.Template, in wording.Language) error {
	pages := map[string]*template.Template{}
	l.pages[in.Code()] = pages
	files, err := fs.Glob(templateFiles, "templates/*.gohtml")
	if err != nil {
		return fmt.Errorf("list pages: %w", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".gohtml")
		if name == "layout" {
			continue
		}
		page, err := frame.Clone()
		if err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
		said := trees(page)
		if _, err := page.ParseFS(templateFiles, file); err != nil {
			return fmt.Errorf("parse page %s: %w", name, err)
		}
		speak(page, in, said)
		if err := checkPage(page); err != nil {
			return fmt.Errorf("page %s in %s: %w", name, in.Code(), err)
		}
		pages[name] = page
	}
	return nil
}

// checkPage finds what html/template would find only when the page is first
// shown: a part that does not exist, a value where it cannot be made safe. It
// renders the page without data and looks at that kind of error alone.
func checkPage(page *template.Template) error {
	if page.Lookup("content") == nil {
		return errors.New(`it defines no "content"`)
	}
	var unsafe *template.Error
	if err := page.Execute(io.Discard, nil); errors.As(err, &unsafe) {
		return err
	}
	return nil
}

// Mount adds the addresses that pages load from: the assets, and the favicon
// that browsers ask for by themselves.
func (l *Look) Mount(router gin.IRouter) {
	router.GET("/assets/:version/*name", l.assets.serve)
	router.HEAD("/assets/:version/*name", l.assets.serve)
	router.GET("/favicon.ico", func(c *gin.Context) {
		address, err := l.assets.address("favicon.svg")
		if err != nil {
			c.AbortWithStatus(http.StatusNotFound)
			return
		}
		c.Redirect(http.StatusFound, address)
	})
}

// Render answers with a page: view is its typed view, a struct with a field
// Page. The page is made whole before a byte of it is sent; when it cannot be
// made the reader gets the error page with a reference, and the cause is put on
// c.Errors under that reference for the log.
func (l *Look) Render(c *gin.Context, status int, name string, view any) {
	body, err := l.execute(l.languageOf(c), name, view)
	if err != nil {
		reference := rand.Text()[:8]
		_ = c.Error(fmt.Errorf("reference %s: %w", reference, err))
		l.sorry(c, reference)
		return
	}
	l.send(c, status, body)
}

// ErrorView is the error page: what went wrong and what the reader can do.
type ErrorView struct {
	Page Page
	// Lines are the sentences under the title, written for the reader.
	Lines []wording.Text
	// Reference finds the cause in the log; empty where there is nothing to find.
	Reference string
}

// Problem answers with the error page. The words are the caller's own choice
// and never an error's text.
func (l *Look) Problem(c *gin.Context, status int, page Page, reference string, lines ...wording.Text) {
	l.Render(c, status, "error", ErrorView{Page: page, Lines: lines, Reference: reference})
}

// sorry is the last resort, when a page could not be made: the error page
// without anything that needed the request, or plain words when even that fails.
func (l *Look) sorry(c *gin.Context, reference string) {
	body, err := l.execute(l.languageOf(c), "error", ErrorView{
		Page:      Page{Title: ProblemWords, Nonce: Nonce(c)},
		Lines:     []wording.Text{"Try again later. Nothing that you entered on this page has been saved."},
		Reference: reference,
	})
	if err != nil {
		c.String(http.StatusInternalServerError, "%s. Reference: %s", ProblemWords, reference)
		return
	}
	l.send(c, http.StatusInternalServerError, body)
}

func (l *Look) execute(language, name string, view any) ([]byte, error) {
	page, found := l.pages[language][name]
	if !found {
		return nil, fmt.Errorf("no page called %q", name)
	}
	var body bytes.Buffer
	if err := page.Execute(&body, view); err != nil {
		return nil, fmt.Errorf("render page %s: %w", name, err)
	}
	return body.Bytes(), nil
}

// send writes a page, compressed where that pays and the reader can take it. No
// secret shares a page with words that another site could choose (forms are
// guarded by the cross-origin check, not by tokens), so compression gives
// nothing away.
func (l *Look) send(c *gin.Context, status int, body []byte) {
	c.Header("Vary", "Accept-Encoding")
	if len(body) >= gzipFrom && acceptsGzip(c.Request) {
		packed, err := l.gzip(body)
		if err == nil {
			c.Header("Content-Encoding", "gzip")
			body = packed
		}
	}
	c.Header("Content-Length", strconv.Itoa(len(body)))
	c.Data(status, htmlType, body)
}

func (l *Look) gzip(body []byte) ([]byte, error) {
	w, ok := l.zips.Get().(*gzip.Writer)
	if !ok {
		w = gzip.NewWriter(nil)
	}
	defer l.zips.Put(w)
	var packed bytes.Buffer
	w.Reset(&packed)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
