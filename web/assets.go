package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// The folder assets/built is made by `make assets` and not committed; without
// it plain.css stands in for look.css and there is no script.
//
//go:embed assets
var assetFiles embed.FS

// assets are the files a page loads, each under an address that changes when
// any of them does, so that browsers may keep them for ever.
type assets struct {
	version string
	files   map[string]asset
}

type asset struct {
	contentType    string
	plain, gzipped []byte // gzipped is nil where it would not be smaller
}

// loadAssets reads the embedded files, compresses them once and works out
// their version.
func loadAssets(files fs.FS) (*assets, error) {
	set := &assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		made, err := newAsset(name, plain)
		if err != nil {
			return err
		}
		set.files[strings.TrimPrefix(name, "built/")] = made
		fmt.Fprintf(sum, "%s %d\n", name, len(plain))
		sum.Write(plain)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	if _, built := set.files["look.css"]; !built {
		set.files["look.css"] = set.files["plain.css"]
	}
	set.version = hex.EncodeToString(sum.Sum(nil))[:16]
	return set, nil
}

func newAsset(name string, plain []byte) (asset, error) {
	made := asset{contentType: contentType(name), plain: plain}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return asset{}, err
	}
	if _, err := w.Write(plain); err != nil {
		return asset{}, fmt.Errorf("compress %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return asset{}, fmt.Errorf("compress %s: %w", name, err)
	}
	if packed.Len() < len(plain) {
		made.gzipped = packed.Bytes()
	}
	return made, nil
}

// contentType names the few types we serve; what package mime says of them
// differs from machine to machine.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

func (a *assets) has(name string) bool {
	_, found := a.files[name]
	return found
}

// address is where a page finds an asset; a name that does not exist is an
// error, so that a slip in a template shows when the page is first tested.
func (a *assets) address(name string) (string, error) {
	if !a.has(name) {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/assets/" + a.version + "/" + name, nil
}

// serve answers /assets/:version/*name. While servers of two versions run side
// by side a page of one may ask the other: it then gets what this one has, but
// must not keep it.
func (a *assets) serve(c *gin.Context) {
	found, ok := a.files[strings.TrimPrefix(c.Param("name"), "/")]
	if !ok {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	if c.Param("version") == a.version {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Header("Vary", "Accept-Encoding")
	body := found.plain
	if found.gzipped != nil && acceptsGzip(c.Request) {
		c.Header("Content-Encoding", "gzip")
		body = found.gzipped
	}
	c.Data(http.StatusOK, found.contentType, body)
}

// acceptsGzip tells whether the other side can read a gzipped answer.
func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(coding) == "gzip" {
			quality = strings.TrimPrefix(strings.TrimSpace(quality), "q=")
			return strings.Trim(quality, "0.") != "" || quality == ""
		}
	}
	return false
}
